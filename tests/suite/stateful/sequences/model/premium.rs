//! The price of cover as an exact fraction: the area under the curve of utilisation, times time.

use {
    super::{Amount, BILLION},
    crate::stateful::sequences::big::{Big, Fraction, part_ceil},
    breakwater::instructions::product::terms_args::LimitsArgs,
    breakwater_testkit::DepegSpec,
};

/// Seconds of the year that rates refer to.
const YEAR: u128 = 365 * 86_400;

/// Cap, price curve, severity and loadings; rates in billionths of cover per year, the rest in billionths.
#[derive(Clone, Copy)]
pub struct Limits {
    pub cap: Amount,
    pub base: u128,
    pub kink: u128,
    pub at_kink: u128,
    pub full: u128,
    pub minimum: u128,
    pub severity: u128,
    /// Loading per day that an audit is older than `audit_days`, and at most.
    pub audit_per_day: u128,
    pub audit_most: u128,
    pub audit_days: u64,
    /// Loading that a loss of all of the cap leaves.
    pub experience: u128,
}

impl From<LimitsArgs> for Limits {
    fn from(args: LimitsArgs) -> Self {
        Self {
            cap: args.cap.into(),
            base: args.base.into(),
            kink: args.kink.into(),
            at_kink: args.at_kink.into(),
            full: args.full.into(),
            minimum: args.minimum.into(),
            severity: args.severity.into(),
            audit_per_day: args.audit_per_day.into(),
            audit_most: args.audit_most.into(),
            audit_days: args.audit_days.into(),
            experience: args.experience.into(),
        }
    }
}

/// Twice the width times the area under the line from (0, `first`) to (`width`, `last`) between `a` and `b`.
fn line(first: u128, last: u128, width: u128, a: u128, b: u128) -> Big {
    let flat = Big::from(first).times(b - a).times(2 * width);
    let slope = Big::from(last - first).times(b - a).times(b + a);
    flat.plus(slope)
}

impl Limits {
    /// As the program takes them.
    pub fn args(&self) -> LimitsArgs {
        LimitsArgs {
            cap: self.cap as u64,
            base: self.base as u64,
            kink: self.kink as u64,
            at_kink: self.at_kink as u64,
            full: self.full as u64,
            minimum: self.minimum as u64,
            severity: self.severity as u64,
            audit_per_day: self.audit_per_day as u64,
            audit_most: self.audit_most as u64,
            experience: self.experience as u64,
            audit_days: self.audit_days as u16,
        }
    }

    /// Premium in atoms for `cover` more over `seconds`, with `used` of the cap in use, loaded to `factor` billionths: rounded up, at least one.
    pub fn premium(&self, used: Amount, cover: Amount, seconds: u64, factor: u128) -> Amount {
        let (from, to) = (used, used + cover);
        let kink = self.cap * self.kink / BILLION;
        let beyond = self.cap - kink;
        let below = line(self.base, self.at_kink, kink, from.min(kink), to.min(kink));
        let above = line(self.at_kink, self.full, beyond, from.max(kink) - kink, to.max(kink) - kink);
        // below / 2·kink + above / 2·beyond, over one denominator.
        let width = Big::from(2).times(kink).times(beyond);
        let area = below.times(beyond).plus(above.times(kink));
        let least = width.times(self.minimum).times(cover);
        // Loading is the last factor that is not in all of it: the area alone is loaded, and rounded up to whole atom-billionths.
        let loaded = Fraction::of(area, width).ceil();
        let loaded = part_ceil(loaded, factor, BILLION);
        let area = if factor == BILLION { area } else { width.times(loaded) };
        let atoms = area.max(least).times(seconds.into());
        Fraction::of(atoms, width.times(BILLION).times(YEAR)).ceil().max(1)
    }
}

#[test]
fn a_full_sale_costs_the_mean_rate() {
    let limits = Limits {
        cap: 1_000_000,
        base: BILLION / 10,
        kink: BILLION / 2,
        at_kink: BILLION / 10,
        full: BILLION / 10 * 3,
        minimum: 0,
        ..DepegSpec::default().limits.into()
    };
    // Half at 10 %, half at 20 % on average.
    assert_eq!(limits.premium(0, 1_000_000, 365 * 86_400, BILLION), 150_000);
    assert_eq!(limits.premium(0, 500_000, 365 * 86_400 / 2, BILLION), 25_000);
    assert_eq!(limits.premium(999_999, 1, 365 * 86_400, BILLION), 1);
}
