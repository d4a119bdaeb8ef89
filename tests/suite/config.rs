//! `initialise`: who may, once, and within which bounds.

mod discounts;

use {
    crate::pool::tamper::*,
    anchor_lang::Discriminator,
    breakwater::{
        errors::{AccessError, GovernanceError, PoolError, TreasuryError},
        events::Initialised,
        instructions::config::initialise::InitialiseArgs,
        state::{Config, Dao, VotingArgs},
    },
    breakwater_testkit::{
        client::ix,
        jurors::{GOVERNANCE_MINT, GOVERNANCE_SUPPLY},
        tokens::{TOKEN_2022, mint_bytes, token_bytes},
        *,
    },
    solana_instruction_error::InstructionError::{InvalidSeeds, UninitializedAccount},
};

fn args(w: &World) -> InitialiseArgs {
    InitialiseArgs {
        bootstrap: w.bootstrap,
        guardian: w.guardian,
        revenue_mint: w.mint,
        fee_bps: 500,
        revenue_bps: 2_000,
    }
}

fn right(w: &World) -> Instruction {
    ix::initialise(w.bootstrap, GOVERNANCE_MINT, args(w))
}

fn with(w: &World, change: impl Fn(&mut InitialiseArgs)) -> Instruction {
    let mut args = args(w);
    change(&mut args);
    ix::initialise(w.bootstrap, GOVERNANCE_MINT, args)
}

#[test]
fn initialise_writes_people_and_fee_and_leaves_every_other_byte_zero() {
    let mut w = World::bare();
    let said = Initialised {
        bootstrap: w.bootstrap,
        revenue_mint: w.mint,
        fee_bps: 500,
        revenue_bps: 2_000,
        at: w.now(),
    };
    w.initialise().emits(said).ok();
    let (address, bump) = Address::find_program_address(&[b"config"], &breakwater::ID);
    assert_eq!(address, pda::config());
    let wanted = Config {
        version: 1,
        bump,
        fee_bps: 500u16.into(),
        revenue_bps: 2_000u16.into(),
        bootstrap: w.bootstrap,
        guardian: w.guardian,
        governance_mint: GOVERNANCE_MINT,
        revenue_mint: w.mint,
        voting: VotingArgs::START.into(),
        initialised_at: w.now().into(),
        acted_at: w.now().into(),
        ..bytemuck::Zeroable::zeroed()
    };
    assert_eq!(bytemuck::bytes_of(&*w.config()), bytemuck::bytes_of(&wanted));
    let account = w.svm.get_account(&address).expect("the configuration");
    assert_eq!(account.data.len(), 464);
    assert_eq!(account.data[..8], *Config::DISCRIMINATOR);
    assert_eq!(account.lamports, w.svm.minimum_balance_for_rent_exemption(464));
}

#[test]
fn initialise_opens_the_members_account_empty_with_a_vault_of_governance_tokens() {
    let mut w = World::bare();
    w.initialise().ok();
    let (address, bump) = Address::find_program_address(&[b"dao"], &breakwater::ID);
    let (vault, vault_bump) = Address::find_program_address(&[b"vault", address.as_ref()], &breakwater::ID);
    let wanted = Dao {
        version: 1,
        bump,
        vault_bump,
        mint: GOVERNANCE_MINT,
        vault,
        rent_payer: w.bootstrap,
        ..bytemuck::Zeroable::zeroed()
    };
    assert_eq!(bytemuck::bytes_of(&*w.dao()), bytemuck::bytes_of(&wanted));
    let account = w.svm.get_account(&vault).expect("the vault");
    assert_eq!(
        (account.owner, account.data),
        (pda::TOKEN, token_bytes(&GOVERNANCE_MINT, &address, 0, 1))
    );
}

/// A world whose governance mint has these bytes and this owner.
fn with_mint(owner: Address, data: Vec<u8>) -> World {
    let mut w = World::bare();
    w.put(GOVERNANCE_MINT, owner, data);
    w
}

#[test]
fn a_governance_mint_that_somebody_can_mint_or_freeze_is_refused() {
    let somebody = Address::new_from_array([0x31; 32]);
    // Where the options of both authorities lie in a mint.
    for options in [&[0][..], &[46], &[0, 46]] {
        let mut data = mint_bytes(9, GOVERNANCE_SUPPLY);
        for at in options {
            data[*at] = 1;
            data[at + 4..at + 36].copy_from_slice(somebody.as_ref());
        }
        with_mint(pda::TOKEN, data).initialise().refused(GovernanceError::MintHasAuthority);
    }
    // Who had an authority and gave it up is nobody.
    let mut data = mint_bytes(9, GOVERNANCE_SUPPLY);
    for at in [4, 50] {
        data[at..at + 32].copy_from_slice(somebody.as_ref());
    }
    with_mint(pda::TOKEN, data).initialise().ok();
}

#[test]
fn a24_a_token_2022_governance_mint_is_refused_by_name_and_anything_else_that_is_no_mint() {
    for extra in [0, 83, 200] {
        let mut data = mint_bytes(9, 1);
        data.resize(82 + extra, 1);
        with_mint(TOKEN_2022, data).initialise().refused(PoolError::Token2022Mint);
    }
    let mut w = World::bare();
    let (wallet, mint) = (w.wallet_address(), w.mint);
    let account = w.fund(wallet, 5);
    let longer = Address::new_from_array([0x32; 32]);
    w.put(longer, pda::TOKEN, [mint_bytes(9, 1), vec![0]].concat());
    let copy = copy_owned_by(&mut w, &mint, ATTACKER);
    let empty = Address::new_from_array([0x33; 32]);
    for other in [wallet, account, longer, copy, empty, pda::TOKEN] {
        let bad = right(&w).swapped(&GOVERNANCE_MINT, &other);
        w.send_all(&[bad]).refused(PoolError::NotAMint);
    }
    with_mint(pda::TOKEN, vec![0; 82])
        .initialise()
        .refused_by_framework(UninitializedAccount);
    assert!(w.svm.get_account(&pda::config()).is_none() && w.svm.get_account(&pda::dao()).is_none());
}

#[test]
fn initialise_takes_exactly_what_it_declares() {
    let mut w = World::bare();
    let ix = right(&w);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a12_nobody_but_the_upgrade_authority_initialises() {
    let mut w = World::bare();
    let attacker = w.wallet_address();
    let stolen = InitialiseArgs {
        bootstrap: attacker,
        guardian: attacker,
        revenue_mint: attacker,
        fee_bps: 3_000,
        revenue_bps: 5_000,
    };
    w.send_all(&[ix::initialise(attacker, GOVERNANCE_MINT, stolen)])
        .refused(AccessError::NotUpgradeAuthority);
    // Whom the arguments name does not matter: only who signs.
    let own = args(&w);
    w.send_all(&[ix::initialise(attacker, GOVERNANCE_MINT, own)])
        .refused(AccessError::NotUpgradeAuthority);
    w.initialise().ok();
    assert_eq!(w.config().bootstrap, w.bootstrap);
}

#[test]
fn a12_a_program_without_upgrade_authority_cannot_be_initialised() {
    let mut w = World::bare();
    w.set_upgrade_authority(None);
    w.initialise().refused(AccessError::NoUpgradeAuthority);
    // The bytes of the last authority stay behind the empty option; they count for nothing.
    let mut account = w.svm.get_account(&pda::program_data()).expect("ProgramData");
    account.data[13..45].copy_from_slice(w.bootstrap.as_ref());
    w.svm.set_account(pda::program_data(), account).expect("ProgramData");
    w.initialise().refused(AccessError::NoUpgradeAuthority);
    w.set_upgrade_authority(Some(w.bootstrap));
    w.initialise().ok();
}

#[test]
fn a12_only_this_program_s_own_program_data_proves_the_authority() {
    let mut w = World::bare();
    let attacker = w.wallet_address();
    let mut data = w.svm.get_account(&pda::program_data()).expect("ProgramData").data;
    data[13..45].copy_from_slice(attacker.as_ref());
    let right = ix::initialise(attacker, GOVERNANCE_MINT, args(&w));
    let fakes = [
        (client::pda::LOADER, [0xF1; 32]),
        (breakwater::ID, [0xF2; 32]),
        (pda::SYSTEM, [0xF3; 32]),
    ];
    for (owner, address) in fakes {
        let fake = Address::new_from_array(address);
        w.put(fake, owner, data.clone());
        w.send_all(&[right.swapped(&pda::program_data(), &fake)])
            .refused(AccessError::WrongProgramData);
    }
    for other in [breakwater::ID, pda::TOKEN, attacker] {
        let mut bad = right.clone();
        bad.accounts[5].pubkey = other;
        if [attacker, pda::TOKEN].contains(&other) {
            w.send_all(&[bad]).refused_by_framework(DUPLICATE);
        } else {
            w.send_all(&[bad]).refused(AccessError::WrongProgramData);
        }
    }
    assert!(w.svm.get_account(&pda::config()).is_none());
}

#[test]
fn a11_the_protocol_is_initialised_once_only() {
    let mut w = World::bare();
    w.initialise().ok();
    let config = pda::config();
    let before = w.snapshot(&[config]);
    w.initialise().refused_by_framework(IN_USE);
    let hostile = with(&w, |a| a.bootstrap = a.guardian);
    w.send_all(&[hostile]).refused_by_framework(IN_USE);
    // Another upgrade authority may not start over either.
    let later = w.wallet_address();
    w.set_upgrade_authority(Some(later));
    let again = ix::initialise(later, GOVERNANCE_MINT, args(&w));
    w.send_all(&[again]).refused_by_framework(IN_USE);
    assert_eq!(w.snapshot(&[config]), before);
}

#[test]
fn a11_twice_in_one_transaction_is_refused_as_a_whole() {
    let mut w = World::bare();
    let ix = right(&w);
    w.send_all(&[ix.clone(), ix]).refused_by_framework(IN_USE);
    assert!(w.svm.get_account(&pda::config()).is_none());
}

#[test]
fn a16_lamports_sent_to_the_addresses_of_what_it_creates_do_not_stop_it() {
    let w = World::bare();
    let (least, rent) = (
        w.svm.minimum_balance_for_rent_exemption(0),
        w.svm.minimum_balance_for_rent_exemption(464),
    );
    for lamports in [least, rent - 1, rent, rent + 1, 10 * rent] {
        let mut w = World::bare();
        for address in [pda::config(), pda::dao(), pda::vault(&pda::dao())] {
            give_lamports(&mut w, &address, lamports);
        }
        w.initialise().ok();
        assert_eq!(w.config().bootstrap, w.bootstrap);
        assert_eq!(w.svm.get_balance(&pda::config()), Some(lamports.max(rent)));
    }
}

#[test]
fn a71_the_fee_lies_at_most_at_its_bound() {
    for (fee, accepted) in [
        (0, true),
        (2_999, true),
        (3_000, true),
        (3_001, false),
        (10_000, false),
        (u16::MAX, false),
    ] {
        let mut w = World::bare();
        let ix = with(&w, |a| a.fee_bps = fee);
        let outcome = w.send_all(&[ix]);
        if accepted {
            outcome.ok();
            assert_eq!(w.config().fee_bps.get(), fee);
        } else {
            outcome.refused(AccessError::FeeOutOfBounds);
        }
    }
}

#[test]
fn a_bootstrap_authority_must_be_set_and_a_guardian_and_a_revenue_mint_need_not() {
    let mut w = World::bare();
    let zero = Address::default();
    let no_bootstrap = with(&w, |a| a.bootstrap = zero);
    w.send_all(&[no_bootstrap]).refused(AccessError::ZeroAddress);
    let neither = with(&w, |a| (a.guardian, a.revenue_mint) = (zero, zero));
    w.send_all(&[neither]).ok();
    assert_eq!((w.config().guardian, w.config().revenue_mint), (zero, zero));
}

#[test]
fn a71_the_escrows_share_is_at_most_half() {
    for (share, accepted) in [(0, true), (5_000, true), (5_001, false), (u16::MAX, false)] {
        let mut w = World::bare();
        let ix = with(&w, |a| a.revenue_bps = share);
        let outcome = w.send_all(&[ix]);
        if accepted {
            outcome.ok();
            assert_eq!(w.config().revenue_bps.get(), share);
        } else {
            outcome.refused(TreasuryError::RevenueOutOfBounds);
        }
    }
}

#[test]
fn configuration_members_account_and_vault_lie_at_their_one_address_only() {
    let mut w = World::bare();
    for own in [pda::dao(), pda::vault(&pda::dao())] {
        for other in [pda::vault(&pda::config()), w.wallet_address(), Address::new_from_array([9; 32])] {
            let bad = right(&w).swapped(&own, &other);
            w.send_all(&[bad]).refused_by_framework(InvalidSeeds);
        }
    }
    for other in [pda::pool(0), w.wallet_address(), Address::new_from_array([9; 32])] {
        let bad = right(&w).swapped(&pda::config(), &other);
        w.send_all(&[bad]).refused_by_framework(InvalidSeeds);
    }
}

#[test]
fn whoever_signs_pays_the_rent_and_nothing_else() {
    let mut w = World::bare();
    let before = w.svm.get_balance(&w.bootstrap).expect("a wallet");
    w.initialise().ok();
    let rent = [464, size_of::<Dao>() + 8, 165].map(|size| w.svm.minimum_balance_for_rent_exemption(size));
    assert_eq!(w.svm.get_balance(&w.bootstrap), Some(before - rent.iter().sum::<u64>()));
}

#[test]
fn a12_program_data_of_another_owner_or_form_proves_nothing() {
    let right = World::bare().svm.get_account(&pda::program_data()).expect("ProgramData");
    for (what, owner, tag, error) in [
        ("another owner", breakwater::ID, 3, AccessError::WrongProgramData),
        ("a buffer", right.owner, 1, AccessError::WrongProgramData),
        ("a program", right.owner, 2, AccessError::WrongProgramData),
        ("an option that is neither", right.owner, 3, AccessError::NoUpgradeAuthority),
    ] {
        let mut w = World::bare();
        let mut account = right.clone();
        account.owner = owner;
        account.data[0] = tag;
        account.data[13..45].copy_from_slice(w.bootstrap.as_ref());
        account.data[12] = if error == AccessError::NoUpgradeAuthority { 2 } else { 1 };
        w.svm.set_account(pda::program_data(), account).expect("an account");
        println!("{what}");
        w.initialise().refused(error);
    }
}

#[test]
fn a07_the_address_that_every_instruction_compares_is_the_canonical_pda_of_the_configuration() {
    let (address, bump) = Address::find_program_address(&[b"config"], &breakwater::ID);
    let w = World::new();
    assert_eq!((breakwater::constants::CONFIG, w.config().bump), (address, bump));
}

#[test]
fn a07_the_address_that_instructions_compare_is_the_canonical_pda_of_the_members_account() {
    let (address, bump) = Address::find_program_address(&[b"dao"], &breakwater::ID);
    let w = World::new();
    assert_eq!((breakwater::constants::DAO, w.dao().bump), (address, bump));
}
