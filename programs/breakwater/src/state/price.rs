//! What makes a product dearer than its curve: losses, and an audit that has grown old.

use {
    super::{product::Product, tranche::add},
    crate::errors::{OrMath, ProductError},
    anchor_lang::prelude::*,
    breakwater_math::{loading, time},
};

impl Product {
    /// A loss of this product is final: its price is loaded by it.
    #[inline(never)]
    pub fn apply_loss(&mut self, loss: u64, now: i64) -> Result<()> {
        let left = self.experience(now)?;
        self.loading = loading::after_loss_ceil(left, self.limits.experience.get(), loss, self.limits.cap.get())
            .or_math()?
            .into();
        self.loading_at = now.into();
        self.loss_total = add(self.loss_total, loss)?;
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
