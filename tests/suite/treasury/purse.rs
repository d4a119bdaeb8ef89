//! `open_purse`, `fund_purse`, `gather_donations`, `close_purse`.

use {
    super::*,
    crate::pool::{lookalike_mint, pause_until, tamper::*, token_account},
    breakwater::{
        errors::{AccessError, PoolError, TreasuryError},
        events::{DonationsGathered, PurseClosed, PurseFunded, PurseOpened},
        state::Purse,
    },
    breakwater_testkit::{
        client::ix,
        tokens::{TOKEN_2022, mint_bytes, token_bytes},
    },
    solana_instruction_error::InstructionError::{AccountDataTooSmall, InvalidSeeds},
};

/// A protocol without a purse.
fn without() -> World {
    let mut w = World::bare();
    w.initialise().ok();
    w
}

/// Somebody gives atoms to the vault without saying so.
fn give(w: &mut World, amount: u64) {
    let (vault, mint, purse) = (w.treasury_vault(), w.mint, pda::purse(&w.mint));
    let before = w.balance(&vault);
    w.put_token(vault, &mint, &purse, before + amount);
}

fn lamports(w: &World, address: &Address) -> u64 {
    w.svm.get_balance(address).unwrap_or(0)
}

fn wanted(w: &World, payer: &Address) -> Purse {
    let (address, bump) = Address::find_program_address(&[b"purse", w.mint.as_ref()], &breakwater::ID);
    let (vault, vault_bump) = Address::find_program_address(&[b"vault", address.as_ref()], &breakwater::ID);
    Purse {
        version: 1,
        bump,
        vault_bump,
        mint: w.mint,
        vault,
        rent_payer: *payer,
        ..bytemuck::Zeroable::zeroed()
    }
}

#[test]
fn anyone_opens_a_purse_that_starts_empty_with_a_vault_of_its_own() {
    let mut w = without();
    let (payer, mint) = (w.wallet_address(), w.mint);
    let said = PurseOpened {
        purse: pda::purse(&mint),
        mint,
        at: w.now(),
    };
    w.send("open_purse", ix::open_purse(payer, mint)).emits(said).ok();
    assert_eq!(bytemuck::bytes_of(&*w.treasury_purse()), bytemuck::bytes_of(&wanted(&w, &payer)));
    let token = w.svm.get_account(&w.treasury_vault()).expect("the vault");
    assert_eq!((token.owner, &token.data[..32]), (pda::TOKEN, mint.as_ref()));
    assert_eq!(token.data[32..72], [pda::purse(&mint).as_ref(), &[0; 8]].concat());
    w.assert_books();
}

#[test]
fn open_purse_takes_exactly_what_it_declares() {
    let mut w = without();
    let ix = ix::open_purse(w.keeper, w.mint);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a11_a_mint_has_one_purse_at_its_own_address() {
    let mut w = without();
    let (right, other) = (ix::open_purse(w.keeper, w.mint), w.wallet_address());
    for slot in [pda::purse(&w.mint), w.treasury_vault()] {
        w.send_all(&[right.swapped(&slot, &other)]).refused_by_framework(InvalidSeeds);
    }
    w.send_all(std::slice::from_ref(&right)).ok();
    w.send_all(&[right]).refused_by_framework(IN_USE);
}

#[test]
fn a24_a_token_2022_mint_has_no_purse_nor_has_anything_else_that_is_no_mint() {
    let mut w = without();
    let (mint, other) = (Address::new_from_array([0x77; 32]), w.fund(Address::new_from_array([0x78; 32]), 0));
    w.put(mint, TOKEN_2022, mint_bytes(6, 1));
    w.send_all(&[ix::open_purse(w.keeper, mint)]).refused(PoolError::Token2022Mint);
    w.send_all(&[ix::open_purse(w.keeper, other)]).refused(PoolError::NotAMint);
}

#[test]
fn a16_lamports_sent_ahead_do_not_stop_a_purse() {
    let mut w = without();
    for address in [pda::purse(&w.mint), w.treasury_vault()] {
        give_lamports(&mut w, &address, 900_000);
    }
    w.open_purse().ok();
}

#[test]
fn inv03_anyone_pays_in_and_vault_and_ledger_grow_by_as_much() {
    let mut w = World::new();
    let payer = w.actor(1_000);
    let said = PurseFunded {
        purse: pda::purse(&w.mint),
        payer,
        amount: 600,
        held: 600,
        at: w.now(),
    };
    w.fund_purse(&payer, 600).emits(said).ok();
    w.fund_purse(&payer, 400).ok();
    let purse = w.treasury_purse();
    assert_eq!(
        (purse.held.get(), purse.taken_in.get(), w.treasury(), w.wallet(&payer)),
        (1_000, 1_000, 1_000, 0)
    );
    w.assert_books();
}

#[test]
fn fund_purse_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let payer = w.actor(1_000);
    let ix = ix::fund_purse(payer, w.mint, pda::associated_token(&payer, &w.mint), 10);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn only_one_s_own_tokens_of_the_mint_are_paid_in_and_more_than_nothing() {
    let mut w = World::new();
    let (payer, other, mint) = (w.actor(1_000), w.actor(1_000), w.mint);
    w.fund_purse(&payer, 0).refused(PoolError::ZeroAmount);
    w.fund_purse(&payer, 1_001).refused(PoolError::SourceShort);
    let theirs = ix::fund_purse(payer, mint, pda::associated_token(&other, &mint), 10);
    w.send_all(&[theirs]).refused(PoolError::WrongTokenOwner);
    let fake = lookalike_mint(&mut w);
    let account = token_account(&mut w, &fake, &payer, 1_000);
    let wrong = ix::fund_purse(payer, mint, account, 10);
    w.send_all(&[wrong]).refused(PoolError::WrongMint);
    let (right, purse) = (
        ix::fund_purse(payer, mint, pda::associated_token(&payer, &mint), 10),
        pda::purse(&mint),
    );
    let elsewhere = token_account(&mut w, &mint, &purse, 0);
    let vault = w.treasury_vault();
    w.send_all(&[right.swapped(&vault, &elsewhere)])
        .refused(TreasuryError::WrongPurseVault);
    w.put(vault, pda::TOKEN, token_bytes(&mint, &purse, 0, 2));
    w.send_all(&[right]).refused(PoolError::DestinationFrozen);
}

#[test]
fn a32_what_is_given_counts_once_it_is_gathered_and_once() {
    let mut w = World::new();
    let payer = w.actor(100);
    w.fund_purse(&payer, 100).ok();
    w.gather().refused(TreasuryError::NothingToGather);
    give(&mut w, 77);
    assert_eq!(w.treasury_purse().held.get(), 100);
    let said = DonationsGathered {
        purse: pda::purse(&w.mint),
        amount: 77,
        held: 177,
        at: w.now(),
    };
    w.gather().emits(said).ok();
    assert_eq!(
        (w.treasury_purse().held.get(), w.treasury_purse().taken_in.get(), w.treasury()),
        (177, 177, 177)
    );
    w.gather().refused(TreasuryError::NothingToGather);
    w.assert_books();
}

#[test]
fn gather_donations_takes_exactly_what_it_declares() {
    let mut w = World::new();
    give(&mut w, 77);
    let (mint, purse, vault) = (w.mint, pda::purse(&w.mint), w.treasury_vault());
    let ix = ix::gather_donations(mint);
    let elsewhere = token_account(&mut w, &mint, &purse, 1_000);
    w.send_all(&[ix.swapped(&vault, &elsewhere)])
        .refused(TreasuryError::WrongPurseVault);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn inv20_anyone_closes_an_empty_purse_and_its_rents_go_to_who_paid_them() {
    let mut w = without();
    let payer = w.wallet_address();
    let before = lamports(&w, &payer);
    w.send_all(&[ix::open_purse(payer, w.mint)]).ok();
    let (purse, vault) = (pda::purse(&w.mint), w.treasury_vault());
    give_lamports(&mut w, &purse, 123);
    let said = PurseClosed {
        purse,
        mint: w.mint,
        at: w.now(),
    };
    w.close_purse().emits(said).ok();
    assert_eq!(lamports(&w, &payer), before + 123);
    assert_eq!((lamports(&w, &purse), lamports(&w, &vault)), (0, 0));
    // It can be opened again, by anyone.
    w.open_purse().ok();
    assert_eq!(w.treasury_purse().rent_payer, w.bootstrap);
}

#[test]
fn close_purse_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let (ix, thief) = (ix::close_purse(w.mint, w.bootstrap), w.wallet_address());
    w.send_all(&[ix::close_purse(w.mint, thief)]).refused(AccessError::WrongRentPayer);
    let (mint, purse, vault) = (w.mint, pda::purse(&w.mint), w.treasury_vault());
    let elsewhere = token_account(&mut w, &mint, &purse, 0);
    w.send_all(&[ix.swapped(&vault, &elsewhere)])
        .refused(TreasuryError::WrongPurseVault);
    refused_unless_as_declared(&mut w, &ix).ok();
    w.send_all(&[ix]).refused_by_framework(AccountDataTooSmall);
}

#[test]
fn a18_a_purse_with_money_or_with_a_donation_or_with_a_recent_spend_stays() {
    let mut w = World::new();
    let (payer, address) = (w.actor(1), pda::purse(&w.mint));
    // What somebody gave is the treasury's: nobody takes it by closing, and who wants to close gathers it first.
    give(&mut w, 1);
    w.close_purse().refused(TreasuryError::DonationsLeft);
    w.gather().ok();
    w.close_purse().refused(TreasuryError::PurseNotEmpty);
    let mut w = World::new();
    w.fund(payer, 1);
    w.fund_purse(&payer, 1).ok();
    w.close_purse().refused(TreasuryError::PurseNotEmpty);
    // As if a proposal had spent it: a new purse would not know that.
    let (mut purse, mint, vault) = (w.treasury_purse(), w.mint, w.treasury_vault());
    purse.apply_spend(1, 2_500, w.now()).expect("the last atom can leave");
    w.write(&address, &*purse);
    w.put_token(vault, &mint, &address, 0);
    w.close_purse().refused(TreasuryError::SpentRecently);
    w.advance(30 * DAY - 1);
    w.close_purse().refused(TreasuryError::SpentRecently);
    w.advance(1);
    w.close_purse().ok();
}

#[test]
fn a_pool_s_fees_wait_while_there_is_no_purse() {
    let mut w = World::new();
    w.close_purse().ok();
    owe(&mut w, 500);
    w.sweep().refused_by_framework(AccountDataTooSmall);
    w.open_purse().ok();
    w.sweep().ok();
    assert_eq!(w.treasury(), 500);
}

#[test]
fn inv01_a_purse_whose_books_do_not_add_up_moves_nothing() {
    let mut w = World::new();
    let (payer, address) = (w.actor(1_000), pda::purse(&w.mint));
    owe(&mut w, 500);
    let mut purse = w.treasury_purse();
    for held in [10, u64::MAX] {
        purse.held = held.into();
        w.write(&address, &*purse);
        w.fund_purse(&payer, 5).refused(TreasuryError::TreasuryLedgerBroken);
        w.gather().refused(TreasuryError::TreasuryLedgerBroken);
        w.sweep().refused(TreasuryError::TreasuryLedgerBroken);
        w.close_pool().refused(PoolError::NotEmpty);
    }
}

#[test]
fn a72_a_pause_stops_no_purse() {
    let mut w = World::new();
    let payer = w.actor(1_000);
    pause_until(&mut w, i64::MAX);
    w.close_purse().ok();
    w.open_purse().ok();
    w.fund_purse(&payer, 5).ok();
    give(&mut w, 5);
    w.gather().ok();
}
