//! Parts of a case: what it is about, its phases and rulings, one round of it, and what it is opened with.

use {
    crate::errors::OrMath,
    anchor_lang::prelude::*,
    breakwater_math::{
        round::Turnout,
        tally::{self, Sides},
    },
    bytemuck::{Pod, Zeroable},
};

/// What a case is about. Stored as a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum About {
    /// A claim of one holder.
    Claim = 0,
    /// A declared incident.
    Incident = 1,
    /// A step that an oracle's window made.
    Step = 2,
}

/// Life of a case. Stored as a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CasePhase {
    /// A round runs, or waits to be counted.
    Voting = 1,
    /// Decided; it can be appealed.
    Decided = 2,
    /// Final: ballots are settled, and its subject can be concluded.
    Ended = 3,
    /// Its subject has been concluded.
    Concluded = 4,
}

/// A verdict as a byte.
pub mod ruling {
    /// None yet.
    pub const NONE: u8 = 0;
    /// A share is paid.
    pub const SHARE: u8 = 1;
    /// Nothing is paid.
    pub const NOTHING: u8 = 2;
    /// Nothing is paid, and the request was abusive.
    pub const ABUSIVE: u8 = 3;
    /// The step is void.
    pub const VOID: u8 = 4;
    /// The step stands.
    pub const STANDS: u8 = 5;
    /// Nobody has won.
    pub const DRAW: u8 = 6;
}

/// One round of a case.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Round {
    /// When it opened (unix seconds): only tokens that had aged by then weigh; 0 when the round has not been.
    pub opened_at: PodI64,
    /// Start of the commit phase …
    pub commit_from: PodI64,
    /// … of the reveal phase …
    pub reveal_from: PodI64,
    /// … and its end.
    pub reveal_until: PodI64,
    /// Electorate when it opened, atoms of the governance token.
    pub electorate: PodU64,
    /// Most that one ballot weighs, atoms.
    pub cap: PodU64,
    /// Weight of all ballots, atoms.
    pub committed: PodU64,
    /// Ballots.
    pub ballots: PodU32,
    /// Ballots that were revealed.
    pub revealed: PodU32,
    /// Revealed weight by choice, atoms.
    pub weights: [PodU64; tally::CHOICES],
}

const _: () = assert!(core::mem::size_of::<Round>() == 7 * 8 + 8 + 8 * tally::CHOICES);

/// Evidence of whoever opens a case.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct EvidenceArgs {
    /// SHA-256 of the evidence.
    pub hash: [u8; 32],
    /// Where it lies, UTF-8, zero-padded.
    pub uri: [u8; 96],
}

/// What a case is opened with.
pub struct Opening {
    pub about: About,
    pub number: u32,
    pub subject: Address,
    pub product: Address,
    pub pool: Address,
    pub court: Address,
    pub claimant: Address,
    pub base: u64,
    pub deductible: u64,
    pub limit: u64,
    pub bond: u64,
    pub large: bool,
}

impl Round {
    pub(super) fn weights(&self) -> tally::Weights {
        self.weights.map(|weight| weight.get())
    }

    pub(super) fn turnout(&self) -> Result<Turnout> {
        Ok(Turnout {
            revealed: Sides::of(&self.weights()).or_math()?.revealed(),
            jurors: self.revealed.get(),
            electorate: self.electorate.get(),
        })
    }
}
