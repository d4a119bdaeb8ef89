//! A claim: what one holder asks for one event.

use {
    crate::{constants::*, errors::ClaimError},
    anchor_lang::prelude::*,
    breakwater_math::time,
};

/// Life of a claim. Stored as a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ClaimState {
    /// A case about it runs.
    Open = 1,
    /// Accepted; its payout is the policy's.
    Accepted = 2,
    /// Denied or drawn; can be filed again until `refile_until`.
    Refused = 3,
    /// Denied or drawn for good.
    Denied = 4,
    /// Taken back by the holder before any juror voted.
    Withdrawn = 5,
}

/// PDA: `["claim", policy, event day]`: one day is claimed once, and stays claimed as long as it could be claimed again (ADR 24).
#[account]
pub struct Claim {
    pub version: u8,
    pub bump: u8,
    /// A [`ClaimState`].
    pub state: u8,
    /// Cases about it so far: 1, or 2 once it was filed again. The next case's number.
    pub filings: u8,
    /// Day of the event.
    pub event_day: PodU32,
    pub policy: Address,
    pub product: Address,
    /// Gets the rent back.
    pub rent_payer: Address,
    /// Amount requested, atoms: undecided in the pool while the claim is open or can be filed again.
    pub requested: PodU64,
    /// Payout of the decision, atoms …
    pub payout: PodU64,
    /// … and what the pool could not fund of it.
    pub shortfall: PodU64,
    pub filed_at: PodI64,
    /// Last moment at which it can be filed again (unix seconds).
    pub refile_until: PodI64,
    /// When it was decided for good (unix seconds).
    pub decided_at: PodI64,
    pub reserved: [u8; 32],
}

const _: () = assert!(core::mem::size_of::<Claim>() == 8 + 3 * 32 + 6 * 8 + 32);

impl Claim {
    /// It is in this state.
    pub fn is(&self, state: ClaimState) -> bool {
        self.state == state as u8
    }

    /// Its amount is undecided in pool and product.
    pub fn is_undecided(&self) -> bool {
        self.is(ClaimState::Open) || self.is(ClaimState::Refused)
    }

    /// A first decision against it, or a draw: it can be filed again for two weeks; after a denial not beyond the grace, which ends at `grace`.
    /// False when there is no time for it, or it was filed twice.
    pub fn refuse(&mut self, drawn: bool, grace: i64, at: i64) -> bool {
        let until = at.saturating_add(REFILE_TIME);
        self.refile_until = if drawn { until } else { until.min(grace) }.into();
        let again = self.filings < MAX_FILINGS && at < self.refile_until.get();
        self.state = if again { ClaimState::Refused } else { ClaimState::Denied } as u8;
        if !again {
            self.decided_at = at.into();
        }
        again
    }

    /// It may be filed again now.
    pub fn check_refilable(&self, at: i64) -> Result<()> {
        let open = self.is(ClaimState::Refused) && at < self.refile_until.get();
        require!(open && self.filings < MAX_FILINGS, ClaimError::NotRefilable);
        Ok(())
    }

    /// Nothing can come of it any more, and nobody could file the same day again: its policy's time is over, or its cover is paid.
    pub fn check_over(&self, grace: i64, remaining: u64, at: i64) -> Result<()> {
        require!(!self.is_undecided(), ClaimError::ClaimNotOver);
        let recovered = self.shortfall.is_zero() || at.saturating_sub(self.decided_at.get()) >= INCIDENT_LIFE;
        require!(recovered && (at >= grace || remaining == 0), ClaimError::ClaimNotOver);
        Ok(())
    }

    /// First moment of the event's day.
    pub fn event_at(&self) -> i64 {
        time::midnight(self.event_day.get())
    }
}
