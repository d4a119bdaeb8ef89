//! When more than half is not enough: open requests above 5 % of the pool.

use {super::kit::*, breakwater::state::ruling, breakwater_testkit::*};

/// So many of five for everything, the others for nothing.
fn ruled(w: &mut World, product: &Address, number: u32, yes: usize, of: usize) -> u8 {
    let mut votes = World::votes(0, yes, ALL);
    votes.extend(World::votes(yes, of, NOTHING));
    judge_by(w, &[(case_of(product, number), votes)]);
    conclude(w, product, number);
    w.case(&case_of(product, number)).ruling
}

#[test]
fn five_percent_of_the_pool_need_more_than_half() {
    for (yes, of, wanted) in [(3, 5, ruling::SHARE), (3, 6, ruling::DRAW), (2, 5, ruling::NOTHING)] {
        let (mut w, product, _) = insured_by(&[25_000]);
        let n = declare_ago(&mut w, &product, 1);
        assert_eq!(w.case(&case_of(&product, n)).large, 0, "25,000 of 500,000 and some premium");
        assert_eq!(ruled(&mut w, &product, n, yes, of), wanted, "{yes} of {of}");
    }
}

#[test]
fn more_than_five_percent_need_more_than_sixty_percent() {
    for (yes, of, wanted) in [
        (4, 5, ruling::SHARE),
        (3, 5, ruling::DRAW),
        (6, 10, ruling::DRAW),
        (7, 11, ruling::SHARE),
        (4, 10, ruling::NOTHING),
    ] {
        let (mut w, product, _) = insured_by(&[26_000]);
        let n = declare_ago(&mut w, &product, 1);
        assert_eq!(w.case(&case_of(&product, n)).large, 1);
        assert_eq!(ruled(&mut w, &product, n, yes, of), wanted, "{yes} of {of}");
    }
}

#[test]
fn all_undecided_incidents_of_the_product_count_together() {
    let (mut w, product, _) = insured_by(&[20_000]);
    let [first, second] = [1, 2].map(|ago| declare_ago(&mut w, &product, ago));
    assert_eq!(w.case(&case_of(&product, first)).large, 0);
    assert_eq!(w.case(&case_of(&product, second)).large, 1);
}
