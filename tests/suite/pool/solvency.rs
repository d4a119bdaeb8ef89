//! The solvency rule (INV-02, ADR 17): what a pool of several groups sells, and what may leave it, to the atom.

use {
    crate::incident::kit::*,
    breakwater::errors::{PolicyError, PoolError},
    breakwater_testkit::{world::PLENTY, *},
};

/// A pool with these parameters and two de-peg products in groups 0 and 2, one assessed at severity 50 % in group 1, and a rich buyer.
struct Groups {
    w: World,
    products: [Address; 3],
    buyer: Address,
    next: u64,
}

fn groups(margin: u16, correlation: u16, floor: u16, caps: [u16; 8]) -> Groups {
    let mut spec = PoolSpec::default();
    (spec.0.margin_bps, spec.0.correlation_bps, spec.0.junior_floor_bps) = (margin, correlation, floor);
    spec.0.group_caps_bps = caps;
    let mut w = World::with_pool(spec);
    let first = w.product_from(&DepegSpec::default());
    let second = w.assessed(&AssessedSpec::default());
    let third = w.product_from(&DepegSpec {
        group: 2,
        ..spec_with_feeds(11)
    });
    for product in [first, third] {
        w.observe_at(&product, PAR).ok();
    }
    let buyer = w.actor(PLENTY);
    Groups {
        w,
        products: [first, second, third],
        buyer,
        next: 0,
    }
}

impl Groups {
    fn buy(&mut self, product: usize, cover: u64) -> Outcome {
        self.next += 1;
        let days = if product == 1 { 300 } else { 30 };
        self.w
            .buy(&self.products[product].clone(), &self.buyer.clone(), self.next, cover, days)
    }

    /// The largest cover of this product that the rule allows now, found by halving; all of it is sold, and one atom more is not.
    #[track_caller]
    fn sell_out(&mut self, product: usize, error: PolicyError, rule: impl Fn(u128, u128) -> bool) -> u64 {
        let capital = u128::from(self.w.pool_summary().capital);
        let (mut low, mut high) = (0u64, 10_000_000 * USDC);
        while low < high {
            let middle = (low + high).div_ceil(2);
            if rule(capital, middle.into()) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        // The premium's remainder, at most an atom, is earned by the sale itself.
        self.buy(product, low + 3).refused(error);
        self.buy(product, low).ok();
        self.w.assert_books();
        low
    }
}

/// R² · 10,000 by hand: (1 − ρ)·ΣE² + ρ·(ΣE)².
fn required_squared(exposures: [u128; 3], correlation: u128) -> u128 {
    let (sum, squares) = exposures.iter().fold((0, 0), |(s, q), e| (s + e, q + e * e));
    (10_000 - correlation) * squares + correlation * sum * sum
}

/// capital ≥ margin · R.
fn carried(capital: u128, exposures: [u128; 3], margin: u128, correlation: u128) -> bool {
    capital * capital * 1_000_000_000_000 >= margin * margin * required_squared(exposures, correlation)
}

const ALL: [u16; 8] = [10_000; 8];

#[test]
fn inv02_three_groups_sell_what_the_square_root_rule_allows_to_the_atom() {
    // Margin and correlation, both in basis points.
    for (margin, correlation) in [(10_000, 0), (10_000, 2_500), (10_000, 10_000), (15_000, 2_500), (12_000, 5_000)] {
        let mut g = groups(margin, correlation, 0, ALL);
        g.w.underwriter(SENIOR, 100_000 * USDC);
        g.buy(0, 30_000 * USDC).ok();
        g.buy(2, 20_000 * USDC).ok();
        let (m, p) = (u128::from(margin), u128::from(correlation));
        let e = |x: u128| [30_000_000_000, x.div_ceil(2), 20_000_000_000];
        let sold = g.sell_out(1, PolicyError::NotEnoughCapital, |capital, x| {
            x <= capital && carried(capital, e(x), m, p)
        });
        if correlation == 10_000 {
            // Exposures add up: 100,000 less 50,000, at half severity.
            assert!(sold >= 100_000 * USDC - 1 || sold == 100_000 * USDC);
        }
        // The view says what the rule says: the least capital is carried, and one atom less is not.
        let s = g.w.pool_summary();
        let [e0, e1, e2] = [0, 1, 2].map(|n| u128::from(s.groups[n].exposure));
        assert!(carried(s.required.into(), [e0, e1, e2], m, p) && !carried(u128::from(s.required) - 1, [e0, e1, e2], m, p));
        assert_eq!(s.ratio_bps, s.capital * 10_000 / s.required);
    }
}

#[test]
fn inv02_what_is_left_after_an_exit_is_carried_to_the_atom() {
    for (margin, correlation) in [(10_000, 0), (10_000, 2_500), (15_000, 5_000)] {
        let mut g = groups(margin, correlation, 0, ALL);
        let owner = g.w.underwriter(SENIOR, 200_000 * USDC);
        g.w.request_all(&owner, SENIOR).ok();
        g.buy(0, 30_000 * USDC).ok();
        g.buy(1, 50_000 * USDC).ok();
        g.buy(2, 20_000 * USDC).ok();
        g.w.advance(8 * DAY);
        let s = g.w.pool_summary();
        let exposures = [30_000_000_000, 25_000_000_000, 20_000_000_000];
        let (m, p) = (u128::from(margin), u128::from(correlation));
        let left = u128::from(s.capital - s.free_senior);
        // The largest product is half of a group's limit here: whichever binds, one atom more does not leave.
        let holds = |capital: u128| capital >= 50_000_000_000 && carried(capital, exposures, m, p);
        assert!(holds(left) && !holds(left - 1), "margin {margin}, correlation {correlation}");
        let before = g.w.wallet(&owner);
        g.w.execute(&owner, SENIOR).ok();
        let got = g.w.wallet(&owner) - before;
        assert!(got <= s.free_senior && got + 1 >= s.free_senior, "in part, as far as is free");
        g.w.execute(&owner, SENIOR).refused(PoolError::NotFree);
        g.w.withdraw(&owner, SENIOR, 1_000_000, 2).refused(PoolError::NotFree);
        g.w.assert_books();
    }
}

#[test]
fn a40_a_group_takes_its_share_of_capital_and_not_an_atom_more() {
    let mut caps = ALL;
    (caps[0], caps[1]) = (2_500, 3_000);
    let mut g = groups(10_000, 0, 0, caps);
    g.w.underwriter(SENIOR, 100_000 * USDC);
    g.sell_out(0, PolicyError::GroupFull, |capital, x| x * 10_000 <= 2_500 * capital);
    g.sell_out(1, PolicyError::GroupFull, |capital, x| x.div_ceil(2) * 10_000 <= 3_000 * capital);
    // A third group has its own share: the others' being full does not stop it.
    g.buy(2, 40_000 * USDC).ok();
    // And capital cannot leave below what the fullest group needs.
    let s = g.w.pool_summary();
    assert!(s.free_senior <= 1, "{}", s.free_senior);
}

#[test]
fn a40_no_product_covers_more_than_all_capital_though_its_severity_is_half() {
    let mut g = groups(10_000, 0, 0, ALL);
    g.w.underwriter(SENIOR, 100_000 * USDC);
    let sold = g.sell_out(1, PolicyError::NotEnoughCapital, |capital, x| x <= capital);
    assert!(sold >= 100_000 * USDC);
    let s = g.w.pool_summary();
    assert!(
        s.required <= 50_001 * USDC && s.free_senior <= 1,
        "half is required, and all of it stays"
    );
}

#[test]
fn a40_products_that_share_a_slot_count_together_at_exits() {
    // Thirteen products: the first and the last have one slot.
    let mut g = groups(10_000, 0, 0, ALL);
    let owner = g.w.underwriter(SENIOR, 100_000 * USDC);
    for _ in 3..12 {
        g.w.assessed(&AssessedSpec::default());
    }
    let last = g.w.assessed(&AssessedSpec {
        group: 3,
        ..AssessedSpec::default()
    });
    assert_eq!(g.w.product(&last).id.get(), 12);
    g.buy(0, 30_000 * USDC).ok();
    g.products[1] = last;
    g.buy(1, 40_000 * USDC).ok();
    let s = g.w.pool_summary();
    // R is √(30,000² + 20,000²) = 36,056; the largest product is 40,000; the slot says 70,000.
    assert_eq!(s.free_senior, s.capital - 70_000 * USDC);
    // A sale compares the product's own cover.
    g.buy(1, 50_000 * USDC).ok();
    g.w.request_all(&owner, SENIOR).ok();
    g.w.assert_books();
}

#[test]
fn junior_keeps_its_least_share_at_sales_and_exits_of_junior_and_holds_no_senior_back() {
    let mut g = groups(10_000, 2_500, 3_000, ALL);
    let junior = g.w.underwriter(JUNIOR, 30_000 * USDC);
    let senior = g.w.underwriter(SENIOR, 200_000 * USDC);
    // 30 % of R may be 30,000: R up to 100,000.
    g.sell_out(0, PolicyError::JuniorTooThin, |_, x| 3_000 * x <= 10_000 * 30_000_000_000);
    g.buy(2, 10 * USDC).refused(PolicyError::JuniorTooThin);
    for (owner, tranche) in [(junior, JUNIOR), (senior, SENIOR)] {
        g.w.request_all(&owner, tranche).ok();
    }
    g.w.advance(8 * DAY);
    g.w.withdraw(&junior, JUNIOR, 20_000_000_000, 19 * USDC).refused(PoolError::NotFree);
    g.w.execute(&senior, SENIOR).ok();
    // Once there is no cover, no least share keeps the last capital in.
    g.w.advance(40 * DAY);
    for product in g.products {
        g.w.roll(&product).ok();
    }
    g.w.execute(&junior, JUNIOR).ok();
    g.w.execute(&senior, SENIOR).ok();
    assert_eq!(g.w.pool().capital().expect("a sum"), 0);
    g.w.assert_books();
}

#[test]
fn a37_what_is_undecided_is_counted_both_ways_at_exits_and_once_at_sales() {
    let mut g = groups(10_000, 10_000, 0, ALL);
    let owner = g.w.underwriter(SENIOR, 200_000 * USDC);
    g.w.request_all(&owner, SENIOR).ok();
    g.buy(0, 60_000 * USDC).ok();
    g.buy(1, 80_000 * USDC).ok();
    g.w.advance(8 * DAY);
    see(&mut g.w, &g.products[0].clone(), price_at(10)).ok();
    g.w.roll(&g.products[1].clone()).ok();
    let s = g.w.pool_summary();
    assert_eq!((s.provisional, s.required), (60_000 * USDC, 100_000 * USDC));
    assert_eq!((s.groups[0].exposure, s.groups[0].exposure_if_lost), (60_000 * USDC, 0));
    // Nothing lost: 100,000 stay. All lost: 60,000 and half of 80,000, and the 80,000 of one product.
    assert_eq!(s.capital - s.free_senior, 140_000 * USDC);
    // A sale counts capital less 60,000 undecided and less all that is matured.
    g.w.observe_at(&g.products[2].clone(), PAR).ok();
    g.buy(2, 10 * USDC).refused(PolicyError::NotEnoughCapital);
    g.w.cancel(&owner, SENIOR).code();
    g.w.assert_books();
}

#[test]
fn a_severity_that_rises_must_be_carried_and_lowering_risk_is_always_allowed() {
    let mut g = groups(10_000, 10_000, 0, ALL);
    g.w.underwriter(SENIOR, 100_000 * USDC);
    g.buy(0, 40_000 * USDC).ok();
    g.buy(1, 80_000 * USDC).ok();
    let product = g.products[1];
    let set = |w: &mut World, severity: u64, cap: u64| {
        let mut limits = AssessedSpec::default().limits;
        (limits.severity, limits.cap) = (severity, cap * USDC);
        w.set_limits(&product, limits)
    };
    // 40,000 and 75.1 % of 80,000 are 100,080.
    set(&mut g.w, 751_000_000, 10_000_000).refused(PolicyError::NotEnoughCapital);
    set(&mut g.w, 749_000_000, 10_000_000).ok();
    assert_eq!(g.w.pool_summary().groups[1].exposure, 59_920 * USDC);
    // A pool that lost its capital: a cap may fall, a product retire, a policy end, a margin fall; nothing may rise.
    write_capital(&mut g.w, 0, 50_000 * USDC);
    set(&mut g.w, 749_000_000, 1).ok();
    set(&mut g.w, 750_000_000, 1).refused(PolicyError::NotEnoughCapital);
    g.w.retire(&g.products[0].clone()).ok();
    let mut looser = PoolSpec::default().0;
    (looser.correlation_bps, looser.min_deposit) = (0, 2_000_000);
    g.w.set_pool(looser).ok();
    looser.correlation_bps = 10_000;
    g.w.set_pool(looser).refused(PoolError::LimitsBroken);
    g.w.assert_books();
}

#[test]
fn a_product_that_nobody_rolled_overstates_its_cover() {
    let mut g = groups(10_000, 10_000, 0, ALL);
    g.w.underwriter(SENIOR, 100_000 * USDC);
    g.buy(0, 40_000 * USDC).ok();
    g.w.advance(40 * DAY);
    assert_eq!(g.w.pool_summary().required, 40_000 * USDC);
    g.w.roll(&g.products[0].clone()).ok();
    assert_eq!(g.w.pool_summary().required, 0);
    assert_eq!(g.w.pool_summary().ratio_bps, u64::MAX);
}

#[test]
fn a40_two_sales_that_fit_alone_but_not_together_do_not_both_pass_in_one_transaction() {
    let mut g = groups(10_000, 10_000, 0, ALL);
    g.w.underwriter(SENIOR, 100_000 * USDC);
    let sale = |product: usize, id: u64| buy_ix(&g.w, &g.products[product], &g.buyer, buy_args(&g.buyer, id, 60_000 * USDC, 30));
    let both = [sale(0, 1), sale(2, 2)];
    g.w.send_all(&both).refused(PolicyError::NotEnoughCapital);
    g.w.send_all(&both[..1]).ok();
}

#[test]
fn a32_a_donation_changes_no_limit() {
    let mut g = groups(10_000, 2_500, 0, ALL);
    g.w.underwriter(SENIOR, 100_000 * USDC);
    g.buy(0, 40_000 * USDC).ok();
    let before = g.w.pool_summary();
    let (mint, pool, vault) = (g.w.mint, g.w.pool, pda::vault(&g.w.pool));
    let balance = g.w.balance(&vault);
    g.w.put_token(vault, &mint, &pool, balance + 1_000_000 * USDC);
    let after = g.w.pool_summary();
    assert_eq!(
        (after.capital, after.required, after.free_senior),
        (before.capital, before.required, before.free_senior)
    );
}
