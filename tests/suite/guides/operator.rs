//! `docs/guides/operator.md`, and the limits in `docs/runbooks`.

use {
    super::Rows,
    breakwater::{
        constants::*,
        state::{Action, ListingKind},
    },
    breakwater_testkit::*,
    client::ix,
};

const GUIDE: &str = include_str!("../../../docs/guides/operator.md");
const PAUSE_PAGE: &str = include_str!("../../../docs/runbooks/pause.md");

const HOUR: i64 = 3_600;

#[test]
fn the_operators_guide_says_what_the_program_does() {
    let mut rows = Rows::default();
    let start = Genesis::from_nothing();
    let mut hour = |label: &str, at: i64| rows.text(label, (at / HOUR).to_string());
    hour("`initialise`; `queue_action` for the list (mint, feeds) and for the pool", 0);
    hour("`list` for each, `create_pool`", start.pool);
    hour(
        "`draft_product`, `add_source` for each source, `queue_action` for the seal and, for cover that jurors decide, for the court",
        start.pool,
    );
    hour("`create_court`, `seal_product`: cover is on sale", start.sealed);
    rows.text("days that an upgrade waits", (i64::from(UPGRADE_DELAY) / DAY).to_string());
    rows.text(
        "days in which a queued action can be executed",
        (EXECUTION_WINDOW / DAY).to_string(),
    );
    rows.text(
        "days after which the bootstrap authority is over",
        (BOOTSTRAP_LIFE / DAY).to_string(),
    );
    rows.text(
        "days of silence after which anyone retires what nobody uses",
        (SILENCE / DAY).to_string(),
    );
    rows.text("days after which anyone closes a draft", (DRAFT_LIFE / DAY).to_string());
    rows.text("days after which a veto can be closed", (VETO_LIFE / DAY).to_string());
    // Beside the rows: the heads of three tables, and the keepers' lines of words.
    rows.check(GUIDE, 3 + super::names::words(GUIDE, "## Keepers"));
}

/// When things stood in a protocol that is made from nothing, seconds after `initialise`.
struct Genesis {
    pool: i64,
    sealed: i64,
}

impl Genesis {
    /// Nothing waits longer than it must.
    fn from_nothing() -> Self {
        let mut w = World::bare();
        w.initialise().ok();
        let start = w.now();
        let (mint, parameters) = (w.mint, PoolSpec::default().0);
        let spec = DepegSpec::default();
        let list = |kind, id, queue, feed_hash| Action::List {
            kind,
            id,
            queue,
            feed_hash,
        };
        let mut actions = vec![list(ListingKind::Mint, mint, Address::default(), [0; 32])];
        for source in &spec.sources {
            let args = source.args();
            let kind = match source {
                SourceSpec::Pyth(_) => ListingKind::Pyth,
                SourceSpec::Switchboard(_) => ListingKind::Switchboard,
            };
            let (feed, queue) = (Address::new_from_array(args.feed), Address::new_from_array(args.queue));
            actions.push(list(kind, feed, queue, args.feed_hash));
        }
        actions.push(Action::CreatePool { mint, parameters });
        Self::all(&mut w, &actions);
        let pool = w.now() - start;
        let product = w.draft(&spec);
        for source in &spec.sources {
            let add = ix::add_source(w.bootstrap, product, source.args());
            w.send("add_source", add).ok();
        }
        let hash = w.terms_hash(&product);
        let seal = w.sealing(&product, hash);
        Self::all(&mut w, &[seal]);
        Self {
            pool,
            sealed: w.now() - start,
        }
    }

    /// Queued together, executed together as early as it goes.
    fn all(w: &mut World, actions: &[Action]) {
        let queued: Vec<Address> = actions
            .iter()
            .map(|action| {
                let (outcome, proposal) = w.queue(*action);
                outcome.ok();
                proposal
            })
            .collect();
        w.set_time(w.proposal(&queued[0]).eta);
        for proposal in queued {
            w.execute_proposal(&proposal).ok();
        }
    }
}

#[test]
fn the_page_about_pauses_says_what_the_program_does() {
    let mut w = World::new();
    let mut rows = Rows::default();
    w.pause().ok();
    let first = w.config().paused_until.get() - w.now();
    rows.text("one pause, hours", (first / HOUR).to_string());
    w.pause().ok();
    let both = w.config().paused_until.get() - w.now();
    rows.text("two in a row, hours", (both / HOUR).to_string());
    w.pause().refused(breakwater::errors::GovernanceError::PausedTooOften);
    w.set_time(w.config().paused_until.get() + PAUSE);
    w.pause().ok();
    rows.text("rest after two in a row, hours", (PAUSE / HOUR).to_string());
    rows.text("most in seven days, hours", ((both + first) / HOUR).to_string());
    w.set_time(w.config().paused_until.get() + PAUSE);
    w.pause().refused(breakwater::errors::GovernanceError::PausedTooOften);
    // Beside the rows: the head of the table.
    rows.check(PAUSE_PAGE, 1);
}
