//! A policy: cover that one holder bought under one product's sealed terms.

use {
    super::tranche::add,
    crate::errors::{ClaimError, OrMath, PolicyError},
    anchor_lang::prelude::*,
    breakwater_math::time,
};

/// PDA: `["policy", product, buyer, id]`. At most 256 bytes with its discriminator.
#[account]
pub struct Policy {
    pub version: u8,
    pub bump: u8,
    pub _pad: [u8; 2],
    /// First incident of the product that this policy has not passed.
    pub next_incident: PodU32,
    pub product: Address,
    /// Gets every payment.
    pub holder: Address,
    /// Paid premium and rent; gets the rent back.
    pub buyer: Address,
    /// Account on any chain that the cover is bound to; zero when to none.
    pub insured: Address,
    /// Chosen by the buyer; makes the address.
    pub id: PodU64,
    /// Sum insured, atoms.
    pub cover: PodU64,
    /// Paid or owed so far, atoms.
    pub paid: PodU64,
    /// Settled but not yet delivered, parts of bonds beside the cover among it, atoms.
    pub owed: PodU64,
    /// Premium paid, atoms.
    pub premium: PodU64,
    /// Premium stream to the tranches, Q64 atoms per second.
    pub stream: PodU128,
    /// Cover begins at the midnight of this day …
    pub start_day: PodU32,
    /// … and ends at the midnight of this one.
    pub end_day: PodU32,
    /// Purchase (unix seconds).
    pub sold_at: PodI64,
    /// Incident that `incident_paid` belongs to, plus one; 0 before the first.
    pub incident: PodU32,
    /// Paid or owed by that incident, atoms.
    pub incident_paid: PodU64,
    /// Prices at the sale, for draw-down and impermanent loss; scale 1e9.
    pub entry_prices: [PodI64; 2],
    /// Incident with a cut that has counted this policy, plus one; 0 before the first.
    pub counted_by: PodU32,
    /// The premium stream ends at the midnight of this day, at the latest with the cover.
    pub stream_until: PodU32,
    /// Claims that are not closed.
    pub claims: u8,
    /// 1 while the amount of one of them is undecided.
    pub claim_open: u8,
    /// 1 while `owed` contains a part of bonds, which is beside the cover and not in `paid`.
    pub bonus_owed: u8,
    pub reserved: [u8; 1],
}

const _: () = assert!(core::mem::size_of::<Policy>() + 8 == 256);

impl Policy {
    /// Cover that is left, atoms.
    pub fn remaining(&self) -> Result<u64> {
        self.cover
            .get()
            .checked_sub(self.paid.get())
            .ok_or_else(|| PolicyError::PolicyLedgerBroken.into())
    }

    /// Past waiting and not ended at this moment.
    pub fn in_force_at(&self, at: i64) -> Result<bool> {
        Ok(at >= time::midnight(self.start_day.get()) && at < time::midnight(self.end_day.get()))
    }

    /// When cover ends (unix seconds).
    pub fn ends_at(&self) -> i64 {
        time::midnight(self.end_day.get())
    }

    /// What this incident has paid so far.
    pub fn paid_by(&self, incident: u32) -> u64 {
        if self.incident.get() == incident.wrapping_add(1) {
            self.incident_paid.get()
        } else {
            0
        }
    }

    /// Cover at the event of this incident: what was left before the incident paid anything.
    pub fn base_for(&self, incident: u32) -> Result<u64> {
        self.remaining()?
            .checked_add(self.paid_by(incident))
            .ok_or_else(|| PolicyError::PolicyLedgerBroken.into())
    }

    /// Recoveries of this incident can be paid: none of a later one has been, so that what this one has paid is still known.
    pub fn may_collect(&self, incident: u32) -> bool {
        u64::from(self.incident.get()) <= u64::from(incident).saturating_add(1)
    }

    /// Whether this incident, which had cut its policies, has counted this one.
    pub fn is_counted_by(&self, incident: u32) -> bool {
        self.counted_by.get() == incident.wrapping_add(1)
    }

    /// This incident has counted it.
    pub fn mark_counted(&mut self, incident: u32) -> Result<()> {
        self.counted_by = incident.checked_add(1).ok_or(PolicyError::PolicyLedgerBroken)?.into();
        Ok(())
    }

    /// The incident owes `amount` more.
    pub fn apply_settlement(&mut self, incident: u32, amount: u64) -> Result<()> {
        let before = self.paid_by(incident);
        self.incident = incident.checked_add(1).ok_or(PolicyError::PolicyLedgerBroken)?.into();
        self.incident_paid = before.checked_add(amount).ok_or(PolicyError::PolicyLedgerBroken)?.into();
        self.paid = add(self.paid, amount)?;
        self.owed = add(self.owed, amount)?;
        self.check_invariants()
    }

    /// It passes an incident, and gets its part of the bonds of disputes that failed: the holder's beside the cover, which is not lowered by it.
    pub fn apply_bonus(&mut self, amount: u64) -> Result<()> {
        self.owed = add(self.owed, amount)?;
        self.bonus_owed = 1;
        self.check_invariants()
    }

    /// A claim is filed. One is undecided at a time.
    pub fn open_claim(&mut self, new: bool) -> Result<()> {
        require!(self.claim_open == 0 || !new, ClaimError::ClaimOpen);
        self.claim_open = 1;
        if new {
            self.claims = self.claims.checked_add(1).ok_or(ClaimError::ClaimLedgerBroken)?;
        }
        Ok(())
    }

    /// The claim is decided for good.
    pub fn end_claim(&mut self) {
        self.claim_open = 0;
    }

    /// A claim is closed.
    pub fn close_claim(&mut self) -> Result<()> {
        self.claims = self.claims.checked_sub(1).ok_or(ClaimError::ClaimLedgerBroken)?;
        Ok(())
    }

    /// A claim owes `amount`. Incidents until now can pay it no recoveries any more: what they had paid could not be told apart.
    pub fn apply_claim(&mut self, amount: u64, incident_count: u32) -> Result<()> {
        if self.incident.get() > 0 {
            self.incident = incident_count.checked_add(1).ok_or(PolicyError::PolicyLedgerBroken)?.into();
            self.incident_paid = 0u64.into();
        }
        self.paid = add(self.paid, amount)?;
        self.owed = add(self.owed, amount)?;
        self.check_invariants()
    }

    /// End of term and grace (unix seconds).
    pub fn grace_ends(&self, grace_days: u16) -> i64 {
        time::midnight(self.end_day.get().saturating_add(u32::from(grace_days)))
    }

    /// Cover goes on to another end; old and new premium stream together, at a rate up to a day.
    pub fn apply_extension(&mut self, premium: u64, stream: (u128, u32), end: u32) -> Result<()> {
        self.premium = add(self.premium, premium)?;
        (self.stream, self.stream_until) = (stream.0.into(), stream.1.into());
        self.end_day = end.into();
        Ok(())
    }

    /// Everything owed is on its way.
    pub fn take_owed(&mut self) -> u64 {
        let owed = self.owed.get();
        self.owed = 0u64.into();
        self.bonus_owed = 0;
        owed
    }

    /// First day whose midnight lies `days` after `now`, for a start of force or an end.
    pub fn midnight_after(now: i64, days: u16) -> Result<u32> {
        time::first_midnight_after_days(now, u32::from(days)).or_math()
    }

    /// Paid never exceeds cover (INV-08), and what is owed was paid out of it, unless a part of bonds waits with it.
    pub fn check_invariants(&self) -> Result<()> {
        let of_cover = self.owed.get() <= self.paid.get() || self.bonus_owed == 1;
        require!(self.paid.get() <= self.cover.get() && of_cover, PolicyError::PolicyLedgerBroken);
        Ok(())
    }
}
