//! Instructions with one thing wrong, and the refusals that every instruction shares.

use {
    anchor_lang::{
        Discriminator,
        accounts::{AnchorAccountSerialize, BorshSerializer},
    },
    breakwater::{
        errors::{AccessError, GovernanceError},
        state::{Action, Proposal, VotingArgs},
    },
    breakwater_testkit::{Address, Instruction, Outcome, World, jurors::GOVERNANCE_MINT, pda},
    solana_instruction_error::InstructionError::{self, *},
    std::collections::BTreeSet,
};

/// A slot that was writable is not: the framework's `ConstraintMut`.
pub const NOT_WRITABLE: InstructionError = Custom(2000);
/// One account in two slots, one of them writable: the framework's `ConstraintDuplicateMutableAccount`.
pub const DUPLICATE: InstructionError = Custom(2040);
/// A configuration that is not the one: `AccessError::WrongConfig`.
const WRONG_CONFIG: InstructionError = Custom(6011);
/// The system program's answer to the creation of an account that exists.
pub const IN_USE: InstructionError = Custom(0);

/// An instruction with one thing changed.
pub trait Tamper: Sized {
    /// `key` has not signed.
    fn unsigned(&self, key: &Address) -> Self;
    /// `key` may not be written.
    fn readonly(&self, key: &Address) -> Self;
    /// `to` stands where `from` stood.
    fn swapped(&self, from: &Address, to: &Address) -> Self;
    /// One more account than declared.
    fn plus(&self, key: &Address) -> Self;
}

impl Tamper for Instruction {
    fn unsigned(&self, key: &Address) -> Self {
        let mut ix = self.clone();
        ix.accounts
            .iter_mut()
            .filter(|m| m.pubkey == *key)
            .for_each(|m| m.is_signer = false);
        ix
    }

    fn readonly(&self, key: &Address) -> Self {
        let mut ix = self.clone();
        ix.accounts
            .iter_mut()
            .filter(|m| m.pubkey == *key)
            .for_each(|m| m.is_writable = false);
        ix
    }

    fn swapped(&self, from: &Address, to: &Address) -> Self {
        let mut ix = self.clone();
        assert!(
            ix.accounts.iter().any(|m| m.pubkey == *from),
            "{from} is no account of this instruction"
        );
        ix.accounts.iter_mut().filter(|m| m.pubkey == *from).for_each(|m| m.pubkey = *to);
        ix
    }

    fn plus(&self, key: &Address) -> Self {
        let mut ix = self.clone();
        ix.accounts.push(anchor_lang::AccountMeta::new_readonly(*key, false));
        ix
    }
}

/// A program that is not ours.
pub const ATTACKER: Address = Address::new_from_array([0xA7; 32]);

/// Writes a byte-identical copy of an account, owned by `owner`, and gives its address.
pub fn copy_owned_by(w: &mut World, from: &Address, owner: Address) -> Address {
    let data = w.svm.get_account(from).expect("an account to copy").data;
    let mut bytes = from.to_bytes();
    bytes[0] ^= 0xFF;
    let copy = Address::new_from_array(bytes);
    w.put(copy, owner, data);
    copy
}

/// Only a proposal of this action executes it, at its time, once, while its subject is as it was and whoever queued it still may (INV-17,
/// refused before its time, after its window, of another action, cancelled, executed already. At last it is executed.
#[track_caller]
pub fn refused_unless_queued(w: &mut World, action: Action) -> Outcome {
    let (queued, proposal) = w.queue(action);
    queued.ok();
    let (right, now) = (w.executing(&proposal, &action), w.now());
    let of = w.proposal(&proposal);
    w.set_time(of.eta - 1);
    w.send_all(std::slice::from_ref(&right)).refused(GovernanceError::TimelockRunning);
    w.set_time(of.dead_at);
    w.send_all(std::slice::from_ref(&right)).refused(GovernanceError::ProposalDead);
    w.set_time(now);
    // Of another action.
    let other = if matches!(action, Action::SetFees { .. }) {
        Action::SetVoting { voting: VotingArgs::START }
    } else {
        Action::SetFees {
            fee_bps: 1,
            revenue_bps: 0,
        }
    };
    let (queued, another) = w.queue_before(other);
    queued.ok();
    let wrong = right.swapped(&proposal, &another);
    if !matches!(
        (action, other),
        (
            Action::SetFees { .. }
                | Action::SetVoting { .. }
                | Action::SetDiscounts { .. }
                | Action::NameGuardian { .. }
                | Action::NameBootstrap { .. }
                | Action::HandOver
                | Action::TakeOver,
            _
        )
    ) {
        w.send_all(&[wrong]).refused(GovernanceError::WrongAction);
    }
    // Whoever queued it is nothing any more.
    let config = w.config();
    let mut over = *config;
    over.bootstrap = w.keeper;
    w.write(&pda::config(), &over);
    w.set_time(of.eta);
    w.send_all(std::slice::from_ref(&right)).refused(GovernanceError::BootstrapOver);
    w.write(&pda::config(), &*config);
    w.set_time(now);
    let right = w.ready(action);
    let done = w.send_all(std::slice::from_ref(&right));
    if done.result.is_ok() {
        w.send_all(&[right]).refused_somehow();
    }
    done
}

/// The proposal that an instruction executes says something else, which nobody could have queued: what was judged then is judged again.
#[track_caller]
pub fn forged(w: &mut World, good: Action, bad: Action) -> Instruction {
    let (queued, address) = w.queue_before(good);
    queued.ok();
    let right = w.executing(&address, &good);
    let mut proposal = w.proposal(&address);
    (proposal.action, proposal.hash) = (bad, bad.hash().expect("a hash"));
    write_proposal(w, &address, &proposal);
    right
}

/// Writes a proposal.
pub fn write_proposal(w: &mut World, address: &Address, proposal: &Proposal) {
    let mut account = w.svm.get_account(address).expect("a proposal");
    account.data[8..].fill(0);
    BorshSerializer::serialize(proposal, &mut &mut account.data[8..]).expect("its bytes");
    w.svm.set_account(*address, account).expect("an account");
}

/// As [`refused_unless_queued`]; the world is as before.
#[track_caller]
pub fn refused_unless_queued_and_back(w: &mut World, action: Action) {
    let base = w.svm.clone();
    refused_unless_queued(w, action).ok();
    w.svm = base;
}

/// Every refusal that follows from the declaration alone, for an instruction that is otherwise right:
/// not signed, not writable, a copy owned by another program, another type of account,
/// another program, one account more, one fewer, the same account twice, data cut short.
/// Then it is sent as it was, and must pass.
#[track_caller]
pub fn refused_unless_as_declared(w: &mut World, ix: &Instruction) -> Outcome {
    refused_unless_as_declared_with(w, ix, &[])
}

/// As [`refused_unless_as_declared`], for an instruction whose slots `shared` may hold an account of another slot (`unsafe(dup)`).
#[track_caller]
pub fn refused_unless_as_declared_with(w: &mut World, ix: &Instruction, shared: &[usize]) -> Outcome {
    let loose = loose_slots(w, ix);
    for (slot, meta) in ix.accounts.iter().enumerate() {
        let change = |f: &dyn Fn(&mut anchor_lang::AccountMeta)| {
            let mut bad = ix.clone();
            f(&mut bad.accounts[slot]);
            bad
        };
        if meta.is_signer {
            let unsigned = ix.unsigned(&meta.pubkey);
            expect(w, slot, "unsigned", &unsigned, MissingRequiredSignature);
        }
        let there = w.svm.get_account(&meta.pubkey);
        if meta.is_writable {
            let readonly = ix.readonly(&meta.pubkey);
            let wanted = if meta.is_signer {
                MissingRequiredSignature
            } else if there.is_none()
                && meta.pubkey != pda::revenue_vault()
                && !ix.accounts.iter().any(|m| pda::vault(&m.pubkey) == meta.pubkey)
            {
                PrivilegeEscalation // the system program is asked to create it
            } else {
                NOT_WRITABLE
            };
            expect(w, slot, "readonly", &readonly, wanted);
        }
        let Some(account) = there.filter(|_| !loose.contains(&slot)) else {
            continue;
        };
        if account.executable {
            let other = if meta.pubkey == pda::TOKEN { pda::SYSTEM } else { pda::TOKEN };
            expect(w, slot, "another program", &change(&|m| m.pubkey = other), IncorrectProgramId);
        } else if account.owner == breakwater::ID || account.owner == pda::TOKEN {
            let fake = copy_owned_by(w, &meta.pubkey, ATTACKER);
            expect(w, slot, "a copy of another owner", &change(&|m| m.pubkey = fake), IllegalOwner);
            if meta.pubkey == pda::config() {
                // a configuration at any other address is none, whoever owns it.
                let second = copy_owned_by(w, &meta.pubkey, breakwater::ID);
                expect(w, slot, "at another address", &change(&|m| m.pubkey = second), WRONG_CONFIG);
            }
            let stranger = other_type(w, &meta.pubkey, account.owner);
            expect(w, slot, "another type", &change(&|m| m.pubkey = stranger), InvalidAccountData);
        }
    }
    let extra = w.wallet_address();
    w.send_all(&[ix.plus(&extra)]).refused(AccessError::UnexpectedAccount);
    let mut fewer = ix.clone();
    fewer.accounts.pop();
    #[allow(deprecated)] // what the framework answers
    w.send_all(&[fewer]).refused_by_framework(NotEnoughAccountKeys);
    let mut cut = ix.clone();
    cut.data.truncate(7);
    w.send_all(&[cut]).refused_by_framework(InvalidInstructionData);
    if ix.data.len() > 8 {
        let mut cut = ix.clone();
        cut.data.pop();
        w.send_all(&[cut]).refused_by_framework(InvalidInstructionData);
    }
    twice(w, ix, shared);
    w.send_all(std::slice::from_ref(ix))
}

/// Slots whose account the handler or a later constraint judges, not the loader; tests of each instruction cover them by name.
fn loose_slots(w: &World, ix: &Instruction) -> BTreeSet<usize> {
    // The program itself stands for an account that is left out.
    let handled = [breakwater::ID, pda::program_data(), pda::LOADER, w.mint, GOVERNANCE_MINT];
    // A sweep knows the electorate and its vault by their addresses, as both may be missing.
    let sweeps = ix.data.starts_with(breakwater::instruction::SweepFees::DISCRIMINATOR);
    let known = |key: &Address| sweeps && [pda::electorate(), pda::revenue_vault()].contains(key);
    let unchecked = |key: &Address| handled.contains(key) || known(key) || w.svm.get_account(key).is_none();
    ix.accounts
        .iter()
        .enumerate()
        .filter(|(_, m)| unchecked(&m.pubkey))
        .map(|(i, _)| i)
        .collect()
}

/// the account of every writable slot in every other slot too.
#[track_caller]
fn twice(w: &mut World, ix: &Instruction, shared: &[usize]) {
    for (slot, meta) in ix
        .accounts
        .iter()
        .enumerate()
        .filter(|(slot, m)| m.is_writable && !shared.contains(slot))
    {
        for other in (0..ix.accounts.len()).filter(|other| *other != slot && !shared.contains(other)) {
            let mut bad = ix.clone();
            bad.accounts[other].pubkey = meta.pubkey;
            expect(w, other, "the same account twice", &bad, DUPLICATE);
        }
    }
}

/// An account of the same owner and another type, long enough that its type decides.
fn other_type(w: &mut World, like: &Address, owner: Address) -> Address {
    let mut bytes = like.to_bytes();
    bytes[1] ^= 0xFF;
    let address = Address::new_from_array(bytes);
    let mut data = w.svm.get_account(like).expect("an account").data;
    if owner == breakwater::ID {
        data[..8].copy_from_slice(&[0x11; 8]);
    } else {
        data.resize(355, 0); // as long as a multisig
    }
    w.put(address, owner, data);
    address
}

#[track_caller]
fn expect(w: &mut World, slot: usize, what: &str, ix: &Instruction, wanted: InstructionError) {
    let outcome = w.send_all(std::slice::from_ref(ix));
    let got = outcome
        .result
        .as_ref()
        .map_or_else(|failed| format!("{:?}", failed.err), |_| "accepted".to_owned());
    assert_eq!(got, format!("InstructionError(1, {wanted:?})"), "slot {slot}, {what}");
    outcome.refused_by_framework(wanted);
}

/// Puts lamports at an address that holds nothing yet.
pub fn give_lamports(w: &mut World, to: &Address, lamports: u64) {
    let giver = w.wallet_address();
    w.send_all(&[pay_lamports(&giver, to, lamports)]).ok();
}

/// A transfer of lamports, as anybody may send it.
pub fn pay_lamports(from: &Address, to: &Address, lamports: u64) -> Instruction {
    let mut data = vec![2, 0, 0, 0];
    data.extend(lamports.to_le_bytes());
    let accounts = vec![
        anchor_lang::AccountMeta::new(*from, true),
        anchor_lang::AccountMeta::new(*to, false),
    ];
    Instruction {
        program_id: pda::SYSTEM,
        accounts,
        data,
    }
}
