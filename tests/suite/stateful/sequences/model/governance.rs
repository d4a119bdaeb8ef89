//! What governance sets of a product: limits and audits. Sold cover is touched by neither.

use super::{premium::Limits, *};

/// Least severity of a product that jurors would decide, billionths.
const LEAST_ASSESSED: u128 = BILLION / 2;

impl Model {
    /// Limits that an action names: the cap in thousandths of the first one, one of three curves, a severity in basis points (0 keeps it), one
    /// of four sets of loadings.
    pub fn limits(&self, product: usize, cap: u16, curve: u8, severity: u16, loading: u8) -> Limits {
        let p = &self.products[product];
        let mut limits = Limits::from(p.spec.limits);
        limits.cap = (limits.cap * u128::from(cap) / 1_000).max(1_000);
        limits.severity = match severity {
            0 => p.limits.severity,
            bps => u128::from(bps) * 100_000,
        };
        match curve % 3 {
            0 => {}
            1 => (limits.base, limits.at_kink, limits.full, limits.minimum) = (5_000_000, 5_000_000, 2_000_000_000, 60_000_000),
            _ => (limits.base, limits.kink, limits.at_kink, limits.full) = (0, 333_333_333, 1, 777_777_777),
        }
        let loadings = (limits.audit_per_day, limits.audit_most, limits.audit_days, limits.experience);
        (limits.audit_per_day, limits.audit_most, limits.audit_days, limits.experience) = match loading % 5 {
            0 => loadings,
            1 => (3_333_333, BILLION, 30, 3 * BILLION),
            2 => (0, 0, 0, 9 * BILLION),
            3 => (BILLION / 2, BILLION / 2, 0, 1),
            // More each day than at most: refused.
            _ => (2, 1, 0, 0),
        };
        limits
    }

    pub fn set_limits(&mut self, product: usize, limits: Limits) -> Answer {
        let p = &self.products[product];
        let least = if p.spec.watched { p.largest() } else { LEAST_ASSESSED };
        let old = p.limits.severity;
        let mut check = Check::default();
        check.need((least..=BILLION).contains(&limits.severity), "ProductError::BadSeverity");
        check.need(limits.audit_per_day <= limits.audit_most, "ProductError::BadLoading");
        check.need(limits.severity >= old, "ProductError::SeverityFell");
        self.recognise();
        self.roll(product);
        if limits.cap > self.products[product].limits.cap {
            self.check_jurors(product, limits.cap, &mut check);
        }
        self.products[product].limits = limits;
        // Sold cover has become riskier: it must be carried.
        if limits.severity > old && self.products[product].active() > 0 {
            self.check_carried(product, 0, &mut check);
        }
        check.done()
    }

    /// An audit so many days ago; before tomorrow.
    pub fn attest(&mut self, product: usize, day: u64) -> Answer {
        let mut check = Check::default();
        check.need((365..=day_of(self.now)).contains(&day), "ProductError::BadAudit");
        check.done()?;
        self.products[product].audited = day;
        Ok(())
    }

    /// Day of an audit that an action names by its age; one of tomorrow is a mistake.
    pub fn audit_day(&self, age: i16) -> u64 {
        day_of(self.now).saturating_add_signed(-i64::from(age))
    }

    pub fn retire(&mut self, product: usize) -> Answer {
        let mut check = Check::default();
        check.need(!self.products[product].retired, "ProductError::NotListed");
        check.done()?;
        self.products[product].retired = true;
        Ok(())
    }
}
