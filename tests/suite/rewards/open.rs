//! `open_rewards`.

use {
    super::*,
    crate::pool::tamper::{Tamper as _, give_lamports, refused_unless_as_declared},
    breakwater::{
        errors::{AccessError, EscrowError, PoolError},
        events::RewardsOpened,
        state::Rewards,
    },
    breakwater_testkit::{client::ix, tokens::TOKEN_2022},
    bytemuck::Zeroable,
    solana_instruction_error::InstructionError::*,
};

/// A world with a governance mint.
fn named() -> World {
    let mut w = World::new();
    w.electorate().ok();
    w
}

fn open(w: &World) -> Instruction {
    ix::open_rewards(w.pool, w.keeper, GOVERNANCE_MINT)
}

#[test]
fn anyone_opens_the_rewards_of_a_pool_with_an_empty_vault_and_promises_nothing() {
    let mut w = named();
    let (address, before) = (pda::rewards(&w.pool), *w.pool());
    let said = RewardsOpened {
        pool: w.pool,
        mint: GOVERNANCE_MINT,
        vault: pda::vault(&address),
        at: w.now(),
    };
    w.open_rewards().emits(said).ok();
    let bump = |seeds: &[&[u8]]| Address::find_program_address(seeds, &breakwater::ID).1;
    let wanted = Rewards {
        version: 1,
        bump: bump(&[b"rewards", w.pool.as_ref()]),
        vault_bump: bump(&[b"vault", address.as_ref()]),
        pool: w.pool,
        mint: GOVERNANCE_MINT,
        vault: pda::vault(&address),
        rent_payer: w.keeper,
        ..Zeroable::zeroed()
    };
    assert_eq!(bytemuck::bytes_of(&*w.rewards()), bytemuck::bytes_of(&wanted));
    assert_eq!(bytemuck::bytes_of(&*w.pool()), bytemuck::bytes_of(&before), "the pool is untouched");
    let vault = w.svm.get_account(&pda::vault(&address)).expect("a vault").data;
    assert_eq!((&vault[..32], &vault[32..64]), (GOVERNANCE_MINT.as_ref(), address.as_ref()));
    w.assert_books();
}

#[test]
fn open_rewards_takes_exactly_what_it_declares() {
    let mut w = named();
    let right = open(&w);
    refused_unless_as_declared(&mut w, &right).ok();
}

#[test]
fn a11_rewards_are_opened_once_at_a_time() {
    let mut w = named();
    w.open_rewards().ok();
    w.open_rewards().refused_by_framework(Custom(0));
}

#[test]
fn only_the_governance_mint_is_taken() {
    let mut w = World::new();
    let right = open(&w);
    let other = crate::pool::lookalike_mint(&mut w);
    w.send_all(&[right.swapped(&GOVERNANCE_MINT, &other)])
        .refused(EscrowError::WrongGovernanceMint);
    w.send_all(&[right]).ok();
}

#[test]
fn a24_a_token_2022_mint_is_refused_by_name_and_opens_no_rewards() {
    let mut w = named();
    let data = w.svm.get_account(&GOVERNANCE_MINT).expect("a mint").data;
    w.put(GOVERNANCE_MINT, TOKEN_2022, data);
    w.open_rewards().refused(PoolError::Token2022Mint);
}

#[test]
fn a05_a_configuration_elsewhere_opens_no_rewards() {
    let mut w = named();
    let copy = crate::pool::tamper::copy_owned_by(&mut w, &pda::config(), breakwater::ID);
    let bad = open(&w).swapped(&pda::config(), &copy);
    w.send_all(&[bad]).refused(AccessError::WrongConfig);
}

#[test]
fn a16_lamports_at_the_addresses_of_rewards_do_not_stop_them() {
    let mut w = named();
    let address = pda::rewards(&w.pool);
    give_lamports(&mut w, &address, 1_000_000);
    give_lamports(&mut w, &pda::vault(&address), 1_000_000);
    w.open_rewards().ok();
}
