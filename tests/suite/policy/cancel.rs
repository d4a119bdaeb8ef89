//! `cancel_policy`: what comes back of a premium, to the atom, and that nobody gains by it.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{AccessError, PolicyError, PoolError},
        events::PolicyCancelled,
    },
    breakwater_testkit::{client::ix, world::PLENTY, *},
};

/// A policy of 50,000 for 90 days in a pool of half a million.
fn sold() -> (World, Address, Address, Address) {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 90);
    (w, product, holder, policy)
}

fn right(w: &World, product: &Address, policy: &Address) -> Instruction {
    let data = w.policy(policy);
    let to = pda::associated_token(&data.holder, &w.mint);
    ix::cancel_policy(w.pool, *product, *policy, data.holder, data.buyer, to, 0)
}

/// What is left of the stream, rounded down, less a tenth of the premium, rounded up.
fn refund(w: &World, policy: &Address) -> u64 {
    let p = w.policy(policy);
    let seconds = (p.ends_at() - w.now()) as u128;
    let unearned = u64::try_from((p.stream.get() * seconds) >> 64).expect("atoms");
    let left = u128::from(p.cover.get() - p.paid.get());
    let share = u64::try_from(u128::from(unearned) * left / u128::from(p.cover.get())).expect("atoms");
    share.saturating_sub(p.premium.get().div_ceil(10))
}

#[test]
fn cancel_policy_takes_exactly_what_it_declares() {
    let (mut w, product, _, policy) = sold();
    w.advance(7 * DAY);
    // Who bought is somebody else than the holder: each account stands in one slot only.
    let (mut data, buyer) = (w.policy(&policy), w.wallet_address());
    data.buyer = buyer;
    w.write(&policy, &*data);
    let ix = right(&w, &product, &policy);
    refused_unless_as_declared_with(&mut w, &ix, &[4]).ok();
}

#[test]
fn the_unearned_part_comes_back_less_a_tenth_and_what_is_kept_goes_to_the_reserve() {
    let (mut w, product, holder, policy) = sold();
    let rent = w.svm.get_balance(&policy).expect("rent");
    w.advance(30 * DAY);
    let back = refund(&w, &policy);
    let (mut before, wallet, sol) = (w.pool(), w.wallet(&holder), w.svm.get_balance(&holder).expect("SOL"));
    before.recognise(w.now()).expect("a ledger");
    let said = PolicyCancelled {
        policy,
        product,
        holder,
        cover: 50_000 * USDC,
        refund: back,
        at: w.now(),
    };
    w.cancel_policy(&product, &policy).emits(said).ok();
    w.assert_books();
    assert_eq!(w.wallet(&holder) - wallet, back);
    assert_eq!(
        w.svm.get_balance(&holder).expect("SOL") - sol,
        rent,
        "INV-20: the rent is the buyer's"
    );
    assert!(w.svm.get_account(&policy).is_none_or(|a| a.data.is_empty()));
    let after = w.pool();
    // INV-07: not an atom to the tranches.
    assert_eq!(after.capital().expect("a sum"), before.capital().expect("a sum"));
    let unearned = before.unearned_atoms().expect("atoms") - after.unearned_atoms().expect("atoms");
    assert_eq!(after.reserve.get() - before.reserve.get(), unearned - back);
    assert_eq!(
        (after.unearned.get(), after.stream.get(), after.fees_owed),
        (0, 0, before.fees_owed)
    );
    // The cover has left every sum.
    let p = w.product(&product);
    assert_eq!((p.active.get(), p.waiting.get(), p.open_policies.get()), (0, 0, 0));
    assert_eq!(after.groups[0].exposure.get(), 0);
    assert!(p.starts.iter().chain(&p.ends).all(|slot| slot.is_zero()));
}

#[test]
fn the_next_buyer_pays_as_if_the_cancelled_policy_had_never_been() {
    let (mut w, product, _, policy) = sold();
    w.advance(8 * DAY);
    w.observe_at(&product, PAR).ok();
    let buyer = w.actor(PLENTY);
    let base = w.svm.clone();
    w.cancel_policy(&product, &policy).ok();
    w.buy(&product, &buyer, 1, 50_000 * USDC, 90).ok();
    let alone = w.policy(&pda::policy(&product, &buyer, 1)).premium.get();
    w.svm = base;
    w.buy(&product, &buyer, 1, 50_000 * USDC, 90).ok();
    assert!(w.policy(&pda::policy(&product, &buyer, 1)).premium.get() > alone);
    let (mut w, product) = world();
    w.advance(8 * DAY);
    w.observe_at(&product, PAR).ok();
    let buyer = w.actor(PLENTY);
    w.buy(&product, &buyer, 1, 50_000 * USDC, 90).ok();
    assert_eq!(w.policy(&pda::policy(&product, &buyer, 1)).premium.get(), alone);
}

#[test]
fn seven_days_after_the_sale_and_not_a_second_before() {
    let (mut w, product, _, policy) = sold();
    w.set_time(w.policy(&policy).sold_at.get() + 7 * DAY - 1);
    w.cancel_policy(&product, &policy).refused(PolicyError::TooEarlyToCancel);
    w.advance(1);
    w.cancel_policy(&product, &policy).ok();
}

#[test]
fn only_before_the_end_and_while_cover_is_left() {
    let (mut w, product, holder, policy) = sold();
    let ends_at = w.policy(&policy).ends_at();
    let base = w.svm.clone();
    w.set_time(ends_at);
    w.cancel_policy(&product, &policy).refused(PolicyError::PolicyOver);
    w.svm = base.clone();
    w.set_time(ends_at - 1);
    let before = w.wallet(&holder);
    w.cancel_policy(&product, &policy).ok();
    assert_eq!(w.wallet(&holder), before, "a tenth of the premium is more than a second of it");
    w.assert_books();
    w.svm = base;
    w.advance(8 * DAY);
    let mut paid = w.policy(&policy);
    paid.paid = paid.cover;
    w.write(&policy, &*paid);
    w.cancel_policy(&product, &policy).refused(PolicyError::PolicyOver);
}

#[test]
fn a_partly_paid_policy_gets_the_part_of_what_is_left() {
    let (mut w, product, holder, policy) = sold();
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(60));
    w.settle(&product, 0, &policy).ok();
    recover_and_seal(&mut w, &product, 0);
    settle_and_close(&mut w, &product, 0, &[policy]);
    let (back, before) = (refund(&w, &policy), w.wallet(&holder));
    w.cancel_policy(&product, &policy).ok();
    assert_eq!(w.wallet(&holder) - before, back);
    // 40 % of what a whole policy would get, before the tenth.
    assert!(back > 0);
    w.assert_books();
}

#[test]
fn cover_that_still_waits_and_cover_that_was_extended_can_be_cancelled() {
    let mut spec = DepegSpec::default();
    spec.terms.waiting_days = 20;
    spec.terms.min_days = 30;
    let (mut w, product) = world_of(&spec);
    w.observe_at(&product, PAR).ok();
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 60);
    w.fund(holder, 1_000 * USDC);
    w.extend(&product, &policy, 60).ok();
    w.advance(10 * DAY);
    let (back, before) = (refund(&w, &policy), w.wallet(&holder));
    w.cancel_policy(&product, &policy).ok();
    assert_eq!(w.wallet(&holder) - before, back);
    assert_eq!(w.product(&product).waiting.get(), 0);
    w.assert_books();
}

#[test]
fn the_holder_names_the_least_and_where_it_goes() {
    let (mut w, product, holder, policy) = sold();
    w.advance(10 * DAY);
    let back = refund(&w, &policy);
    let pool = w.pool;
    let with = |to: Address, least: u64| ix::cancel_policy(pool, product, policy, holder, holder, to, least);
    let own = pda::associated_token(&holder, &w.mint);
    let second = Address::new_from_array([0x5e; 32]);
    let (too_much, exact, elsewhere) = (with(own, back + 1), with(own, back), with(second, back));
    let (mint, stranger) = (w.mint, w.actor(0));
    let theft = with(pda::associated_token(&stranger, &mint), back);
    w.send_all(&[too_much]).refused(PolicyError::RefundTooLow);
    w.send_all(&[theft]).refused(PoolError::WrongTokenOwner);
    w.put_token(second, &mint, &holder, 0);
    let base = w.svm.clone();
    freeze(&mut w, &own);
    w.send_all(std::slice::from_ref(&exact)).refused(PoolError::DestinationFrozen);
    w.svm = base.clone();
    w.send_all(&[elsewhere]).ok();
    assert_eq!(w.balance(&second), back);
    w.svm = base;
    w.send_all(&[exact]).ok();
}

#[test]
fn a02_nobody_but_the_holder_cancels_and_the_rent_is_nobodys_but_the_buyers() {
    let (mut w, product, holder, policy) = sold();
    w.advance(10 * DAY);
    let ix = right(&w, &product, &policy);
    let stranger = w.actor(0);
    w.send_all(&[ix.unsigned(&holder)])
        .refused_by_framework(solana_instruction_error::InstructionError::MissingRequiredSignature);
    let to = pda::associated_token(&stranger, &w.mint);
    let theft = ix::cancel_policy(w.pool, product, policy, stranger, holder, to, 0);
    w.send_all(&[theft]).refused(PolicyError::WrongHolder);
    let own = pda::associated_token(&holder, &w.mint);
    let rent = ix::cancel_policy(w.pool, product, policy, holder, stranger, own, 0);
    w.send_all(&[rent]).refused(AccessError::WrongRentPayer);
    w.send_all(&[ix.clone(), ix])
        .refused_by_framework(solana_instruction_error::InstructionError::AccountDataTooSmall);
}

#[test]
fn a51_nothing_is_cancelled_while_something_of_the_product_is_open_or_owed() {
    let (mut w, product, holder, policy) = sold();
    w.advance(8 * DAY);
    strike(&mut w, &product, price_at(40));
    w.cancel_policy(&product, &policy).refused(PolicyError::ProductUndecided);
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    let account = pda::associated_token(&holder, &w.mint);
    freeze(&mut w, &account);
    w.settle(&product, 0, &policy).ok();
    thaw(&mut w, &account);
    w.cancel_policy(&product, &policy).refused(PolicyError::StillOwed);
    w.pay_owed(&product, &policy).ok();
    w.cancel_policy(&product, &policy).refused(PolicyError::ProductUndecided);
    recover_and_seal(&mut w, &product, 0);
    w.cancel_policy(&product, &policy).refused(PolicyError::ProductUndecided);
    settle_and_close(&mut w, &product, 0, &[policy]);
    w.cancel_policy(&product, &policy).ok();
}

#[test]
fn a51_a_policy_to_which_recoveries_can_come_is_not_cancelled() {
    let (mut w, product, _, policy) = sold();
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(40));
    w.advance(DAY);
    write_capital(&mut w, 1_000 * USDC, 4_000 * USDC);
    w.finalise(&product, 0).ok();
    recover_and_seal(&mut w, &product, 0);
    w.settle(&product, 0, &policy).ok();
    w.release(&product, 0).ok();
    w.cancel_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
}

/// R20, INV-06: whoever buys, lets others buy, and cancels has paid at least for the time.
#[test]
fn r20_no_order_of_buying_and_cancelling_gains_anything() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 1, 0]] {
        let (mut w, product) = world();
        let eve = w.actor(PLENTY);
        let covers = [150_000, 1_000, 80_000];
        w.observe_at(&product, PAR).ok();
        let before = w.wallet(&eve);
        let mut paid = 0;
        for n in order {
            w.buy(&product, &eve, n as u64, covers[n] * USDC, 90).ok();
            w.holder(&product, 20_000 * USDC, 60);
            paid += w.policy(&pda::policy(&product, &eve, n as u64)).premium.get();
        }
        w.advance(9 * DAY + 17);
        for n in order.iter().rev() {
            w.cancel_policy(&product, &pda::policy(&product, &eve, *n as u64)).ok();
            w.assert_books();
        }
        let cost = before - w.wallet(&eve);
        // Nine of some ninety days, and a tenth of all.
        assert!(cost >= paid / 10 + paid * 9 / 91, "{order:?}: {cost} of {paid}");
    }
}

/// A dear month is bought, everybody else's cover ends, the policy goes on cheaply, and is cancelled a day before the dear month is over. Spread
/// over the longer term, most of the dear premium came back: 164 were paid for 29 days that cost 242.
#[test]
fn a48_cheap_cover_added_to_dear_cover_brings_nothing_of_the_dear_part_back() {
    let kept = |extended: bool| {
        let mut spec = DepegSpec::default();
        spec.limits.cap = 500_000 * USDC;
        let (mut w, product) = world_of(&spec);
        w.underwriter(SENIOR, 500_000 * USDC);
        w.observe_at(&product, PAR).ok();
        w.holder(&product, 450_000 * USDC, 7);
        w.advance(6 * DAY + 12 * 3_600);
        w.observe_at(&product, PAR).ok();
        let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
        w.fund(holder, 100_000 * USDC);
        let mut paid = w.policy(&policy).premium.get();
        let earned = w.pool().capital().expect("capital");
        w.advance(DAY);
        w.roll(&product).ok();
        if extended {
            w.observe_at(&product, PAR).ok();
            w.extend(&product, &policy, 90).ok();
            let p = w.policy(&policy);
            assert!(p.stream_until < p.end_day, "the dear stream goes on as fast as it did");
            assert!(p.premium.get() - paid < paid, "three months for less than the one");
            paid = p.premium.get();
            let before = w.wallet(&holder);
            w.set_time(p.sold_at.get() + 29 * DAY);
            w.cancel_policy(&product, &policy).ok();
            paid -= w.wallet(&holder) - before;
        }
        w.set_time(w.now().max(world::START + 36 * DAY));
        w.underwriter(SENIOR, 1_000 * USDC);
        w.assert_books();
        (paid, w.pool().capital().expect("capital") - earned)
    };
    let ((alone, without), (long, with)) = (kept(false), kept(true));
    assert!(long >= alone, "29 days cost {long}, without the extension 30 cost {alone}");
    assert!(with + 1 >= without, "underwriters earn {with}, without the extension {without}");
}
