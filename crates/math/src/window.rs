//! Tumbling windows: a breach must last before it pays, and it pays by its time-weighted price.
//!
//! A window opens at a breach observation and closes at the first one that fills its length and its count; the next one begins
//! there. Every valid reading prices the open window, counted or not, a breach or not, and weighs by the seconds until the next
//! reading: spacing governs only what counts. The observation that closes a window weighs only in the next.
use crate::{MathError, Result, wide};

/// Sealed rules of a product's windows, times in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Least time from the first to the last observation.
    pub length: u32,
    /// Least number of counted observations, first and last included.
    pub min_count: u16,
    /// Least time between two counted observations.
    pub spacing: u32,
    /// Longest time between two counted observations: beyond it the window restarts.
    pub max_gap: u32,
}

impl Rules {
    /// Errors: [`MathError::InvalidTerms`] unless length and count are positive and `0 < spacing <= max_gap`.
    #[inline]
    pub fn check(&self) -> Result<()> {
        let ok = self.length > 0 && self.min_count > 0 && self.spacing > 0 && self.spacing <= self.max_gap;
        if ok { Ok(()) } else { Err(MathError::InvalidTerms) }
    }
}

/// The window that is open, if any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Time of the first observation; 0 when no window is open.
    pub start: i64,
    /// Time of the last counted observation.
    pub last: i64,
    /// Time of the last reading, counted or not.
    pub priced_at: i64,
    /// Breach price of the last reading, scale 1e9.
    pub last_price: i64,
    /// Sum of price · seconds that it stood, from the start to `priced_at`.
    pub weighted: u128,
    /// Counted observations.
    pub count: u16,
}

/// A window that was filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// Time of its first observation.
    pub start: i64,
    /// Time-weighted price, rounded up: a higher price pays less.
    pub price: i64,
}

/// What an observation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// It came sooner than the spacing after the last counted one (or before it): nothing changed.
    Ignored,
    /// It opened a window: there was none, or the gap was too long.
    Started,
    /// It counts.
    Counted,
    /// It closed the window, and the next one begins at it.
    Closed(Closed),
}

impl Window {
    /// Advances by a breach observation. Errors, with nothing changed: [`MathError::OutOfRange`] unless `now > 0` and
    /// `price >= 0`; [`MathError::Overflow`].
    #[inline]
    pub fn on_breach(&mut self, rules: &Rules, now: i64, price: i64) -> Result<Advance> {
        if now <= 0 || price < 0 {
            return Err(MathError::OutOfRange);
        }
        if self.start == 0 {
            self.begin(now, price);
            return Ok(Advance::Started);
        }
        let since_last = now.checked_sub(self.last).ok_or(MathError::Overflow)?;
        if since_last < i64::from(rules.spacing) {
            return Ok(Advance::Ignored);
        }
        if since_last > i64::from(rules.max_gap) {
            self.begin(now, price);
            return Ok(Advance::Started);
        }
        let weighted = self.weighted_until(now)?;
        let count = self.count.saturating_add(1);
        let lasted = now.checked_sub(self.start).ok_or(MathError::Overflow)?;
        if lasted < i64::from(rules.length) || count < rules.min_count {
            *self = Self {
                start: self.start,
                last: now,
                priced_at: now,
                last_price: price,
                weighted,
                count,
            };
            return Ok(Advance::Counted);
        }
        let average = wide::div_128_by_64_ceil(weighted, unsigned(lasted)?)?;
        let average = i64::try_from(average).map_err(|_| MathError::Overflow)?;
        let closed = Closed {
            start: self.start,
            price: average,
        };
        self.begin(now, price);
        Ok(Advance::Closed(closed))
    }

    /// A valid reading says another breach price, whether it counts or not: from now on that price stands. So nobody chooses the
    /// moments at which a window is priced. Nothing happens without an open window. Errors as [`Window::on_breach`].
    #[inline]
    pub fn reprice(&mut self, now: i64, price: i64) -> Result<()> {
        if now <= 0 || price < 0 {
            return Err(MathError::OutOfRange);
        }
        if self.start > 0 && now > self.priced_at {
            self.weighted = self.weighted_until(now)?;
            self.priced_at = now;
            self.last_price = price;
        }
        Ok(())
    }

    #[inline]
    fn weighted_until(&self, now: i64) -> Result<u128> {
        let seconds = now.checked_sub(self.priced_at).ok_or(MathError::Overflow)?;
        let stood = wide::mul(unsigned(self.last_price)?, unsigned(seconds)?);
        self.weighted.checked_add(stood).ok_or(MathError::Overflow)
    }

    /// Forgets the open window: the breach is over.
    #[inline]
    pub fn drop_open(&mut self) {
        *self = Self::default();
    }

    #[inline]
    fn begin(&mut self, now: i64, price: i64) {
        *self = Self {
            start: now,
            last: now,
            priced_at: now,
            last_price: price,
            weighted: 0,
            count: 1,
        };
    }
}

#[inline]
fn unsigned(x: i64) -> Result<u64> {
    u64::try_from(x).map_err(|_| MathError::OutOfRange)
}
