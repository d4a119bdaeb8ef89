//! A proposal: a typed action on its way to being executed.

use {
    super::{action::Action, config::Config, vote::VoteChoice},
    crate::{constants::*, errors::GovernanceError},
    anchor_lang::prelude::*,
    breakwater_math::turnout,
};

/// Where a proposal stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
pub enum ProposalState {
    /// Members vote, or their votes wait to be counted.
    Voting,
    /// Waits for its time, then for whoever executes it; dead when the window is over.
    Queued,
    Executed,
    /// The members did not want it, or too few said so.
    Rejected,
    /// The guardian cancelled it.
    Cancelled,
}

/// PDA: `["proposal", number]`. Borsh, because its action is a typed enum that every client can read.
#[account(borsh)]
pub struct Proposal {
    pub version: u8,
    pub bump: u8,
    pub state: ProposalState,
    /// Queued by the bootstrap authority, without a vote.
    pub by_bootstrap: bool,
    /// The bond goes back to the proposer; else to the treasury.
    pub bond_back: bool,
    pub number: u64,
    /// Paid rent and bond.
    pub proposer: Address,
    /// Atoms of the governance token.
    pub bond: u64,
    /// What had aged by this time votes (unix seconds).
    pub opened_at: i64,
    /// End of the vote (unix seconds).
    pub vote_until: i64,
    /// Time between the vote's end, or the queueing, and the execution, seconds.
    pub delay: u32,
    /// Can be executed from this time on (unix seconds); 0 until it is queued.
    pub eta: i64,
    /// Can be executed before this time (unix seconds); 0 until it is queued.
    pub dead_at: i64,
    /// Votes for it that it needs, atoms.
    pub quorum: u64,
    /// Most that one member weighs, atoms.
    pub cap: u64,
    /// Weight of the votes for it, atoms …
    pub yes: u64,
    /// … against it …
    pub no: u64,
    /// … and of those that abstain.
    pub abstain: u64,
    /// Members who voted.
    pub voters: u32,
    /// Votes that are not closed.
    pub open_votes: u32,
    /// What the subject's revision was: another one makes the proposal stale.
    pub revision: u32,
    /// SHA-256 of the action.
    pub hash: [u8; 32],
    pub action: Action,
}

/// Bytes of a proposal without its action.
const HEAD_BYTES: usize = 8 + 5 + 8 + 32 + 8 + 16 + 4 + 16 + 8 * 5 + 4 * 3 + 32;
/// Bytes of a proposal's account.
pub const PROPOSAL_BYTES: usize = HEAD_BYTES + super::action::ACTION_BYTES;

impl Proposal {
    /// Members still vote.
    pub fn check_voting(&self, at: i64) -> Result<()> {
        require!(
            self.state == ProposalState::Voting && at < self.vote_until,
            GovernanceError::NotVoting
        );
        Ok(())
    }

    /// A vote is cast.
    pub fn cast(&mut self, choice: VoteChoice, weight: u64) -> Result<()> {
        let sum = match choice {
            VoteChoice::For => &mut self.yes,
            VoteChoice::Against => &mut self.no,
            VoteChoice::Abstain => &mut self.abstain,
        };
        *sum = sum.checked_add(weight).ok_or(GovernanceError::DaoLedgerBroken)?;
        self.voters = self.voters.checked_add(1).ok_or(GovernanceError::DaoLedgerBroken)?;
        self.open_votes = self.open_votes.checked_add(1).ok_or(GovernanceError::DaoLedgerBroken)?;
        Ok(())
    }

    /// A vote is closed.
    pub fn close_vote(&mut self) -> Result<()> {
        self.open_votes = self.open_votes.checked_sub(1).ok_or(GovernanceError::DaoLedgerBroken)?;
        Ok(())
    }

    /// The vote is over: it is queued from its end on, or rejected. A bond is kept only when so few voted that nobody wanted a vote.
    pub fn count(&mut self, at: i64) -> Result<()> {
        require!(self.state == ProposalState::Voting, GovernanceError::NotVoting);
        require!(at >= self.vote_until, GovernanceError::VoteRunning);
        let result = turnout::count(self.yes, self.no, self.abstain, self.voters, self.quorum);
        self.bond_back = result.worth_a_vote;
        if result.accepted {
            self.queue(self.vote_until)
        } else {
            self.state = ProposalState::Rejected;
            Ok(())
        }
    }

    /// Waits from this time on.
    pub fn queue(&mut self, from: i64) -> Result<()> {
        let eta = from.checked_add(i64::from(self.delay)).ok_or(GovernanceError::DaoLedgerBroken)?;
        self.state = ProposalState::Queued;
        self.eta = eta;
        self.dead_at = eta.checked_add(EXECUTION_WINDOW).ok_or(GovernanceError::DaoLedgerBroken)?;
        Ok(())
    }

    /// Queued, its time has come and is not over, whoever queued it still may, and its subject is as it was (INV-17, A-66). From here on it is
    /// executed: nothing executes it twice.
    pub fn execute(&mut self, config: &Config, revision: u32, at: i64) -> Result<()> {
        require!(self.state == ProposalState::Queued, GovernanceError::NotQueued);
        require!(at >= self.eta, GovernanceError::TimelockRunning);
        require!(at < self.dead_at, GovernanceError::ProposalDead);
        if self.by_bootstrap {
            require!(config.is_bootstrap(&self.proposer, at), GovernanceError::BootstrapOver);
        } else {
            config.check_members_govern(&self.action, at)?;
        }
        require!(revision == self.revision, GovernanceError::ProposalStale);
        require!(self.action.hash()? == self.hash, GovernanceError::WrongAction);
        self.state = ProposalState::Executed;
        Ok(())
    }

    /// The guardian may cancel it: it waits, and it is not about the guardian or the authority.
    pub fn cancel(&mut self, at: i64) -> Result<()> {
        require!(self.state == ProposalState::Queued && at < self.dead_at, GovernanceError::NotQueued);
        require!(!self.action.is_about_power(), GovernanceError::CannotCancel);
        self.state = ProposalState::Cancelled;
        self.bond_back = true;
        Ok(())
    }

    /// Nothing can come of it any more, and no vote refers to it.
    pub fn check_over(&self, at: i64) -> Result<()> {
        let over = match self.state {
            ProposalState::Voting => false,
            ProposalState::Queued => at >= self.dead_at,
            _ => true,
        };
        require!(over, GovernanceError::ProposalOpen);
        require!(self.open_votes == 0, GovernanceError::VotesUnclosed);
        Ok(())
    }
}
