//! Who decides, and what nobody can decide: from the first day to the day on which the members give up upgrades for ever. A thief has the bootstrap
//! key for a day (Drift, April 2026), and whoever stole governance elsewhere tries it here (Beanstalk, Solend, Synthetify, Audius). On the built
//! program in LiteSVM, with a clock that only goes forward; every vote, tally, bond, spend, share of fees and reward is computed a second time
//! (`reference.rs`), and every token account of both mints is compared.

mod attackers;
mod books;
pub mod charts;
mod ending;
mod genesis;
mod loader;
mod members;
pub mod reference;
pub mod report;
mod thief;

use {
    crate::{
        rng::Rng,
        time::{DAY, HOUR, utc},
    },
    anyhow::{Result, ensure},
    breakwater::state::Action,
    breakwater_testkit::{Address, Outcome, World},
    reference::{Emission, Money, Purse, Revenue, Stakes, Tally},
};

/// Atoms of one governance token.
pub const TOKEN: u64 = 1_000_000_000;
/// First second of the first day, 4 May 2026.
const START: i64 = 1_777_852_800;

/// Somebody with governance tokens.
pub struct Member {
    pub name: String,
    pub address: Address,
}

/// Somebody who has deposited.
struct Underwriter {
    address: Address,
    layer: u8,
    deposit: u64,
    rewarded: u64,
}

/// Something that somebody tried and did not get.
pub struct Attempt {
    pub at: i64,
    /// After which theft it is modelled.
    pub story: &'static str,
    pub who: String,
    pub what: String,
    /// The program's error.
    pub error: String,
    /// The rule, with its id.
    pub rule: &'static str,
}

/// An action from its proposal to its end.
pub struct Decision {
    pub title: String,
    pub by: String,
    pub hostile: bool,
    pub address: Address,
    pub opened: i64,
    /// End of the vote; of what was queued without one, its opening.
    pub vote_until: i64,
    /// Zero until it is queued.
    pub eta: i64,
    pub over: Option<i64>,
    pub end: String,
    pub tally: Option<Tally>,
    votes: Vec<(usize, u8)>,
}

/// Sums, atoms.
#[derive(Default)]
pub struct Sums {
    pub premiums: u64,
    pub fees: u64,
    pub spent: u64,
    pub emitted: u64,
    pub rewarded: u64,
    pub revenue: u64,
    pub bonds_kept: u64,
    /// Votes that were cast.
    pub votes: u64,
}

/// The whole.
pub struct Scene {
    w: World,
    rng: Rng,
    pub members: Vec<Member>,
    stakes: Stakes,
    money: Money,
    tokens: Money,
    /// The treasury's purses of the pool's mint and of the governance token.
    purses: [Purse; 2],
    revenue: Revenue,
    emission: Option<Emission>,
    underwriters: Vec<Underwriter>,
    product: Address,
    holders: u64,
    /// Hashes of what was announced before it was queued or proposed: the guardian cancels everything else.
    announced: Vec<[u8; 32]>,
    pub decisions: Vec<Decision>,
    pub attempts: Vec<Attempt>,
    pub timeline: Vec<(i64, String)>,
    /// What the rules do not stop.
    pub limits: Vec<String>,
    /// What had moved when the thief's day was over.
    pub moved: Vec<String>,
    pub sums: Sums,
    pub comparisons: u64,
    pub accounts: usize,
    pub differences: Vec<String>,
    pub end: i64,
}

/// Runs it. `progress` is told the day.
pub fn run(seed: u64, progress: &mut dyn FnMut(i64)) -> Result<Scene> {
    let mut scene = Scene::genesis(seed)?;
    let parts: [fn(&mut Scene) -> Result<()>; 7] = [
        Scene::business,
        Scene::theft,
        Scene::handover,
        Scene::decide,
        Scene::attack,
        Scene::give_up,
        Scene::close,
    ];
    for part in parts {
        progress((scene.w.now() - START) / DAY);
        part(&mut scene)?;
    }
    Ok(scene)
}

impl Scene {
    fn say(&mut self, text: impl Into<String>) {
        let at = self.w.now();
        self.timeline.push((at, text.into()));
    }

    /// The clock goes forward to this hour of a day, counted from the first.
    fn at(&mut self, day: i64, hour: i64) {
        let at = START + day * DAY + hour * HOUR;
        self.wait(at);
    }

    fn wait(&mut self, at: i64) {
        assert!(at >= self.w.now(), "the clock goes forward: {} to {}", utc(self.w.now()), utc(at));
        self.w.set_time(at);
    }

    /// Must be refused with this error, and must have changed nothing.
    fn refused(
        &mut self,
        (story, who, what): (&'static str, &str, &str),
        outcome: &Outcome,
        error: &str,
        rule: &'static str,
    ) -> Result<()> {
        let name = plain(&outcome.name());
        ensure!(name.ends_with(error), "{who} {what}: {name}, not {error}");
        ensure!(!outcome.changed, "{who} {what}: refused with {name}, but an account changed");
        self.comparisons += 1;
        self.attempts.push(Attempt {
            at: self.w.now(),
            story,
            who: who.to_owned(),
            what: what.to_owned(),
            error: name,
            rule,
        });
        Ok(())
    }

    /// The bootstrap authority's key queues something; `hostile`: a thief has it. Returns its number in the list.
    fn queue(&mut self, title: &str, hostile: bool, action: Action) -> Result<usize> {
        let (queued, address) = self.w.queue(action);
        ensure!(queued.result.is_ok(), "{title}: {}", queued.name());
        let proposal = self.w.proposal(&address);
        if !hostile {
            self.announced.push(proposal.hash);
        }
        self.decisions.push(Decision {
            title: title.to_owned(),
            by: if hostile { "the thief" } else { "the team" }.to_owned(),
            hostile,
            address,
            opened: proposal.opened_at,
            vote_until: proposal.vote_until,
            eta: proposal.eta,
            over: None,
            end: String::new(),
            tally: None,
            votes: vec![],
        });
        Ok(self.decisions.len() - 1)
    }

    /// Executed by whoever comes, at its first second or now.
    fn execute(&mut self, n: usize) -> Result<()> {
        let at = self.decisions[n].eta.max(self.w.now());
        self.wait(at);
        let done = self.w.execute_proposal(&self.decisions[n].address.clone());
        ensure!(done.result.is_ok(), "{}: {}", self.decisions[n].title, done.name());
        self.end(n, "executed");
        Ok(())
    }

    fn end(&mut self, n: usize, how: &str) {
        (self.decisions[n].over, self.decisions[n].end) = (Some(self.w.now()), how.to_owned());
    }

    /// Tries to execute it now, in vain.
    fn cannot_execute(&mut self, n: usize, of: (&'static str, &str, &str), error: &str, rule: &'static str) -> Result<()> {
        let tried = self.w.execute_proposal(&self.decisions[n].address.clone());
        self.refused(of, &tried, error, rule)
    }
}

/// An error of the runtime without its wrapping, and the two of other programs by their names.
fn plain(name: &str) -> String {
    match name {
        "custom 0" => return "System: AccountAlreadyInUse".to_owned(),
        "custom 4" => return "SPL Token: OwnerMismatch".to_owned(),
        _ => {}
    }
    let inner = name.strip_prefix("InstructionError(").and_then(|rest| rest.strip_suffix(')'));
    inner.and_then(|rest| rest.split_once(", ")).map_or(name, |rest| rest.1).to_owned()
}
