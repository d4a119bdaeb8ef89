//! Which cover a pool's capital carries, and so what may be sold and what may leave (INV-02, ADR 17).

use {
    super::{
        pool::Pool,
        product::Product,
        tranche::{JUNIOR, SENIOR, add, sub},
    },
    crate::{
        constants::*,
        errors::{OrMath, PolicyError, PoolError},
    },
    anchor_lang::prelude::*,
    breakwater_math::solvency,
    bytemuck::{Pod, Zeroable},
};

/// What a pool counts of one product, atoms. The pool's sums are the sums of these.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Counted {
    /// Cover whose end and grace are not over.
    pub active: PodU64,
    /// What is left of it if everything undecided is lost.
    pub if_lost: PodU64,
    /// `active` times severity, rounded up.
    pub exposure: PodU64,
    /// `if_lost` times severity, rounded up.
    pub exposure_if_lost: PodU64,
    /// What is undecided.
    pub provisional: PodU64,
    /// The part of it that may be lost to cover that has ended.
    pub ended_at_stake: PodU64,
}

/// One way in which undecided losses may end.
struct View {
    /// Capital that is left.
    capital: u64,
    /// Junior's part of it, when junior's least share has to hold.
    junior: Option<u64>,
    /// The cover that is left is what remains if all is lost.
    lost: bool,
}

impl Pool {
    /// A product's part of every sum is replaced.
    #[inline(never)]
    pub(super) fn recount(&mut self, id: u32, group: u8, old: &Counted, new: &Counted) -> Result<()> {
        let moved = |sum: PodU64, old: PodU64, new: PodU64| {
            if old == new {
                Ok(sum)
            } else {
                add(sub(sum, old.get())?, new.get())
            }
        };
        self.active_cover = moved(self.active_cover, old.active, new.active)?;
        self.provisional = moved(self.provisional, old.provisional, new.provisional)?;
        self.ended_at_stake = moved(self.ended_at_stake, old.ended_at_stake, new.ended_at_stake)?;
        let slot = &mut self.cover_slots[id as usize % COVER_SLOTS];
        slot.active = moved(slot.active, old.active, new.active)?;
        slot.if_lost = moved(slot.if_lost, old.if_lost, new.if_lost)?;
        let group = self.groups.get_mut(usize::from(group)).ok_or(PoolError::PoolLedgerBroken)?;
        group.exposure = moved(group.exposure, old.exposure, new.exposure)?;
        group.exposure_if_lost = moved(group.exposure_if_lost, old.exposure_if_lost, new.exposure_if_lost)?;
        Ok(())
    }

    /// Exposure by group, as it is or as it is left if everything undecided is lost.
    fn exposures(&self, lost: bool) -> [u64; GROUPS] {
        self.groups
            .map(|group| if lost { group.exposure_if_lost.get() } else { group.exposure.get() })
    }

    /// Capital, and junior's part, that new cover may count on: less what is undecided, in loss order, and less matured requests.
    #[inline(never)]
    fn for_sale(&self) -> Result<(u64, u64)> {
        let matured = self.matured_values()?;
        let undecided = self.provisional.get();
        let all = self.capital()?.saturating_sub(undecided);
        let capital = matured.iter().try_fold(all, |left, part| Some(left.saturating_sub(*part)));
        let junior = self.tranches[JUNIOR].capital.get().saturating_sub(undecided);
        Ok((capital.unwrap_or(0), junior.saturating_sub(matured[JUNIOR])))
    }

    /// The product's cover, which has just grown or become riskier, is carried: required capital, its group's share, junior's least share,
    /// and its own cover, which is never above capital.
    #[inline(never)]
    pub fn check_carries(&self, product: &Product) -> Result<()> {
        let (capital, junior) = self.for_sale()?;
        require!(product.active.get() <= capital, PolicyError::NotEnoughCapital);
        let (exposures, correlation) = (self.exposures(false), self.correlation_bps.get());
        let sum = solvency::sum(&exposures).or_math()?;
        let carries = |capital: u64, margin: PodU16| solvency::carries_sum(capital, &exposures, sum, margin.get(), correlation).or_math();
        require!(carries(capital, self.margin_bps)?, PolicyError::NotEnoughCapital);
        let group = &self.groups[usize::from(product.group) % GROUPS];
        require!(
            solvency::within_share(group.exposure.get(), capital, group.cap_bps.get()),
            PolicyError::GroupFull
        );
        let thick = self.junior_floor_bps.is_zero() || carries(junior, self.junior_floor_bps)?;
        require!(thick, PolicyError::JuniorTooThin);
        Ok(())
    }

    /// All limits hold for the cover that is active now (when a parameter became stricter).
    #[inline(never)]
    pub fn check_limits(&self) -> Result<()> {
        let (capital, junior) = self.for_sale()?;
        let view = View {
            capital,
            junior: Some(junior),
            lost: false,
        };
        require!(self.holds(&view)?, PoolError::LimitsBroken);
        Ok(())
    }

    /// `amount` may leave this tranche: what stays meets every limit, whether only what can be lost to ended cover is lost or all that
    /// is undecided. An exit of senior capital does not change whether junior is thick enough.
    #[inline(never)]
    pub fn may_leave(&self, index: u8, amount: u64) -> Result<bool> {
        let [ended, all] = self.endings(index, amount)?;
        Ok(match (ended, all) {
            (Some(ended), Some(all)) => self.holds(&ended)? && (self.provisional.is_zero() || self.holds(&all)?),
            _ => false,
        })
    }

    /// The two ways in which undecided losses may end, once `amount` has left; none when the capital does not last.
    fn endings(&self, index: u8, amount: u64) -> Result<[Option<View>; 2]> {
        let (capital, junior) = (self.capital()?, self.tranches[JUNIOR].capital.get());
        let from_junior = usize::from(index) == JUNIOR;
        let view = |loss: u64, lost: bool| {
            let capital = capital.checked_sub(amount)?.checked_sub(loss)?;
            let junior = from_junior.then(|| junior.saturating_sub(amount).saturating_sub(loss));
            Some(View { capital, junior, lost })
        };
        Ok([view(self.ended_at_stake.get(), false), view(self.provisional.get(), true)])
    }

    fn holds(&self, view: &View) -> Result<bool> {
        let (exposures, correlation) = (self.exposures(view.lost), self.correlation_bps.get());
        let slots = self
            .cover_slots
            .iter()
            .map(|s| if view.lost { s.if_lost.get() } else { s.active.get() });
        let shares = self.groups.iter().zip(exposures);
        Ok(slots.max().unwrap_or(0) <= view.capital
            && shares
                .into_iter()
                .all(|(group, exposure)| solvency::within_share(exposure, view.capital, group.cap_bps.get()))
            && solvency::carries(view.capital, &exposures, self.margin_bps.get(), correlation).or_math()?
            && match view.junior {
                Some(junior) => solvency::carries(junior, &exposures, self.junior_floor_bps.get(), correlation).or_math()?,
                None => true,
            })
    }

    /// The most that may leave this tranche now, atoms: the largest amount that [`Pool::may_leave`] allows. For part of a request, and for views.
    #[inline(never)]
    pub fn free(&self, index: u8) -> Result<u64> {
        let held = self.tranche(index)?.capital.get();
        let (capital, junior) = (self.capital()?, self.tranches[JUNIOR].capital.get());
        let mut free = held;
        for (loss, lost) in [(self.ended_at_stake.get(), false), (self.provisional.get(), true)] {
            let Some(needed) = self.least_capital(lost)?.and_then(|least| least.checked_add(loss)) else {
                return Ok(0);
            };
            free = free.min(capital.saturating_sub(needed));
            if usize::from(index) == JUNIOR {
                let floor = solvency::required_ceil(&self.exposures(lost), self.junior_floor_bps.get(), self.correlation_bps.get());
                let floor = floor.or_math()?;
                if floor > 0 {
                    free = free.min(junior.saturating_sub(floor.saturating_add(loss)));
                }
            }
        }
        Ok(free)
    }

    /// Least capital that meets the limits; none when no capital does.
    fn least_capital(&self, lost: bool) -> Result<Option<u64>> {
        let exposures = self.exposures(lost);
        let Ok(required) = solvency::required_ceil(&exposures, self.margin_bps.get(), self.correlation_bps.get()) else {
            return Ok(None);
        };
        let slots = self.cover_slots.iter().map(|s| if lost { s.if_lost.get() } else { s.active.get() });
        let mut least = slots.max().unwrap_or(0).max(required);
        for (group, exposure) in self.groups.iter().zip(exposures) {
            match solvency::capital_for_share_ceil(exposure, group.cap_bps.get()) {
                Ok(share) => least = least.max(share),
                Err(_) => return Ok(None),
            }
        }
        Ok(Some(least))
    }

    /// R, rounded up, atoms, for all active cover. For views.
    pub fn risk(&self) -> Result<u64> {
        // 10,000, margin left out: it fits.
        solvency::required_ceil(&self.exposures(false), breakwater_math::BPS as u16, self.correlation_bps.get()).or_math()
    }

    /// Required capital with its margin, `ceil(margin · R)`, atoms, for all active cover. For views.
    pub fn required(&self) -> Result<u64> {
        solvency::required_ceil(&self.exposures(false), self.margin_bps.get(), self.correlation_bps.get()).or_math()
    }

    /// Value of each tranche's matured requests at the price they could leave at, atoms.
    #[inline(never)]
    pub fn matured_values(&self) -> Result<[u64; 2]> {
        let mut values = [0u64; 2];
        for index in [JUNIOR, SENIOR] {
            let tranche = &self.tranches[index];
            if !tranche.matured_shares.is_zero() {
                values[index] = tranche.value(tranche.matured_shares.get(), tranche.capital.get())?;
            }
        }
        Ok(values)
    }
}
