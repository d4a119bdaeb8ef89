//! Losses: incidents with their ladders, settlement, and the end of episodes.

use super::{
    product::{Closed, Episode, Incident, Phase, Step},
    *,
};

/// Seconds in which an ended episode can be triggered and raised.
const TAIL: u64 = 72 * 3_600;
/// Rise of a step that does not reach the largest payout.
const RISE: u128 = BILLION / 20;

impl Model {
    /// Steps can be added to an incident of this episode.
    pub fn may_raise(&self, product: usize, number: usize) -> bool {
        self.products[product].episode(number).is_some_and(|e| match e.phase {
            Phase::Running => true,
            Phase::Ended => self.now - e.ended <= TAIL,
            Phase::Over => false,
        })
    }

    /// Payout ratio at a price.
    pub fn ratio(&self, product: usize, price: u64) -> u128 {
        let terms = &self.products[product].spec.parametric;
        let (high, low, price) = (terms.attachment as u128, terms.exhaustion as u128, u128::from(price));
        match price {
            p if p >= high => 0,
            p if p <= low => terms.largest.into(),
            p => u128::from(terms.largest) * (high - p) / (high - low),
        }
    }

    /// The deepest closed window of each day of an episode, from `day` on and at most 60 days back, in day order.
    pub fn deepest(&self, product: usize, number: usize, day: u64) -> Vec<Closed> {
        let from = day.max(day_of(self.now).saturating_sub(60));
        let closed = self.products[product].watch.closed.iter();
        let mut days: Vec<Closed> = vec![];
        for window in closed.filter(|c| c.episode == number && day_of(c.start) >= from) {
            match days.iter_mut().find(|d| day_of(d.start) == day_of(window.start)) {
                Some(deepest) if window.price < deepest.price => *deepest = *window,
                Some(_) => {}
                None => days.push(*window),
            }
        }
        days
    }

    fn new_step(&self, product: usize, incident: &Incident, window: Closed) -> Step {
        let p = &self.products[product];
        let ratio = self.ratio(product, window.price);
        let rise = ratio - incident.steps.last().map_or(0, |s| s.ratio);
        let (first, paid) = (incident.first, incident.final_ratio());
        let eligible = p.eligible(first, incident.cover, incident.waiting, paid, day_of(window.start));
        let eligible = incident.steps.last().map_or(eligible, |s| eligible.min(s.eligible));
        let episode = p.episode(incident.episode);
        let eligible = episode.map_or(eligible, |e| e.at_most(window.start, eligible));
        let needed = part_ceil(eligible, rise, BILLION);
        // More than 5 % of the pool waits a day, anything else six hours.
        let wait = if needed > self.capital() / 20 { 24 } else { 6 };
        Step {
            window: window.start,
            price: window.price,
            ratio,
            rise,
            eligible,
            needed,
            funded: 0,
            final_at: self.now + wait * 3_600,
            decided: false,
            cut: false,
        }
    }

    /// The first window of an episode that pays anybody.
    fn paying_window(&self, product: usize, number: usize, episode: &Episode) -> Option<Closed> {
        let mut windows = self.deepest(product, number, day_of(episode.first)).into_iter();
        windows.find(|w| self.ratio(product, w.price) > 0 && episode.pays_from(w.start))
    }

    pub fn trigger(&mut self, product: usize, number: usize) -> Answer {
        self.watched(product)?;
        self.recognise();
        self.roll(product);
        let p = &self.products[product];
        let mut check = Check::default();
        let Some(episode) = p.episode(number).filter(|e| e.phase != Phase::Over).cloned() else {
            return Err(vec!["IncidentError::NoEpisode"]);
        };
        check.need(!episode.triggered, "IncidentError::AlreadyTriggered");
        check.need(self.may_raise(product, number), "IncidentError::RaiseClosed");
        check.need(episode.cover > 0, "IncidentError::NothingEligible");
        let paying = self.paying_window(product, number, &episode);
        check.need(paying.is_some(), "IncidentError::NoWindow");
        let earlier = (1..number).filter(|n| self.may_raise(product, *n));
        let mut earlier = earlier.filter_map(|n| p.episode(n).map(|e| (n, e)));
        let waits = earlier.any(|(n, e)| !e.triggered && e.cover > 0 && self.paying_window(product, n, e).is_some());
        check.need(!waits, "IncidentError::EarlierBreach");
        check.done()?;
        let mut incident = Incident {
            episode: number,
            first: episode.first,
            cover: episode.cover,
            lowered: 0,
            waiting: episode.waiting,
            steps: vec![],
            held: episode.held,
            funded: 0,
            paid: 0,
            passed: 0,
            policies_passed: 0,
            shortfall: 0,
            sealed: false,
            sealed_at: 0,
            last_used: false,
            open: true,
            taken: Default::default(),
            collect_until: 0,
            recovering: false,
            counted: vec![],
            topped: None,
        };
        incident.steps.push(self.new_step(product, &incident, paying.expect("checked")));
        incident.held = incident.held.min(incident.undecided(p.largest(), 0, p.largest()));
        let p = &mut self.products[product];
        p.incidents.push(incident);
        p.episodes[number - 1].triggered = true;
        p.episodes[number - 1].held = 0;
        self.after_release(product);
        Ok(())
    }

    pub fn raise(&mut self, product: usize, number: usize) -> Answer {
        self.recognise();
        self.roll(product);
        let incident = &self.products[product].incidents[number];
        let mut check = Check::default();
        check.need(incident.open, FRAMEWORK);
        check.need(!incident.sealed, "IncidentError::AlreadySealed");
        check.need(self.may_raise(product, incident.episode), "IncidentError::RaiseClosed");
        let last = incident.steps.last().expect("a first step");
        let episode = self.products[product].episode(incident.episode);
        let pays = |w: &Closed| episode.is_some_and(|e| e.pays_from(w.start));
        let mut windows = self.deepest(product, incident.episode, day_of(last.window));
        windows.retain(pays);
        let ratio = |w: &Closed| self.ratio(product, w.price);
        let largest = self.products[product].largest();
        let deeper = |w: &&Closed| ratio(w) >= last.ratio + RISE || (ratio(w) > last.ratio && ratio(w) == largest);
        let mut window = windows.iter().find(deeper).copied();
        let mut is_last = false;
        if window.is_none() && episode.is_some_and(|e| e.phase == Phase::Ended) && !incident.last_used {
            // Once, after the episode: whatever is deepest, the earliest of equals.
            let best = windows.iter().map(ratio).max().filter(|r| *r > last.ratio);
            window = best.and_then(|best| windows.iter().find(|w| ratio(w) == best).copied());
            is_last = true;
        }
        check.need(window.is_some(), "IncidentError::RiseTooSmall");
        check.need(incident.steps.len() < 21, "IncidentError::LadderFull");
        check.done()?;
        let step = self.new_step(product, incident, window.expect("checked"));
        let incident = &mut self.products[product].incidents[number];
        incident.steps.push(step);
        incident.last_used |= is_last;
        incident.held = incident.held.min(incident.undecided(largest, 0, largest));
        self.after_release(product);
        Ok(())
    }

    pub fn finalise(&mut self, product: usize, number: usize) -> Answer {
        let incident = &self.products[product].incidents[number];
        let index = incident.decided();
        let mut check = Check::default();
        check.need(incident.open, FRAMEWORK);
        check.need(index < incident.steps.len(), "IncidentError::NothingDue");
        let waits = incident.steps.get(index).is_some_and(|s| s.final_at > self.now);
        check.need(!waits, "IncidentError::StillWaiting");
        let earlier = self.products[product].incidents[..number].iter().any(|i| i.open && !i.recovering);
        check.need(!earlier, "IncidentError::EarlierOpen");
        check.done()?;
        let (episode, last) = (incident.episode, incident.final_ratio());
        let ratio = incident.steps[index].ratio;
        let eligible = incident.steps[index].eligible.min(incident.cover.saturating_sub(incident.lowered));
        self.recognise();
        self.roll(product);
        let needed = part_ceil(eligible, ratio - last, BILLION);
        let mut taken = self.products[product].incidents[number].taken.clone();
        let funded = self.take_loss(needed, &mut taken);
        self.products[product].incidents[number].taken = taken;
        self.products[product].loss_total += needed;
        let (raising, largest) = (self.may_raise(product, episode), self.products[product].largest());
        let incident = &mut self.products[product].incidents[number];
        let step = &mut incident.steps[index];
        incident.held = incident.held.saturating_sub(step.eligible * step.rise / BILLION);
        (step.rise, step.needed, step.funded, step.decided) = (ratio - last, needed, funded, true);
        step.cut = funded < needed;
        incident.funded += funded;
        incident.shortfall += needed - funded;
        let deepest = if raising { largest } else { 0 };
        incident.held = incident.held.min(incident.undecided(deepest, 0, largest));
        self.after_release(product);
        Ok(())
    }

    pub fn seal(&mut self, product: usize, number: usize) -> Answer {
        let p = &self.products[product];
        let incident = &p.incidents[number];
        let mut check = Check::default();
        check.need(incident.open, FRAMEWORK);
        check.need(!incident.sealed, "IncidentError::AlreadySealed");
        let over = !self.may_raise(product, incident.episode) || incident.final_ratio() == p.largest();
        check.need(incident.decided() == incident.steps.len() && over, "IncidentError::BreachNotOver");
        check.done()?;
        self.roll(product);
        let incident = &mut self.products[product].incidents[number];
        incident.sealed = true;
        incident.sealed_at = self.now;
        incident.held = 0;
        self.after_release(product);
        Ok(())
    }
}
