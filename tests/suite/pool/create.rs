//! `create_pool`.

use {
    super::{second_pool, tamper::*},
    breakwater::{
        errors::{GovernanceError, PoolError},
        events::PoolCreated,
        instructions::pool::create::CreatePoolArgs,
        state::{Action, Group, ListingKind, Pool},
    },
    breakwater_testkit::{client::ix, tokens::*, *},
    solana_instruction_error::InstructionError::*,
};

/// An initialised protocol without a pool; its mint is on the list.
fn without_pool() -> World {
    let mut w = World::bare();
    w.initialise().ok();
    let mint = w.mint;
    w.list_mint(mint);
    w
}

fn with(w: &World, change: impl Fn(&mut CreatePoolArgs)) -> Action {
    let mut parameters = PoolSpec::default().0;
    change(&mut parameters);
    Action::CreatePool { mint: w.mint, parameters }
}

/// Executes the proposal of a pool with default parameters, which waits to be executed.
fn right(w: &mut World) -> Instruction {
    let action = with(w, |_| ());
    w.ready(action)
}

#[test]
fn a_pool_starts_with_its_parameters_its_vault_and_nothing_else() {
    let mut w = without_pool();
    let args = CreatePoolArgs {
        junior_weight: 2_500_000_000,
        min_deposit: 1_000,
        reserve_bps: 1,
        margin_bps: 12_000,
        correlation_bps: 3,
        junior_floor_bps: 4,
        notice_days: 5,
        group_caps_bps: [10, 20, 30, 40, 50, 60, 70, 80],
    };
    let mint = w.mint;
    let said = PoolCreated {
        pool: pda::pool(0),
        id: 0,
        mint: w.mint,
        at: w.now(),
    };
    w.create_pool(mint, args).emits(said).ok();
    let (address, bump) = Address::find_program_address(&[b"pool", &[0; 4]], &breakwater::ID);
    let (vault, vault_bump) = Address::find_program_address(&[b"vault", address.as_ref()], &breakwater::ID);
    let mut wanted = Pool {
        version: 1,
        bump,
        vault_bump,
        decimals: 6,
        mint: w.mint,
        vault,
        rent_payer: w.keeper,
        recognised_at: w.now().into(),
        junior_weight: 2_500_000_000.into(),
        min_deposit: 1_000.into(),
        reserve_bps: 1.into(),
        margin_bps: 12_000.into(),
        correlation_bps: 3.into(),
        junior_floor_bps: 4.into(),
        notice_days: 5,
        ..bytemuck::Zeroable::zeroed()
    };
    for (n, group) in wanted.groups.iter_mut().enumerate() {
        *group = Group {
            cap_bps: (10 * (n as u16 + 1)).into(),
            ..bytemuck::Zeroable::zeroed()
        };
    }
    assert_eq!(bytemuck::bytes_of(&*w.pool()), bytemuck::bytes_of(&wanted));
    let account = w.svm.get_account(&vault).expect("the vault");
    assert_eq!(account.owner, pda::TOKEN);
    assert_eq!(account.data, token_bytes(&w.mint, &address, 0, 1));
    assert_eq!(account.lamports, w.svm.minimum_balance_for_rent_exemption(165));
    assert_eq!(w.config().pool_count.get(), 1);
}

#[test]
fn pools_are_numbered_and_share_nothing() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    assert_eq!(second, pda::pool(1));
    let (first, other) = (w.pool(), w.read::<Pool>(&second));
    assert_eq!((first.id.get(), other.id.get()), (0, 1));
    assert_ne!(first.vault, other.vault);
    assert_eq!(w.config().pool_count.get(), 2);
}

#[test]
fn create_pool_takes_exactly_what_it_declares() {
    let mut w = without_pool();
    let ix = right(&mut w);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn inv17_only_a_proposal_creates_a_pool_whoever_sends_it_and_pays_the_rent() {
    let mut w = without_pool();
    let action = with(&w, |_| ());
    refused_unless_queued_and_back(&mut w, action);
    let right = w.ready(action);
    let base = w.svm.clone();
    for sender in [w.wallet_address(), w.guardian, w.bootstrap] {
        w.svm = base.clone();
        w.give_sol(sender);
        w.send_all(&[right.swapped(&w.keeper, &sender)]).ok();
        assert_eq!(w.pool().rent_payer, sender);
    }
}

#[test]
fn a_pool_is_of_the_mint_that_was_proposed_and_that_is_on_the_list() {
    let mut w = without_pool();
    let (mint, second, unlisted) = (w.mint, w.wallet_address(), w.wallet_address());
    for other in [second, unlisted] {
        w.put_mint(other, 6);
    }
    w.list_mint(second);
    let right = right(&mut w);
    w.send_all(&[right.swapped(&mint, &second)]).refused(GovernanceError::OtherSubject);
    let listing = |kind, id: &Address| pda::listing(kind, id);
    let (own, other) = (listing(ListingKind::Mint, &mint), listing(ListingKind::Mint, &second));
    w.send_all(&[right.swapped(&own, &other)]).refused(GovernanceError::NotListedMint);
    // The same bytes listed as a feed are no mint.
    w.list(ListingKind::Pyth, mint, Address::default(), [0; 32]);
    let feed = listing(ListingKind::Pyth, &mint);
    w.send_all(&[right.swapped(&own, &feed)]).refused(GovernanceError::NotListedMint);
    let parameters = PoolSpec::default().0;
    let create = w.ready(Action::CreatePool {
        mint: unlisted,
        parameters,
    });
    w.send_all(std::slice::from_ref(&create)).refused_by_framework(UninitializedAccount);
    let borrowed = create.swapped(&listing(ListingKind::Mint, &unlisted), &own);
    w.send_all(&[borrowed]).refused(GovernanceError::NotListedMint);
    // What was taken off the list makes no pool, though the proposal is older.
    let base = w.svm.clone();
    w.enact(Action::Delist {
        kind: ListingKind::Mint,
        id: mint,
    })
    .ok();
    w.send_all(std::slice::from_ref(&right)).refused_by_framework(UninitializedAccount);
    w.svm = base;
    w.send_all(&[right]).ok();
}

#[test]
fn a71_every_parameter_of_a_pool_is_bounded() {
    type Change = fn(&mut CreatePoolArgs);
    let bad: [(&str, Change); 17] = [
        ("weight below one", |a| a.junior_weight = 999_999_999),
        ("weight above a hundred", |a| a.junior_weight = 100_000_000_001),
        ("weight at its type's end", |a| a.junior_weight = u64::MAX),
        ("deposit below the floor", |a| a.min_deposit = 999),
        ("deposit zero", |a| a.min_deposit = 0),
        ("deposit that keeps everybody out", |a| a.min_deposit = 10_000_000_001),
        ("reserve above 30 %", |a| a.reserve_bps = 3_001),
        ("margin below one", |a| a.margin_bps = 9_999),
        ("margin above five", |a| a.margin_bps = 50_001),
        ("correlation above one", |a| a.correlation_bps = 10_001),
        ("junior's floor above one", |a| a.junior_floor_bps = 10_001),
        ("no notice", |a| a.notice_days = 0),
        ("notice beyond the ring", |a| a.notice_days = 31),
        ("notice at its type's end", |a| a.notice_days = u8::MAX),
        ("first group's cap above one", |a| a.group_caps_bps[0] = 10_001),
        ("last group's cap above one", |a| a.group_caps_bps[7] = 10_001),
        ("a cap at its type's end", |a| a.group_caps_bps[3] = u16::MAX),
    ];
    let good: [(&str, Change); 12] = [
        ("weight one", |a| a.junior_weight = 1_000_000_000),
        ("weight a hundred", |a| a.junior_weight = 100_000_000_000),
        ("deposit at the floor", |a| a.min_deposit = 1_000),
        ("deposit at its ceiling", |a| a.min_deposit = 10_000_000_000),
        ("no reserve", |a| a.reserve_bps = 0),
        ("reserve 30 %", |a| a.reserve_bps = 3_000),
        ("margin one", |a| a.margin_bps = 10_000),
        ("margin five", |a| a.margin_bps = 50_000),
        ("ratios zero", |a| {
            (a.correlation_bps, a.junior_floor_bps, a.group_caps_bps) = (0, 0, [0; 8])
        }),
        ("ratios one", |a| {
            (a.correlation_bps, a.junior_floor_bps, a.group_caps_bps) = (10_000, 10_000, [10_000; 8])
        }),
        ("notice one day", |a| a.notice_days = 1),
        ("notice 30 days", |a| a.notice_days = 30),
    ];
    let mut w = without_pool();
    for (what, change) in bad {
        println!("{what}");
        let (good, bad) = (with(&w, |_| ()), with(&w, change));
        w.enact(bad).refused(PoolError::BadParameter);
        let executed = forged(&mut w, good, bad);
        w.send_all(&[executed]).refused(PoolError::BadParameter);
    }
    for (what, change) in good {
        println!("{what}");
        let action = with(&w, change);
        w.enact(action).ok();
    }
    assert_eq!(w.config().pool_count.get(), 12);
}

#[test]
fn a24_a_token_2022_mint_is_refused_by_name() {
    let mut w = without_pool();
    // Plain, and as long as one with extensions: base, padding to 165, account type, one extension.
    let mut extended = mint_bytes(6, 1_000);
    extended.resize(165, 0);
    extended.extend([1, 3, 0, 32, 0]);
    extended.extend([9; 32]);
    for data in [mint_bytes(6, 1_000), extended] {
        let mint = w.wallet_address();
        w.put(mint, TOKEN_2022, data);
        w.create_pool(mint, PoolSpec::default().0).refused(PoolError::Token2022Mint);
    }
}

#[test]
fn what_is_no_mint_of_spl_token_makes_no_pool() {
    let mut w = without_pool();
    let (wallet, copy, longer, account, empty) = (
        w.wallet_address(),
        w.wallet_address(),
        w.wallet_address(),
        w.wallet_address(),
        w.wallet_address(),
    );
    let mint = w.mint;
    w.put(copy, ATTACKER, mint_bytes(6, 1_000));
    w.put(longer, pda::TOKEN, [mint_bytes(6, 1_000), vec![0]].concat());
    w.put_token(account, &mint, &wallet, 5);
    w.put(empty, pda::TOKEN, vec![0; 82]);
    for other in [wallet, copy, longer, account, pda::TOKEN, Address::new_from_array([0x77; 32])] {
        w.create_pool(other, PoolSpec::default().0).refused(PoolError::NotAMint);
    }
    w.create_pool(empty, PoolSpec::default().0)
        .refused_by_framework(UninitializedAccount);
    assert!(w.svm.get_account(&pda::vault(&pda::pool(0))).is_none());
}

#[test]
fn a35_mints_of_any_decimals_are_taken() {
    let mut w = without_pool();
    for decimals in [0, 6, 9, 18] {
        let mint = w.wallet_address();
        w.put_mint(mint, decimals);
        let id = w.config().pool_count.get();
        w.create_pool(mint, PoolSpec::default().0).ok();
        assert_eq!(w.read::<Pool>(&pda::pool(id)).decimals, decimals);
    }
}

#[test]
fn a11_a_pool_is_created_once_and_its_number_is_the_next_one() {
    let mut w = World::new();
    let before = w.snapshot(&[pda::pool(0), pda::vault(&pda::pool(0))]);
    let (queued, proposal) = w.queue_before(with(&w, |_| ()));
    queued.ok();
    for id in [0, 2, u32::MAX] {
        let ix = ix::create_pool(w.keeper, proposal, id, w.mint);
        w.send_all(&[ix]).refused_by_framework(InvalidSeeds);
    }
    assert_eq!(w.snapshot(&[pda::pool(0), pda::vault(&pda::pool(0))]), before);
}

#[test]
fn a06_the_vault_is_the_pool_s_own_address() {
    let mut w = World::new();
    let right = right(&mut w);
    let (first, second) = (pda::vault(&pda::pool(0)), pda::vault(&pda::pool(1)));
    w.send_all(&[right.swapped(&second, &first)]).refused_by_framework(InvalidSeeds);
    let ata = pda::associated_token(&pda::pool(1), &w.mint);
    w.send_all(&[right.swapped(&second, &ata)]).refused_by_framework(InvalidSeeds);
}

#[test]
fn a16_lamports_at_the_addresses_of_pool_and_vault_do_not_stop_the_creation() {
    for lamports in [1_000_000, 500_000_000] {
        let mut w = without_pool();
        let pool = pda::pool(0);
        give_lamports(&mut w, &pool, lamports);
        give_lamports(&mut w, &pda::vault(&pool), lamports);
        let ix = right(&mut w);
        w.send_all(&[ix]).ok();
        assert_eq!(w.pool().vault, pda::vault(&pool));
        let rent = w.svm.minimum_balance_for_rent_exemption(165);
        assert_eq!(w.svm.get_balance(&pda::vault(&pool)), Some(lamports.max(rent)));
        w.underwriter(JUNIOR, 10 * USDC);
        w.assert_books();
    }
}

#[test]
fn the_last_number_is_refused_instead_of_starting_over() {
    let mut w = without_pool();
    let mut config = w.config();
    config.pool_count = u32::MAX.into();
    w.write(&pda::config(), &*config);
    let ix = right(&mut w);
    w.send_all(&[ix]).refused(PoolError::BadParameter);
}
