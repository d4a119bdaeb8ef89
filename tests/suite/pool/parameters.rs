//! `set_pool_parameters`.

use {
    crate::{
        incident::kit::*,
        pool::{second_pool, tamper::*},
    },
    breakwater::{
        errors::{GovernanceError, PoolError},
        events::PoolParametersSet,
        instructions::pool::create::CreatePoolArgs,
        state::Action,
    },
    breakwater_testkit::*,
};

fn setting(w: &World, parameters: CreatePoolArgs) -> Action {
    Action::SetPool { pool: w.pool, parameters }
}

#[test]
fn inv17_only_a_proposal_about_this_pool_sets_its_parameters() {
    let mut w = World::new();
    let (first, second) = (w.pool, second_pool(&mut w));
    let action = setting(&w, PoolSpec::default().0);
    for right in [w.ready(action), w.queueing(action)] {
        w.send_all(&[right.swapped(&first, &second)]).refused(GovernanceError::OtherSubject);
    }
    let mut without = w.queueing(action);
    without
        .accounts
        .iter_mut()
        .filter(|m| m.pubkey == first)
        .for_each(|m| m.pubkey = breakwater::ID);
    w.send_all(&[without]).refused(GovernanceError::OtherSubject);
}

#[test]
fn a66_parameters_that_were_set_since_make_a_proposal_stale() {
    let mut w = World::new();
    let action = setting(&w, PoolSpec::default().0);
    let (one, two) = (w.ready(action), w.ready(action));
    w.send_all(&[one]).ok();
    w.send_all(&[two]).refused(GovernanceError::ProposalStale);
}

#[test]
fn set_pool_parameters_takes_exactly_what_it_declares_and_writes_what_it_says() {
    let mut w = World::new();
    w.underwriter(JUNIOR, 10_000 * USDC);
    w.underwriter(SENIOR, 10_000 * USDC);
    let mut args = PoolSpec::default().0;
    (args.margin_bps, args.correlation_bps, args.junior_floor_bps) = (12_345, 6_789, 1_111);
    (args.junior_weight, args.min_deposit, args.reserve_bps, args.notice_days) = (1_000_000_000, 77_000, 99, 30);
    args.group_caps_bps = [1, 2, 3, 4, 5, 6, 7, 8];
    let action = setting(&w, args);
    refused_unless_queued_and_back(&mut w, action);
    let ix = w.ready(action);
    let base = w.svm.clone();
    refused_unless_as_declared(&mut w, &ix).ok();
    w.svm = base;
    let before = w.pool();
    let said = PoolParametersSet {
        pool: w.pool,
        margin_bps: 12_345,
        correlation_bps: 6_789,
        junior_floor_bps: 1_111,
        at: w.now(),
    };
    w.send("set_pool_parameters", ix).emits(said).ok();
    let mut wanted = *before;
    args.apply(&mut wanted);
    wanted.revise();
    wanted.junior_split = 500_000_000.into();
    wanted.recognised_at = w.now().into();
    assert_eq!(bytemuck::bytes_of(&*w.pool()), bytemuck::bytes_of(&wanted), "and nothing else");
}

#[test]
fn a71_parameters_keep_their_bounds_when_they_are_set_as_when_a_pool_is_created() {
    type Change = fn(&mut CreatePoolArgs);
    let bad: [Change; 12] = [
        |a| a.junior_weight = 999_999_999,
        |a| a.junior_weight = 100_000_000_001,
        |a| a.min_deposit = 999,
        |a| a.reserve_bps = 3_001,
        |a| a.margin_bps = 9_999,
        |a| a.margin_bps = 50_001,
        |a| a.correlation_bps = 10_001,
        |a| a.junior_floor_bps = 10_001,
        |a| a.notice_days = 0,
        |a| a.notice_days = 31,
        |a| a.group_caps_bps[7] = 10_001,
        |a| a.group_caps_bps[0] = u16::MAX,
    ];
    let good: [Change; 5] = [
        |a| (a.junior_weight, a.margin_bps) = (100_000_000_000, 50_000),
        |a| (a.correlation_bps, a.junior_floor_bps) = (10_000, 10_000),
        |a| (a.reserve_bps, a.notice_days) = (3_000, 1),
        |a| a.min_deposit = 1_000,
        |a| a.group_caps_bps = [0; 8],
    ];
    let mut w = World::new();
    let set = |w: &World, change: Change| {
        let mut args = PoolSpec::default().0;
        change(&mut args);
        setting(w, args)
    };
    for change in bad {
        let (good, bad) = (set(&w, |_| ()), set(&w, change));
        w.enact(bad).refused(PoolError::BadParameter);
        let executed = forged(&mut w, good, bad);
        w.send_all(&[executed]).refused(PoolError::BadParameter);
    }
    for change in good {
        let action = set(&w, change);
        w.enact(action).ok();
    }
}

#[test]
fn each_limit_that_becomes_stricter_must_hold_and_one_that_loosens_never_has_to() {
    type Change = fn(&mut CreatePoolArgs);
    // 40,000 of cover on 100,000, of which junior is 20,000.
    let mut spec = PoolSpec::default();
    (spec.0.margin_bps, spec.0.correlation_bps, spec.0.junior_floor_bps) = (12_000, 2_500, 1_000);
    let mut w = World::with_pool(spec);
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 20_000 * USDC);
    w.underwriter(SENIOR, 80_000 * USDC);
    w.observe_at(&product, PAR).ok();
    w.holder(&product, 40_000 * USDC, 30);
    let set = |w: &World, change: Change| {
        let mut args = spec.0;
        change(&mut args);
        setting(w, args)
    };
    let cases: [(Change, Change); 3] = [
        (|a| a.margin_bps = 25_100, |a| a.margin_bps = 24_900),
        (|a| a.junior_floor_bps = 5_100, |a| a.junior_floor_bps = 4_900),
        (|a| a.group_caps_bps[0] = 3_900, |a| a.group_caps_bps[0] = 4_100),
    ];
    for (broken, kept) in cases {
        let (broken, kept) = (set(&w, broken), set(&w, kept));
        w.enact(broken).refused(PoolError::LimitsBroken);
        w.enact(kept).ok();
        w.set_pool(spec.0).ok();
    }
    // In a pool whose limits are broken, what loosens passes, and what touches no limit passes too.
    write_capital(&mut w, 1_000 * USDC, 10_000 * USDC);
    let changes: [Change; 3] = [
        |a| a.margin_bps = 11_000,
        |a| (a.margin_bps, a.notice_days) = (11_000, 3),
        |a| (a.margin_bps, a.group_caps_bps[3]) = (10_000, 10_000),
    ];
    for change in changes {
        let action = set(&w, change);
        w.enact(action).ok();
    }
    let action = set(&w, |a| a.margin_bps = 10_001);
    w.enact(action).refused(PoolError::LimitsBroken);
}

#[test]
fn premium_is_earned_by_the_old_split_up_to_the_change() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    w.holder(&product, 100_000 * USDC, 60);
    w.advance(10 * DAY);
    let mut expected = w.pool();
    expected.recognise(w.now()).expect("a ledger");
    let mut args = PoolSpec::default().0;
    args.junior_weight = 100_000_000_000;
    w.set_pool(args).ok();
    let pool = w.pool();
    assert_eq!(pool.tranches[0].capital, expected.tranches[0].capital);
    assert!(pool.junior_split.get() > expected.junior_split.get());
}
