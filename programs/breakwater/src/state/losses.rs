//! Where final losses are taken from and where what comes back goes: the loss order, and the same order backwards (ADR 18).

use {
    super::{
        pool::Pool,
        position::Position,
        tranche::{JUNIOR, SENIOR, add, sub},
    },
    crate::errors::{PoolError, RewardError},
    anchor_lang::prelude::*,
    breakwater_math::tranche as formula,
    bytemuck::{Pod, Zeroable},
};

/// What a final loss took from where, atoms.
pub struct LossTaken {
    pub funded: u64,
    pub shortfall: u64,
    /// From the reserve.
    pub reserve: u64,
    /// From junior, then senior …
    pub tranches: [u64; 2],
    /// … of these generations.
    pub generations: [u32; 2],
}

/// Capital that an incident took from one generation of a tranche.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Part {
    /// Atoms.
    pub amount: PodU64,
    pub generation: PodU32,
}

/// Where an incident's reserved money came from.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Taken {
    /// From the pool's reserve, atoms.
    pub reserve: PodU64,
    /// From junior, then senior: the generation that bore the last loss, and the one before it.
    pub tranches: [[Part; 2]; 2],
    /// From junior's and senior's generations before those: nobody can be given it back any more.
    pub older: [PodU64; 2],
}

/// How much of what was taken comes back, by where it goes, atoms.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Back {
    pub reserve: u64,
    /// To junior, then senior: to the last generation that bore losses, and to the one before it.
    pub tranches: [[u64; 2]; 2],
    /// From older generations of junior and senior: to the reserve.
    pub older: [u64; 2],
    /// More than was taken: recovered money that no policy needs.
    pub more: u64,
}

impl Taken {
    /// A final loss was taken for this incident.
    #[inline(never)]
    pub fn record(&mut self, loss: &LossTaken) -> Result<()> {
        self.reserve = add(self.reserve, loss.reserve)?;
        for (index, amount) in loss.tranches.into_iter().enumerate().filter(|(_, amount)| *amount > 0) {
            let [last, before] = &mut self.tranches[index];
            if last.generation.get() != loss.generations[index] {
                // Two generations are told apart. What older ones lost must not become a younger one's, who may have bought it for an atom.
                self.older[index] = add(self.older[index], before.amount.get())?;
                *before = *last;
                last.amount = 0u64.into();
            }
            last.generation = loss.generations[index].into();
            last.amount = add(last.amount, amount)?;
        }
        Ok(())
    }

    /// How much of `left` would go back to the generations that live now: junior's, then senior's.
    pub fn to_living(&self, left: u64, pool: &Pool) -> [u64; 2] {
        let back = self.back(left);
        [JUNIOR, SENIOR].map(|index| {
            let living = pool.tranches[index].generation;
            let parts = self.tranches[index].iter().zip(back.tranches[index]);
            // Two generations of one tranche are never equal: at most one of the parts counts.
            parts
                .filter(|(part, _)| part.generation == living)
                .map(|(_, back)| back)
                .max()
                .unwrap_or(0)
        })
    }

    /// What has gone back was not lost after all.
    pub fn lower(&mut self, back: &Back) -> Result<()> {
        self.reserve = sub(self.reserve, back.reserve)?;
        for index in [JUNIOR, SENIOR] {
            for (age, part) in self.tranches[index].iter_mut().enumerate() {
                part.amount = sub(part.amount, back.tranches[index][age])?;
            }
            self.older[index] = sub(self.older[index], back.older[index])?;
        }
        Ok(())
    }

    /// Who gets `left` atoms back: backwards through the loss order, so that junior, which lost first, is made whole last.
    #[inline(never)]
    pub fn back(&self, left: u64) -> Back {
        let mut left = left;
        let mut give = |most: u64| {
            let part = left.min(most);
            left = left.saturating_sub(part);
            part
        };
        let reserve = give(self.reserve.get());
        let (mut tranches, mut older) = ([[0; 2]; 2], [0; 2]);
        for index in [SENIOR, JUNIOR] {
            for (age, part) in self.tranches[index].iter().enumerate() {
                tranches[index][age] = give(part.amount.get());
            }
            older[index] = give(self.older[index].get());
        }
        Back {
            reserve,
            tranches,
            older,
            more: left,
        }
    }
}

impl Pool {
    /// A final loss of `needed`: junior, senior, reserve. What was found becomes payable in the same breath; the rest is a shortfall.
    pub fn take_loss(&mut self, needed: u64) -> Result<LossTaken> {
        self.take_loss_before(needed, 0)
    }

    /// As [`Pool::take_loss`], before a fee is taken with [`Pool::take_fee`]: unless it is 0, that one fixes the split for both.
    #[inline(never)]
    pub fn take_loss_before(&mut self, needed: u64, fee: u64) -> Result<LossTaken> {
        let at = self.recognised_at.get();
        let loss = formula::waterfall(
            self.tranches[JUNIOR].capital.get(),
            self.tranches[SENIOR].capital.get(),
            self.reserve.get(),
            needed,
        );
        self.reserve = sub(self.reserve, loss.reserve)?;
        let generations = [self.tranches[JUNIOR].generation.get(), self.tranches[SENIOR].generation.get()];
        let funded = needed.checked_sub(loss.shortfall).ok_or(PoolError::PoolLedgerBroken)?;
        self.payable = add(self.payable, funded)?;
        for (index, part) in [(JUNIOR, loss.junior), (SENIOR, loss.senior)] {
            let closed = self.tranches[index].apply_loss(part, at)?;
            self.take_closed(closed)?;
        }
        self.shortfall = add(self.shortfall, loss.shortfall)?;
        self.loss_total = add(self.loss_total, needed)?;
        if fee == 0 {
            self.fix_split()?;
        }
        Ok(LossTaken {
            funded,
            shortfall: loss.shortfall,
            reserve: loss.reserve,
            tranches: [loss.junior, loss.senior],
            generations,
        })
    }

    /// Of what an incident may give back to living generations `old` has become `new`. Deposits are priced by it.
    pub fn replace_may_return(&mut self, old: [u64; 2], new: [u64; 2]) -> Result<()> {
        for index in [JUNIOR, SENIOR] {
            let tranche = &mut self.tranches[index];
            tranche.may_return = add(sub(tranche.may_return, old[index])?, new[index])?;
        }
        Ok(())
    }

    /// What an incident reserved and did not need goes back to where it came from: to the reserve at once, to tranches over 90 days, to a
    /// closed generation for its owners to fetch.
    #[inline(never)]
    pub fn return_reserved(&mut self, taken: &Taken, amount: u64, now: i64) -> Result<()> {
        self.replace_may_return(taken.to_living(amount, self), [0; 2])?;
        self.payable = sub(self.payable, amount)?;
        self.lower_loss(amount)?;
        self.give_back(taken, &taken.back(amount), now)
    }

    /// A part of a loss that was booked was not needed.
    pub fn lower_loss(&mut self, by: u64) -> Result<()> {
        self.loss_total = sub(self.loss_total, by)?;
        Ok(())
    }

    /// What was recovered for policies and nobody fetched goes to those who bore the loss after them.
    #[inline(never)]
    pub fn return_recovered(&mut self, taken: &Taken, amount: u64, now: i64) -> Result<()> {
        self.payable = sub(self.payable, amount)?;
        self.give_back(taken, &taken.back(amount), now)
    }

    /// Money that the payable ledger does not hold any more, or that has just come in, finds those who bore the loss.
    #[inline(never)]
    pub fn give_back(&mut self, taken: &Taken, back: &Back, now: i64) -> Result<()> {
        self.reserve = add(self.reserve, back.reserve)?;
        for index in [JUNIOR, SENIOR] {
            for (age, part) in taken.tranches[index].iter().enumerate() {
                self.give_to_generation(index, part.generation.get(), back.tranches[index][age], now)?;
            }
            self.reserve = add(self.reserve, back.older[index])?;
        }
        self.stream_back(back.more, now)
    }

    /// To one generation of a tranche: over 90 days when it lives, to fetch when it was the last that closed, else to the reserve.
    pub fn give_to_generation(&mut self, index: usize, generation: u32, amount: u64, now: i64) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let tranche = &mut self.tranches[index];
        let living = tranche.generation.get();
        let mut rest = amount;
        if generation == living && !tranche.shares.is_zero() {
            rest = tranche.stream_back(amount, now)?;
            tranche.returns_until = tranche.returning_until;
        } else if generation.checked_add(1) == Some(living) {
            let taken = tranche.recover_closed(amount)?;
            self.payable = add(self.payable, taken)?;
            rest = amount.checked_sub(taken).ok_or(PoolError::PoolLedgerBroken)?;
        }
        self.reserve = add(self.reserve, rest)?;
        Ok(())
    }

    /// Money came in for policies that were cut.
    pub fn fund_shortfall(&mut self, amount: u64) -> Result<()> {
        self.payable = add(self.payable, amount)?;
        self.lower_shortfall(amount)
    }

    /// Money came in for the holders of an incident, who had to wait: it is theirs like a loss.
    pub fn reserve_bonus(&mut self, amount: u64) -> Result<()> {
        self.payable = add(self.payable, amount)?;
        self.loss_total = add(self.loss_total, amount)?;
        Ok(())
    }

    /// A recovery was paid in.
    pub fn count_recovery(&mut self, amount: u64) -> Result<()> {
        self.recovered_total = add(self.recovered_total, amount)?;
        Ok(())
    }

    /// An owner fetches a recovery.
    pub fn pay_recovery(&mut self, index: u8, amount: u64) -> Result<()> {
        self.tranche_mut(index)?.fetch_recovery(amount)?;
        self.payable = sub(self.payable, amount)?;
        Ok(())
    }

    /// One tranche's part of a position that is about to close: nothing is left in it that is worth anything now.
    pub fn close_part(&mut self, position: &mut Position, index: usize) -> Result<()> {
        let tranche = &mut self.tranches[index];
        let (generation, per_share) = (tranche.generation.get(), tranche.recovery_per_share.get());
        let part = position.part(if index == JUNIOR { 0 } else { 1 }, tranche)?;
        require!(part.shares.is_zero(), PoolError::NotEmpty);
        require!(part.fetch_recovery(generation, per_share)? == 0, PoolError::RecoveryWaits);
        // Without a vault of rewards nothing was ever given to a tranche, so nothing can be due.
        require!(!part.has_rewards(), RewardError::RewardsLeft);
        if part.closed_generation.get().checked_add(1) == Some(generation) && !part.closed_shares.is_zero() {
            let crumbs = tranche.drop_closed(part.closed_shares.get())?;
            self.payable = sub(self.payable, crumbs)?;
            self.reserve = add(self.reserve, crumbs)?;
        }
        Ok(())
    }

    /// An incident that had cut its policies needed less than it was counted to, or got more: the shortfall is smaller than booked.
    pub fn lower_shortfall(&mut self, by: u64) -> Result<()> {
        self.shortfall = sub(self.shortfall, by)?;
        Ok(())
    }
}
