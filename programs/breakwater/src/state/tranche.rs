//! One of a pool's two layers of capital.

use {
    crate::{
        constants::*,
        errors::{OrMath, PoolError},
    },
    anchor_lang::prelude::*,
    breakwater_math::{recovery, shares, stream, tranche as formula},
    bytemuck::{Pod, Zeroable},
};

/// Takes losses first, earns more.
pub const JUNIOR: usize = 0;
/// Takes losses after junior.
pub const SENIOR: usize = 1;

/// Capital and shares of one layer. Shares are u128 so that a tranche can lose all but a millionth and still count exactly.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Tranche {
    /// Assets of this layer, in atoms.
    pub capital: PodU64,
    /// What the living shares were issued for, in atoms; capital below a millionth of it closes the generation.
    pub issued_for: PodU64,
    /// Living shares.
    pub shares: PodU128,
    /// Shares under a withdrawal request, matured or not. They stay at risk and keep earning.
    pub pending_shares: PodU128,
    /// The part of `pending_shares` whose notice is over.
    pub matured_shares: PodU128,
    /// Governance-token rewards per share, Q64; never falls while anybody has a position.
    pub reward_per_share: PodU128,
    /// What it was when the last generation closed: what that generation's shares had earned by then stays theirs.
    pub closed_reward_per_share: PodU128,
    /// Rewards of this tranche that could not be given to each share alike yet, Q64 atoms.
    pub reward_carry: PodU128,
    /// Shares of the last closed generation.
    pub closed_shares: PodU128,
    /// Recoveries per share of the last closed generation, Q64.
    pub recovery_per_share: PodU128,
    /// Rises when the tranche is wiped out; shares of older generations are worth nothing.
    pub generation: PodU32,
    pub _pad: [u8; 4],
    /// What open incidents have reserved of this generation's capital and not paid: as much may come back, atoms.
    pub may_return: PodU64,
    /// Money on its way back, Q64 atoms per second …
    pub returning: PodU128,
    /// … until this time (unix seconds).
    pub returning_until: PodI64,
    /// Recoveries for the last closed generation that nobody has fetched yet, atoms.
    pub recovery_left: PodU64,
    /// What the shares of the last closed generation had been issued for, atoms.
    pub closed_for: PodU64,
    /// Until then what incidents gave back is on its way (unix seconds).
    pub returns_until: PodI64,
    /// Shares that mature at each midnight, by day number modulo 32.
    pub maturing: [PodU128; MATURITY_SLOTS],
}

const _: () = assert!(core::mem::size_of::<Tranche>() == 8 * 2 + 16 * 8 + 8 + 8 + 16 + 8 + 8 + 8 + 8 + 16 * 32);

/// What a tranche gives up when it is emptied or closed, atoms.
#[derive(Clone, Copy, Default)]
pub struct Closed {
    /// Rounding crumbs of its capital.
    pub to_reserve: u64,
    /// Recoveries that the generation before has not fetched.
    pub forgotten: u64,
    /// What was on its way back …
    pub returning: u64,
    /// … and the part of it that the closed generation can fetch.
    pub recovered: u64,
}

impl Tranche {
    /// Shares for a deposit, rounded down (in favour of the pool), priced as if nothing undecided were lost, as if all that open incidents
    /// have reserved and not paid came back, and as if all that is on its way back had arrived: whoever enters gains from none of it.
    pub fn shares_for_deposit(&self, amount: u64, now: i64) -> Result<u128> {
        let back = [self.may_return.get(), self.returning_atoms(now)?];
        let worth = back.iter().try_fold(self.capital.get(), |sum, part| sum.checked_add(*part));
        let worth = if self.shares.is_zero() { Some(self.capital.get()) } else { worth };
        shares::for_deposit_floor(amount, worth.ok_or(PoolError::PoolLedgerBroken)?, self.shares.get()).or_math()
    }

    /// Value of shares when the tranche is worth `assets`, rounded down.
    pub fn value(&self, part: u128, assets: u64) -> Result<u64> {
        shares::value_floor(part, assets, self.shares.get()).or_math()
    }

    /// New shares against new capital.
    pub fn apply_deposit(&mut self, amount: u64, issued: u128) -> Result<()> {
        self.capital = add(self.capital, amount)?;
        self.issued_for = add(self.issued_for, amount)?;
        self.shares = add128(self.shares, issued)?;
        require!(self.shares.get() <= MAX_SHARES, PoolError::TooManyShares);
        Ok(())
    }

    /// Shares leave for `assets`. What they were issued for leaves with them, in proportion, rounded down.
    #[inline(never)]
    pub fn apply_exit(&mut self, part: u128, assets: u64) -> Result<()> {
        let shares = self.shares.get();
        let issued = breakwater_math::wide::mul_div_128_floor(part, self.issued_for.get(), shares.max(1)).or_math()?;
        let issued = u64::try_from(issued).map_err(|_| PoolError::PoolLedgerBroken)?;
        self.issued_for = sub(self.issued_for, issued)?;
        self.capital = sub(self.capital, assets)?;
        self.shares = sub128(self.shares, part)?;
        Ok(())
    }

    /// A request of `part` shares that matures at the midnight of `day`.
    pub fn apply_request(&mut self, part: u128, day: u32) -> Result<()> {
        self.pending_shares = add128(self.pending_shares, part)?;
        let slot = &mut self.maturing[maturity_slot(day)];
        *slot = add128(*slot, part)?;
        Ok(())
    }

    /// Requested shares are executed or cancelled; `day` is when they mature or did.
    pub fn drop_request(&mut self, part: u128, day: u32, matured: bool) -> Result<()> {
        self.pending_shares = sub128(self.pending_shares, part)?;
        if matured {
            self.matured_shares = sub128(self.matured_shares, part)?;
        } else {
            let slot = &mut self.maturing[maturity_slot(day)];
            *slot = sub128(*slot, part)?;
        }
        Ok(())
    }

    /// The midnight of `day` has come.
    pub fn mature(&mut self, day: u32) -> Result<()> {
        let slot = &mut self.maturing[maturity_slot(day)];
        if !slot.is_zero() {
            self.matured_shares = add128(self.matured_shares, slot.get())?;
            *slot = 0u128.into();
        }
        Ok(())
    }

    /// Takes a loss; closes the generation if the tranche is wiped out. Returns what belongs to nobody then.
    #[inline(never)]
    pub fn apply_loss(&mut self, loss: u64, now: i64) -> Result<Closed> {
        self.capital = sub(self.capital, loss)?;
        if self.shares.is_zero() || !formula::is_wiped_out(self.capital.get(), self.issued_for.get()) {
            return Ok(Closed::default());
        }
        let crumbs = self.capital.get();
        let (shares, returning) = (self.shares, self.returning_atoms(now)?);
        let forgotten = self.close_generation(shares)?;
        // What was on its way back belongs to those who bore the earlier loss.
        let recovered = self.recover_closed(returning)?;
        Ok(Closed {
            to_reserve: crumbs,
            forgotten,
            returning,
            recovered,
        })
    }

    /// The last share has left: rounding crumbs belong to nobody, nor does what may still come back. Returns them.
    pub fn take_crumbs(&mut self, now: i64) -> Result<Closed> {
        if !self.shares.is_zero() {
            return Ok(Closed::default());
        }
        let (crumbs, returning) = (self.capital.get(), self.returning_atoms(now)?);
        // Whoever enters next has borne nothing of it.
        let forgotten = if self.may_return.is_zero() {
            self.clear();
            0
        } else {
            self.close_generation(0u128.into())?
        };
        Ok(Closed {
            to_reserve: crumbs,
            forgotten,
            returning,
            recovered: 0,
        })
    }

    /// Shares of this generation are worth nothing but what is recovered. Returns what nobody has fetched of the one before.
    #[inline(never)]
    fn close_generation(&mut self, shares: PodU128) -> Result<u64> {
        let forgotten = self.recovery_left.get();
        self.closed_shares = shares;
        self.closed_for = if shares.is_zero() { 0u64.into() } else { self.issued_for };
        self.recovery_per_share = 0u128.into();
        self.recovery_left = 0u64.into();
        self.closed_reward_per_share = self.reward_per_share;
        self.clear();
        self.generation = self.generation.get().checked_add(1).ok_or(PoolError::PoolLedgerBroken)?.into();
        Ok(forgotten)
    }

    /// A recovery for the last closed generation. Returns the part that it can take: all, or nothing when nobody has shares of it.
    #[inline(never)]
    pub fn recover_closed(&mut self, amount: u64) -> Result<u64> {
        let shares = self.closed_shares.get();
        if amount == 0 || shares == 0 {
            return Ok(0);
        }
        // Rounded down; the fraction that the rate cannot give stays for the last owner's close, which sends it to the reserve.
        let rate = breakwater_math::wide::mul_div_128_floor(1u128 << 64, amount, shares).or_math()?;
        let given = recovery::due_ceil(shares, rate).or_math()?;
        if rate == 0 || given > amount {
            return Ok(0);
        }
        self.recovery_per_share = add128(self.recovery_per_share, rate)?;
        self.recovery_left = add(self.recovery_left, amount)?;
        Ok(amount)
    }

    /// An owner fetches what was recovered for their closed shares.
    pub fn fetch_recovery(&mut self, amount: u64) -> Result<()> {
        self.recovery_left = sub(self.recovery_left, amount)?;
        Ok(())
    }

    /// Shares of the last closed generation are given up with their position. The last of them leave what nobody can fetch: returns it.
    pub fn drop_closed(&mut self, shares: u128) -> Result<u64> {
        self.closed_shares = sub128(self.closed_shares, shares)?;
        if !self.closed_shares.is_zero() {
            return Ok(0);
        }
        let crumbs = self.recovery_left.get();
        self.recovery_left = 0u64.into();
        Ok(crumbs)
    }

    /// What is on its way back to this tranche, atoms, rounded up.
    pub fn returning_atoms(&self, now: i64) -> Result<u64> {
        if self.returning.is_zero() {
            return Ok(0);
        }
        let left = u64::try_from(self.returning_until.get().saturating_sub(now)).unwrap_or(0);
        stream::atoms_ceil(stream::add(0, self.returning.get(), left).or_math()?).or_math()
    }

    /// What the first to enter after a wipe-out puts in at least while something is undecided: a sixteenth of what the closed shares had been
    /// issued for, atoms, rounded down.
    pub fn least_new_start(&self) -> u64 {
        if self.shares.is_zero() { self.closed_for.get() >> 4 } else { 0 }
    }

    /// Who leaves now leaves something behind: open incidents may give back, or what they gave back is on its way, more than a hundredth of the
    /// capital. Less is no reason to wait, and the cost of cancelled requests is none: who owns the tranche pays it to themselves.
    pub fn awaits_returns(&self, now: i64) -> Result<bool> {
        let on_its_way = now < self.returns_until.get() && self.returning_atoms(now)? > self.capital.get() / RETURNS_NOTICED;
        Ok(!self.may_return.is_zero() || on_its_way)
    }

    /// `amount` comes back over 90 days, together with what is on its way already: both end when they would on average, by amount.
    /// Returns the rounding remainder, which does not stream.
    #[inline(never)]
    pub fn stream_back(&mut self, amount: u64, now: i64) -> Result<u64> {
        let before = self.returning_atoms(now)?;
        let total = before.checked_add(amount).ok_or(PoolError::PoolLedgerBroken)?;
        if amount == 0 || total == 0 {
            return Ok(0);
        }
        let left = u64::try_from(self.returning_until.get().saturating_sub(now)).unwrap_or(0);
        let seconds = recovery::seconds_ceil(before, left, amount, STREAM_BACK_SECONDS).or_math()?;
        let rate = stream::rate_floor(total, seconds).or_math()?;
        let end = i64::try_from(seconds).ok().and_then(|s| now.checked_add(s));
        self.returning = rate.into();
        self.returning_until = end.ok_or(PoolError::PoolLedgerBroken)?.into();
        total
            .checked_sub(self.returning_atoms(now)?)
            .ok_or_else(|| PoolError::PoolLedgerBroken.into())
    }

    /// What came back between two moments, atoms; a stream that is over is cleared.
    pub fn take_returned(&mut self, from: i64, now: i64) -> Result<u64> {
        if self.returning.is_zero() {
            return Ok(0);
        }
        let (before, after) = (self.returning_atoms(from)?, self.returning_atoms(now)?);
        if after == 0 {
            self.returning = 0u128.into();
        }
        before.checked_sub(after).ok_or_else(|| PoolError::PoolLedgerBroken.into())
    }

    #[inline(never)]
    fn clear(&mut self) {
        self.capital = 0u64.into();
        self.issued_for = 0u64.into();
        self.shares = 0u128.into();
        self.pending_shares = 0u128.into();
        self.matured_shares = 0u128.into();
        self.may_return = 0u64.into();
        self.returning = 0u128.into();
        self.returning_until = 0i64.into();
        self.returns_until = 0i64.into();
        self.maturing = [PodU128::default(); MATURITY_SLOTS];
    }

    /// Truths that hold after every instruction.
    pub fn check_invariants(&self) -> Result<()> {
        require!(self.pending_shares.get() <= self.shares.get(), PoolError::PoolLedgerBroken);
        require!(self.matured_shares.get() <= self.pending_shares.get(), PoolError::PoolLedgerBroken);
        require!(!self.shares.is_zero() || self.capital.is_zero(), PoolError::PoolLedgerBroken);
        Ok(())
    }
}

fn maturity_slot(day: u32) -> usize {
    day as usize % MATURITY_SLOTS
}

/// Checked addition on a stored amount.
pub(crate) fn add(a: PodU64, b: u64) -> Result<PodU64> {
    a.get()
        .checked_add(b)
        .map(Into::into)
        .ok_or_else(|| PoolError::PoolLedgerBroken.into())
}

/// Checked subtraction on a stored amount.
pub(crate) fn sub(a: PodU64, b: u64) -> Result<PodU64> {
    a.get()
        .checked_sub(b)
        .map(Into::into)
        .ok_or_else(|| PoolError::PoolLedgerBroken.into())
}

/// Checked addition on stored shares.
pub(crate) fn add128(a: PodU128, b: u128) -> Result<PodU128> {
    a.get()
        .checked_add(b)
        .map(Into::into)
        .ok_or_else(|| PoolError::PoolLedgerBroken.into())
}

/// Checked subtraction on stored shares.
pub(crate) fn sub128(a: PodU128, b: u128) -> Result<PodU128> {
    a.get()
        .checked_sub(b)
        .map(Into::into)
        .ok_or_else(|| PoolError::PoolLedgerBroken.into())
}
