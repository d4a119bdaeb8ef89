//! What governance sets besides terms: parameters of a pool, discounts, audits; and products that jurors decide.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{AccessError, PolicyError, PoolError, ProductError},
        events::{AuditAttested, DiscountsSet, PoolParametersSet, ProductDrafted},
        instructions::{config::set_discounts::DiscountArgs, pool::create::CreatePoolArgs},
        state::{ProductStatus, Watch},
    },
    breakwater_testkit::{client::ix, world::PLENTY, *},
};

fn governed(w: &mut World, right: &Instruction) {
    let stranger = w.wallet_address();
    for other in [stranger, w.guardian, w.keeper] {
        w.send_all(&[right.swapped(&w.governance, &other)])
            .refused(AccessError::NotGovernance);
    }
}

// --- parameters of a pool

#[test]
fn set_pool_parameters_takes_exactly_what_it_declares_and_writes_what_it_says() {
    let mut w = World::new();
    w.underwriter(JUNIOR, 10_000 * USDC);
    w.underwriter(SENIOR, 10_000 * USDC);
    let mut args = PoolSpec::default().0;
    (args.margin_bps, args.correlation_bps, args.junior_floor_bps) = (12_345, 6_789, 1_111);
    (args.junior_weight, args.min_deposit, args.reserve_bps, args.notice_days) = (1_000_000_000, 77_000, 99, 30);
    args.group_caps_bps = [1, 2, 3, 4, 5, 6, 7, 8];
    let ix = ix::set_pool_parameters(w.governance, w.pool, args);
    governed(&mut w, &ix);
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
        ix::set_pool_parameters(w.governance, w.pool, args)
    };
    for change in bad {
        let ix = set(&w, change);
        w.send_all(&[ix]).refused(PoolError::BadParameter);
    }
    for change in good {
        let ix = set(&w, change);
        w.send_all(&[ix]).ok();
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
        ix::set_pool_parameters(w.governance, w.pool, args)
    };
    let cases: [(Change, Change); 3] = [
        (|a| a.margin_bps = 25_100, |a| a.margin_bps = 24_900),
        (|a| a.junior_floor_bps = 5_100, |a| a.junior_floor_bps = 4_900),
        (|a| a.group_caps_bps[0] = 3_900, |a| a.group_caps_bps[0] = 4_100),
    ];
    for (broken, kept) in cases {
        let (broken, kept) = (set(&w, broken), set(&w, kept));
        w.send_all(&[broken]).refused(PoolError::LimitsBroken);
        w.send_all(&[kept]).ok();
        let back = ix::set_pool_parameters(w.governance, w.pool, spec.0);
        w.send_all(&[back]).ok();
    }
    // In a pool whose limits are broken, what loosens passes, and what touches no limit passes too.
    write_capital(&mut w, 1_000 * USDC, 10_000 * USDC);
    let changes: [Change; 3] = [
        |a| a.margin_bps = 11_000,
        |a| (a.margin_bps, a.notice_days) = (11_000, 3),
        |a| (a.margin_bps, a.group_caps_bps[3]) = (10_000, 10_000),
    ];
    for change in changes {
        let ix = set(&w, change);
        w.send_all(&[ix]).ok();
    }
    let ix = set(&w, |a| a.margin_bps = 10_001);
    w.send_all(&[ix]).refused(PoolError::LimitsBroken);
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
    w.send_all(&[ix::set_pool_parameters(w.governance, w.pool, args)]).ok();
    let pool = w.pool();
    assert_eq!(pool.tranches[0].capital, expected.tranches[0].capital);
    assert!(pool.junior_split.get() > expected.junior_split.get());
}

// --- discounts

fn tiers(list: &[(u64, u64)]) -> [DiscountArgs; 4] {
    let mut all = [DiscountArgs { least: 0, discount: 0 }; 4];
    for (tier, (least, discount)) in all.iter_mut().zip(list) {
        *tier = DiscountArgs {
            least: *least,
            discount: *discount,
        };
    }
    all
}

#[test]
fn set_discounts_takes_exactly_what_it_declares_and_writes_the_tiers() {
    let mut w = World::new();
    let ix = ix::set_discounts(w.governance, tiers(&[(100, 50_000_000), (1_000, 200_000_000)]));
    governed(&mut w, &ix);
    refused_unless_as_declared(&mut w, &ix)
        .emits(DiscountsSet {
            largest: 200_000_000,
            at: w.now(),
        })
        .ok();
    let config = w.config();
    assert_eq!(
        (config.discounts[1].least.get(), config.discounts[1].discount.get()),
        (1_000, 200_000_000)
    );
    let discounts = [99, 100, 999, 1_000, u64::MAX].map(|aged| config.discount(aged));
    assert_eq!(discounts, [0, 50_000_000, 50_000_000, 200_000_000, 200_000_000]);
}

#[test]
fn a71_tiers_rise_and_give_nothing_for_nothing_and_never_more_than_a_fifth() {
    let mut w = World::new();
    for bad in [
        &[(0, 1)][..],
        &[(10, 200_000_001)],
        &[(10, 5), (10, 6)],
        &[(10, 5), (11, 5)],
        &[(10, 5), (9, 6)],
        &[(10, 0)],
        &[(0, 0), (10, 5)],
        &[(10, 5), (0, 0), (11, 6)],
    ] {
        let set = ix::set_discounts(w.governance, tiers(bad));
        w.send_all(&[set]).refused(AccessError::BadDiscounts);
    }
    for good in [&[][..], &[(1, 1)], &[(1, 1), (2, 2), (3, 3), (4, 200_000_000)]] {
        let set = ix::set_discounts(w.governance, tiers(good));
        w.send_all(&[set]).ok();
    }
}

#[test]
fn a_buyer_without_aged_escrow_gets_no_discount() {
    let price = |with: bool| {
        let (mut w, product) = world();
        if with {
            let set = ix::set_discounts(w.governance, tiers(&[(1, 200_000_000)]));
            w.send_all(&[set]).ok();
        }
        w.observe_at(&product, PAR).ok();
        let (_, policy) = w.holder(&product, 100_000 * USDC, 60);
        w.policy(&policy).premium.get()
    };
    assert_eq!(price(true), price(false));
}

// --- audits and loadings

fn today(w: &World) -> u32 {
    u32::try_from(w.now() / DAY).expect("a day")
}

#[test]
fn attest_audit_takes_exactly_what_it_declares_and_writes_who_what_and_when() {
    let (mut w, product) = world();
    let (auditor, day) = (w.keeper, today(&w) - 3);
    let ix = ix::attest_audit(w.governance, product, auditor, [7; 32], day);
    governed(&mut w, &ix);
    let before = w.product(&product);
    refused_unless_as_declared(&mut w, &ix)
        .emits(AuditAttested {
            product,
            auditor,
            day,
            at: w.now(),
        })
        .ok();
    let mut wanted = *before;
    (wanted.auditor, wanted.audit_hash, wanted.audit_day) = (auditor, [7; 32], day.into());
    assert_eq!(bytemuck::bytes_of(&*w.product(&product)), bytemuck::bytes_of(&wanted));
}

#[test]
fn an_audit_names_an_auditor_a_report_and_a_day_that_has_been() {
    let (mut w, product) = world();
    let (gov, auditor, now) = (w.governance, w.keeper, today(&w));
    for (auditor, hash, day) in [
        (Address::default(), [1; 32], now),
        (auditor, [0; 32], now),
        (auditor, [1; 32], now + 1),
        (auditor, [1; 32], 364),
        (auditor, [1; 32], 0),
        (auditor, [1; 32], u32::MAX),
    ] {
        w.send_all(&[ix::attest_audit(gov, product, auditor, hash, day)])
            .refused(ProductError::BadAudit);
    }
    w.send_all(&[ix::attest_audit(gov, product, auditor, [1; 32], now)]).ok();
}

/// Premium of 100,000 for 60 days at noon, on a curve of 2 % that is flat as long as nobody else buys.
fn premium_at(w: &mut World, product: &Address) -> u64 {
    let base = w.svm.clone();
    w.observe_at(product, PAR).ok();
    let (_, policy) = w.holder(product, 100_000 * USDC, 60);
    let premium = w.policy(&policy).premium.get();
    w.svm = base;
    premium
}

#[test]
fn the_price_rises_by_the_day_once_the_audit_is_old_up_to_its_most() {
    let mut spec = DepegSpec::default();
    (spec.limits.base, spec.limits.at_kink) = (20_000_000, 20_000_000);
    (spec.limits.audit_per_day, spec.limits.audit_most, spec.limits.audit_days) = (10_000_000, 300_000_000, 90);
    let (mut w, product) = world_of(&spec);
    // 2 % of 100,000 for 60.5 days.
    let flat = (100_000 * USDC as u128 * 20_000_000 * 60 * 86_400 + 100_000 * USDC as u128 * 20_000_000 * 43_200)
        .div_ceil(31_536_000 * 1_000_000_000);
    let loaded = |bps: u128| u64::try_from((flat * (10_000 + bps)).div_ceil(10_000)).expect("a premium");
    let close = |a: u64, b: u64| a.abs_diff(b) <= 1;
    assert!(close(premium_at(&mut w, &product), loaded(3_000)), "never audited: the most");
    let attest = ix::attest_audit(w.governance, product, w.keeper, [1; 32], today(&w));
    w.send_all(&[attest]).ok();
    for (days, bps) in [(0, 0), (90, 0), (1, 100), (9, 1_000), (19, 2_900), (1, 3_000), (400, 3_000)] {
        w.advance(days * DAY);
        let premium = premium_at(&mut w, &product);
        assert!(close(premium, loaded(bps)), "after {days} more days: {premium}, {}", loaded(bps));
    }
}

#[test]
fn a_loss_loads_the_price_by_the_part_of_the_cap_that_was_lost_and_half_of_it_is_gone_in_180_days() {
    let mut spec = DepegSpec::default();
    (spec.limits.base, spec.limits.at_kink) = (20_000_000, 20_000_000);
    (spec.limits.cap, spec.limits.experience) = (200_000 * USDC, 2_000_000_000);
    let (mut w, product) = world_of(&spec);
    w.observe_at(&product, PAR).ok();
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    // 20,000 of a cap of 200,000: a tenth of 200 %.
    let lost_at = w.now();
    assert_eq!(w.product(&product).experience(lost_at).expect("a loading"), 200_000_000);
    assert_eq!(w.product(&product).loss_total.get(), 20_000 * USDC);
    w.settle(&product, 0, &policy).ok();
    recover_and_seal(&mut w, &product, 0);
    settle_and_close(&mut w, &product, 0, &[policy]);
    for (days, loading) in [(90, 150_000_000), (180, 100_000_000), (360, 50_000_000), (540, 25_000_000)] {
        w.set_time(lost_at + days * DAY);
        let s = w.product_summary(&product);
        assert_eq!((s.experience, s.factor), (loading, 1_000_000_000 + loading));
    }
}

// --- products that jurors decide

#[test]
fn draft_assessed_takes_exactly_what_it_declares_and_makes_no_watch() {
    let mut w = World::new();
    let spec = AssessedSpec::default();
    let ix = ix::draft_assessed(w.governance, w.pool, 0, spec.group, spec.terms, spec.limits);
    governed(&mut w, &ix);
    let product = pda::product(&w.pool, 0);
    let said = ProductDrafted {
        product,
        pool: w.pool,
        id: 0,
        kind: 1,
        at: w.now(),
    };
    refused_unless_as_declared(&mut w, &ix).emits(said).ok();
    assert!(w.try_read::<Watch>(&pda::watch(&product)).is_none());
    let p = w.product(&product);
    assert_eq!((p.status, p.group, p.terms.kind), (ProductStatus::Draft as u8, 1, 1));
    assert_eq!(w.pool().open_products.get(), 1);
}

#[test]
fn nothing_is_drafted_in_a_pause_or_for_a_group_that_does_not_exist() {
    let mut w = World::new();
    let spec = AssessedSpec::default();
    let draft = |w: &World, group| ix::draft_assessed(w.governance, w.pool, 0, group, spec.terms, spec.limits);
    let bad = draft(&w, 8);
    w.send_all(&[bad]).refused(ProductError::UnknownGroup);
    let mut config = w.config();
    config.paused_until = (w.now() + 1).into();
    w.write(&pda::config(), &*config);
    let good = draft(&w, 7);
    w.send_all(std::slice::from_ref(&good)).refused(AccessError::Paused);
    w.advance(1);
    w.send_all(&[good]).ok();
}

#[test]
fn cover_of_an_assessed_product_is_sold_without_any_oracle_and_its_rent_comes_back() {
    let mut w = World::new();
    let product = w.assessed(&AssessedSpec::default());
    w.underwriter(SENIOR, 100_000 * USDC);
    let buyer = w.actor(PLENTY);
    w.buy(&product, &buyer, 0, 40_000 * USDC, 60).ok();
    let policy = pda::policy(&product, &buyer, 0);
    assert_eq!(w.product(&product).waiting.get(), 40_000 * USDC);
    assert_eq!(w.pool().groups[1].exposure.get(), 20_000 * USDC);
    w.assert_books();
    // Term and 35 days of grace.
    w.set_time(w.policy(&policy).ends_at() + 35 * DAY - 1);
    w.close_policy(&product, &policy).refused(PolicyError::PolicyNotOver);
    w.advance(1);
    w.close_policy(&product, &policy).ok();
    w.retire(&product).ok();
    let (gov, before) = (w.governance, w.svm.get_balance(&w.governance).expect("SOL"));
    let rent = w.svm.get_balance(&product).expect("rent");
    w.close_product(&product).ok();
    assert_eq!(w.svm.get_balance(&gov).expect("SOL") - before, rent);
}

#[test]
fn a04_a_kind_with_a_watch_is_passed_with_its_own_and_a_kind_without_one_with_none() {
    let (mut w, depeg) = world();
    let (assessed, sibling) = (w.assessed(&AssessedSpec::default()), w.product_from(&spec_with_feeds(11)));
    w.observe_at(&depeg, PAR).ok();
    let buyer = w.actor(PLENTY);
    let (gov, pool) = (w.governance, w.pool);
    let buy = |product: &Address, days| buy_ix(&w, product, &buyer, buy_args(&buyer, 9, 1_000 * USDC, days));
    let limits = DepegSpec::default().limits;
    let with_watch = [
        buy(&depeg, 30),
        ix::set_limits(gov, pool, depeg, limits),
        ix::close_product(gov, pool, depeg, gov),
    ];
    for ix in with_watch {
        w.send_all(&[ix::without_watch(ix.clone(), &depeg)])
            .refused(ProductError::WatchMismatch);
        w.send_all(&[ix.swapped(&pda::watch(&depeg), &pda::watch(&sibling))])
            .refused(ProductError::WrongWatch);
    }
    let buy = ix::without_watch(buy_ix(&w, &assessed, &buyer, buy_args(&buyer, 9, 1_000 * USDC, 60)), &assessed);
    let mut foreign = buy.clone();
    foreign.accounts[4].pubkey = pda::watch(&depeg);
    w.send_all(&[foreign]).refused(ProductError::WatchMismatch);
    w.send_all(&[buy]).ok();
}

#[test]
fn bridge_collateral_issuer_and_bad_debt_are_struck_paid_and_closed_like_a_depeg() {
    for kind in [17, 18, 19] {
        let mut spec = DepegSpec::default();
        spec.terms.kind = kind;
        let (mut w, product) = world_of(&spec);
        w.observe_at(&product, PAR).ok();
        let (_, policy) = w.holder(&product, 1_000 * USDC, 30);
        w.advance(3 * DAY);
        strike_and_finalise(&mut w, &product, price_at(60));
        assert_eq!(settled(&mut w, &product, 0, &policy), 600 * USDC, "kind {kind}");
        recover_and_seal(&mut w, &product, 0);
        settle_and_close(&mut w, &product, 0, &[policy]);
    }
}

// --- what everybody reads

#[test]
fn views_take_exactly_what_they_declare_and_change_only_what_time_changes() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    w.holder(&product, 100_000 * USDC, 60);
    w.advance(30 * DAY);
    let ix = ix::pool_summary(w.pool);
    let mut expected = w.pool();
    expected.recognise(w.now()).expect("a ledger");
    refused_unless_as_declared(&mut w, &ix).ok();
    assert_eq!(bytemuck::bytes_of(&*w.pool()), bytemuck::bytes_of(&*expected));
    let ix = ix::product_summary(w.pool, product);
    let (mut rolled, mut pool) = (w.product(&product), w.pool());
    rolled.roll(&mut pool, w.now()).expect("cover that adds up");
    refused_unless_as_declared(&mut w, &ix).ok();
    assert_eq!(bytemuck::bytes_of(&*w.product(&product)), bytemuck::bytes_of(&*rolled));
    assert_eq!(bytemuck::bytes_of(&*w.pool()), bytemuck::bytes_of(&*pool));
}

#[test]
fn figures_are_those_of_the_accounts_through_a_sale_a_loss_and_a_recovery() {
    let (mut w, product) = world();
    w.assessed(&AssessedSpec::default());
    w.observe_at(&product, PAR).ok();
    let (_, policy) = w.holder(&product, 100_000 * USDC, 60);
    let premium = w.policy(&policy).premium.get();
    w.advance(3 * DAY);
    let breach = w.now() + 601;
    strike_and_finalise(&mut w, &product, price_at(40));
    w.advance(1_000);
    let paid_at = w.now();
    w.settle(&product, 0, &policy).ok();
    let rich = w.actor(PLENTY);
    w.recover(&rich, 0, 10_000 * USDC).ok();
    let (s, p) = (w.pool_summary(), w.product_summary(&product));
    assert_eq!((s.premium_total, s.cover_total), (premium, 100_000 * USDC));
    assert_eq!(
        (s.loss_total, s.paid_total, s.recovered_total),
        (40_000 * USDC, 40_000 * USDC, 10_000 * USDC)
    );
    assert_eq!(s.loss_ratio_bps, 40_000 * USDC * 10_000 / premium);
    assert_eq!((s.recovered_bps, s.listed_products, s.shortfall), (2_500, 2, 0));
    assert_eq!((s.junior + s.senior, s.capital), (s.capital, w.pool().capital().expect("a sum")));
    assert_eq!((p.active, p.in_force, p.waiting), (60_000 * USDC, 60_000 * USDC, 0));
    assert_eq!(
        (p.loss_total, p.paid_total, p.premium_total),
        (40_000 * USDC, 40_000 * USDC, premium)
    );
    assert_eq!((p.policies_sold, p.open_policies, p.incidents, p.open_incidents), (1, 1, 1, 1));
    assert_eq!((p.payments, p.mean_seconds_to_pay), (1, (paid_at - breach) as u64));
    assert_eq!((p.utilisation_bps, p.audit_age_days), (60_000 * 10_000 / 10_000_000, u32::MAX));
    // The rate of the next atom: 2 % and 6 points over 8,000,000, at 60,000.
    assert_eq!(p.rate, 20_000_000 + 60_000_000 * 60 / 8_000);
    let attest = ix::attest_audit(w.governance, product, rich, [1; 32], today(&w) - 7);
    w.send_all(&[attest]).ok();
    assert_eq!(w.product_summary(&product).audit_age_days, 7);
}

#[test]
fn a74_views_answer_after_600_idle_days() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    w.holder(&product, 100_000 * USDC, 300);
    w.advance(600 * DAY);
    let (s, p) = (w.pool_summary(), w.product_summary(&product));
    assert_eq!((s.unearned, p.active, p.utilisation_bps), (0, 0, 0));
    // The product has been rolled in the simulation only.
    assert_eq!(s.active_cover, 100_000 * USDC);
}
