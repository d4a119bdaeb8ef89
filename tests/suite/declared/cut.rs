//! the pool cannot pay all. The cut is the same for every policy, whoever settles first, in the cut, its top-up and recoveries.

use {
    super::kit::*,
    crate::incident::kit::write_capital,
    breakwater::{errors::IncidentError, state::TopUp},
    breakwater_testkit::*,
};

/// Policies of these covers and so much in the pool when the jurors' decision for everything is concluded; what they get together in every
/// round of settling, in this order.
struct Cut {
    w: World,
    product: Address,
    policies: Vec<Address>,
    got: Vec<u64>,
}

impl Cut {
    fn new(covers: &[u64], has: u64) -> Self {
        let (mut w, product, policies) = insured_by(covers);
        let n = declare_ago(&mut w, &product, 1);
        judge(&mut w, &[(case_of(&product, n), ALL)]);
        write_capital(&mut w, has * USDC / 4, has * USDC / 4 * 3);
        conclude(&mut w, &product, n);
        let got = vec![0; policies.len()];
        Self { w, product, policies, got }
    }

    /// Everybody in this order, as often as there is something to get.
    #[track_caller]
    fn settle_all(&mut self, order: &[usize]) {
        for round in 0..2 {
            for n in order {
                let policy = self.policies[*n];
                let holder = self.w.policy(&policy).holder;
                let before = self.w.wallet(&holder);
                let outcome = self.w.settle(&self.product, 0, &policy);
                assert!(round > 0 || outcome.result.is_ok(), "{}", outcome.name());
                self.w.assert_books();
                self.got[*n] += self.w.wallet(&holder) - before;
            }
        }
    }
}

#[test]
fn a41_first_and_last_get_the_same_to_an_atom_in_every_order() {
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let mut c = Cut::new(&[10_000, 10_000, 10_000, 3_333], 12_345);
        assert_eq!(c.w.incident(&c.product, 0).funded.get(), 12_345 * USDC);
        c.settle_all(&order);
        assert_eq!((c.got[0], c.got[1]), (c.got[1], c.got[2]));
        // 12,345 for 95 % of 33,333.
        let wanted = |cover: u128| (cover * 95 / 100 * 12_345_000_000 / 31_666_350_000) as u64;
        assert_eq!(c.got[0], wanted(10_000_000_000));
        assert_eq!(c.got[3], wanted(3_333_000_000));
        let i = c.w.incident(&c.product, 0);
        assert!(i.funded.get() - i.paid.get() <= 4);
        c.w.finish_incident(&c.product, 0);
        c.w.assert_books();
    }
}

#[test]
fn a41_with_a_deductible_what_was_reserved_too_much_tops_up_the_cut() {
    // The second was paid half of it before: its base is 2,000, its deductible still 200, so that of 95 % of it only 90 % are due.
    let (mut w, product, p) = insured_by(&[10_000, 4_000, 4_000]);
    let first = declare_ago(&mut w, &product, 1);
    decide(&mut w, &product, first, 11);
    for policy in &p {
        settled(&mut w, &product, first, policy);
    }
    w.close_incident(&product, first).ok();
    let n = declare_ago(&mut w, &product, 1);
    judge(&mut w, &[(case_of(&product, n), ALL)]);
    write_capital(&mut w, 1_000 * USDC, 3_000 * USDC);
    conclude(&mut w, &product, n);
    let i = w.incident(&product, n);
    assert_eq!(
        (i.ladder[0].needed.get(), i.funded.get()),
        (8_550 * USDC, 4_000 * USDC),
        "95 % of 9,000"
    );
    let mut got = [0; 3];
    for (n_, policy) in p.iter().enumerate().rev() {
        got[n_] += settled(&mut w, &product, n, policy);
    }
    let i = w.incident(&product, n);
    assert_eq!(i.top_up, TopUp::Added as u8);
    // Due are 4,500 and twice 1,800.
    assert_eq!((i.ladder[0].needed.get(), i.shortfall.get()), (8_100 * USDC, 4_100 * USDC));
    for (n_, policy) in p.iter().enumerate() {
        got[n_] += w.settle(&product, n, policy).result.map_or(0, |_| 0);
    }
    w.assert_books();
    let paid = |w: &World, n_: usize| w.policy(&p[n_]).paid_by(n);
    assert_eq!(paid(&w, 0), 4_500_000_000 * 4_000 / 8_100);
    assert_eq!(
        (paid(&w, 1), paid(&w, 2)),
        (1_800_000_000 * 4_000 / 8_100, 1_800_000_000 * 4_000 / 8_100)
    );
    for policy in &p {
        w.settle(&product, n, policy).refused(IncidentError::AlreadySettled);
    }
    w.finish_incident(&product, n);
    w.assert_books();
}

#[test]
fn a41_what_is_recovered_is_shared_by_the_same_ratio_and_no_more_than_all() {
    let mut c = Cut::new(&[10_000, 10_000, 5_000], 9_500);
    c.settle_all(&[0, 1, 2]);
    assert_eq!(c.got, [3_800, 3_800, 1_900].map(|n| n * USDC));
    c.w.release(&c.product, 0).ok();
    c.w.close_incident(&c.product, 0).refused(IncidentError::RecoveriesMayCome);
    let payer = c.w.actor(30_000 * USDC);
    // A third of what lacks, then more than the rest.
    c.w.recover_incident(&payer, &c.product, 0, 4_750 * USDC).ok();
    c.w.assert_books();
    c.settle_all(&[2, 1, 0]);
    assert_eq!(c.got, [5_700, 5_700, 2_850].map(|n| n * USDC));
    for policy in c.policies.clone() {
        c.w.settle(&c.product, 0, &policy).refused(IncidentError::NothingToPay);
    }
    c.w.recover_incident(&payer, &c.product, 0, 10_000 * USDC).ok();
    c.w.assert_books();
    c.settle_all(&[1, 2, 0]);
    assert_eq!(c.got, [9_500, 9_500, 4_750].map(|n| n * USDC));
    c.w.close_incident(&c.product, 0).ok();
    c.w.assert_books();
}

#[test]
fn a41_a_wiped_out_pool_pays_nobody_until_something_is_recovered() {
    let mut c = Cut::new(&[10_000, 4_000], 0);
    let i = c.w.incident(&c.product, 0);
    assert_eq!((i.funded.get(), i.shortfall.get()), (0, 13_300 * USDC));
    c.w.close_incident(&c.product, 0).refused(IncidentError::NotAllPassed);
    c.settle_all(&[1, 0]);
    assert_eq!(c.got, [0, 0]);
    c.w.release(&c.product, 0).ok();
    c.w.assert_books();
    let payer = c.w.actor(30_000 * USDC);
    c.w.recover_incident(&payer, &c.product, 0, 13_300 * USDC).ok();
    c.w.assert_books();
    c.settle_all(&[0, 1]);
    assert_eq!(c.got, [9_500 * USDC, 3_800 * USDC]);
    c.w.close_incident(&c.product, 0).ok();
    put_away(&mut c.w, &case_of(&c.product, 0));
}

/// The first incident takes all there is; the second finds nothing. What is recovered for each goes to its own policies, the first one's first.
#[test]
fn a41_two_incidents_of_a_pool_that_has_enough_for_none() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    for ago in [1, 2] {
        declare_ago(&mut w, &product, ago);
    }
    judge(&mut w, &[(case_of(&product, 0), 11), (case_of(&product, 1), ALL)]);
    write_capital(&mut w, 500 * USDC, 900 * USDC);
    conclude(&mut w, &product, 0);
    let pay = |w: &mut World, n: u32| p.iter().map(|policy| settled(w, &product, n, policy) / USDC).collect::<Vec<_>>();
    assert_eq!(pay(&mut w, 0), [1_000, 400], "a fifth of 7,000");
    w.conclude_declared(&product, 1).refused(IncidentError::EarlierOpen);
    w.release(&product, 0).ok();
    conclude(&mut w, &product, 1);
    assert_eq!(
        (w.incident(&product, 1).funded.get(), w.incident(&product, 1).shortfall.get()),
        (0, 11_970 * USDC)
    );
    assert_eq!(pay(&mut w, 1), [0, 0]);
    w.release(&product, 1).ok();
    w.assert_books();
    let payer = w.actor(50_000 * USDC);
    w.recover_incident(&payer, &product, 0, 5_600 * USDC).ok();
    assert_eq!(pay(&mut w, 0), [4_000, 1_600]);
    w.close_incident(&product, 0).ok();
    w.recover_incident(&payer, &product, 1, 11_970 * USDC).ok();
    // 5,000 and 2,000 are left, and the deductible of each is of its whole cover.
    assert_eq!(pay(&mut w, 1), [4_500, 1_800]);
    w.advance(400 * DAY);
    w.close_incident(&product, 1).ok();
    w.assert_books();
}

#[test]
fn a41_a_wiped_out_pool_lets_everything_close_after_a_year() {
    let mut c = Cut::new(&[10_000, 4_000], 0);
    c.settle_all(&[0, 1]);
    c.w.finish_incident(&c.product, 0);
    c.w.assert_books();
    assert_eq!(c.w.pool().payable.get(), 0);
    for policy in c.policies.clone() {
        c.w.close_policy(&c.product, &policy).ok();
    }
    c.w.assert_books();
}

/// Whatever the pool has: no policy gets more of its due than another, but for an atom of rounding.
#[test]
fn a41_the_ratio_is_the_same_for_covers_of_every_size() {
    let covers = [10, 11, 137, 1_999, 20_000];
    for has in [1, 17, 500, 9_999, 20_999] {
        let mut c = Cut::new(&covers, has);
        c.settle_all(&[4, 0, 3, 1, 2]);
        let due: u128 = covers.iter().map(|cover| u128::from(*cover) * 950_000).sum();
        let funded = u128::from(c.w.incident(&c.product, 0).funded.get());
        for (cover, got) in covers.iter().zip(&c.got) {
            let exact = u128::from(*cover) * 950_000 * funded / due;
            assert!(
                u128::from(*got).abs_diff(exact) <= 1,
                "pool {has}, cover {cover}: {got}, not {exact}"
            );
        }
        c.w.finish_incident(&c.product, 0);
        c.w.assert_books();
    }
}
