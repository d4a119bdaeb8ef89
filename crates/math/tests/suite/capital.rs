use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::capital,
    proptest::prelude::*,
};

#[test]
fn cover_at_stake_is_backed_once() {
    // 1,000 of capital, 600 of cover, all of it being decided: what it loses it is worth no more
    assert_eq!(capital::free(1_000, 600, 0), 400);
    // and 100 that may be lost to cover that has ended
    assert_eq!(capital::free(1_000, 600, 100), 300);
    assert_eq!(capital::free(500, 600, 0), 0);
    assert_eq!(capital::free(650, 600, 100), 0);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn free_capital_is_exact(c in any_u64(), active in any_u64(), ended in any_u64()) {
        let [c_, a_, e_] = [c, active, ended].map(BigInt::from);
        prop_assert_eq!(BigInt::from(capital::free(c, active, ended)), (c_ - a_ - e_).max(BigInt::from(0)));
    }

    /// What remains after all free capital has left backs the cover that runs, whatever part of it and of ended cover is lost.
    #[test]
    fn what_remains_backs_all_cover(c in any_u64(), active in any_u64(), ended in any_u64(), lost in any_u64(), late in any_u64()) {
        let left = u128::from(c - capital::free(c, active, ended));
        let (active, ended) = (u128::from(active), u128::from(ended));
        let (lost, late) = (u128::from(lost).min(active), u128::from(late).min(ended));
        prop_assert!(left < active + ended || left - lost - late >= active - lost);
        prop_assert!(left == u128::from(c) || left == active + ended);
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
