//! What is left of the bond of a dispute that failed: the holders', by their cover, never above it; what is not used streams back.

use {
    super::kit::*,
    crate::incident::kit::*,
    breakwater::{errors::IncidentError, events::IncidentClosed},
    breakwater_testkit::*,
};

#[test]
fn it_is_shared_by_cover_in_every_order() {
    for order in [[0, 1], [1, 0]] {
        let (mut w, product, p) = stepped(&[40]);
        let case = disputed(&mut w, &product, 0, STANDS);
        let i = w.incident(&product, 0);
        assert_eq!(
            (i.bonus.get(), i.funded.get(), w.pool().payable.get()),
            (500 * USDC, 500 * USDC, 500 * USDC)
        );
        w.finalise(&product, 0).ok();
        w.assert_books();
        for n in order {
            let wanted = [(40_000 * USDC, 2), (20_000 * USDC, 1)][n];
            assert_eq!(paid(&mut w, &product, &p[n]), wanted.0 + 500 * USDC * wanted.1 / 3);
        }
        seal(&mut w, &product);
        for policy in &p {
            w.settle(&product, 0, policy).ok();
        }
        let i = w.incident(&product, 0);
        let left = i.funded.get() - i.paid.get();
        assert_eq!(left, 1, "an atom of rounding");
        let said = IncidentClosed {
            incident: pda::incident(&product, 0),
            paid: i.paid.get(),
            left,
            at: w.now(),
        };
        w.close_incident(&product, 0).emits(said).ok();
        w.assert_books();
        assert_eq!(w.pool().payable.get(), 0);
        put_away(&mut w, &case);
    }
}

/// Part of the first step was paid out when the dispute of the second fails.
#[test]
fn it_is_no_capital_that_could_come_back() {
    for settled_before in [0, 1, 2] {
        let (mut w, product, p) = stepped(&[40, 60]);
        w.advance(DAY - HOUR);
        let case = dispute(&mut w, &product, 1);
        w.finalise(&product, 0).ok();
        for policy in &p[..settled_before] {
            w.settle(&product, 0, policy).ok();
        }
        w.assert_books();
        judge(&mut w, &[(case, STANDS)]);
        conclude(&mut w, &product);
        // What is the holders' can be paid before the step is final.
        let bonus = w.incident(&product, 0).bonus.get();
        assert_eq!(bonus, 200 * USDC, "1 % of 20 % of 150,000, less the fee");
        let early = paid(&mut w, &product, &p[1]);
        assert_eq!(early, if settled_before < 2 { 20_000 * USDC } else { 0 } + bonus / 3);
        w.finalise(&product, 0).ok();
        w.assert_books();
        for policy in &p {
            w.settle(&product, 0, policy).ok();
            w.assert_books();
        }
        let all = [60_000 * USDC + bonus * 2 / 3, 30_000 * USDC + bonus / 3];
        assert_eq!([0, 1].map(|n| w.policy(&p[n]).paid.get()), all);
        seal(&mut w, &product);
        for policy in &p {
            w.settle(&product, 0, policy).ok();
        }
        w.close_incident(&product, 0).ok();
        w.assert_books();
    }
}

#[test]
fn inv08_nobody_gets_more_than_their_cover_and_the_rest_streams_back() {
    let (mut w, product, p) = stepped(&[100]);
    let case = disputed(&mut w, &product, 0, STANDS);
    let bonus = w.incident(&product, 0).bonus.get();
    assert_eq!(bonus, 1_400 * USDC);
    w.finalise(&product, 0).ok();
    for (policy, cover) in p.iter().zip([100_000, 50_000]) {
        assert_eq!(paid(&mut w, &product, policy), cover * USDC);
    }
    w.seal(&product, 0).ok();
    let reserve = w.pool().reserve.get();
    let said = IncidentClosed {
        incident: pda::incident(&product, 0),
        paid: 150_000 * USDC,
        left: bonus,
        at: w.now(),
    };
    w.close_incident(&product, 0).emits(said).ok();
    w.assert_books();
    assert!(w.pool().reserve.get() - reserve <= bonus);
    assert_eq!(w.pool().payable.get(), 0);
    put_away(&mut w, &case);
}

#[test]
fn with_a_cut_everybody_gets_the_same_part_and_the_bonus_on_top() {
    for order in [[0, 1, 2], [2, 1, 0]] {
        let (mut w, product, p) = courted(&[50_000, 50_000, 20_000]);
        strike(&mut w, &product, price_at(40));
        let case = disputed(&mut w, &product, 0, STANDS);
        let bonus = w.incident(&product, 0).bonus.get();
        assert_eq!(bonus, 380 * USDC);
        write_capital(&mut w, 4_000 * USDC, 8_000 * USDC);
        w.finalise(&product, 0).ok();
        w.assert_books();
        // A quarter of 48,000.
        assert_eq!(w.incident(&product, 0).ladder[0].funded.get(), 12_000 * USDC);
        let due = |cover: u64| cover * USDC / 10 + cover * bonus / 120_000;
        for n in order {
            assert_eq!(paid(&mut w, &product, &p[n]), due([50_000, 50_000, 20_000][n]));
        }
        seal(&mut w, &product);
        for n in order {
            w.settle(&product, 0, &p[n]).ok();
            w.assert_books();
        }
        w.release(&product, 0).ok();
        w.assert_books();
        let payer = w.actor(100_000 * USDC);
        w.recover_incident(&payer, &product, 0, 36_000 * USDC).ok();
        w.assert_books();
        for n in order {
            let cover = [50_000, 50_000, 20_000][n];
            assert_eq!(paid(&mut w, &product, &p[n]), cover * USDC * 3 / 10);
        }
        w.close_incident(&product, 0).ok();
        w.assert_books();
        put_away(&mut w, &case);
    }
}

#[test]
fn a_wiped_out_pool_still_pays_the_bonus() {
    let (mut w, product, p) = stepped(&[40]);
    disputed(&mut w, &product, 0, STANDS);
    write_capital(&mut w, 0, 0);
    w.finalise(&product, 0).ok();
    w.assert_books();
    assert_eq!(paid(&mut w, &product, &p[0]), 500 * USDC * 2 / 3);
    assert_eq!(paid(&mut w, &product, &p[1]), 500 * USDC / 3);
    seal(&mut w, &product);
    for policy in &p {
        w.settle(&product, 0, policy).ok();
    }
    w.finish_incident(&product, 0);
    w.assert_books();
    assert_eq!(w.pool().payable.get(), 0);
}

/// The whole cover was due and is recovered: the bonus that was paid on top of the cut is part of it.
#[test]
fn inv08_with_a_cut_that_is_recovered_nobody_gets_more_than_their_cover() {
    let (mut w, product, p) = stepped(&[100]);
    disputed(&mut w, &product, 0, STANDS);
    write_capital(&mut w, 40_000 * USDC, 35_000 * USDC);
    w.finalise(&product, 0).ok();
    w.seal(&product, 0).ok();
    for policy in &p {
        w.settle(&product, 0, policy).ok();
        w.assert_books();
    }
    w.release(&product, 0).ok();
    let payer = w.actor(100_000 * USDC);
    w.recover_incident(&payer, &product, 0, 80_000 * USDC).ok();
    for (policy, cover) in p.iter().zip([100_000, 50_000]) {
        w.settle(&product, 0, policy).ok();
        w.assert_books();
        assert_eq!(w.policy(policy).paid.get(), cover * USDC);
        w.settle(&product, 0, policy).refused(IncidentError::NothingToPay);
    }
    w.advance(365 * DAY);
    w.close_incident(&product, 0).ok();
    w.assert_books();
    assert_eq!(
        w.pool().payable.get(),
        w.pool().tranches.iter().map(|t| t.recovery_left.get()).sum::<u64>()
    );
}

#[test]
fn several_disputes_add_up() {
    let (mut w, product, p) = stepped(&[40, 60, 80]);
    let mut cases = vec![];
    for step in [0, 2] {
        cases.push(disputed(&mut w, &product, step, STANDS));
        if step == 2 {
            w.advance(DAY);
        }
        w.finalise(&product, 0).ok();
    }
    let i = w.incident(&product, 0);
    assert_eq!(i.bonus.get(), 700 * USDC, "500 and 200");
    w.advance(DAY);
    while w.incident(&product, 0).decided < 3 {
        w.finalise(&product, 0).ok();
    }
    w.assert_books();
    seal(&mut w, &product);
    assert_eq!(paid(&mut w, &product, &p[1]), 40_000 * USDC + 700 * USDC / 3);
    assert_eq!(paid(&mut w, &product, &p[0]), 80_000 * USDC + 700 * USDC * 2 / 3);
    w.close_incident(&product, 0).ok();
    w.assert_books();
    for case in cases {
        put_away(&mut w, &case);
    }
}

#[test]
fn it_is_the_holders_also_when_a_later_dispute_voids_the_rest() {
    let (mut w, product, p) = stepped(&[40, 60]);
    disputed(&mut w, &product, 0, STANDS);
    w.finalise(&product, 0).ok();
    disputed(&mut w, &product, 1, VOID);
    w.finalise(&product, 0).refused(IncidentError::NothingDue);
    seal(&mut w, &product);
    assert_eq!(paid(&mut w, &product, &p[1]), 20_000 * USDC + 500 * USDC / 3);
    assert_eq!(paid(&mut w, &product, &p[0]), 40_000 * USDC + 500 * USDC * 2 / 3);
    w.close_incident(&product, 0).ok();
    w.assert_books();
}

#[test]
fn inv18_a_bonus_that_nobody_fetches_goes_back_after_a_year() {
    let (mut w, product, _) = stepped(&[40]);
    disputed(&mut w, &product, 0, STANDS);
    w.finalise(&product, 0).ok();
    seal(&mut w, &product);
    w.advance(365 * DAY);
    w.close_incident(&product, 0).ok();
    w.assert_books();
    assert_eq!(w.pool().payable.get(), 0);
}
