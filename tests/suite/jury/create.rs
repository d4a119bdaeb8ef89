//! `create_electorate`.

use {
    super::*,
    crate::pool::tamper::*,
    breakwater::{
        constants::ELECTORATE,
        errors::{EscrowError, PoolError},
        events::ElectorateCreated,
        state::Electorate,
    },
    breakwater_testkit::{
        client::ix,
        tokens::{TOKEN_2022, mint_bytes},
    },
    solana_instruction_error::InstructionError::InvalidSeeds,
};

#[test]
fn the_electorate_starts_empty_with_its_own_vault_and_names_its_mint_once() {
    let mut w = World::new();
    assert_eq!(w.config().governance_mint, Address::default());
    let said = ElectorateCreated {
        mint: GOVERNANCE_MINT,
        vault: vault(),
        at: w.now(),
    };
    w.electorate().emits(said).ok();
    let (address, bump) = Address::find_program_address(&[b"electorate"], &breakwater::ID);
    let (vault, vault_bump) = Address::find_program_address(&[b"vault", address.as_ref()], &breakwater::ID);
    let wanted = Electorate {
        version: 1,
        bump,
        vault_bump,
        rolled_day: today(&w).into(),
        mint: GOVERNANCE_MINT,
        vault,
        rent_payer: w.bootstrap,
        ..bytemuck::Zeroable::zeroed()
    };
    assert_eq!(bytemuck::bytes_of(&*w.voters()), bytemuck::bytes_of(&wanted));
    let token = w.svm.get_account(&vault).expect("the vault");
    assert_eq!((token.owner, &token.data[..32]), (pda::TOKEN, GOVERNANCE_MINT.as_ref()));
    assert_eq!(token.data[32..72], [address.as_ref(), &[0; 8]].concat());
    assert_eq!(w.config().governance_mint, GOVERNANCE_MINT);
    w.assert_books();
}

#[test]
fn a07_the_address_that_instructions_compare_is_the_canonical_pda_of_the_electorate() {
    let (address, _) = Address::find_program_address(&[b"electorate"], &breakwater::ID);
    assert_eq!((ELECTORATE, pda::electorate()), (address, address));
}

#[test]
fn create_electorate_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let ix = ix::create_electorate(w.bootstrap, w.mint);
    refused_unless_governance(&mut w, &ix);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a11_there_is_one_electorate() {
    let mut w = world();
    w.electorate().refused_by_framework(IN_USE);
    let other = ix::create_electorate(w.bootstrap, w.mint);
    w.send_all(std::slice::from_ref(&other)).refused_by_framework(IN_USE);
    let elsewhere = other.swapped(&pda::electorate(), &w.wallet_address());
    w.send_all(&[elsewhere]).refused_by_framework(InvalidSeeds);
}

#[test]
fn a06_the_vault_lies_at_its_own_address() {
    let mut w = World::new();
    w.put_mint(GOVERNANCE_MINT, 9);
    let right = ix::create_electorate(w.bootstrap, GOVERNANCE_MINT);
    for other in [pda::vault(&w.pool), w.wallet_address()] {
        w.send_all(&[right.swapped(&vault(), &other)]).refused_by_framework(InvalidSeeds);
    }
}

#[test]
fn a24_a_token_2022_mint_is_refused_by_name_and_anything_else_that_is_no_mint() {
    let mut w = World::new();
    let create = ix::create_electorate(w.bootstrap, GOVERNANCE_MINT);
    for extra in [0, 83, 200] {
        let mut data = mint_bytes(9, 1);
        data.resize(82 + extra, 1);
        w.put(GOVERNANCE_MINT, TOKEN_2022, data);
        w.send_all(std::slice::from_ref(&create)).refused(PoolError::Token2022Mint);
    }
    let account = w.treasury_vault();
    for other in [account, w.guardian, pda::config(), pda::TOKEN] {
        let bad = create.swapped(&GOVERNANCE_MINT, &other);
        let outcome = w.send_all(&[bad]);
        if other == pda::config() {
            outcome.refused_by_framework(DUPLICATE);
        } else {
            outcome.refused(PoolError::NotAMint);
        }
    }
    assert_eq!(w.config().governance_mint, Address::default());
}

#[test]
fn the_governance_mint_that_is_named_is_the_one_that_is_taken() {
    let mut w = World::new();
    let mut config = w.config();
    config.governance_mint = GOVERNANCE_MINT;
    w.write(&pda::config(), &*config);
    let other = ix::create_electorate(w.bootstrap, w.mint);
    w.send_all(&[other]).refused(EscrowError::WrongGovernanceMint);
    w.electorate().ok();
}

#[test]
fn a16_lamports_sent_ahead_do_not_stop_the_electorate() {
    let mut w = World::new();
    for address in [pda::electorate(), vault()] {
        give_lamports(&mut w, &address, 900_000);
    }
    w.electorate().ok();
}
