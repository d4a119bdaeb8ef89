//! Oracles: quotes to intervals, intervals to a signal, signals to windows and episodes.

use {
    super::{
        product::{Closed, Episode, Feed, Phase, Seen, Watch},
        *,
    },
    crate::stateful::sequences::action::Quote,
    breakwater_testkit::SourceSpec,
};

/// What an observation means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signal {
    Breach,
    Recovery,
    Neutral,
}

/// Slot of a second.
fn slot(at: u64) -> u64 {
    (at - 1_600_000_000) * 1_000 / 400
}

impl Feed {
    /// Price and deviation as the adapter sees them: Pyth publishes eight decimals.
    fn reading(&self, source: SourceSpec) -> (u64, u64) {
        match source {
            SourceSpec::Pyth(_) => (self.price / 10 * 10, self.deviation / 10 * 10),
            SourceSpec::Switchboard(_) => (self.price, self.deviation),
        }
    }

    fn order(&self, source: SourceSpec) -> u64 {
        match source {
            SourceSpec::Pyth(_) => self.at,
            SourceSpec::Switchboard(_) => slot(self.at),
        }
    }

    fn stale(&self, source: SourceSpec, now: u64) -> bool {
        match source {
            SourceSpec::Pyth(_) => now - self.at > 60,
            SourceSpec::Switchboard(_) => slot(now) - slot(self.at) > 150,
        }
    }
}

/// The `m`-th lowest upper bound decides a breach, the `m`-th highest lower bound a recovery. Gives the first, too.
pub fn decide(bounds: &[(u64, u64)], m: usize, strike: u64) -> (Signal, u64) {
    let mut highs: Vec<u64> = bounds.iter().map(|b| b.1).collect();
    let mut lows: Vec<u64> = bounds.iter().map(|b| b.0).collect();
    highs.sort_unstable();
    lows.sort_unstable();
    let (breach, recovery) = (highs[m - 1], lows[lows.len() - m]);
    let signal = match (breach < strike, recovery > strike) {
        (true, _) => Signal::Breach,
        (_, true) => Signal::Recovery,
        _ => Signal::Neutral,
    };
    (signal, breach)
}

impl Watch {
    fn open(&mut self, now: u64, price: u64) {
        self.window = vec![now];
        self.prices = vec![(now, price)];
    }

    fn drop_window(&mut self) {
        self.window.clear();
        self.prices.clear();
    }
}

impl Model {
    /// Feeds publish, whether anybody observes or not.
    pub fn publish(&mut self, product: usize, quotes: &[Quote]) {
        for (feed, quote) in self.products[product].watch.feeds.iter_mut().zip(quotes) {
            if let Quote::Now(price, deviation) = quote {
                feed.price = *price as u64;
                feed.deviation = *deviation as u64;
                feed.at = self.now;
            }
        }
    }

    /// The breach has run out by time alone.
    pub fn lapsed(&self, product: usize) -> bool {
        let w = &self.products[product].watch;
        let unfinished = w.closed_now == 0 && self.now - w.observed >= DAY;
        w.breach && (self.now - w.last_breach >= 14 * DAY || unfinished)
    }

    /// Twelve recoveries without a breach between them, and a day of it if a window had closed.
    pub fn recovered(&self, product: usize) -> bool {
        let w = &self.products[product].watch;
        w.breach && w.recoveries >= 12 && (self.now - w.last_breach >= DAY || w.closed_now == 0)
    }

    /// The product has a watch: what speaks of one of a product without cannot be sent.
    pub fn watched(&self, product: usize) -> Answer {
        let mut check = Check::default();
        check.need(self.products[product].spec.watched, FRAMEWORK);
        check.done()
    }

    pub fn observe(&mut self, product: usize, quotes: &[Quote], family: bool) -> Answer {
        self.watched(product)?;
        let (now, lapsed, recovered) = (self.now, self.lapsed(product), self.recovered(product));
        let p = &mut self.products[product];
        let (terms, sources) = (p.spec.parametric, p.spec.sources.clone());
        let mut check = Check::default();
        check.need(!lapsed, "IncidentError::EpisodeOver");
        check.need(now > p.watch.observed, "OracleError::TooSoon");
        let mut seen = Seen {
            at: now,
            bounds: vec![],
            ages: vec![],
        };
        let mut width = 0;
        for ((source, quote), feed) in sources.iter().zip(quotes).zip(&mut p.watch.feeds) {
            if *quote == Quote::Missing {
                continue;
            }
            check.need(!feed.stale(*source, now), "OracleError::Stale");
            check.need(feed.order(*source) > feed.last_order, "OracleError::Replayed");
            feed.last_order = feed.order(*source);
            let (price, deviation) = feed.reading(*source);
            let times = if matches!(source, SourceSpec::Pyth(_)) { 21_200 } else { 19_600 };
            let margin = part_ceil(deviation.into(), times, 10_000) as u64;
            seen.bounds.push((price.saturating_sub(margin), price + margin));
            seen.ages.push(now - feed.at);
            width = width.max(part_ceil(margin.into(), 10_000, price.into()));
        }
        let need = usize::from(terms.need);
        check.need(seen.bounds.len() >= need, "OracleError::TooFewSources");
        let w = &mut p.watch;
        let fewer = seen.bounds.len() < w.read && now - w.observed < terms.spacing.into();
        check.need(!fewer, "OracleError::FewerSources");
        if seen.bounds.len() < need {
            return check.done();
        }
        let (signal, price) = decide(&seen.bounds, need, terms.strike as u64);
        check.need(!(recovered && signal == Signal::Breach), "IncidentError::EpisodeOver");
        check.done()?;
        if !w.window.is_empty() {
            w.prices.push((now, price));
        }
        w.read = seen.bounds.len();
        (w.observed, w.price, w.width) = (now, price, width);
        w.lowest = seen.bounds.iter().map(|b| b.0).min().unwrap_or(0);
        w.seen = Some(seen);
        w.observations += 1;
        match signal {
            Signal::Neutral => Ok(()),
            Signal::Breach => self.on_breach(product, price, family),
            Signal::Recovery => self.on_recovery(product, family),
        }
    }

    fn on_breach(&mut self, product: usize, price: u64, family: bool) -> Answer {
        let now = self.now;
        if !self.products[product].watch.breach {
            if !family {
                return Err(vec!["IncidentError::PoolRequired"]);
            }
            self.start_episode(product);
        }
        let p = &mut self.products[product];
        let terms = &p.spec.parametric;
        let w = &mut p.watch;
        (w.last_breach, w.recoveries) = (now, 0);
        match w.window.last().map(|last| now - last) {
            Some(since) if since < terms.spacing.into() => return Ok(()),
            Some(since) if since <= terms.max_gap.into() => w.window.push(now),
            _ => w.open(now, price),
        }
        let start = w.window[0];
        if now - start >= terms.window.into() && w.window.len() >= terms.min_count.into() {
            // Each price weighs by the seconds until the next reading, counted or not.
            let weighted = w.prices.windows(2).map(|o| u128::from(o[0].1) * u128::from(o[1].0 - o[0].0));
            w.closed.push(Closed {
                start,
                price: weighted.sum::<u128>().div_ceil((now - start).into()) as u64,
                episode: p.episodes.len(),
            });
            w.closed_now += 1;
            w.open(now, price);
        }
        self.pay_bounty(product);
        Ok(())
    }

    fn on_recovery(&mut self, product: usize, family: bool) -> Answer {
        let now = self.now;
        let p = &mut self.products[product];
        let w = &mut p.watch;
        let too_soon = w.last_recovery > 0 && now - w.last_recovery < p.spec.parametric.spacing.into();
        if !w.breach || too_soon {
            return Ok(());
        }
        w.recoveries += 1;
        w.last_recovery = now;
        if w.recoveries >= 2 {
            w.drop_window();
        }
        if self.recovered(product) {
            if !family {
                return Err(vec!["IncidentError::PoolRequired"]);
            }
            self.roll(product);
            self.end_breach(product);
        }
        self.pay_bounty(product);
        Ok(())
    }

    fn pay_bounty(&mut self, product: usize) {
        let p = &mut self.products[product];
        let bounty = p.spec.parametric.bounty;
        if p.watch.purse >= bounty {
            p.watch.purse -= bounty;
        }
    }

    /// A breach begins: cover in force is at stake, up to the largest payout.
    fn start_episode(&mut self, product: usize) {
        self.roll(product);
        let now = self.now;
        let p = &mut self.products[product];
        let waiting = p.waiting();
        let cover = p.in_force();
        let begun = p.terms_seen.iter().filter(|(start, _)| *start <= p.rolled);
        let until = begun.map(|(_, end)| *end).max().unwrap_or(0);
        // A breach that nobody triggered and nothing is left of gives its number to this one.
        if p.episodes.last().is_some_and(|e| e.phase == Phase::Over && !e.triggered) {
            p.episodes.pop();
        }
        // The episode four before is forgotten, with what it held.
        if let Some(old) = p.episodes.len().checked_sub(4) {
            p.episodes[old].phase = Phase::Over;
            p.episodes[old].held = 0;
        }
        p.episodes.push(Episode {
            phase: Phase::Running,
            triggered: false,
            first: now,
            ended: 0,
            cover,
            waiting,
            held: part_ceil(cover, p.largest(), BILLION),
            until,
            later: None,
        });
        if p.provisional() == 0 {
            p.ended = 0;
        }
        p.watch.breach = true;
        p.watch.closed_now = 0;
        p.watch.drop_window();
    }

    /// The watch is calm again; what can still be triggered stays for three days, if a window closed.
    pub fn end_breach(&mut self, product: usize) {
        let w = &mut self.products[product].watch;
        w.breach = false;
        w.recoveries = 0;
        w.last_recovery = 0;
        w.drop_window();
        let number = self.products[product].episodes.len();
        self.end_stake(product, number);
    }

    /// Nobody can become eligible any more.
    pub fn end_stake(&mut self, product: usize, number: usize) {
        let now = self.now;
        let p = &mut self.products[product];
        let windows = p.watch.closed_now;
        let episode = &mut p.episodes[number - 1];
        if episode.phase != Phase::Running {
            return;
        }
        episode.phase = Phase::Ended;
        episode.ended = now;
        if windows == 0 {
            self.release(product, number);
        }
    }

    /// Nothing of the episode can be triggered any more.
    pub fn release(&mut self, product: usize, number: usize) {
        let episode = &mut self.products[product].episodes[number - 1];
        episode.held = 0;
        episode.phase = Phase::Over;
        self.after_release(product);
    }

    /// Something undecided is less now: when nothing is, no ended cover is at stake.
    pub fn after_release(&mut self, product: usize) {
        let p = &mut self.products[product];
        if p.provisional() == 0 {
            p.ended = 0;
        }
    }
}
