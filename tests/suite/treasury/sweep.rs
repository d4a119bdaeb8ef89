//! `open_revenue`, and what `sweep_fees` gives to escrows.

use {
    super::*,
    crate::pool::{tamper::*, token_account},
    breakwater::{
        constants::REVENUE_VAULT,
        errors::{AccessError, EscrowError, PoolError, TreasuryError},
        events::{FeesSwept, RevenueOpened},
    },
    breakwater_testkit::{
        client::ix,
        tokens::{TOKEN_2022, mint_bytes, token_bytes},
    },
    solana_instruction_error::InstructionError::InvalidSeeds,
};

#[test]
fn a07_the_address_that_instructions_compare_is_the_canonical_pda_of_the_revenue_vault() {
    let (address, _) = Address::find_program_address(&[b"revenue", pda::electorate().as_ref()], &breakwater::ID);
    assert_eq!((REVENUE_VAULT, pda::revenue_vault()), (address, address));
}

#[test]
fn anyone_opens_the_vault_of_the_share_once_for_the_mint_of_the_configuration() {
    let mut w = World::new();
    w.electorate().ok();
    let (payer, mint) = (w.wallet_address(), w.mint);
    let said = RevenueOpened {
        mint,
        vault: pda::revenue_vault(),
        at: w.now(),
    };
    w.send("open_revenue", ix::open_revenue(payer, mint)).emits(said).ok();
    let all = w.voters();
    assert_eq!((all.revenue_mint, all.revenue_rent_payer, all.revenue_held.get()), (mint, payer, 0));
    let token = w.svm.get_account(&pda::revenue_vault()).expect("the vault");
    assert_eq!((token.owner, &token.data[..32]), (pda::TOKEN, mint.as_ref()));
    assert_eq!(token.data[32..72], [pda::electorate().as_ref(), &[0; 8]].concat());
    w.open_revenue().refused(TreasuryError::RevenueOpen);
    w.assert_books();
}

#[test]
fn open_revenue_takes_exactly_what_it_declares() {
    let mut w = World::new();
    w.electorate().ok();
    let right = ix::open_revenue(w.keeper, w.mint);
    let other = w.wallet_address();
    w.send_all(&[right.swapped(&pda::revenue_vault(), &other)])
        .refused_by_framework(InvalidSeeds);
    w.send_all(&[ix::open_revenue(w.keeper, GOVERNANCE_MINT)])
        .refused(TreasuryError::WrongRevenueMint);
    refused_unless_as_declared(&mut w, &right).ok();
}

#[test]
fn a24_a_token_2022_mint_is_shared_by_nobody() {
    let mut w = World::new();
    w.electorate().ok();
    let mint = w.mint;
    w.put(mint, TOKEN_2022, mint_bytes(6, 1));
    w.open_revenue().refused(PoolError::Token2022Mint);
    w.put(mint, pda::TOKEN, vec![0; 81]);
    w.open_revenue().refused(PoolError::NotAMint);
}

#[test]
fn a16_lamports_sent_ahead_do_not_stop_the_vault_of_the_share() {
    let mut w = World::new();
    w.electorate().ok();
    give_lamports(&mut w, &pda::revenue_vault(), 900_000);
    w.open_revenue().ok();
}

#[test]
fn inv03_the_share_goes_to_escrows_rounded_down_and_the_rest_to_the_treasury() {
    let mut w = world();
    owe(&mut w, 999);
    let said = FeesSwept {
        pool: w.pool,
        amount: 999,
        to_escrows: 199,
        at: w.now(),
    };
    w.sweep().emits(said).ok();
    assert_eq!((w.treasury(), w.balance(&pda::revenue_vault())), (800, 199));
    assert_eq!((w.treasury_purse().held.get(), w.voters().revenue_held.get()), (800, 199));
    w.assert_books();
    // Too little to share is the treasury's.
    owe(&mut w, 4);
    w.sweep().ok();
    assert_eq!((w.treasury(), w.voters().revenue_held.get()), (804, 199));
}

#[test]
fn everything_is_the_treasury_s_while_escrows_can_have_no_share() {
    type Change = fn(&mut World);
    let changes: [(&str, Change); 4] = [
        ("no electorate", |_| {}),
        ("no vault for it", |w| {
            w.electorate().ok();
        }),
        ("another mint", |w| {
            w.electorate().ok();
            w.open_revenue().ok();
            let mut config = w.config();
            config.revenue_mint = GOVERNANCE_MINT;
            w.write(&pda::config(), &*config);
        }),
        ("a share of nothing", |w| {
            w.electorate().ok();
            w.open_revenue().ok();
            let mut config = w.config();
            config.revenue_bps = 0u16.into();
            w.write(&pda::config(), &*config);
        }),
    ];
    for (what, change) in changes {
        println!("{what}");
        let mut w = World::new();
        change(&mut w);
        owe(&mut w, 1_000);
        w.sweep().ok();
        assert_eq!((w.treasury(), w.balance(&pda::revenue_vault())), (1_000, 0));
        w.assert_books();
    }
}

/// A vault of the mint that the configuration named once gets nothing of another that it names now.
#[test]
fn a06_a_vault_of_an_earlier_revenue_mint_gets_no_other() {
    let mut w = world();
    let mut all = w.voters();
    all.revenue_mint = GOVERNANCE_MINT;
    w.write(&pda::electorate(), &*all);
    owe(&mut w, 1_000);
    w.sweep().ok();
    assert_eq!((w.treasury(), w.balance(&pda::revenue_vault())), (1_000, 0));
}

#[test]
fn a06_nobody_sweeps_past_the_escrows() {
    let mut w = world();
    owe(&mut w, 1_000);
    let (mint, right) = (w.mint, ix::sweep_fees(w.pool, w.mint));
    let (second, empty) = (copy_owned_by(&mut w, &pda::electorate(), breakwater::ID), w.wallet_address());
    for other in [second, empty] {
        w.send_all(&[right.swapped(&pda::electorate(), &other)])
            .refused(EscrowError::WrongElectorate);
    }
    let elsewhere = token_account(&mut w, &mint, &pda::electorate(), 0);
    for other in [elsewhere, pda::vault(&pda::electorate()), empty] {
        w.send_all(&[right.swapped(&pda::revenue_vault(), &other)])
            .refused(TreasuryError::WrongRevenueVault);
    }
    let copy = copy_owned_by(&mut w, &pda::config(), breakwater::ID);
    w.send_all(&[right.swapped(&pda::config(), &copy)])
        .refused(AccessError::WrongConfig);
}

#[test]
fn a26_a_frozen_vault_of_the_share_keeps_the_fees_in_the_pool() {
    let mut w = world();
    owe(&mut w, 1_000);
    let (mint, vault) = (w.mint, pda::revenue_vault());
    w.put(vault, pda::TOKEN, token_bytes(&mint, &pda::electorate(), 0, 2));
    w.sweep().refused(PoolError::DestinationFrozen);
    w.put_token(vault, &mint, &pda::electorate(), 0);
    w.sweep().ok();
}

#[test]
fn inv01_a_share_whose_books_do_not_add_up_is_not_swept_nor_claimed() {
    type Change = fn(&mut breakwater::state::Electorate);
    let changes: [Change; 4] = [
        |e| e.revenue_held = (e.revenue_held.get() + 1).into(),
        |e| e.revenue_held = u64::MAX.into(),
        |e| e.revenue_waits = (2_000u128 << 64).into(),
        |e| e.revenue_rate = (2_000u128 << 64).into(),
    ];
    for (line, change) in changes.iter().enumerate() {
        println!("case {line}");
        let mut w = world();
        let owner = member(&mut w, 1_000);
        share(&mut w, 1_000);
        w.advance(10 * DAY);
        owe(&mut w, 1_000);
        let mut all = w.voters();
        change(&mut all);
        w.write(&pda::electorate(), &*all);
        assert!(w.sweep().result.is_err());
        w.claim_revenue(&owner).refused(TreasuryError::TreasuryLedgerBroken);
    }
}

#[test]
fn what_closed_pools_leave_is_the_treasury_s_alone() {
    let mut w = world();
    member(&mut w, 1_000);
    let (vault, mint, pool) = (pda::vault(&w.pool), w.mint, w.pool);
    w.put_token(vault, &mint, &pool, 1_000);
    w.close_pool().ok();
    assert_eq!(
        (w.treasury(), w.treasury_purse().held.get(), w.voters().revenue_held.get()),
        (1_000, 1_000, 0)
    );
    w.assert_books();
}
