//! How long members' decisions wait: what lets more happen waits for a week, what lets less happen for two days.

use {
    super::kit::*,
    crate::privileged::rows::ground,
    breakwater::{
        instructions::pool::create::CreatePoolArgs,
        state::{Action, ListingKind, VotingArgs},
    },
    breakwater_testkit::{
        courts::{court_args, juror},
        *,
    },
};

const SHORT: i64 = 2 * DAY;
const LONG: i64 = 7 * DAY;

/// How long this waits after its vote when members propose it; the world is as before.
#[track_caller]
fn delay(w: &mut World, action: Action) -> i64 {
    let base = w.svm.clone();
    w.end_bootstrap();
    let proposal = proposed(w, &juror(0), action);
    let of = w.proposal(&proposal);
    assert_eq!(of.eta, 0, "nothing waits while it is voted on");
    w.svm = base;
    i64::from(of.delay)
}

#[test]
fn a66_a_cap_that_rises_by_an_atom_waits_for_a_week_and_one_that_does_not_for_two_days() {
    let mut w = ground();
    let product = pda::product(&w.pool, 0);
    let limits = DepegSpec::default().limits;
    for (cap, wait) in [(limits.cap + 1, LONG), (limits.cap, SHORT), (limits.cap - 1, SHORT), (1, SHORT)] {
        let mut limits = limits;
        limits.cap = cap;
        assert_eq!(delay(&mut w, Action::SetLimits { product, limits }), wait, "cap {cap}");
    }
    // Against what is in force when it is proposed.
    let mut lower = limits;
    lower.cap -= 10;
    w.set_limits(&product, lower).ok();
    assert_eq!(delay(&mut w, Action::SetLimits { product, limits }), LONG);
}

#[test]
fn a66_what_lets_a_pool_carry_more_waits_for_a_week_each_parameter_alone() {
    let mut w = ground();
    let now = CreatePoolArgs {
        margin_bps: 12_000,
        correlation_bps: 3_000,
        junior_floor_bps: 500,
        group_caps_bps: [5_000; 8],
        ..PoolSpec::default().0
    };
    w.set_pool(now).ok();
    let mut wait = |change: &dyn Fn(&mut CreatePoolArgs)| {
        let (pool, mut parameters) = (w.pool, now);
        change(&mut parameters);
        delay(&mut w, Action::SetPool { pool, parameters })
    };
    assert_eq!(wait(&|_| ()), SHORT);
    assert_eq!(wait(&|a| a.margin_bps -= 1), LONG);
    assert_eq!(wait(&|a| a.margin_bps += 1), SHORT);
    assert_eq!(wait(&|a| a.correlation_bps -= 1), LONG);
    assert_eq!(wait(&|a| a.correlation_bps += 1), SHORT);
    assert_eq!(wait(&|a| a.junior_floor_bps -= 1), LONG);
    assert_eq!(wait(&|a| a.junior_floor_bps += 1), SHORT);
    for group in 0..8 {
        assert_eq!(wait(&|a| a.group_caps_bps[group] += 1), LONG, "group {group}");
        assert_eq!(wait(&|a| a.group_caps_bps[group] -= 1), SHORT, "group {group}");
    }
    // Stricter in one and looser in another is looser.
    assert_eq!(wait(&|a| (a.margin_bps, a.group_caps_bps[7]) = (50_000, 5_001)), LONG);
    assert_eq!(wait(&|a| (a.reserve_bps, a.notice_days) = (0, 1)), SHORT);
}

#[test]
fn a66_a_worth_of_the_governance_token_that_rises_waits_for_a_week() {
    let mut w = ground();
    let court = pda::court(&w.pool);
    let value = court_args().token_value;
    for (token_value, wait) in [
        (value + 1, LONG),
        (2 * value, LONG),
        (value, SHORT),
        (value - 1, SHORT),
        (value / 2, SHORT),
    ] {
        let mut parameters = court_args();
        parameters.token_value = token_value;
        assert_eq!(delay(&mut w, Action::SetCourt { court, parameters }), wait, "{token_value}");
    }
}

#[test]
fn a66_authority_oracles_mints_votes_and_the_program_wait_for_a_week_and_the_rest_for_two_days() {
    let mut w = ground();
    let (pool, other) = (w.pool, pda::pool(1));
    let product = pda::product(&pool, 0);
    let list = |kind, queue, feed_hash| Action::List {
        kind,
        id: Address::new_from_array([3; 32]),
        queue,
        feed_hash,
    };
    let zero = Address::default();
    let draft = pda::product(&pool, 1);
    let seal = w.sealing(&draft, w.terms_hash(&draft));
    for (action, wait) in [
        (seal, LONG),
        (list(ListingKind::Mint, zero, [0; 32]), LONG),
        (list(ListingKind::Pyth, zero, [0; 32]), LONG),
        (list(ListingKind::Switchboard, pool, [1; 32]), LONG),
        (Action::SetVoting { voting: VotingArgs::START }, LONG),
        (Action::NameGuardian { guardian: zero }, LONG),
        (Action::TakeOver, LONG),
        (Action::Upgrade { hash: [1; 32] }, LONG),
        (Action::GiveUpUpgrades, LONG),
        (
            Action::CreatePool {
                mint: w.mint,
                parameters: PoolSpec::default().0,
            },
            LONG,
        ),
        (
            Action::CreateCourt {
                pool: other,
                parameters: court_args(),
            },
            LONG,
        ),
        (Action::RetireProduct { product }, SHORT),
        (Action::RetirePool { pool: other }, SHORT),
        (
            Action::Delist {
                kind: ListingKind::Mint,
                id: w.mint,
            },
            SHORT,
        ),
        (fees(3_000), SHORT),
        (
            Action::Spend {
                mint: w.mint,
                to: w.keeper,
                amount: u64::MAX,
            },
            SHORT,
        ),
        (Action::Emit { pool, amount: 1, days: 7 }, SHORT),
    ] {
        assert_eq!(delay(&mut w, action), wait, "{:?}", action.hash());
    }
}

#[test]
fn a66_an_upgrade_waits_for_a_week_though_the_longer_delay_is_shorter() {
    let mut w = ground();
    let voting = VotingArgs {
        delay: 86_400,
        long_delay: 3 * 86_400,
        ..VotingArgs::START
    };
    w.set_voting(voting).ok();
    assert_eq!(delay(&mut w, fees(7)), DAY);
    assert_eq!(
        delay(
            &mut w,
            Action::NameGuardian {
                guardian: Address::default()
            }
        ),
        3 * DAY
    );
    assert_eq!(delay(&mut w, Action::Upgrade { hash: [1; 32] }), 7 * DAY);
    assert_eq!(delay(&mut w, Action::GiveUpUpgrades), 7 * DAY);
    let longer = VotingArgs {
        long_delay: 30 * 86_400,
        ..voting
    };
    w.set_voting(longer).ok();
    assert_eq!(delay(&mut w, Action::Upgrade { hash: [1; 32] }), 30 * DAY);
}

#[test]
fn a70_parameters_that_change_while_something_is_under_way_change_nothing_of_it() {
    let mut w = World::new();
    let members = ten(&mut w);
    let before = proposed(&mut w, &members[0], fees(7));
    let of = w.proposal(&before);
    let mut config = w.config();
    let voting = VotingArgs {
        vote: 3 * 86_400,
        delay: 86_400,
        quorum_bps: 1_000,
        ..VotingArgs::START
    };
    config.voting = voting.into();
    w.write(&pda::config(), &*config);
    for member in &members[..5] {
        w.cast(&before, member, governance::FOR).ok();
    }
    w.set_time(of.opened_at + 3 * DAY);
    w.count(&before).refused(breakwater::errors::GovernanceError::VoteRunning);
    w.set_time(of.vote_until);
    w.count(&before).ok();
    let after = w.proposal(&before);
    assert_eq!((after.quorum, after.eta), (of.quorum, of.vote_until + SHORT));
}
