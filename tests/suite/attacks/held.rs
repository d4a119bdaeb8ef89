//! Attacks that did not work.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{IncidentError, OracleError, PolicyError, PoolError},
        state::{Incident, Policy},
    },
    breakwater_testkit::{client::ix, *},
};

fn transfer(from: Address, to: Address, lamports: u64) -> Instruction {
    let mut data = vec![2, 0, 0, 0];
    data.extend(lamports.to_le_bytes());
    let accounts = vec![anchor_lang::AccountMeta::new(from, true), anchor_lang::AccountMeta::new(to, false)];
    Instruction {
        program_id: pda::SYSTEM,
        accounts,
        data,
    }
}

#[test]
fn a57_leaving_any_source_out_turns_no_breach_into_a_recovery_and_no_calm_into_a_breach() {
    let sources = vec![SourceSpec::Pyth(1), SourceSpec::Switchboard(2), SourceSpec::Pyth(3)];
    let all = [0, 1, 2].map(|n| Some(World::source_address(sources[n])));
    for (low, breach) in [(1, false), (2, true)] {
        for left_out in 0..3 {
            let (mut w, product) = world_of(&DepegSpec {
                sources: sources.clone(),
                ..DepegSpec::default()
            });
            w.holder(&product, 1_000 * USDC, 30);
            w.advance(3 * DAY);
            let mut prices = [PAR; 3];
            prices[..low].fill(800_000_000);
            publish_each(&mut w, &product, &prices);
            w.observe_with(&product, true, &all).ok();
            w.advance(300);
            publish_each(&mut w, &product, &prices);
            let mut some = all;
            some[left_out] = None;
            w.observe_with(&product, true, &some).ok();
            let watch = w.watch(&product);
            assert_eq!(
                (watch.in_breach(), watch.recoveries.get()),
                (breach, 0),
                "{low} low, source {left_out} left out"
            );
        }
    }
}

#[test]
fn a53_one_source_in_two_places_is_refused() {
    let (mut w, product) = world();
    w.publish_all(&product, 800_000_000);
    let [pyth, switchboard] = [0, 1].map(|n| Some(World::source_address(w.sources[&product][n])));
    w.observe_with(&product, true, &[pyth, pyth]).refused(OracleError::WrongOwner);
    w.observe_with(&product, true, &[switchboard, pyth])
        .refused(OracleError::WrongOwner);
    w.observe_with(&product, true, &[pyth, None]).refused(OracleError::TooFewSources);
}

#[test]
fn a13_a_closed_incident_and_its_policy_are_not_revived_with_lamports() {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 10_000 * USDC, 30);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(100));
    w.seal(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    let incident = pda::incident(&product, 0);
    let closes = [
        ix::close_incident(w.pool, product, 0, w.keeper),
        transfer(w.keeper, incident, 50_000_000),
        ix::close_policy(product, policy, holder),
        transfer(w.keeper, policy, 50_000_000),
    ];
    w.send_all(&closes).ok();
    assert!(w.try_read::<Incident>(&incident).is_none() && w.try_read::<Policy>(&policy).is_none());
    let settle = ix::settle_policy(w.keeper, w.pool, product, 0, policy, holder, w.mint);
    assert!(w.send_all(&[settle]).result.is_err());
    w.assert_books();
}

#[test]
fn a16_lamports_at_the_next_incidents_address_do_not_stop_its_trigger() {
    let (mut w, product) = world();
    w.holder(&product, 10_000 * USDC, 30);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(50));
    let ahead = transfer(w.keeper, pda::incident(&product, 0), 1_000_000);
    w.send_all(&[ahead]).ok();
    w.trigger(&product).ok();
    w.assert_books();
}

#[test]
fn a10_two_keepers_who_trigger_one_breach_open_one_incident() {
    let (mut w, product) = world();
    w.holder(&product, 10_000 * USDC, 30);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(50));
    w.trigger(&product).ok();
    let again = [0, 1].map(|number| ix::trigger(w.keeper, w.pool, product, number, 1));
    w.send_all(&again[1..]).refused(IncidentError::AlreadyTriggered);
    assert!(w.send_all(&again[..1]).result.is_err());
    w.assert_books();
}

#[test]
fn a46_two_settlements_in_one_transaction_pay_once() {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 10_000 * USDC, 30);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(50));
    let ix = settle_ix(&w, &product, 0, &policy);
    w.send_all(&[ix.clone(), ix.clone()]).refused(IncidentError::NothingToPay);
    let before = w.wallet(&holder);
    w.send_all(&[ix]).ok();
    assert_eq!(w.wallet(&holder) - before, 5_000 * USDC);
}

#[test]
fn a47_cover_bought_in_the_transaction_that_reports_the_breach_is_not_struck() {
    let (mut w, product) = world();
    w.advance(DAY);
    w.observe_at(&product, PAR).ok();
    w.advance(60);
    w.publish_all(&product, 800_000_000);
    let buyer = w.actor(10_000 * USDC);
    let buy = buy_ix(&w, &product, &buyer, buy_args(&buyer, 0, 10_000 * USDC, 30));
    let sources: Vec<_> = w.sources[&product].iter().map(|s| Some(World::source_address(*s))).collect();
    let observe = ix::observe(w.keeper, product, Some(w.pool), &sources);
    w.send_all(&[observe.clone(), buy.clone()]).refused(PolicyError::InBreach);
    w.send_all(&[buy, observe]).ok();
    fall(&mut w, &product, price_at(100));
    w.trigger(&product).refused(IncidentError::NothingEligible);
}

#[test]
fn a44_cover_that_ends_at_the_midnight_of_the_first_breach_is_over() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 10_000 * USDC, 7);
    let end = w.policy(&policy).ends_at();
    w.set_time(end);
    see(&mut w, &product, price_at(100)).ok();
    assert_eq!(w.product(&product).episode(1).expect("the episode").cover.get(), 0);
    w.close_policy(&product, &policy).ok();
}

#[test]
fn a73_the_only_underwriter_who_buys_their_own_cover_ends_with_less() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let alone = w.actor(200_000 * USDC);
    w.open_position(&alone).ok();
    w.deposit(&alone, JUNIOR, 100_000 * USDC).ok();
    w.publish_all(&product, PAR);
    w.observe(&product).ok();
    w.buy(&product, &alone, 0, 100_000 * USDC, 30).ok();
    let policy = pda::policy(&product, &alone, 0);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(100));
    w.seal(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    w.close_incident(&product, 0).ok();
    w.advance(120 * DAY);
    w.request_all(&alone, JUNIOR).ok();
    w.advance(9 * DAY);
    w.execute(&alone, JUNIOR).ok();
    assert!(w.wallet(&alone) < 200_000 * USDC, "fee and reserve are gone");
    w.assert_books();
}

#[test]
fn a46_a_later_breach_cannot_be_triggered_before_an_earlier_one() {
    let (mut w, product) = world();
    w.holder(&product, 100_000 * USDC, 60);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(50));
    recover(&mut w, &product);
    fall(&mut w, &product, price_at(100));
    let second = ix::trigger(w.keeper, w.pool, product, 0, 2);
    w.send_all(&[second]).refused(IncidentError::EarlierBreach);
    let both = [
        ix::trigger(w.keeper, w.pool, product, 0, 1),
        ix::trigger(w.keeper, w.pool, product, 1, 2),
    ];
    w.send_all(&both).ok();
    w.assert_books();
}

#[test]
fn a37_leaving_all_but_one_share_takes_nothing_from_those_who_stay() {
    let (mut w, product) = world();
    let junior = w.underwriter(JUNIOR, 100_000 * USDC);
    w.holder(&product, 300_000 * USDC, 60);
    w.request_all(&junior, JUNIOR).ok();
    w.advance(9 * DAY);
    see(&mut w, &product, STRIKE - 10).ok();
    let shares = w.position(&junior).tranches[0].shares.get();
    let price = |w: &World| {
        let pool = w.pool();
        [0, 1].map(|t| {
            (
                pool.assets_if_lost(t).expect("a tranche"),
                pool.tranches[usize::from(t)].shares.get(),
            )
        })
    };
    let before = price(&w);
    let _ = w.withdraw(&junior, JUNIOR, shares - 1, 1).name();
    let after = price(&w);
    for t in 0..2 {
        let (b, a) = (before[t], after[t]);
        assert!(
            u128::from(a.0) * b.1 + b.1 >= u128::from(b.0) * a.1,
            "tranche {t}: {b:?} became {a:?}"
        );
    }
    w.assert_books();
}

#[test]
fn a18_the_owner_of_a_delegated_holder_account_is_still_the_one_who_is_paid() {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 10_000 * USDC, 30);
    let (ata, thief) = (pda::associated_token(&holder, &w.mint), w.wallet_address());
    w.advance(3 * DAY);
    edit_token(&mut w, &ata, |data| {
        data[72] = 1;
        data[76..108].copy_from_slice(thief.as_ref());
        data[129] = 1;
        data[133..165].copy_from_slice(thief.as_ref());
    });
    strike_and_finalise(&mut w, &product, price_at(50));
    let before = w.balance(&ata);
    w.settle(&product, 0, &policy).ok();
    assert_eq!(w.balance(&ata) - before, 5_000 * USDC);
}

#[test]
fn a74_after_600_days_of_silence_everything_still_ends() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 100_000 * USDC, 365);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(50));
    w.trigger(&product).ok();
    w.advance(600 * DAY);
    w.end_episode(&product).ok();
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    w.advance(TAIL + 1);
    w.end_episode(&product).ok();
    w.seal(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    w.close_incident(&product, 0).ok();
    w.close_policy(&product, &policy).ok();
    let pool = w.pool();
    assert_eq!((pool.provisional.get(), pool.active_cover.get(), pool.payable.get()), (0, 0, 0));
    w.assert_books();
}

#[test]
fn a51_four_lapses_in_a_tail_do_not_push_a_breach_out_before_it_is_over() {
    let (mut w, product) = world();
    w.holder(&product, 100_000 * USDC, 60);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(50));
    recover(&mut w, &product);
    let ended = w.now();
    for _ in 0..2 {
        w.advance(1);
        see(&mut w, &product, STRIKE - 10).ok();
        w.advance(DAY);
        w.end_episode(&product).ok();
    }
    w.advance(1);
    see(&mut w, &product, STRIKE - 10).ok();
    w.set_time(ended + TAIL);
    let first = ix::trigger(w.keeper, w.pool, product, 0, 1);
    w.send_all(&[first]).ok();
    w.assert_books();
}

#[test]
fn a30_the_largest_numbers_are_refused_everywhere() {
    let (mut w, product) = world();
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    w.request(&owner, SENIOR, u128::MAX).refused(PoolError::NotEnoughShares);
    w.request(&owner, 2, 1).refused(PoolError::UnknownTranche);
    w.request(&owner, 255, 1).refused(PoolError::UnknownTranche);
    assert!(w.deposit(&owner, SENIOR, u64::MAX).result.is_err());
    let buyer = w.actor(1_000 * USDC);
    w.publish_all(&product, PAR);
    w.observe(&product).ok();
    for (cover, days) in [(u64::MAX, 30), (10_000_000, u16::MAX), (0, 30)] {
        assert!(w.buy(&product, &buyer, 1, cover, days).result.is_err());
    }
    w.assert_books();
}

#[test]
fn a05_a_whole_false_family_has_no_root() {
    let (mut w, product) = world();
    let thief = w.underwriter(SENIOR, 1_000 * USDC);
    w.request_all(&thief, SENIOR).ok();
    w.advance(9 * DAY);
    let position = pda::position(&w.pool, &thief);
    let pool = w.pool;
    let false_pool = copy_owned_by(&mut w, &pool, ATTACKER);
    let false_position = copy_owned_by(&mut w, &position, ATTACKER);
    let own = pda::associated_token(&thief, &w.mint);
    let execute = ix::execute_withdrawal(w.pool, thief, thief, own, SENIOR);
    for ix in [execute.swapped(&w.pool, &false_pool), execute.swapped(&position, &false_position)] {
        assert!(w.send_all(&[ix]).result.is_err());
    }
    let roll = ix::roll_product(false_pool, product);
    assert!(w.send_all(&[roll]).result.is_err());
}
