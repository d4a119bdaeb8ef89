//! Rules that other protocols lacked: run-off without keys (R2), limits and readable actions (R9), every change waits (R13), a pause stops no
//! payment and no vote (R24).

use {
    super::kit::*,
    crate::privileged::rows::{ground, samples},
    breakwater::{
        constants::{BOOTSTRAP_DELAY, BOOTSTRAP_LIFE, EXECUTION_WINDOW, SILENCE, UPGRADE_DELAY},
        errors::{AccessError, GovernanceError},
        state::Action,
    },
    breakwater_testkit::{client::ix, governance::FOR, jurors::GOVERNANCE_MINT, *},
};

/// No bootstrap authority, no guardian, no upgrade authority but the program's own, and nobody has ever locked a token.
fn lose_every_key(w: &mut World) {
    let mut config = w.config();
    config.initialised_at = (w.now() - BOOTSTRAP_LIFE).into();
    config.guardian = Address::default();
    w.write(&pda::config(), &*config);
    (w.bootstrap, w.guardian) = (Address::default(), Address::default());
}

#[test]
fn r2_with_every_key_lost_cover_is_paid_capital_leaves_and_everything_is_closed() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let junior = w.underwriter(JUNIOR, 100_000 * USDC);
    let senior = w.underwriter(SENIOR, 400_000 * USDC);
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    lose_every_key(&mut w);
    w.advance(3 * DAY);
    w.hold(&product, 875_000_000, 3_600);
    w.trigger(&product).ok();
    w.advance(DAY);
    let before = w.wallet(&holder);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    assert_eq!(w.wallet(&holder) - before, 24_929_333_300, "as with keys");
    for _ in 0..300 {
        w.observe_at(&product, 1_000_000_000).ok();
        w.advance(300);
    }
    w.advance(3 * DAY + 1);
    w.seal(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    w.close_incident(&product, 0).ok();
    w.advance(120 * DAY);
    w.roll(&product).ok();
    w.close_policy(&product, &policy).ok();
    for (owner, tranche) in [(junior, JUNIOR), (senior, SENIOR)] {
        w.request_all(&owner, tranche).ok();
    }
    w.advance(9 * DAY);
    for (owner, tranche) in [(junior, JUNIOR), (senior, SENIOR)] {
        w.execute(&owner, tranche).ok();
        w.close_position(&owner).ok();
    }
    w.sweep().ok();
    // Nobody has governed for 180 days, and nobody uses it.
    w.set_time(w.config().acted_at.get() + SILENCE);
    w.send_all(&[ix::retire_product(None, w.pool, product)]).ok();
    w.end_episode(&product).ok();
    w.close_product(&product).ok();
    w.send_all(&[ix::retire_pool(None, w.pool)]).ok();
    w.close_pool().ok();
    assert_eq!(w.config().acted_at.get() + SILENCE, w.now(), "nothing was executed");
    w.assert_books();
}

#[test]
fn r9_a_decision_is_typed_and_decodes_to_what_it_does() {
    let mut w = ground();
    for sample in samples(&w).into_iter().filter(|s| !matches!(s.action, Action::TakeOver)) {
        let base = w.svm.clone();
        let (queued, proposal) = w.queue(sample.action);
        queued.ok();
        let read = w.proposal(&proposal);
        assert_eq!(
            (read.action.hash(), read.hash),
            (sample.action.hash(), sample.action.hash().expect("a hash"))
        );
        w.svm = base;
    }
}

#[test]
fn r9_whatever_is_decided_at_once_no_more_than_a_tenth_of_a_purse_leaves_in_a_month() {
    let mut w = World::new();
    let donor = w.actor(1_000_000);
    w.fund_purse(&donor, 1_000_000).ok();
    let to = w.actor(0);
    let all: Vec<_> = (1..=20)
        .map(|n| {
            let (queued, proposal) = w.queue(Action::Spend {
                mint: w.mint,
                to,
                amount: 10_000 + n,
            });
            queued.ok();
            proposal
        })
        .collect();
    w.advance(DAY);
    for proposal in &all {
        let outcome = w.execute_proposal(proposal);
        assert!(["ok", "TreasuryError::AboveCap"].contains(&outcome.name().as_str()));
    }
    assert_eq!(w.wallet(&to), 90_045, "nine of them fit");
}

#[test]
fn r13_every_change_waits_a_day_at_least_and_is_dead_fourteen_days_later() {
    let mut w = ground();
    for sample in samples(&w)
        .into_iter()
        .filter(|s| !matches!(s.action, Action::TakeOver | Action::Upgrade { .. }))
    {
        let base = w.svm.clone();
        let delay = if sample.action.is_upgrade() {
            UPGRADE_DELAY
        } else {
            BOOTSTRAP_DELAY
        };
        assert!(delay >= 86_400);
        let (now, (queued, proposal)) = (w.now(), w.queue(sample.action));
        queued.ok();
        let execute = w.executing(&proposal, &sample.action);
        let eta = now + i64::from(delay);
        for (at, error) in [
            (now, GovernanceError::TimelockRunning),
            (eta - 1, GovernanceError::TimelockRunning),
            (eta + EXECUTION_WINDOW, GovernanceError::ProposalDead),
        ] {
            w.set_time(at);
            w.send_all(std::slice::from_ref(&execute)).refused(error);
        }
        w.svm = base;
    }
}

#[test]
fn r24_a_pause_stops_no_vote_no_count_no_execution_and_no_close() {
    let mut w = World::new();
    let members = ten(&mut w);
    let underwriter = w.actor(1_000 * USDC);
    w.open_position(&underwriter).ok();
    let paused = |w: &mut World| {
        // Whatever the guardian may do, business stands still for the whole of it.
        let mut config = w.config();
        config.paused_until = (w.now() + 300 * DAY).into();
        w.write(&pda::config(), &*config);
        w.deposit(&underwriter, SENIOR, 10 * USDC).refused(AccessError::Paused);
    };
    paused(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    for member in &members[..9] {
        w.cast(&proposal, member, FOR).ok();
    }
    w.grant(&members[9], TOKEN);
    w.lock(&members[9], TOKEN).ok();
    w.request_unlock(&members[9], STAKE).ok();
    w.set_time(w.proposal(&proposal).vote_until);
    w.count(&proposal).ok();
    w.set_time(w.proposal(&proposal).eta);
    paused(&mut w);
    w.execute_proposal(&proposal).ok();
    for member in &members[..9] {
        w.close_vote(&proposal, member).ok();
    }
    w.unlock(&members[9]).ok();
    w.send_all(&[ix::close_proposal(proposal, members[0], Some(GOVERNANCE_MINT))]).ok();
    assert_eq!(w.config().fee_bps.get(), 7);
}
