//! `docs/guides/dao-member.md`.

use {
    super::{Rows, grouped, names::words},
    breakwater::{
        constants::{EXECUTION_WINDOW, JUROR_AGE_DAYS, REVENUE_SECONDS, UNLOCK_NOTICE, VETO_LIFE},
        errors::{GovernanceError, TreasuryError},
        state::{Action, ProposalState, VotingArgs},
    },
    breakwater_math::turnout,
    breakwater_testkit::{
        courts::juror,
        governance::FOR,
        jurors::{GOVERNANCE_MINT, GOVERNANCE_SUPPLY},
        *,
    },
};

const GUIDE: &str = include_str!("../../../docs/guides/dao-member.md");
const FEES: Action = Action::SetFees {
    fee_bps: 400,
    revenue_bps: 2_000,
};

/// Governance tokens, whole ones with a comma.
fn whole(atoms: u64) -> String {
    let text = grouped(atoms / 1_000);
    text.strip_suffix(".00").expect("whole tokens").to_owned()
}

fn days(seconds: i64) -> String {
    assert_eq!(seconds % DAY, 0);
    (seconds / DAY).to_string()
}

/// 25 members, and nobody else governs.
fn governed() -> World {
    let mut w = World::new();
    w.seat_court();
    w.end_bootstrap();
    w
}

#[test]
fn the_members_guide_says_what_the_program_does() {
    let mut rows = Rows::default();
    let mut w = governed();
    let now = w.now();
    proposing(&mut rows, &mut w);
    rows.text("looser, or a list: days from the proposal to the execution", days(long() - now));
    rows.text("days of locking before tokens vote", JUROR_AGE_DAYS.to_string());
    rows.text("days of notice before they leave", days(UNLOCK_NOTICE));
    rows.text("days for which the guardian cannot cancel a repeat", days(VETO_LIFE));
    votes(&mut rows);
    share_of_fees(&mut rows);
    spending(&mut rows);
    // Beside the rows: the heads of six tables, and the lines of two of them that are words.
    rows.check(GUIDE, 6 + words(GUIDE, "## Proposing") + words(GUIDE, "## Waiting"));
}

/// What it takes to propose, and to be heard.
fn proposing(rows: &mut Rows, w: &mut World) {
    let (electorate, voting) = (500_000, VotingArgs::START);
    let token = GOVERNANCE_SUPPLY / 2_000_000;
    assert_eq!(w.voters().size(w.now()).expect("a size"), electorate * token);
    let part = |bps| turnout::part_ceil(electorate * token, bps).expect("a part");
    rows.text("electorate, tokens", whole(electorate * token));
    rows.text("locked and aged by who proposes (0.5 %), tokens", whole(part(voting.threshold_bps)));
    let before = w.balance(&pda::vault(&pda::dao()));
    let (proposed, proposal) = w.propose(&juror(0), FEES);
    proposed.ok();
    let p = w.proposal(&proposal);
    assert_eq!(w.balance(&pda::vault(&pda::dao())) - before, p.bond);
    rows.text("bond (0.1 %), tokens", whole(p.bond));
    rows.text("votes for it that are needed (15 %), tokens", whole(p.quorum));
    let least = turnout::quorum_ceil(0, 0, GOVERNANCE_SUPPLY).expect("a part");
    rows.text("never fewer than 2 % of all 2,000,000 tokens", whole(least));
    rows.text("most that one member weighs (5 %), tokens", whole(p.cap));
    rows.text("days of the vote", days(p.vote_until - p.opened_at));
    rows.text(
        "fees: days from the proposal to the execution",
        days(p.vote_until + i64::from(p.delay) - p.opened_at),
    );
    rows.text("days in which it can be executed", days(EXECUTION_WINDOW));
}

/// When an action with the long delay could be executed.
fn long() -> i64 {
    let mut members = governed();
    let voting = VotingArgs {
        quorum_bps: 2_000,
        ..VotingArgs::START
    };
    let (proposed, proposal) = members.propose(&juror(0), Action::SetVoting { voting });
    proposed.ok();
    let p = members.proposal(&proposal);
    p.vote_until + i64::from(p.delay)
}

/// Five members of 20,000 decide, four do not.
fn votes(rows: &mut Rows) {
    for (members, label) in [(4, "four vote for it, 20,000 each"), (5, "five vote for it, 20,000 each")] {
        let mut w = governed();
        let (proposed, proposal) = w.propose(&juror(1), FEES);
        proposed.ok();
        for n in 0..members {
            w.cast(&proposal, &juror(n), FOR).ok();
        }
        w.set_time(w.proposal(&proposal).vote_until);
        w.count(&proposal).ok();
        let p = w.proposal(&proposal);
        let result = match p.state {
            ProposalState::Queued => "queued",
            ProposalState::Rejected if !p.bond_back => "rejected, bond kept",
            other => panic!("{other:?}"),
        };
        rows.text(label, result.to_owned());
        if p.state == ProposalState::Queued {
            w.set_time(p.eta - 1);
            w.execute_proposal(&proposal).refused(GovernanceError::TimelockRunning);
            w.set_time(p.eta);
            w.execute_proposal(&proposal).ok();
            assert_eq!(w.config().fee_bps.get(), 400);
        }
    }
}

/// The pool's fees of 10,000 USDC are swept.
fn share_of_fees(rows: &mut Rows) {
    let mut w = governed();
    w.open_revenue().ok();
    let (address, mint, vault) = (w.pool, w.mint, pda::vault(&w.pool));
    let mut pool = w.pool();
    pool.fees_owed = (10_000 * USDC).into();
    w.write(&address, &*pool);
    w.put_token(vault, &mint, &address, 10_000 * USDC);
    w.sweep().ok();
    rows.usdc("of it to the treasury", w.treasury());
    rows.usdc("of it to escrows (20 %)", 10_000 * USDC - w.treasury());
    rows.text("days over which it streams", days(REVENUE_SECONDS as i64));
    w.advance(15 * DAY);
    w.claim_revenue(&juror(0)).ok();
    let claimed = w.balance(&pda::associated_token(&juror(0), &w.mint));
    rows.usdc("paid to one of 25 after 15 days", claimed);
    w.assert_books();
}

/// A purse of 100,000 USDC, of which a tenth may leave.
fn spending(rows: &mut Rows) {
    let mut w = governed();
    let (payer, to) = (w.actor(100_000 * USDC), w.actor(0));
    w.fund_purse(&payer, 100_000 * USDC).ok();
    let cap = VotingArgs::START.spend_bps;
    let room = |w: &World| w.treasury_purse().room(cap, w.now()).expect("a room");
    let most = room(&w);
    rows.usdc("most that can be spent at once", most);
    let (mint, members) = (w.mint, [0, 1, 2, 3, 4].map(juror));
    let spend = |amount| Action::Spend { mint, to, amount };
    w.carry(&members, spend(most + 1)).refused(TreasuryError::AboveCap);
    w.carry(&members, spend(most)).ok();
    rows.usdc("most a second later", room(&w) / USDC * USDC);
    w.advance(15 * DAY);
    rows.usdc("most 15 days later", room(&w));
    assert_eq!(w.balance(&pda::associated_token(&to, &mint)), most);
    assert_ne!(mint, GOVERNANCE_MINT);
}
