//! `claim_revenue`, and what keeps an escrow open.

use {
    super::*,
    crate::{
        incident::kit::{freeze, thaw},
        pool::{pause_until, tamper::*, token_account},
    },
    breakwater::{
        errors::{EscrowError, PoolError, TreasuryError},
        events::RevenueClaimed,
    },
    breakwater_testkit::client::ix,
};

/// An owner to whom 999,999 atoms are due.
fn earned() -> (World, Address) {
    let mut w = world();
    let owner = member(&mut w, 1_000);
    share(&mut w, 1_000_000);
    w.advance(STREAM);
    (w, owner)
}

#[test]
fn all_whole_atoms_go_to_the_owner_and_the_fraction_stays_due() {
    let (mut w, owner) = earned();
    let supply = w.token_supply();
    let said = RevenueClaimed {
        owner,
        amount: 999_999,
        at: w.now(),
    };
    w.claim_revenue(&owner).emits(said).ok();
    assert_eq!(
        (w.wallet(&owner), w.voters().revenue_held.get(), w.balance(&pda::revenue_vault())),
        (999_999, 1, 1)
    );
    w.claim_revenue(&owner).refused(TreasuryError::NoRevenueDue);
    assert!(w.revenue_due(&owner) > 0);
    assert_eq!(w.token_supply(), supply, "INV-04");
    w.assert_books();
}

#[test]
fn claim_revenue_takes_exactly_what_it_declares() {
    let (mut w, owner) = earned();
    let ix = ix::claim_revenue(w.keeper, owner, pda::associated_token(&owner, &w.mint));
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn r7_anyone_sends_it_to_the_owner_s_associated_account_only() {
    let (mut w, owner) = earned();
    let (mint, keeper, thief) = (w.mint, w.keeper, w.actor(0));
    let own = token_account(&mut w, &mint, &owner, 0);
    let to = |caller: Address, destination: Address| ix::claim_revenue(caller, owner, destination);
    w.send_all(&[to(keeper, own)]).refused(PoolError::NotAssociated);
    let theirs = pda::associated_token(&thief, &mint);
    for caller in [keeper, thief, owner] {
        w.send_all(&[to(caller, theirs)]).refused(PoolError::WrongTokenOwner);
    }
    let other = w.grant(&owner, 0);
    w.send_all(&[to(owner, other)]).refused(PoolError::WrongMint);
    let associated = pda::associated_token(&owner, &mint);
    freeze(&mut w, &associated);
    w.claim_revenue(&owner).refused(PoolError::DestinationFrozen);
    thaw(&mut w, &associated);
    // The owner may name another account of theirs.
    w.send_all(&[to(owner, own)]).ok();
    assert_eq!(w.balance(&own), 999_999);
}

#[test]
fn a06_it_comes_from_the_vault_of_the_share_only() {
    let (mut w, owner) = earned();
    let (mint, right) = (w.mint, ix::claim_revenue(w.keeper, owner, pda::associated_token(&owner, &w.mint)));
    let elsewhere = token_account(&mut w, &mint, &pda::electorate(), 1_000_000);
    for other in [elsewhere, pda::vault(&pda::electorate()), w.treasury_vault()] {
        w.send_all(&[right.swapped(&pda::revenue_vault(), &other)])
            .refused(TreasuryError::WrongRevenueVault);
    }
    let second = copy_owned_by(&mut w, &pda::electorate(), breakwater::ID);
    w.send_all(&[right.swapped(&pda::electorate(), &second)])
        .refused(EscrowError::WrongElectorate);
}

#[test]
fn a72_neither_ballots_nor_notice_nor_a_pause_stop_a_claim() {
    let (mut w, owner) = earned();
    w.request_unlock(&owner, 1_000).ok();
    let (address, mut escrow) = (pda::escrow(&owner), w.escrow(&owner));
    escrow.open_ballots = 1;
    w.write(&address, &*escrow);
    pause_until(&mut w, i64::MAX);
    w.claim_revenue(&owner).ok();
}

#[test]
fn a18_an_escrow_stays_open_while_something_is_due_to_it() {
    let (mut w, owner) = earned();
    w.request_unlock(&owner, 1_000).ok();
    w.advance(7 * DAY);
    w.unlock(&owner).ok();
    w.close_escrow(&owner).refused(TreasuryError::RevenueLeft);
    w.claim_revenue(&owner).ok();
    // The fraction of an atom that is left waits for the next sweep.
    let (waits, fraction) = (w.voters().revenue_waits.get(), w.revenue_due(&owner));
    assert!(fraction > 0 && fraction < 1 << 64);
    w.close_escrow(&owner).ok();
    assert_eq!(w.voters().revenue_waits.get(), waits + fraction);
    w.assert_books();
}

#[test]
fn an_escrow_that_is_opened_anew_has_earned_nothing() {
    let (mut w, owner) = earned();
    w.request_unlock(&owner, 1_000).ok();
    w.advance(7 * DAY);
    w.unlock(&owner).ok();
    w.claim_revenue(&owner).ok();
    w.close_escrow(&owner).ok();
    w.open_escrow(&owner).ok();
    w.lock(&owner, 1_000).ok();
    assert_eq!(w.revenue_due(&owner), 0);
    w.claim_revenue(&owner).refused(TreasuryError::NoRevenueDue);
    w.assert_books();
}
