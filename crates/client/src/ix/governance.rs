//! Proposals, votes, the guardian, and what a proposal executes on the protocol as a whole.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{
        accounts, instruction,
        state::{Action, ListingKind},
    },
};

/// The accounts that an action is about, for those who propose it.
#[derive(Clone, Copy, Default)]
pub struct About {
    pub pool: Option<Address>,
    pub product: Option<Address>,
    pub watch: Option<Address>,
    pub court: Option<Address>,
}

impl About {
    /// What follows from the action itself. `watched`: its product is of a kind that sources decide.
    pub fn of(action: &Action, watched: bool) -> Self {
        match action {
            Action::SealProduct { product, .. }
            | Action::RetireProduct { product }
            | Action::SetLimits { product, .. }
            | Action::AttestAudit { product, .. } => Self {
                product: Some(*product),
                watch: watched.then(|| pda::watch(product)),
                ..Self::default()
            },
            Action::SetPool { pool, .. } | Action::RetirePool { pool } | Action::CreateCourt { pool, .. } | Action::Emit { pool, .. } => {
                Self {
                    pool: Some(*pool),
                    ..Self::default()
                }
            }
            Action::SetCourt { court, .. } => Self {
                court: Some(*court),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }
}

/// Proposes an action as proposal `number` (the count of the members' account), its bond paid from `source`.
pub fn propose(proposer: Address, number: u64, governance_mint: Address, source: Address, about: About, action: Action) -> Instruction {
    let a = accounts::Propose {
        proposer,
        config: pda::config(),
        dao: pda::dao(),
        electorate: pda::electorate(),
        escrow: pda::escrow(&proposer),
        mint: governance_mint,
        source,
        vault: pda::vault(&pda::dao()),
        proposal: pda::proposal(number),
        pool: about.pool,
        product: about.product,
        watch: about.watch,
        court: about.court,
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::Propose { action }.to_instruction(a)
}

/// Queues an action as proposal `number`; signed by the bootstrap authority.
pub fn queue_action(bootstrap: Address, number: u64, about: About, action: Action) -> Instruction {
    let a = accounts::QueueAction {
        bootstrap,
        config: pda::config(),
        dao: pda::dao(),
        proposal: pda::proposal(number),
        pool: about.pool,
        product: about.product,
        watch: about.watch,
        court: about.court,
        instructions: pda::INSTRUCTIONS,
        system_program: pda::SYSTEM,
    };
    instruction::QueueAction { action }.to_instruction(a)
}

/// Votes on a proposal: 0 for, 1 against, 2 abstains. `hash` is that of the action that the voter has read.
pub fn cast_vote(voter: Address, proposal: Address, choice: u8, hash: [u8; 32]) -> Instruction {
    let a = accounts::CastVote {
        voter,
        proposal,
        escrow: pda::escrow(&voter),
        vote: pda::vote(&proposal, &voter),
        system_program: pda::SYSTEM,
    };
    instruction::CastVote { choice, hash }.to_instruction(a)
}

/// Counts the votes.
pub fn count_votes(proposal: Address) -> Instruction {
    instruction::CountVotes {}.to_instruction(accounts::CountVotes { proposal })
}

/// Closes a vote whose time is over.
pub fn close_vote(proposal: Address, voter: Address) -> Instruction {
    let a = accounts::CloseVote {
        proposal,
        escrow: pda::escrow(&voter),
        vote: pda::vote(&proposal, &voter),
        voter,
    };
    instruction::CloseVote {}.to_instruction(a)
}

/// Closes a proposal that is over; its bond, if it has one, goes back to the proposer's associated token account.
pub fn close_proposal(proposal: Address, proposer: Address, bond_mint: Option<Address>) -> Instruction {
    let destination = bond_mint.map(|mint| pda::associated_token(&proposer, &mint));
    closing(proposal, proposer, destination, None)
}

/// Closes a proposal that too few voted on; its bond goes to the treasury's purse of the governance mint.
pub fn close_rejected(proposal: Address, proposer: Address, governance_mint: Address) -> Instruction {
    let purse = pda::purse(&governance_mint);
    closing(proposal, proposer, Some(pda::vault(&purse)), Some(purse))
}

fn closing(proposal: Address, proposer: Address, destination: Option<Address>, purse: Option<Address>) -> Instruction {
    let a = accounts::CloseProposal {
        dao: pda::dao(),
        proposal,
        destination,
        purse,
        vault: pda::vault(&pda::dao()),
        proposer,
        token_program: pda::TOKEN,
    };
    instruction::CloseProposal {}.to_instruction(a)
}

/// Executes a proposal that spends from the treasury.
pub fn spend(proposal: Address, mint: Address, to: Address) -> Instruction {
    let purse = pda::purse(&mint);
    let a = accounts::SpendFromPurse {
        config: pda::config(),
        proposal,
        purse,
        vault: pda::vault(&purse),
        destination: pda::associated_token(&to, &mint),
        token_program: pda::TOKEN,
    };
    instruction::Spend {}.to_instruction(a)
}

/// The guardian cancels a queued action, which has this hash.
pub fn cancel_proposal(guardian: Address, proposal: Address, hash: [u8; 32]) -> Instruction {
    let a = accounts::CancelProposal {
        guardian,
        config: pda::config(),
        proposal,
        veto: pda::veto(&hash),
        instructions: pda::INSTRUCTIONS,
        system_program: pda::SYSTEM,
    };
    instruction::CancelProposal {}.to_instruction(a)
}

/// Closes a veto of a year.
pub fn close_veto(hash: [u8; 32], rent_payer: Address) -> Instruction {
    let a = accounts::CloseVeto {
        veto: pda::veto(&hash),
        rent_payer,
    };
    instruction::CloseVeto {}.to_instruction(a)
}

/// The guardian pauses new business.
pub fn pause(guardian: Address) -> Instruction {
    let a = accounts::PauseBusiness {
        guardian,
        config: pda::config(),
        instructions: pda::INSTRUCTIONS,
    };
    instruction::Pause {}.to_instruction(a)
}

/// Ends a pause.
pub fn lift_pause(sender: Address) -> Instruction {
    let a = accounts::LiftPause {
        sender,
        config: pda::config(),
        instructions: pda::INSTRUCTIONS,
    };
    instruction::LiftPause {}.to_instruction(a)
}

/// Accepts the bootstrap authority.
pub fn accept_bootstrap(named: Address) -> Instruction {
    let a = accounts::AcceptBootstrap {
        named,
        config: pda::config(),
        instructions: pda::INSTRUCTIONS,
    };
    instruction::AcceptBootstrap {}.to_instruction(a)
}

/// Executes a proposal about the configuration.
pub fn set_parameters(proposal: Address) -> Instruction {
    let a = accounts::SetParameters {
        config: pda::config(),
        proposal,
    };
    instruction::SetParameters {}.to_instruction(a)
}

/// Executes a proposal that puts something on the list.
pub fn list(executor: Address, proposal: Address, kind: ListingKind, id: Address) -> Instruction {
    let a = accounts::PutOnList {
        executor,
        config: pda::config(),
        proposal,
        listing: pda::listing(kind, &id),
        system_program: pda::SYSTEM,
    };
    instruction::List {}.to_instruction(a)
}

/// Executes a proposal that takes something off the list.
pub fn delist(proposal: Address, kind: ListingKind, id: Address, rent_payer: Address) -> Instruction {
    let a = accounts::TakeOffList {
        config: pda::config(),
        proposal,
        listing: pda::listing(kind, &id),
        rent_payer,
    };
    instruction::Delist {}.to_instruction(a)
}

/// The same draft by a member: with their escrow and the electorate.
pub fn by_member(mut draft: Instruction) -> Instruction {
    let drafter = draft.accounts.first().map(|account| account.pubkey);
    for (slot, address) in [(2, Some(pda::electorate())), (3, drafter.map(|drafter| pda::escrow(&drafter)))] {
        if let (Some(account), Some(address)) = (draft.accounts.get_mut(slot), address) {
            account.pubkey = address;
        }
    }
    draft
}

/// Executes the proposal that upgrades the program to the build in this buffer; signed by whoever uploaded it.
pub fn upgrade_program(uploader: Address, proposal: Address, buffer: Address) -> Instruction {
    let a = accounts::UpgradeProgram {
        uploader,
        config: pda::config(),
        proposal,
        program_data: pda::program_data(),
        program: breakwater::ID,
        buffer,
        rent: pda::RENT,
        clock: pda::CLOCK,
        upgrade_authority: pda::upgrade_authority(),
        instructions: pda::INSTRUCTIONS,
        loader: pda::LOADER,
    };
    instruction::UpgradeProgram {}.to_instruction(a)
}

/// Executes the proposal that gives the right to upgrade the program up, for ever.
pub fn give_up_upgrades(proposal: Address) -> Instruction {
    let a = accounts::GiveUpUpgrades {
        config: pda::config(),
        proposal,
        program_data: pda::program_data(),
        upgrade_authority: pda::upgrade_authority(),
        instructions: pda::INSTRUCTIONS,
        loader: pda::LOADER,
    };
    instruction::GiveUpUpgrades {}.to_instruction(a)
}
