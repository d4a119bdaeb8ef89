//! Courts: created and set by proposals, inside bounds, with a vault of their own, and closed by anyone once their pool is retired.

use {
    crate::{
        claims::{kit::*, steps::*},
        incident::kit::{freeze, thaw},
        pool::{in_pool, second_pool, tamper::*},
    },
    breakwater::{
        constants::*,
        errors::{AccessError, CaseError, GovernanceError, PoolError, TreasuryError},
        events::{CourtClosed, CourtCreated, CourtSet},
        instructions::court::create::CourtArgs,
        state::{Action, Court},
    },
    breakwater_testkit::{
        client::ix,
        courts::{court_args, juror},
        *,
    },
    solana_instruction_error::InstructionError::InvalidSeeds,
};

fn court(w: &World) -> Address {
    pda::court(&w.pool)
}

fn vault(w: &World) -> Address {
    pda::vault(&court(w))
}

fn treasury(w: &World) -> Address {
    w.treasury_vault()
}

fn lamports(w: &World, address: &Address) -> u64 {
    w.svm.get_balance(address).unwrap_or(0)
}

fn creating(w: &World, parameters: CourtArgs) -> Action {
    Action::CreateCourt { pool: w.pool, parameters }
}

fn setting(w: &World, parameters: CourtArgs) -> Action {
    Action::SetCourt {
        court: court(w),
        parameters,
    }
}

fn close(w: &World) -> Instruction {
    ix::close_court(w.pool, w.mint, w.court().rent_payer)
}

/// The pool sells nothing any more and is retired.
fn retire(w: &mut World, product: &Address) {
    w.retire(product).ok();
    w.retire_pool();
}

#[test]
fn a_court_starts_with_its_parameters_and_its_own_vault() {
    let mut w = World::new();
    let args = court_args();
    let said = CourtCreated {
        court: court(&w),
        pool: w.pool,
        token_value: args.token_value,
        fee: args.fee,
        at: w.now(),
    };
    let action = creating(&w, args);
    refused_unless_queued_and_back(&mut w, action);
    let right = w.ready(action);
    refused_unless_as_declared(&mut w, &right).emits(said).ok();
    let (address, bump) = Address::find_program_address(&[b"court", w.pool.as_ref()], &breakwater::ID);
    let (vault, vault_bump) = Address::find_program_address(&[b"vault", address.as_ref()], &breakwater::ID);
    let wanted = Court {
        version: 1,
        bump,
        vault_bump,
        pool: w.pool,
        mint: w.mint,
        vault,
        rent_payer: w.keeper,
        token_value: args.token_value.into(),
        fee: args.fee.into(),
        min_bond: args.min_bond.into(),
        declare_least: args.declare_least.into(),
        evidence: args.evidence.into(),
        commit: args.commit.into(),
        reveal: args.reveal.into(),
        appeal: args.appeal.into(),
        value_set_at: w.now().into(),
        ..bytemuck::Zeroable::zeroed()
    };
    assert_eq!(bytemuck::bytes_of(&*w.court()), bytemuck::bytes_of(&wanted));
    let token = w.svm.get_account(&vault).expect("the vault");
    assert_eq!((token.owner, &token.data[..32]), (pda::TOKEN, w.mint.as_ref()));
    assert_eq!(&token.data[32..64], address.as_ref());
    assert_ne!(vault, pda::vault(&w.pool));
    w.assert_books();
}

#[test]
fn a11_a_pool_has_one_court_at_its_own_address() {
    let mut w = World::new();
    let action = creating(&w, court_args());
    let right = w.ready(action);
    let stranger = w.wallet_address();
    for (from, to) in [
        (court(&w), pda::court(&stranger)),
        (court(&w), stranger),
        (vault(&w), pda::vault(&w.pool)),
        (vault(&w), stranger),
    ] {
        w.send_all(&[right.swapped(&from, &to)]).refused_by_framework(InvalidSeeds);
    }
    let mint = Address::new_from_array([0x99; 32]);
    w.put_mint(mint, 6);
    w.send_all(&[right.swapped(&w.mint.clone(), &mint)]).refused(PoolError::WrongMint);
    w.send_all(std::slice::from_ref(&right)).ok();
    w.send_all(&[right]).refused_by_framework(IN_USE);
    w.enact(action).refused_by_framework(IN_USE);
}

#[test]
fn inv17_a_proposal_about_another_pool_or_court_does_nothing_here() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    let (action, other) = (creating(&w, court_args()), pda::court(&second));
    let right = w.ready(action);
    let here = court(&w);
    let elsewhere = right
        .swapped(&w.pool.clone(), &second)
        .swapped(&here, &other)
        .swapped(&pda::vault(&here), &pda::vault(&other));
    w.send_all(&[elsewhere]).refused(GovernanceError::OtherSubject);
    w.send_all(&[right]).ok();
    in_pool(&mut w, second, |w| w.create_court(court_args()).ok());
    let action = setting(&w, court_args());
    let right = w.ready(action);
    w.send_all(&[right.swapped(&here, &other)]).refused(GovernanceError::OtherSubject);
    // Nor is a proposal queued without the pool or the court that it is about.
    for (action, wrong) in [(creating(&w, court_args()), w.pool), (setting(&w, court_args()), here)] {
        let queue = w.queueing(action);
        for other in [breakwater::ID, if wrong == here { other } else { second }] {
            w.send_all(&[queue.swapped(&wrong, &other)]).refused(GovernanceError::OtherSubject);
        }
    }
}

#[test]
fn a66_a_court_that_was_set_since_makes_a_proposal_stale() {
    let mut w = World::new();
    w.create_court(court_args()).ok();
    let action = setting(&w, court_args());
    let (first, second) = (w.ready(action), w.ready(action));
    w.send_all(&[first]).ok();
    w.send_all(&[second]).refused(GovernanceError::ProposalStale);
}

#[test]
fn a16_lamports_sent_ahead_do_not_stop_a_court() {
    let mut w = World::new();
    for address in [court(&w), vault(&w)] {
        give_lamports(&mut w, &address, 900_000);
    }
    w.create_court(court_args()).ok();
}

type Set = fn(&mut CourtArgs, u64);

/// Every parameter with its least and its most, 0 and none where it has no such bound.
const BOUNDS: [(Set, u64, u64); 8] = [
    (|a, v| a.evidence = v as u32, MIN_EVIDENCE as u64, MAX_EVIDENCE as u64),
    (|a, v| a.commit = v as u32, MIN_COMMIT as u64, MAX_COMMIT as u64),
    (|a, v| a.reveal = v as u32, MIN_REVEAL as u64, MAX_REVEAL as u64),
    (|a, v| a.appeal = v as u32, MIN_APPEAL as u64, MAX_APPEAL as u64),
    (|a, v| a.token_value = v, 1, u64::MAX),
    (|a, v| a.fee = v, 1, MAX_CASE_FEE),
    (|a, v| a.min_bond = v, 0, MAX_MIN_BOND),
    (|a, v| a.declare_least = v, 0, u64::MAX),
];

#[test]
fn a71_every_parameter_lies_within_its_bounds_when_created_and_when_set() {
    let mut w = World::new();
    let bare = w.svm.clone();
    w.create_court(court_args()).ok();
    let made = w.svm.clone();
    for (change, least, most) in BOUNDS {
        let inside = [least, most];
        let outside = [least.checked_sub(1), most.checked_add(1)];
        let with = |value: u64| {
            let mut args = court_args();
            change(&mut args, value);
            args
        };
        for value in inside {
            w.svm = bare.clone();
            w.create_court(with(value)).ok();
            w.svm = made.clone();
            let outcome = w.set_court(with(value));
            if with(value).token_value == court_args().token_value {
                outcome.ok();
            } else {
                outcome.refused(CaseError::ValueMoved);
            }
        }
        for value in outside.into_iter().flatten() {
            w.svm = bare.clone();
            w.create_court(with(value)).refused(CaseError::BadCourt);
            let (good, bad) = (creating(&w, court_args()), creating(&w, with(value)));
            let executed = forged(&mut w, good, bad);
            w.send_all(&[executed]).refused(CaseError::BadCourt);
            w.svm = made.clone();
            w.set_court(with(value)).refused(CaseError::BadCourt);
            let moved = with(value).token_value != court_args().token_value;
            let error = if moved { CaseError::ValueMoved } else { CaseError::BadCourt };
            let (good, bad) = (setting(&w, court_args()), setting(&w, with(value)));
            let executed = forged(&mut w, good, bad);
            w.send_all(&[executed]).refused(error);
        }
    }
}

#[test]
fn r10_the_worth_of_the_token_moves_to_its_double_or_half_and_once_a_week() {
    let mut w = World::new();
    w.create_court(court_args()).ok();
    let worth = court_args().token_value;
    let with = |token_value: u64| CourtArgs {
        token_value,
        ..court_args()
    };
    let refused = |w: &mut World, value: u64| {
        let (good, bad) = (setting(w, court_args()), setting(w, with(value)));
        // When it is queued what is out of bounds by itself is called so first, and a week is not asked for.
        let error = if value == 0 { CaseError::BadCourt } else { CaseError::ValueMoved };
        w.set_court(with(value)).refused(error);
        let executed = forged(w, good, bad);
        w.send_all(&[executed]).refused(CaseError::ValueMoved);
    };
    w.advance(7 * DAY - 1);
    refused(&mut w, worth * 2);
    w.advance(1);
    for value in [worth * 2 + 1, worth / 2 - 1, 0, 1, u64::MAX] {
        refused(&mut w, value);
    }
    w.set_court(with(worth * 2)).ok();
    refused(&mut w, worth);
    w.advance(7 * DAY);
    w.set_court(with(worth)).ok();
    // Other parameters move at any time.
    let other = CourtArgs { fee: 1, ..court_args() };
    w.set_court(other).ok();
    assert_eq!((w.court().token_value.get(), w.court().fee.get()), (worth, 1));
}

#[test]
fn set_court_takes_exactly_what_it_declares_and_changes_only_the_parameters() {
    let mut w = World::new();
    w.create_court(court_args()).ok();
    w.advance(7 * DAY);
    let before = w.court();
    let args = CourtArgs {
        token_value: 70 * USDC,
        fee: 8,
        min_bond: 9,
        declare_least: 10,
        evidence: MAX_EVIDENCE,
        commit: MAX_COMMIT,
        reveal: MAX_REVEAL,
        appeal: MAX_APPEAL,
    };
    let said = CourtSet {
        court: court(&w),
        token_value: 70 * USDC,
        fee: 8,
        at: w.now(),
    };
    let action = setting(&w, args);
    refused_unless_queued_and_back(&mut w, action);
    let right = w.ready(action);
    refused_unless_as_declared(&mut w, &right).emits(said).ok();
    let mut wanted = *before;
    (wanted.token_value, wanted.fee, wanted.min_bond) = ((70 * USDC).into(), 8.into(), 9.into());
    wanted.value_set_at = w.now().into();
    wanted.declare_least = 10.into();
    (wanted.evidence, wanted.commit) = (MAX_EVIDENCE.into(), MAX_COMMIT.into());
    (wanted.reveal, wanted.appeal) = (MAX_REVEAL.into(), MAX_APPEAL.into());
    wanted.revision = 1.into();
    assert_eq!(bytemuck::bytes_of(&*w.court()), bytemuck::bytes_of(&wanted));
}

#[test]
fn close_court_takes_exactly_what_it_declares_and_gives_both_rents_back() {
    let mut w = World::new();
    w.create_court(court_args()).ok();
    let right = close(&w);
    // While the pool takes business nobody closes its court.
    w.send_all(std::slice::from_ref(&right)).refused(GovernanceError::PoolNotRetired);
    w.retire_pool();
    let (stranger, owner) = (w.actor(0), w.keeper);
    let rents = lamports(&w, &court(&w)) + lamports(&w, &vault(&w));
    let before = lamports(&w, &owner);
    let (own, theirs) = (treasury(&w), pda::associated_token(&stranger, &w.mint));
    w.send_all(&[right.swapped(&own, &theirs)]).refused(TreasuryError::WrongPurseVault);
    let elsewhere = ix::close_court(w.pool, w.mint, stranger);
    w.send_all(&[elsewhere]).refused(AccessError::WrongRentPayer);
    let foreign = second_pool(&mut w);
    let spent = before - lamports(&w, &owner);
    w.send_all(&[right.swapped(&w.pool.clone(), &foreign)])
        .refused(CaseError::WrongCourt);
    w.send_all(&[right.swapped(&vault(&w), &pda::vault(&foreign))])
        .refused(CaseError::WrongBondVault);
    let said = CourtClosed {
        court: court(&w),
        left: 0,
        at: w.now(),
    };
    w.send_all(&[right]).emits(said).ok();
    assert_eq!(lamports(&w, &owner), before - spent + rents, "INV-20");
    // It can be created again.
    w.create_court(court_args()).ok();
}

#[test]
fn close_court_is_anyone_s_and_shares_the_slot_of_the_payer_only() {
    let mut w = World::new();
    w.create_court(court_args()).ok();
    w.retire_pool();
    let right = close(&w);
    assert!(right.accounts.iter().all(|account| !account.is_signer));
    refused_unless_as_declared_with(&mut w, &right, &[6]).ok();
}

#[test]
fn a18_a_court_is_open_while_its_pool_has_a_product_or_it_has_a_case() {
    let (mut w, key) = claimed();
    retire(&mut w, &key.product);
    w.send_all(&[close(&w)]).refused(CaseError::CourtBusy);
    expire(&mut w, &key.case(0));
    w.conclude_claim(&key, 0).ok();
    // A pool without a product and a court with a case, as only forgery could make it.
    let (address, mut pool) = (w.pool, w.pool());
    pool.open_products = 0u32.into();
    w.write(&address, &*pool);
    w.send_all(&[close(&w)]).refused(CaseError::CourtBusy);
    w.refund(&key.case(0), false).ok();
    w.send_all(&[close(&w)]).refused(CaseError::CourtBusy);
    w.close_case(&key.case(0)).ok();
    w.send_all(&[close(&w)]).ok();
}

#[test]
fn a18_a_court_is_open_while_a_fee_waits_for_a_juror() {
    let (mut w, key) = claimed();
    retire(&mut w, &key.product);
    let case = key.case(0);
    // Seven share a fee of 100: two atoms are left.
    w.vote(&case, &World::votes(0, 7, NOTHING));
    w.end_case(&case);
    w.conclude_claim(&key, 0).ok();
    let own = pda::associated_token(&juror(3), &w.mint);
    freeze(&mut w, &own);
    clear(&mut w, &case, 7);
    let share = FEE / 7;
    let left = FEE - 7 * share;
    assert!(left > 0);
    assert_eq!((w.court().held.get(), w.court().left.get()), (share + left, left));
    let (address, mut pool) = (w.pool, w.pool());
    pool.open_products = 0u32.into();
    w.write(&address, &*pool);
    w.send_all(&[close(&w)]).refused(CaseError::CourtBusy);
    thaw(&mut w, &own);
    let pay = ix::pay_juror(w.keeper, juror(3), w.pool, case, 0, own);
    w.send_all(&[pay]).ok();
    let (before, said) = (
        w.balance(&treasury(&w)),
        CourtClosed {
            court: court(&w),
            left,
            at: w.now(),
        },
    );
    w.send_all(&[close(&w)]).emits(said).ok();
    assert_eq!(w.balance(&treasury(&w)) - before, left);
}

#[test]
fn a_donation_to_the_vault_of_bonds_changes_nothing_and_goes_to_the_treasury() {
    let (mut w, key) = claimed();
    retire(&mut w, &key.product);
    let giver = w.actor(777);
    let mut data = vec![3];
    data.extend(777u64.to_le_bytes());
    let accounts = vec![
        anchor_lang::AccountMeta::new(pda::associated_token(&giver, &w.mint), false),
        anchor_lang::AccountMeta::new(vault(&w), false),
        anchor_lang::AccountMeta::new_readonly(giver, true),
    ];
    let give = Instruction {
        program_id: pda::TOKEN,
        accounts,
        data,
    };
    let before = w.court();
    w.send_all(&[give]).ok();
    assert_eq!(bytemuck::bytes_of(&*before), bytemuck::bytes_of(&*w.court()));
    w.assert_books();
    conclude(&mut w, &key, 0, ALL);
    assert_eq!(bond_parts(&w.case(&key.case(0))), (BOND, FEE, 0));
    let own = holder(&w, &key);
    let purse = w.wallet(&own);
    clear(&mut w, &key.case(0), 5);
    assert_eq!(w.wallet(&own) - purse, BOND);
    assert_eq!((w.court().held.get(), w.balance(&vault(&w))), (0, 777));
    let (address, mut pool) = (w.pool, w.pool());
    pool.open_products = 0u32.into();
    w.write(&address, &*pool);
    let before = w.balance(&treasury(&w));
    w.send_all(&[close(&w)]).ok();
    assert_eq!(w.balance(&treasury(&w)) - before, 777);
}
