//! A member's vote on a proposal.

use {crate::errors::GovernanceError, anchor_lang::prelude::*};

/// PDA: `["vote", proposal, voter]`: one vote per member and proposal, and it is not changed.
#[account]
pub struct Vote {
    pub version: u8,
    pub bump: u8,
    /// A [`VoteChoice`].
    pub choice: u8,
    pub _pad: [u8; 5],
    pub proposal: Address,
    /// Paid the rent and gets it back.
    pub voter: Address,
    /// Atoms of the governance token.
    pub weight: PodU64,
    /// When it was cast (unix seconds).
    pub at: PodI64,
}

const _: () = assert!(core::mem::size_of::<Vote>() == 8 + 2 * 32 + 16);

/// What a member can say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum VoteChoice {
    For = 0,
    Against = 1,
    Abstain = 2,
}

impl TryFrom<u8> for VoteChoice {
    type Error = GovernanceError;

    fn try_from(byte: u8) -> core::result::Result<Self, GovernanceError> {
        match byte {
            0 => Ok(Self::For),
            1 => Ok(Self::Against),
            2 => Ok(Self::Abstain),
            _ => Err(GovernanceError::UnknownVote),
        }
    }
}
