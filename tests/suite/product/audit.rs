//! `attest_audit`, and what makes a product dearer than its curve: an old audit, and losses.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{GovernanceError, ProductError},
        events::AuditAttested,
        state::Action,
    },
    breakwater_testkit::*,
};

pub fn today(w: &World) -> u32 {
    u32::try_from(w.now() / DAY).expect("a day")
}

#[test]
fn attest_audit_takes_exactly_what_it_declares_and_writes_who_what_and_when() {
    let (mut w, product) = world();
    let (auditor, day) = (w.keeper, today(&w) - 3);
    let action = Action::AttestAudit {
        product,
        auditor,
        hash: [7; 32],
        day,
    };
    refused_unless_queued_and_back(&mut w, action);
    let before = w.product(&product);
    let ix = w.ready(action);
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
    wanted.revise();
    assert_eq!(bytemuck::bytes_of(&*w.product(&product)), bytemuck::bytes_of(&wanted));
}

#[test]
fn an_audit_names_an_auditor_a_report_and_a_day_that_has_been() {
    let (mut w, product) = world();
    let (good, now) = (w.keeper, today(&w));
    let attest = |auditor, hash, day| Action::AttestAudit {
        product,
        auditor,
        hash,
        day,
    };
    for (auditor, hash, day) in [
        (Address::default(), [1; 32], now),
        (good, [0; 32], now),
        (good, [1; 32], now + 1),
        (good, [1; 32], 364),
        (good, [1; 32], 0),
        (good, [1; 32], u32::MAX),
    ] {
        w.enact(attest(auditor, hash, day)).refused(ProductError::BadAudit);
        let executed = forged(&mut w, attest(good, [1; 32], now), attest(auditor, hash, day));
        w.send_all(&[executed]).refused(ProductError::BadAudit);
    }
    // An audit of a day to come can be proposed, up to what vote and delay take at most, and is executed from that day on.
    let (most, now) = (28, today(&w));
    w.queue(attest(good, [1; 32], now + most)).0.ok();
    w.queue(attest(good, [1; 32], now + most + 1)).0.refused(ProductError::BadAudit);
    w.enact(attest(good, [1; 32], now)).ok();
}

#[test]
fn inv17_an_audit_of_another_product_is_not_recorded_here_and_one_that_was_recorded_since_makes_it_stale() {
    let (mut w, product) = world();
    let other = w.product_from(&spec_with_feeds(11));
    let action = Action::AttestAudit {
        product,
        auditor: w.keeper,
        hash: [1; 32],
        day: today(&w),
    };
    let (first, second) = (w.ready(action), w.ready(action));
    w.send_all(&[first.swapped(&product, &other)])
        .refused(GovernanceError::OtherSubject);
    w.send_all(&[first]).ok();
    w.send_all(&[second]).refused(GovernanceError::ProposalStale);
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
    let (auditor, day) = (w.keeper, today(&w));
    w.attest(&product, auditor, [1; 32], day).ok();
    for (days, bps) in [(0, 0), (90, 0), (1, 100), (9, 1_000), (19, 2_900), (1, 3_000), (400, 3_000)] {
        w.advance(days * DAY);
        let premium = premium_at(&mut w, &product);
        assert!(close(premium, loaded(bps)), "after {days} more days: {premium}, {}", loaded(bps));
    }
}

#[test]
fn payments_load_the_price_by_the_part_of_the_cap_that_was_paid_and_half_of_it_is_gone_in_180_days() {
    let mut spec = DepegSpec::default();
    (spec.limits.base, spec.limits.at_kink) = (20_000_000, 20_000_000);
    (spec.limits.cap, spec.limits.experience) = (200_000 * USDC, 2_000_000_000);
    let (mut w, product) = world_of(&spec);
    w.observe_at(&product, PAR).ok();
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    // The loss is final and nothing is paid.
    assert_eq!(w.product(&product).experience(w.now()).expect("a loading"), 0);
    assert_eq!(w.product(&product).loss_total.get(), 20_000 * USDC);
    w.settle(&product, 0, &policy).ok();
    // 20,000 of a cap of 200,000: a tenth of 200 %.
    let (paid_at, loaded) = (w.now(), 200_000_000);
    let near = |loading: u64, wanted: u64| (wanted..=wanted + 1).contains(&loading);
    assert!(near(w.product(&product).experience(paid_at).expect("a loading"), loaded));
    recover_and_seal(&mut w, &product, 0);
    settle_and_close(&mut w, &product, 0, &[policy]);
    for halvings in 1..=3 {
        w.set_time(paid_at + halvings * 180 * DAY);
        let s = w.product_summary(&product);
        assert!(near(s.experience, loaded >> halvings), "{}", s.experience);
        assert_eq!(s.factor, 1_000_000_000 + s.experience);
    }
}
