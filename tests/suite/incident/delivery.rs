//! payments that cannot be delivered are owed, count as settled, and stop nobody else.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{events::PolicySettled, instructions::policy::buy::BuyArgs},
    breakwater_testkit::*,
};

/// Two policies of 1,000, struck at 40 %, the step final. Gives the two holders with their policies.
fn two() -> (World, Address, [(Address, Address); 2]) {
    let (mut w, product) = world();
    let both = [w.holder(&product, 1_000 * USDC, 30), w.holder(&product, 1_000 * USDC, 30)];
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    (w, product, both)
}

/// Settles the first, which is owed everything, then the second, which is paid, then closes the incident all the same.
#[track_caller]
fn owed_and_the_other_paid(mut w: World, product: Address, [(one, first), (other, second)]: [(Address, Address); 2]) -> World {
    let (incident, at, wallet) = (pda::incident(&product, 0), w.now(), w.wallet(&other));
    let said = PolicySettled {
        policy: first,
        incident,
        holder: one,
        amount: 400 * USDC,
        bonus: 0,
        passed: false,
        at,
    };
    w.settle(&product, 0, &first).emits(said).ok();
    let written = w.policy(&first);
    assert_eq!((written.owed.get(), written.paid.get()), (400 * USDC, 400 * USDC));
    w.assert_books();
    w.settle(&product, 0, &second).ok();
    assert_eq!((w.wallet(&other) - wallet, w.policy(&second).owed.get()), (400 * USDC, 0));
    recover_and_seal(&mut w, &product, 0);
    for policy in [first, second] {
        w.settle(&product, 0, &policy).ok();
    }
    w.close_incident(&product, 0).ok();
    assert_eq!(w.pool().payable.get(), 400 * USDC, "still there for the one");
    w.assert_books();
    w
}

#[test]
fn a26_a_frozen_holder_is_owed_and_the_others_are_paid() {
    let (mut w, product, both) = two();
    let account = pda::associated_token(&both[0].0, &w.mint);
    freeze(&mut w, &account);
    let mut w = owed_and_the_other_paid(w, product, both);
    thaw(&mut w, &account);
    w.pay_owed(&product, &both[0].1).ok();
    w.assert_books();
}

#[test]
fn a26_an_account_that_changed_its_owner_is_not_paid() {
    let (mut w, product, both) = two();
    let (account, thief) = (pda::associated_token(&both[0].0, &w.mint), w.wallet_address());
    edit_token(&mut w, &account, |data| data[32..64].copy_from_slice(thief.as_ref()));
    let mut w = owed_and_the_other_paid(w, product, both);
    w.pay_owed(&product, &both[0].1)
        .refused(breakwater::errors::PoolError::WrongTokenOwner);
}

#[test]
fn a26_an_account_that_is_not_initialised_is_not_paid() {
    let (mut w, product, both) = two();
    let account = pda::associated_token(&both[0].0, &w.mint);
    edit_token(&mut w, &account, |data| data[108] = 0);
    owed_and_the_other_paid(w, product, both);
}

#[test]
fn a17_an_account_of_another_program_or_size_at_the_holders_address_is_not_paid() {
    for (owner, size) in [(ATTACKER, 165), (pda::TOKEN, 164), (pda::TOKEN, 166), (pda::SYSTEM, 1)] {
        let (mut w, product, both) = two();
        let account = pda::associated_token(&both[0].0, &w.mint);
        let mut data = w.svm.get_account(&account).expect("a token account").data;
        data.resize(size, 0);
        w.put(account, owner, data);
        owed_and_the_other_paid(w, product, both);
    }
}

#[test]
fn a26_what_is_owed_goes_out_with_the_next_settlement_of_the_policy() {
    let (mut w, product, [(holder, policy), _]) = two();
    let account = pda::associated_token(&holder, &w.mint);
    freeze(&mut w, &account);
    w.settle(&product, 0, &policy).ok();
    thaw(&mut w, &account);
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    w.advance(6 * HOUR);
    w.finalise(&product, 0).ok();
    let wallet = w.wallet(&holder);
    w.settle(&product, 0, &policy).ok();
    assert_eq!((w.wallet(&holder) - wallet, w.policy(&policy).owed.get()), (600 * USDC, 0));
    w.assert_books();
}

#[test]
fn a17_a_missing_token_account_is_made_at_the_callers_cost() {
    let (mut w, product, [(holder, policy), _]) = two();
    let account = pda::associated_token(&holder, &w.mint);
    w.svm.set_account(account, Default::default()).expect("an empty account");
    let caller = w.svm.get_balance(&{ w.keeper }).expect("SOL");
    w.settle(&product, 0, &policy).ok();
    assert_eq!(w.wallet(&holder), 400 * USDC);
    assert_eq!(
        w.svm.get_balance(&{ w.keeper }),
        Some(caller - w.svm.minimum_balance_for_rent_exemption(165))
    );
    w.assert_books();
}

#[test]
fn a16_a_missing_token_account_with_lamports_is_made_too() {
    for lamports in [1_000_000, 1_000_000_000] {
        let (mut w, product, [(holder, policy), _]) = two();
        let account = pda::associated_token(&holder, &w.mint);
        w.svm.set_account(account, Default::default()).expect("an empty account");
        give_lamports(&mut w, &account, lamports);
        w.settle(&product, 0, &policy).ok();
        assert_eq!(w.wallet(&holder), 400 * USDC);
        w.assert_books();
    }
}

#[test]
fn a_holder_without_any_lamports_is_paid() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let (buyer, holder) = (w.actor(1_000 * USDC), Address::new_from_array([0x91; 32]));
    let args = BuyArgs {
        holder,
        ..buy_args(&buyer, 0, 1_000 * USDC, 30)
    };
    w.buy_with(&product, &buyer, args).ok();
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    w.settle(&product, 0, &pda::policy(&product, &buyer, 0)).ok();
    assert_eq!((w.wallet(&holder), w.svm.get_account(&holder)), (400 * USDC, None));
    w.assert_books();
}

#[test]
fn a_holder_may_settle_their_own_policy() {
    let (mut w, product, [(holder, policy), _]) = two();
    let account = pda::associated_token(&holder, &w.mint);
    w.svm.set_account(account, Default::default()).expect("an empty account");
    let mut ix = settle_ix(&w, &product, 0, &policy);
    ix.accounts[0].pubkey = holder;
    w.send_all(&[ix]).ok();
    assert_eq!(w.wallet(&holder), 400 * USDC, "who pays for the account, too");
    w.assert_books();
}

/// Buys a policy for this holder beside an ordinary one, strikes both, and settles both.
#[track_caller]
fn settles_for(holder: impl Fn(&World, &Address, &Address) -> Address) {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let buyer = w.actor(1_000 * USDC);
    let policy = pda::policy(&product, &buyer, 0);
    let holder = holder(&w, &product, &policy);
    let bought = w.buy_with(
        &product,
        &buyer,
        BuyArgs {
            holder,
            ..buy_args(&buyer, 0, 10 * USDC, 30)
        },
    );
    if bought.result.is_err() {
        // Refusing such a holder at the sale is as good.
        return;
    }
    let (_, ordinary) = w.holder(&product, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(100));
    w.settle(&product, 0, &ordinary).ok();
    w.settle(&product, 0, &policy).ok();
    w.seal(&product, 0).ok();
    w.close_incident(&product, 0).ok();
    w.assert_books();
}

#[test]
fn a17_a_policy_held_by_the_pool_does_not_keep_an_incident_open() {
    settles_for(|w, _, _| w.pool);
}

#[test]
fn a17_a_policy_held_by_the_vault_does_not_keep_an_incident_open() {
    settles_for(|w, _, _| pda::vault(&w.pool));
}

#[test]
fn a17_a_policy_held_by_its_product_does_not_keep_an_incident_open() {
    settles_for(|_, product, _| *product);
}

#[test]
fn a17_a_policy_held_by_itself_does_not_keep_an_incident_open() {
    settles_for(|_, _, policy| *policy);
}

#[test]
fn a17_a_policy_held_by_the_incident_to_come_does_not_keep_it_open() {
    settles_for(|_, product, _| pda::incident(product, 0));
}

#[test]
fn a17_a_policy_held_by_a_program_or_the_mint_is_settled() {
    for n in 0..4 {
        settles_for(|w, _, _| [pda::TOKEN, pda::SYSTEM, breakwater::ID, w.mint][n]);
    }
}
