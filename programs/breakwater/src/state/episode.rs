//! Parts of a product: what it keeps of each breach and of each incident.

use {
    crate::constants::*,
    anchor_lang::prelude::*,
    breakwater_math::time,
    bytemuck::{Pod, Zeroable},
};

/// Life of an episode. Stored as a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum EpisodeState {
    /// No episode, or all of it is over.
    None = 0,
    /// A breach runs.
    Running = 1,
    /// The breach has ended; trigger and raise stay open for three days.
    Ended = 2,
}

/// A breach from its first observation to the end of the time in which it can be triggered.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Episode {
    /// Number of the episode, from 1.
    pub number: PodU32,
    /// An [`EpisodeState`].
    pub state: u8,
    /// 1 once an incident was opened from it.
    pub triggered: u8,
    pub _pad: [u8; 2],
    /// First breach observation (unix seconds).
    pub first_breach: PodI64,
    /// When the breach ended (unix seconds).
    pub ended_at: PodI64,
    /// E0: cover past waiting and in force at the first breach, atoms.
    pub cover: PodU64,
    /// L: cover sold and still waiting then, atoms.
    pub waiting: PodU64,
    /// What the pool holds as undecided for it, until an incident takes it over, atoms.
    pub provisional: PodU64,
    /// Day at whose midnight the last policy ends that was in force at the first breach.
    pub until: PodU32,
    pub _pad2: [u8; 4],
    /// Windows that begin at this time or later (unix seconds; 0 when not counted again yet) …
    pub later_from: PodI64,
    /// … pay this much cover at most: what is held as undecided was lowered to it.
    pub later_cover: PodU64,
}

/// The slot holds no incident.
pub const MARK_FREE: u8 = 0;
/// The incident is open: policies wait for it.
pub const MARK_OPEN: u8 = 1;
/// All its policies are settled; recoveries can come.
pub const MARK_RECOVERING: u8 = 2;

/// What a product remembers of an incident after the account is closed.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct IncidentMark {
    /// First breach of its episode (unix seconds).
    pub first_breach: PodI64,
    pub number: PodU32,
    /// 0 free; 1 while the incident is open; 2 while only recoveries can come.
    pub open: u8,
    /// 1 when a final step could not be funded whole: what lacks may be recovered.
    pub cut: u8,
    /// 1 once jurors have denied it, or could not agree: its day may be declared once more.
    pub denied: u8,
    pub _pad: u8,
    /// What earlier incidents have paid, since this one was opened, to policies that it counts, atoms: its cover is lower by this.
    pub lowered: PodU64,
}

impl Episode {
    /// A breach runs, or its tail does.
    pub fn is_open(&self) -> bool {
        self.state != EpisodeState::None as u8
    }

    /// A window that starts here pays somebody: the last policy that was in force at the first breach has not ended.
    pub fn pays_from(&self, window_start: i64) -> bool {
        window_start < time::midnight(self.until.get())
    }

    /// `eligible`, and not more than what a recount has left for windows that begin then.
    pub fn at_most(&self, window_start: i64, eligible: u64) -> u64 {
        let from = self.later_from.get();
        if from > 0 && window_start >= from {
            eligible.min(self.later_cover.get())
        } else {
            eligible
        }
    }

    /// Steps may be added now: while the breach runs and for three days after it.
    pub fn may_raise(&self, now: i64) -> bool {
        match self.state {
            s if s == EpisodeState::Running as u8 => true,
            s if s == EpisodeState::Ended as u8 => now.saturating_sub(self.ended_at.get()) <= TAIL_SECONDS,
            _ => false,
        }
    }
}
