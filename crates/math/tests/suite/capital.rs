use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::capital,
    proptest::prelude::*,
};

#[test]
fn counted_cover_is_not_asked_for_twice() {
    // 1,000 of capital, 600 of cover of which 400 is being decided and may cost 400
    assert_eq!(capital::free(1_000, 400, 600, 400), 400);
    // the same with an undecided loss of 50 % of it only: today's cover is the tighter bound
    assert_eq!(capital::free(1_000, 200, 600, 400), 400);
    // undecided loss beyond the cover it counts (an older request that cover no longer shows)
    assert_eq!(capital::free(1_000, 700, 600, 400), 100);
    assert_eq!(capital::free(500, 0, 600, 0), 0);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn free_capital_is_exact(c in any_u64(), prov in any_u64(), active in any_u64(), counted in any_u64()) {
        let [c_, p_, a_] = [c, prov, active].map(BigInt::from);
        let uncounted = BigInt::from(active.saturating_sub(counted));
        let exact = (&c_ - a_).min(&c_ - p_ - uncounted).max(BigInt::from(0));
        prop_assert_eq!(BigInt::from(capital::free(c, prov, active, counted)), exact);
    }

    /// What remains after all free capital has left backs all cover, whatever is decided.
    #[test]
    fn what_remains_backs_all_cover(c in any_u64(), prov in any_u64(), active in any_u64(), counted in any_u64()) {
        let free = capital::free(c, prov, active, counted);
        let left = u128::from(c - free);
        let uncounted = u128::from(active.saturating_sub(counted));
        prop_assert!(free == 0 || left >= u128::from(active) && left >= u128::from(prov) + uncounted);
        prop_assert!(free == 0 || left == u128::from(active) || left == u128::from(prov) + uncounted);
    }

    #[test]
    fn the_rule_of_sale_is_exact(c in any_u64(), prov in any_u64(), matured in any_u64(), active in any_u64(), new in any_u64()) {
        let need = big(prov) + matured + active + new;
        prop_assert_eq!(capital::can_sell(c, prov, matured, active, new), big(c) >= need);
        if let Some(exactly) = u64_of(need) {
            prop_assert!(capital::can_sell(exactly, prov, matured, active, new));
            prop_assert!(exactly == 0 || !capital::can_sell(exactly - 1, prov, matured, active, new));
        }
    }
}
