//! What makes a product dearer than its curve: losses, and an audit that has grown old.

use {
    super::{
        product::Product,
        tranche::{add, sub},
    },
    crate::errors::{OrMath, ProductError},
    anchor_lang::prelude::*,
    breakwater_math::{loading, time},
};

impl Product {
    /// A policy of this product is paid `amount` of the pool's own: its price is loaded by it. Loadings are counted from the starts of periods of
    /// 180 days since 1970, so that each halves in its own 180 days.
    #[inline(never)]
    pub fn load(&mut self, amount: u64, now: i64) -> Result<()> {
        let since = u64::try_from(now).map_err(|_| ProductError::ProductClockWentBack)? % loading::HALF_LIFE;
        // Less than a half-life: it fits.
        let start = now.saturating_sub(since as i64);
        let (left, experience) = (self.experience(start)?, self.limits.experience.get());
        self.loading = loading::after_payment_ceil(left, experience, amount, self.limits.cap.get(), since)
            .or_math()?
            .into();
        self.loading_at = start.into();
        Ok(())
    }

    /// A loss of this product is final.
    pub fn book_loss(&mut self, loss: u64) -> Result<()> {
        self.loss_total = add(self.loss_total, loss)?;
        Ok(())
    }

    /// A part of a loss that was booked was not needed.
    pub fn lower_loss(&mut self, by: u64) -> Result<()> {
        self.loss_total = sub(self.loss_total, by)?;
        Ok(())
    }

    /// What is left of the loading after losses, parts per billion of the price, rounded up.
    pub fn experience(&self, now: i64) -> Result<u64> {
        if self.loading.is_zero() {
            return Ok(0);
        }
        let seconds = u64::try_from(now.saturating_sub(self.loading_at.get())).unwrap_or(0);
        loading::experience_ceil(self.loading.get(), seconds).or_math()
    }

    /// Price factor today, parts per billion: loadings for losses and for the audit's age, less the buyer's discount. Rounded up.
    pub fn price_factor(&self, now: i64, discount: u64) -> Result<u64> {
        let limits = &self.limits;
        let audit = loading::audit(
            time::day_of(now).or_math()?,
            self.audit_day.get(),
            limits.audit_days.get(),
            limits.audit_per_day.get(),
            limits.audit_most.get(),
        );
        let loaded = audit.saturating_add(self.experience(now)?);
        loading::factor_ceil(loaded, discount).or_math()
    }

    /// `amount` was paid `seconds` after the event.
    pub fn count_payment(&mut self, seconds: u64) -> Result<()> {
        self.payments = self.payments.get().checked_add(1).ok_or(ProductError::ProductLedgerBroken)?.into();
        self.payment_seconds = add(self.payment_seconds, seconds)?;
        Ok(())
    }
}
