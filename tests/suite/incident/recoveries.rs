//! What comes back after a loss: to policies that were cut first, then to those who bore it, the last first (ADR 18, 19).

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{AccessError, IncidentError, PolicyError, PoolError},
        events::{IncidentReleased, Recovered, RecoveryFetched},
    },
    breakwater_testkit::{client::ix, world::PLENTY, *},
};

/// Two policies of 10,000 struck at 50 %: 10,000 needed, `junior` and `senior` are there. Sealed and settled.
struct Cut {
    w: World,
    product: Address,
    policies: [Address; 2],
    owners: [Address; 2],
    rich: Address,
}

fn cut(junior: u64, senior: u64) -> Cut {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owners = [w.underwriter(JUNIOR, 10_000 * USDC), w.underwriter(SENIOR, 10_000 * USDC)];
    w.observe_at(&product, PAR).ok();
    let policies = [60, 60].map(|days| w.holder(&product, 10_000 * USDC, days).1);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(50));
    w.advance(DAY);
    write_capital(&mut w, junior * USDC, senior * USDC);
    w.finalise(&product, 0).ok();
    recover_and_seal(&mut w, &product, 0);
    for policy in policies {
        w.settle(&product, 0, &policy).ok();
    }
    let _ = w.settle(&product, 0, &policies[0]).name();
    let rich = w.actor(PLENTY);
    Cut {
        w,
        product,
        policies,
        owners,
        rich,
    }
}

fn released(junior: u64, senior: u64) -> Cut {
    let mut c = cut(junior, senior);
    c.w.release(&c.product, 0).ok();
    c
}

impl Cut {
    fn recover(&mut self, amount: u64) -> Outcome {
        self.w.recover_incident(&self.rich.clone(), &self.product.clone(), 0, amount)
    }

    fn paid(&self) -> [u64; 2] {
        self.policies.map(|policy| self.w.policy(&policy).paid.get())
    }

    #[track_caller]
    fn collect(&mut self) {
        for policy in self.policies {
            self.w.settle(&self.product.clone(), 0, &policy).ok();
        }
        self.w.assert_books();
    }
}

#[test]
fn release_incident_takes_exactly_what_it_declares() {
    let mut c = cut(1_000, 3_000);
    let ix = ix::release_incident(c.w.pool, c.product, 0);
    let said = IncidentReleased {
        incident: pda::incident(&c.product, 0),
        shortfall: 6_000 * USDC,
        left: 0,
        at: c.w.now(),
    };
    refused_unless_as_declared(&mut c.w, &ix).emits(said).ok();
}

#[test]
fn recover_takes_exactly_what_it_declares() {
    let mut c = released(1_000, 3_000);
    let source = pda::associated_token(&c.rich, &c.w.mint);
    // For the pool: the optional accounts stand for nothing.
    let ix = ix::recover(c.w.pool, c.rich, source, 0, USDC);
    c.w.send_all(&[ix.unsigned(&c.rich)])
        .refused_by_framework(solana_instruction_error::InstructionError::MissingRequiredSignature);
    let vault = pda::vault(&c.w.pool);
    for account in [c.w.pool, source, vault] {
        c.w.send_all(&[ix.readonly(&account)]).refused_by_framework(NOT_WRITABLE);
    }
    let extra = c.w.wallet_address();
    c.w.send_all(&[ix.plus(&extra)]).refused(AccessError::UnexpectedAccount);
    c.w.send_all(&[ix]).ok();
    // For an incident: with the incident, which may be left out, and its product.
    let ix = ix::recover_incident(c.w.pool, c.product, 0, c.rich, source, USDC);
    refused_unless_as_declared(&mut c.w, &ix).ok();
}

#[test]
fn fetch_recovery_takes_exactly_what_it_declares() {
    let mut c = released(1_000, 3_000);
    c.w.recover(&c.rich.clone(), 2, 500 * USDC).ok();
    let to = pda::associated_token(&c.owners[0], &c.w.mint);
    let ix = ix::fetch_recovery(c.w.pool, c.owners[0], to, JUNIOR);
    refused_unless_as_declared(&mut c.w, &ix).ok();
}

#[test]
fn an_incident_is_released_when_it_is_sealed_settled_and_lacks_something_and_once() {
    let mut c = cut(1_000, 3_000);
    c.w.close_incident(&c.product, 0).refused(IncidentError::RecoveriesMayCome);
    c.recover(USDC).refused(IncidentError::NotReleased);
    c.w.release(&c.product, 0).ok();
    c.w.release(&c.product, 0).refused(IncidentError::AlreadySettled);
    c.w.close_incident(&c.product, 0).refused(IncidentError::RecoveriesMayCome);
    // Whole: nothing lacks.
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 60);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(50));
    w.release(&product, 0).refused(IncidentError::NotSealed);
    recover_and_seal(&mut w, &product, 0);
    w.release(&product, 0).refused(IncidentError::NotAllPassed);
    w.settle(&product, 0, &policy).ok();
    w.release(&product, 0).refused(IncidentError::NothingLacking);
    w.close_incident(&product, 0).ok();
}

#[test]
fn recoveries_go_to_the_policies_that_were_cut_first_the_same_part_to_each() {
    let mut c = released(1_000, 3_000);
    assert_eq!(c.paid(), [2_000 * USDC; 2]);
    c.w.settle(&c.product.clone(), 0, &c.policies[0].clone())
        .refused(IncidentError::NothingToPay);
    let said = Recovered {
        pool: c.w.pool,
        payer: c.rich,
        subject: 1,
        amount: 1_500 * USDC,
        to_policies: 1_500 * USDC,
        at: c.w.now(),
    };
    c.recover(1_500 * USDC).emits(said).ok();
    c.w.assert_books();
    c.collect();
    assert_eq!(c.paid(), [2_750 * USDC; 2]);
    for policy in c.policies {
        c.w.settle(&c.product.clone(), 0, &policy).refused(IncidentError::NothingToPay);
    }
    assert_eq!(c.w.pool().shortfall.get(), 4_500 * USDC);
    // 4,500 lack; 5,000 come: the policies are whole, and 500 go to who lost last, which is senior.
    c.recover(5_000 * USDC).ok();
    assert_eq!(
        (c.w.pool().shortfall.get(), c.w.pool().tranches[1].recovery_left.get()),
        (0, 500 * USDC)
    );
    c.w.close_incident(&c.product, 0).refused(IncidentError::RecoveriesMayCome);
    c.collect();
    assert_eq!(c.paid(), [5_000 * USDC; 2]);
    c.w.close_incident(&c.product, 0).ok();
    c.w.fetch_recovery(&c.owners[1].clone(), SENIOR).ok();
    c.w.assert_books();
}

#[test]
fn rounding_leaves_every_policy_the_same_part_and_no_more_than_came() {
    let mut c = released(1_000, 3_000);
    for amount in [1, 1, 7, 1_000_003, 999_999_999] {
        c.recover(amount).ok();
        for policy in c.policies {
            let _ = c.w.settle(&c.product.clone(), 0, &policy).name();
        }
        c.w.assert_books();
        let [a, b] = c.paid();
        assert_eq!(a, b);
    }
}

#[test]
fn a_policy_waits_for_its_recoveries_and_is_free_when_their_year_is_over() {
    let mut c = released(1_000, 3_000);
    let (product, sealed_at) = (c.product, c.w.incident(&c.product, 0).sealed_at.get());
    c.w.set_time(sealed_at + 365 * DAY - 1);
    c.w.roll(&product).ok();
    c.w.close_policy(&product, &c.policies[0]).refused(PolicyError::PolicyStillOpen);
    c.recover(100 * USDC).ok();
    c.w.advance(1);
    c.w.close_incident(&product, 0).refused(IncidentError::RecoveriesMayCome);
    c.w.advance(30 * DAY - 1);
    c.w.close_incident(&product, 0).ok();
    // What nobody collected is for those who bore the loss: senior lost last.
    assert_eq!(c.w.pool().tranches[1].recovery_left.get(), 100 * USDC);
    c.w.close_policy(&product, &c.policies[0]).ok();
    c.w.assert_books();
}

#[test]
fn later_breaches_and_sales_do_not_wait_for_recoveries() {
    let mut c = released(1_000, 3_000);
    let product = c.product;
    for (owner, tranche) in [(c.owners[0], JUNIOR), (c.owners[1], SENIOR)] {
        c.w.fund(owner, 50_000 * USDC);
        c.w.deposit(&owner, tranche, 20_000 * USDC).ok();
    }
    c.w.observe_at(&product, PAR).ok();
    c.w.holder(&product, 1_000 * USDC, 30);
    let policy = c.policies[0];
    let holder = c.w.policy(&policy).holder;
    c.w.fund(holder, 1_000 * USDC);
    c.w.extend(&product, &policy, 30).ok();
    c.w.transfer(&product, &policy, holder).ok();
    c.w.advance(2 * DAY);
    strike_and_finalise(&mut c.w, &product, price_at(20));
    c.w.settle(&product, 1, &policy).ok();
    assert_eq!(c.w.policy(&policy).paid.get(), 2_000 * USDC + 1_600 * USDC);
    c.recover(1_000 * USDC).ok();
    // What the first incident has paid is no longer known for a policy that the second has paid; the other one collects.
    c.w.settle(&product, 0, &policy).refused(IncidentError::AlreadySettled);
    c.w.settle(&product, 0, &c.policies[1].clone()).ok();
    c.w.assert_books();
}

#[test]
fn a_wiped_out_junior_fetches_its_part_once_and_later_depositors_get_none_of_it() {
    let mut c = released(1_000, 3_000);
    let (junior, late) = (c.owners[0], c.w.actor(10_000 * USDC));
    assert_eq!(c.w.pool().tranches[0].generation.get(), 1);
    c.w.open_position(&late).ok();
    c.w.deposit(&late, JUNIOR, 5_000 * USDC).ok();
    c.w.fetch_recovery(&junior, JUNIOR).refused(PoolError::NothingRecovered);
    c.w.recover(&c.rich.clone(), 2, 300 * USDC).ok();
    let before = c.w.wallet(&junior);
    let got = 300 * USDC - 1;
    let said = RecoveryFetched {
        pool: c.w.pool,
        owner: junior,
        tranche: JUNIOR,
        amount: got,
        at: c.w.now(),
    };
    let outcome = c.w.fetch_recovery(&junior, JUNIOR);
    let fetched = c.w.wallet(&junior) - before;
    assert!(fetched == got || fetched == 300 * USDC, "{fetched}");
    if fetched == got {
        outcome.emits(said).ok();
    } else {
        outcome.ok();
    }
    c.w.fetch_recovery(&junior, JUNIOR).refused(PoolError::NothingRecovered);
    c.w.fetch_recovery(&late, JUNIOR).refused(PoolError::NothingRecovered);
    c.w.fetch_recovery(&junior, 2).refused(PoolError::UnknownTranche);
    // The next one comes on top.
    c.w.recover(&c.rich.clone(), 2, 300 * USDC).ok();
    let before = c.w.wallet(&junior);
    c.w.fetch_recovery(&junior, JUNIOR).ok();
    assert!(c.w.wallet(&junior) - before >= 300 * USDC - 1);
    c.w.assert_books();
}

#[test]
fn a18_a_position_with_a_recovery_to_fetch_stays_and_one_that_goes_gives_its_part_up() {
    let mut c = released(1_000, 3_000);
    let (one, two) = (c.owners[0], c.owners[1]);
    c.w.recover(&c.rich.clone(), 2, 300 * USDC).ok();
    c.w.close_position(&one).refused(PoolError::RecoveryWaits);
    c.w.fetch_recovery(&one, JUNIOR).ok();
    c.w.close_position(&one).ok();
    assert_eq!(c.w.pool().tranches[0].closed_shares.get(), 0);
    assert_eq!(c.w.pool().tranches[0].recovery_left.get(), 0, "rounding crumbs are the reserve's");
    c.w.recover(&c.rich.clone(), 2, 300 * USDC).refused(PoolError::NothingRecovered);
    c.w.close_position(&two).ok();
    c.w.assert_books();
}

#[test]
fn older_generations_get_nothing_and_what_they_did_not_fetch_is_the_reserves() {
    let mut c = released(1_000, 3_000);
    let junior = c.owners[0];
    c.w.recover(&c.rich.clone(), 2, 300 * USDC).ok();
    // A second generation comes and is wiped out too.
    let late = c.w.underwriter(JUNIOR, 30_000 * USDC);
    c.w.observe_at(&c.product.clone(), PAR).ok();
    c.w.holder(&c.product.clone(), 4_000 * USDC, 30);
    c.w.advance(2 * DAY);
    strike(&mut c.w, &c.product.clone(), price_at(100));
    c.w.advance(DAY);
    write_capital(&mut c.w, 15_000 * USDC, 0);
    let unfetched = c.w.pool().tranches[0].recovery_left.get();
    c.w.finalise(&c.product.clone(), 1).ok();
    let pool = c.w.pool();
    assert_eq!((pool.tranches[0].generation.get(), pool.tranches[0].recovery_left.get()), (2, 0));
    assert_eq!((unfetched, pool.reserve.get()), (300 * USDC, 300 * USDC));
    c.w.fetch_recovery(&junior, JUNIOR).refused(PoolError::NothingRecovered);
    c.w.recover(&c.rich.clone(), 2, 100 * USDC).ok();
    c.w.fetch_recovery(&junior, JUNIOR).refused(PoolError::NothingRecovered);
    c.w.fetch_recovery(&late, JUNIOR).ok();
    c.w.assert_books();
}

#[test]
fn a_recovery_names_a_subject_that_exists_and_an_amount_that_is_there() {
    let mut c = released(1_000, 3_000);
    let (rich, source) = (c.rich, pda::associated_token(&c.rich, &c.w.mint));
    c.w.recover(&rich, 4, USDC).refused(PoolError::UnknownSubject);
    c.w.recover(&rich, u8::MAX, USDC).refused(PoolError::UnknownSubject);
    c.w.recover(&rich, 1, USDC).refused(PoolError::UnknownSubject);
    c.w.recover(&rich, 0, 0).refused(PoolError::ZeroAmount);
    c.w.recover(&rich, 0, u64::MAX).refused(PoolError::SourceShort);
    let poor = c.w.actor(USDC);
    c.w.recover(&poor, 0, USDC + 1).refused(PoolError::SourceShort);
    let (mut w, _) = world();
    let payer = w.actor(USDC);
    w.recover(&payer, 2, 1).refused(PoolError::NothingRecovered);
    let theft = ix::recover(c.w.pool, poor, source, 0, USDC);
    c.w.send_all(&[theft]).refused(PoolError::WrongTokenOwner);
}

#[test]
fn a04_incident_product_and_pool_of_a_recovery_are_of_one_family() {
    let mut c = released(1_000, 3_000);
    let sibling = c.w.product_from(&spec_with_feeds(11));
    let other = other_pool(&mut c.w);
    let source = pda::associated_token(&c.rich, &c.w.mint);
    let ix = ix::recover_incident(c.w.pool, c.product, 0, c.rich, source, USDC);
    c.w.send_all(&[ix.swapped(&c.product, &sibling)])
        .refused(IncidentError::OtherProduct);
    c.w.send_all(&[ix.swapped(&c.w.pool, &other.pool)]).refused(PoolError::WrongMint);
    c.w.send_all(&[ix.swapped(&pda::vault(&c.w.pool), &other.vault)])
        .refused(PoolError::WrongVault);
    c.w.send_all(&[ix]).ok();
}

#[test]
fn inv07_a_recovery_for_the_pool_raises_no_price_at_once_and_all_of_it_within_ninety_days() {
    let (mut w, _) = world();
    let rich = w.actor(PLENTY);
    let before = w.pool().capital().expect("a sum");
    w.recover(&rich, 0, 9_000 * USDC).ok();
    let at_once = w.pool().capital().expect("a sum") - before;
    assert!(at_once <= 1, "{at_once}");
    w.advance(91 * DAY);
    assert_eq!(w.pool_summary().capital, before + 9_000 * USDC);
    w.assert_books();
}
