//! The watch of a parametric product: what its oracles said, hour by hour, during a breach and outside one.

use {
    super::terms::ParametricTerms,
    crate::{
        constants::*,
        errors::{IncidentError, OrMath, OracleError, PolicyError},
    },
    anchor_lang::prelude::*,
    breakwater_math::{
        quorum::View,
        time,
        window::{Advance, Closed, Window},
    },
    bytemuck::{Pod, Zeroable},
};

/// Whether a breach runs. Stored as a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum WatchState {
    Calm = 0,
    Breach = 1,
}

/// The deepest closed window that began on one UTC day.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct DayDeepest {
    /// Start of the window (unix seconds); 0 when the slot is empty.
    pub start: PodI64,
    /// Its time-weighted breach price, scale 1e9.
    pub price: PodI64,
    /// Episode it belongs to.
    pub episode: PodU32,
    pub _pad: [u8; 4],
}

/// A stretch of at least a day without a valid observation.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Hole {
    pub from: PodI64,
    pub to: PodI64,
}

/// PDA: `["watch", product]`. An observation writes this account alone, unless a breach starts or ends.
#[account]
pub struct Watch {
    pub version: u8,
    pub bump: u8,
    /// A [`WatchState`].
    pub state: u8,
    pub _pad: [u8; 5],
    pub product: Address,
    pub pool: Address,
    /// The parametric part of the sealed terms.
    pub terms: ParametricTerms,
    // --- last valid reading
    /// When it was observed (unix seconds); 0 before the first.
    pub observed_at: PodI64,
    /// Breach price: the m-th lowest upper bound, scale 1e9.
    pub price: PodI64,
    /// Lowest lower bound of any source: what a sale is guarded by, scale 1e9.
    pub lowest: PodI64,
    /// Widest interval of any source, half width in basis points of its price, rounded up.
    pub width_bps: PodU32,
    /// Sources that were read.
    pub sources_read: u8,
    pub _pad2: [u8; 3],
    /// Publish time (Pyth) or oldest sample slot (Switchboard) of each source's last reading; the next must be later.
    pub orders: [PodU64; MAX_SOURCES],
    // --- breach
    /// Episode that runs or ran last.
    pub episode: PodU32,
    /// Recovery observations since the last breach observation.
    pub recoveries: PodU16,
    pub _pad3: [u8; 2],
    pub first_breach: PodI64,
    pub last_breach: PodI64,
    /// Last recovery observation that was counted (unix seconds).
    pub last_recovery: PodI64,
    /// Closed windows of the episode.
    pub closed_windows: PodU32,
    /// Observations counted in the open window.
    pub window_count: PodU16,
    pub _pad4: [u8; 2],
    /// Start of the open window; 0 when there is none.
    pub window_start: PodI64,
    /// Last counted observation of the open window.
    pub window_last: PodI64,
    /// Last valid reading of the open window, counted or not.
    pub window_priced_at: PodI64,
    /// Breach price then, scale 1e9.
    pub window_price: PodI64,
    /// Sum of breach price times the seconds it stood.
    pub window_weighted: PodU128,
    /// Deepest closed window of each day, by day number modulo 64.
    pub days: [DayDeepest; WATCH_DAYS],
    // --- figures and outages
    /// Last holes, newest in slot `hole_count - 1` modulo 8.
    pub holes: [Hole; 8],
    pub hole_count: PodU32,
    pub _pad5: [u8; 4],
    pub observations: PodU64,
    pub breaches: PodU64,
    pub reserved: [u8; 120],
}

const _: () = assert!(core::mem::size_of::<Watch>() == 8 + 64 + 516 + 32 + 32 + 8 + 24 + 8 + 24 + 16 + 64 * 24 + 8 * 16 + 24 + 128);

/// What an observation did.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// A breach began that must be entered on product and pool.
    pub starts_breach: bool,
    /// The breach has recovered and must be ended on product and pool.
    pub ends_breach: bool,
    /// The observation was counted and earns the bounty.
    pub advances: bool,
    /// A window that this observation closed.
    pub closed: Option<Closed>,
}

impl Watch {
    /// The open window in the form of the math crate.
    fn window(&self) -> Window {
        Window {
            start: self.window_start.get(),
            last: self.window_last.get(),
            priced_at: self.window_priced_at.get(),
            last_price: self.window_price.get(),
            weighted: self.window_weighted.get(),
            count: self.window_count.get(),
        }
    }

    fn set_window(&mut self, window: Window) {
        self.window_start = window.start.into();
        self.window_last = window.last.into();
        self.window_priced_at = window.priced_at.into();
        self.window_price = window.last_price.into();
        self.window_weighted = window.weighted.into();
        self.window_count = window.count.into();
    }

    /// Is a breach running?
    pub fn in_breach(&self) -> bool {
        self.state == WatchState::Breach as u8
    }

    /// A reading of fewer sources does not replace one of more until the spacing has passed: nobody prices a window, or reopens
    /// sales, by leaving a source out.
    pub fn check_sources(&self, now: i64, read: u8) -> Result<()> {
        let since = now.saturating_sub(self.observed_at.get());
        require!(
            read >= self.sources_read || since >= i64::from(self.terms.spacing.get()),
            OracleError::FewerSources
        );
        Ok(())
    }

    /// A valid reading, whatever it says: it prices the open window.
    pub fn note_reading(&mut self, now: i64, view: &View, width_bps: u32, read: u8) -> Result<()> {
        let mut window = self.window();
        window.reprice(now, view.breach_price).or_math()?;
        self.set_window(window);
        let last = self.observed_at.get();
        if last > 0 && now.saturating_sub(last) >= breakwater_math::DAY {
            let index = self.hole_count.get();
            self.holes[index as usize % 8] = Hole {
                from: last.into(),
                to: now.into(),
            };
            self.hole_count = index.wrapping_add(1).into();
        }
        self.observed_at = now.into();
        self.price = view.breach_price.into();
        self.lowest = view.lowest.into();
        self.width_bps = width_bps.into();
        self.sources_read = read;
        self.observations = self.observations.saturating_add(1);
        Ok(())
    }

    /// A breach observation: opens an episode if none runs, and advances the window.
    #[inline(never)]
    pub fn note_breach(&mut self, now: i64, price: i64) -> Result<Outcome> {
        let starts = !self.in_breach();
        if starts {
            self.state = WatchState::Breach as u8;
            self.first_breach = now.into();
            self.closed_windows = 0u32.into();
            self.set_window(Window::default());
        }
        self.last_breach = now.into();
        // The time of the last recovery stays: spacing holds across breaches, or alternating readings would each earn a bounty.
        self.recoveries = 0u16.into();
        self.breaches = self.breaches.saturating_add(1);
        let mut window = self.window();
        let advance = window.on_breach(&self.terms.rules(), now, price).or_math()?;
        self.set_window(window);
        let closed = match advance {
            Advance::Closed(closed) => Some(closed),
            _ => None,
        };
        if closed.is_some() {
            self.closed_windows = self.closed_windows.saturating_add(1);
        }
        Ok(Outcome {
            starts_breach: starts,
            ends_breach: false,
            advances: advance != Advance::Ignored,
            closed,
        })
    }

    /// Keeps the deepest closed window of each day. Call after the episode's number is known.
    pub fn keep_closed(&mut self, closed: Closed) -> Result<()> {
        let day = time::day_of(closed.start).or_math()?;
        let slot = &mut self.days[day as usize % WATCH_DAYS];
        let same_day = slot.start.get() > 0 && time::day_of(slot.start.get()).or_math()? == day;
        if !same_day || slot.episode != self.episode || closed.price < slot.price.get() {
            *slot = DayDeepest {
                start: closed.start.into(),
                price: closed.price.into(),
                episode: self.episode,
                _pad: [0; 4],
            };
        }
        Ok(())
    }

    /// A recovery observation: the second in a row drops the open window; a day of them ends the breach.
    pub fn note_recovery(&mut self, now: i64) -> Outcome {
        let mut outcome = Outcome {
            starts_breach: false,
            ends_breach: false,
            advances: false,
            closed: None,
        };
        let since = now.saturating_sub(self.last_recovery.get());
        if !self.in_breach() || (!self.last_recovery.is_zero() && since < i64::from(self.terms.spacing.get())) {
            return outcome;
        }
        self.recoveries = self.recoveries.saturating_add(1);
        self.last_recovery = now.into();
        outcome.advances = true;
        if self.recoveries.get() >= 2 {
            self.set_window(Window::default());
        }
        outcome.ends_breach = self.has_recovered(now);
        outcome
    }

    /// Enough recoveries without a breach between them, and a day of it if a window had closed: a wick ends within the hour.
    pub fn has_recovered(&self, now: i64) -> bool {
        let long = now.saturating_sub(self.last_breach.get()) >= RECOVERY_SECONDS;
        self.recoveries.get() >= RECOVERY_COUNT && (long || self.closed_windows.is_zero())
    }

    /// The breach is over by time alone: silence for 14 days, or a day without a valid observation before any window closed.
    pub fn has_lapsed(&self, now: i64) -> bool {
        now.saturating_sub(self.last_breach.get()) >= SILENT_SECONDS
            || (self.closed_windows.is_zero() && now.saturating_sub(self.observed_at.get()) >= LAPSE_SECONDS)
    }

    /// The breach is over.
    pub fn end_breach(&mut self) {
        self.state = WatchState::Calm as u8;
        self.recoveries = 0u16.into();
        self.last_recovery = 0i64.into();
        self.set_window(Window::default());
    }

    /// Nothing is sold during a breach, near the strike, on wide prices or on old ones.
    pub fn check_sale(&self, now: i64) -> Result<()> {
        require!(!self.in_breach(), PolicyError::InBreach);
        require!(now.saturating_sub(self.observed_at.get()) <= SALE_MAX_AGE, PolicyError::WatchStale);
        require!(self.sources_read >= self.terms.source_count, PolicyError::SourcesMissing);
        require!(self.lowest.get() > self.terms.guard_price()?, PolicyError::NearStrike);
        require!(
            self.width_bps.get() <= u32::from(self.terms.sale_width_bps.get()),
            PolicyError::PriceTooWide
        );
        Ok(())
    }

    /// Earliest start of a window that has not closed: the open one's, unless it was left alone for so long that the next observation
    /// restarts it. One that began before what trigger and raise look at pays nobody.
    pub fn next_window_from(&self, now: i64) -> i64 {
        let (start, last) = (self.window_start.get(), self.window_last.get());
        let alive = start > 0 && now.saturating_sub(last) <= i64::from(self.terms.max_gap.get());
        let from = if alive { start.min(now) } else { now };
        from.max(now.saturating_sub(i64::from(LOOK_BACK_DAYS).saturating_mul(breakwater_math::DAY)))
    }

    /// The first closed window of the episode, in day order from `from_day`, whose ratio `accepts`; at most 60 days back.
    /// The program chooses, so that nobody can step over a day on which policies ended.
    pub fn first_window(
        &self,
        episode: u32,
        from_day: u32,
        today: u32,
        accepts: impl Fn(i64, u64) -> bool,
    ) -> Result<Option<(DayDeepest, u64)>> {
        let curve = self.terms.payout_curve();
        for day in from_day.max(today.saturating_sub(LOOK_BACK_DAYS))..=today {
            let deepest = &self.days[day as usize % WATCH_DAYS];
            if deepest.episode.get() != episode || deepest.start.is_zero() || time::day_of(deepest.start.get()).or_math()? != day {
                continue;
            }
            let ratio = curve.ratio_floor(deepest.price.get()).or_math()?;
            if accepts(deepest.start.get(), ratio) {
                return Ok(Some((*deepest, ratio)));
            }
        }
        Ok(None)
    }

    /// The deepest closed window of the episode from `from_day` on that `accepts`; the earliest of equals.
    #[inline(never)]
    pub fn deepest_window(
        &self,
        episode: u32,
        from_day: u32,
        today: u32,
        accepts: impl Fn(i64) -> bool,
    ) -> Result<Option<(DayDeepest, u64)>> {
        let mut best: Option<(DayDeepest, u64)> = None;
        let mut day = from_day;
        while let Some((window, ratio)) =
            self.first_window(episode, day, today, |start, r| best.is_none_or(|(_, b)| r > b) && accepts(start))?
        {
            best = Some((window, ratio));
            day = time::day_of(window.start.get()).or_math()?.saturating_add(1);
        }
        Ok(best)
    }

    /// A source's reading must be newer than its last one.
    pub fn check_order(&self, index: usize, order: u64) -> Result<()> {
        require!(order > self.orders[index].get(), OracleError::Replayed);
        Ok(())
    }

    /// Must belong to this product and pool when they are passed.
    pub fn check_family(&self, product: &Address, pool: &Address) -> Result<()> {
        require!(self.product == *product && self.pool == *pool, IncidentError::OtherProduct);
        Ok(())
    }
}
