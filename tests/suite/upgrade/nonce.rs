//! Real transactions with a durable nonce.

use {
    super::kit::*,
    crate::pool::tamper::{Tamper, pay_lamports},
    anchor_lang::AccountMeta,
    breakwater::{
        errors::AccessError,
        instructions::config::initialise::InitialiseArgs,
        state::{Action, ProposalState},
    },
    breakwater_testkit::{client::ix, jurors::GOVERNANCE_MINT, *},
};

const RECENT_BLOCKHASHES: Address = anchor_lang::address!("SysvarRecentB1ockHashes11111111111111111111");
const NONCE: Address = Address::new_from_array([0x4E; 32]);
const NONCE_SIZE: u64 = 80;

fn fees(fee_bps: u16) -> Action {
    Action::SetFees { fee_bps, revenue_bps: 0 }
}

fn system(data: Vec<u8>, accounts: Vec<AccountMeta>) -> Instruction {
    Instruction {
        program_id: pda::SYSTEM,
        accounts,
        data,
    }
}

/// Creates a nonce account of `owner` with the system program's own instructions, in a world that checks blockhashes.
fn with_nonce(w: &mut World, owner: Address) {
    w.svm = w.svm.clone().with_blockhash_check(true);
    let mut create = vec![0, 0, 0, 0];
    create.extend(w.svm.minimum_balance_for_rent_exemption(80).to_le_bytes());
    create.extend(NONCE_SIZE.to_le_bytes());
    create.extend(pda::SYSTEM.as_ref());
    let mut initialise = vec![6, 0, 0, 0];
    initialise.extend(owner.as_ref());
    let accounts = vec![
        AccountMeta::new(NONCE, false),
        AccountMeta::new_readonly(RECENT_BLOCKHASHES, false),
        AccountMeta::new_readonly(pda::RENT, false),
    ];
    w.send_all(&[
        system(create, vec![AccountMeta::new(owner, true), AccountMeta::new(NONCE, true)]),
        system(initialise, accounts),
    ])
    .ok();
    w.svm.expire_blockhash();
}

fn advance(owner: Address) -> Instruction {
    let accounts = vec![
        AccountMeta::new(NONCE, false),
        AccountMeta::new_readonly(RECENT_BLOCKHASHES, false),
        AccountMeta::new_readonly(owner, true),
    ];
    system(vec![4, 0, 0, 0], accounts)
}

/// The stored nonce, which such a transaction names as its blockhash.
fn stored(w: &World) -> [u8; 32] {
    let data = w.svm.get_account(&NONCE).expect("the nonce account").data;
    data[40..72].try_into().expect("32 bytes")
}

/// Sends it as the second instruction of a transaction with a durable nonce, long after its blockhash has expired.
fn send_durable(w: &mut World, owner: Address, instruction: Instruction) -> Outcome {
    w.svm.expire_blockhash();
    w.advance(DAY);
    let blockhash = stored(w);
    w.send_raw(&[advance(owner), instruction], blockhash)
}

/// It is refused with a durable nonce, though another instruction passes that way, and accepted without.
pub fn refused_with_a_durable_nonce(w: &mut World, right: Instruction) {
    let owner = w.wallet_address();
    with_nonce(w, owner);
    let (pay, nonce) = (pay_lamports(&owner, &w.keeper, 1), stored(w));
    send_durable(w, owner, pay.clone()).ok();
    assert_ne!(stored(w), nonce, "the runtime advanced the nonce");
    // The nonce of before has been used, and without its first instruction no old blockhash counts.
    assert!(w.send_raw(&[advance(owner), pay.clone()], nonce).result.is_err());
    let blockhash = stored(w);
    assert!(w.send_raw(&[pay, advance(owner)], blockhash).result.is_err());
    let written: Vec<Address> = right
        .accounts
        .iter()
        .filter(|meta| meta.is_writable)
        .map(|meta| meta.pubkey)
        .collect();
    let before = w.snapshot(&written);
    let outcome = send_durable(w, owner, right.clone());
    assert_eq!(outcome.name(), "AccessError::DurableNonce");
    assert_eq!(w.snapshot(&written), before);
    // With a recent blockhash it is no transaction with a durable nonce, but it looks like one to who reads it later.
    let recent = w.svm.latest_blockhash().to_bytes();
    let outcome = w.send_raw(&[advance(owner), right.clone()], recent);
    assert_eq!(outcome.name(), "AccessError::DurableNonce");
    // Behind another instruction the same one is an ordinary instruction.
    w.send_all(&[advance(owner), right]).ok();
}

#[test]
fn a69_initialise_is_refused_in_a_transaction_with_a_durable_nonce() {
    let mut w = World::bare();
    let args = InitialiseArgs {
        bootstrap: w.bootstrap,
        guardian: w.guardian,
        revenue_mint: w.mint,
        revenue_bps: 0,
        fee_bps: 500,
    };
    let right = ix::initialise(w.bootstrap, GOVERNANCE_MINT, args);
    refused_with_a_durable_nonce(&mut w, right);
}

#[test]
fn a69_an_upgrade_is_refused_in_a_transaction_with_a_durable_nonce() {
    let mut w = World::new();
    let upload = Upload::new(&mut w, &other_program());
    let right = upload.upgrade(&mut w);
    refused_with_a_durable_nonce(&mut w, right);
}

#[test]
fn a69_giving_up_is_refused_in_a_transaction_with_a_durable_nonce() {
    let mut w = World::new();
    let right = w.ready(Action::GiveUpUpgrades);
    refused_with_a_durable_nonce(&mut w, right);
}

#[test]
fn a69_queueing_is_refused_in_a_transaction_with_a_durable_nonce() {
    let mut w = World::new();
    let right = w.queueing(fees(7));
    refused_with_a_durable_nonce(&mut w, right);
}

#[test]
fn a69_accepting_the_bootstrap_authority_is_refused_in_a_transaction_with_a_durable_nonce() {
    let mut w = World::new();
    let named = w.wallet_address();
    w.enact(Action::NameBootstrap { bootstrap: named }).ok();
    refused_with_a_durable_nonce(&mut w, ix::accept_bootstrap(named));
    assert_eq!(w.config().bootstrap, named);
}

#[test]
fn a69_cancelling_is_refused_in_a_transaction_with_a_durable_nonce() {
    let mut w = World::new();
    let (queued, proposal) = w.queue(fees(7));
    queued.ok();
    let right = ix::cancel_proposal(w.guardian, proposal, w.proposal(&proposal).hash);
    refused_with_a_durable_nonce(&mut w, right);
    assert_eq!(w.proposal(&proposal).state, ProposalState::Cancelled);
}

#[test]
fn a69_pausing_is_refused_in_a_transaction_with_a_durable_nonce() {
    let mut w = World::new();
    let right = ix::pause(w.guardian);
    refused_with_a_durable_nonce(&mut w, right);
    assert!(w.config().paused_until.get() > w.now());
}

#[test]
fn a69_lifting_a_pause_is_refused_in_a_transaction_with_a_durable_nonce_whoever_lifts_it() {
    for by_guardian in [true, false] {
        let mut w = World::new();
        w.pause().ok();
        let right = ix::lift_pause(if by_guardian { w.guardian } else { w.keeper });
        refused_with_a_durable_nonce(&mut w, right);
        assert_eq!(w.config().paused_until.get(), 0);
    }
}

/// The five that bootstrap authority and guardian sign read the sysvar at its own address and nowhere else.
#[test]
fn a19_no_instruction_of_guardian_or_bootstrap_takes_another_account_for_the_sysvar() {
    let mut w = World::new();
    let named = w.wallet_address();
    w.enact(Action::NameBootstrap { bootstrap: named }).ok();
    let (queued, proposal) = w.queue(fees(7));
    queued.ok();
    let cancel = ix::cancel_proposal(w.guardian, proposal, w.proposal(&proposal).hash);
    let (pause, lift) = (ix::pause(w.guardian), ix::lift_pause(w.guardian));
    let fake = Address::new_from_array([0x5A; 32]);
    let mut data = vec![1, 0, 4, 0, 0, 0];
    data.extend([7; 32]);
    data.extend([0, 0, 0, 0]);
    w.put(fake, pda::SYSTEM, data);
    for right in [w.queueing(fees(8)), cancel, pause, lift, ix::accept_bootstrap(named)] {
        for other in [fake, pda::CLOCK, w.keeper] {
            w.send_all(&[right.swapped(&pda::INSTRUCTIONS, &other)])
                .refused(AccessError::WrongInstructionsSysvar);
        }
        w.send_all(&[right]).ok();
    }
}

#[test]
fn a19_a_copy_of_the_sysvar_without_the_nonce_does_not_stand_for_it() {
    let mut w = World::new();
    let right = w.ready(Action::GiveUpUpgrades);
    let fake = Address::new_from_array([0x5A; 32]);
    // One instruction of another program, laid out as in the sysvar.
    let mut data = vec![1, 0, 4, 0, 0, 0];
    data.extend([7; 32]);
    data.extend([0, 0, 0, 0]);
    for owner in [anchor_lang::address!("Sysvar1111111111111111111111111111111111111"), pda::SYSTEM] {
        w.put(fake, owner, data.clone());
        w.send_all(&[right.swapped(&pda::INSTRUCTIONS, &fake)])
            .refused(AccessError::WrongInstructionsSysvar);
    }
}
