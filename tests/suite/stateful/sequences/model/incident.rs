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
    fn deepest(&self, product: usize, number: usize, day: u64) -> Vec<Closed> {
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
        // The price is loaded by the lost part of the cap.
        let p = &mut self.products[product];
        let more = part_ceil(p.limits.experience, needed.min(p.limits.cap), p.limits.cap);
        p.loading = ((p.experience(self.now) + more).min(9 * BILLION), self.now);
        p.loss_total += needed;
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

    /// What all final steps give the policy, each rounded down and cut to what was funded, less what the incident paid it. `left` is the
    /// cover that is left when it settles.
    pub fn due(&self, product: usize, number: usize, policy: usize, left: Amount) -> Amount {
        let p = &self.products[product];
        let (q, incident) = (&p.policies[policy], &p.incidents[number]);
        let base = left + q.paid_by(number);
        let steps = incident
            .steps
            .iter()
            .filter(|s| s.decided && s.window < q.end * DAY && s.needed > 0);
        let (uncut, cut): (Vec<_>, Vec<_>) = steps.partition(|s| !s.cut);
        let whole = base * uncut.iter().map(|s| s.rise).sum::<Amount>() / BILLION;
        let parts: Amount = cut.iter().map(|s| part_floor(base * s.rise / BILLION, s.funded, s.needed)).sum();
        whole + parts - q.paid_by(number)
    }

    pub fn settle(&mut self, product: usize, number: usize, policy: usize) -> Answer {
        let p = &self.products[product];
        let (q, incident) = (&p.policies[policy], &p.incidents[number]);
        let mut check = Check::default();
        check.need(q.open && incident.open, FRAMEWORK);
        if q.open && incident.open && q.next > number {
            return self.collect(product, number, policy);
        }
        check.need(q.in_force(incident.first), "IncidentError::NotEligible");
        check.need(!self.owes_earlier(product, policy, number), "IncidentError::OutOfOrder");
        check.done()?;
        let base = q.left() + q.paid_by(number);
        let counts = incident.sealed && incident.cut() && !incident.counted.iter().any(|(n, _)| *n == policy);
        if counts {
            self.count(product, number, policy, base);
        }
        let (q, incident) = (&self.products[product].policies[policy], &self.products[product].incidents[number]);
        let amount = self.due(product, number, policy, q.left());
        let lets_pass = incident.sealed && (!incident.cut() || incident.topped.is_some());
        let passes = lets_pass || (base > 0 && q.left() == amount);
        let mut check = Check::default();
        check.need(amount > 0 || passes || counts, "IncidentError::NothingToPay");
        check.done()?;
        self.roll(product);
        if amount > 0 {
            self.book_payment(product, number, policy, amount);
        }
        let p = &mut self.products[product];
        if passes {
            p.incidents[number].passed += base;
            p.incidents[number].policies_passed += 1;
            p.policies[policy].next = number + 1;
        }
        self.send_owed(product, policy);
        Ok(())
    }

    /// What was recovered for a policy that has passed.
    fn collect(&mut self, product: usize, number: usize, policy: usize) -> Answer {
        let p = &self.products[product];
        let (q, incident) = (&p.policies[policy], &p.incidents[number]);
        let mut check = Check::default();
        let may = incident.recovering && q.in_force(incident.first) && q.may_collect(number);
        check.need(may, "IncidentError::AlreadySettled");
        check.done()?;
        let amount = self.due(product, number, policy, q.left());
        let mut check = Check::default();
        check.need(amount > 0, "IncidentError::NothingToPay");
        // A fault, see `the_last_policy_collects_all_that_was_recovered_for_it`: what rounding left was given back at the release.
        let incident = &self.products[product].incidents[number];
        check.need(incident.paid + amount <= incident.funded, "IncidentError::IncidentLedgerBroken");
        check.done()?;
        self.roll(product);
        self.book_payment(product, number, policy, amount);
        self.send_owed(product, policy);
        Ok(())
    }

    /// What is owed reaches the holder, unless their account is frozen.
    fn send_owed(&mut self, product: usize, policy: usize) {
        let q = &self.products[product].policies[policy];
        if q.owed > 0 {
            let holder = &mut self.people[q.holder];
            holder.has_account = true;
            if !holder.frozen {
                self.deliver(product, policy);
            }
        }
    }

    fn book_payment(&mut self, product: usize, number: usize, policy: usize, amount: Amount) {
        let p = &mut self.products[product];
        let q = &mut p.policies[policy];
        q.paid += amount;
        q.owed += amount;
        match q.by_incident.iter_mut().find(|(n, _)| *n == number) {
            Some((_, paid)) => *paid += amount,
            None => q.by_incident.push((number, amount)),
        }
        // Cover of a breach that is not triggered yet follows the payment.
        let old = p.episodes.len().saturating_sub(4);
        let open = p.episodes[old..].iter_mut().filter(|e| e.phase != Phase::Over && !e.triggered);
        for episode in open.filter(|e| q.in_force(e.first)) {
            episode.cover -= amount;
        }
        // And so does the cover of later incidents.
        let later = p.incidents.iter_mut().skip(number + 1).filter(|i| i.open && !i.recovering);
        for incident in later.filter(|i| q.in_force(i.first)) {
            incident.lowered += amount;
        }
        p.incidents[number].paid += amount;
        p.paid_total += amount;
        p.payments += 1;
        p.payment_seconds += self.now - p.incidents[number].first;
    }

    pub fn close_incident(&mut self, product: usize, number: usize) -> Answer {
        let incident = &self.products[product].incidents[number];
        let mut check = Check::default();
        check.need(incident.open, FRAMEWORK);
        check.need(incident.sealed, "IncidentError::NotSealed");
        check.need(incident.recovering || incident.settled(self.now), "IncidentError::NotAllPassed");
        check.need(incident.over(self.now), "IncidentError::RecoveriesMayCome");
        check.done()?;
        self.recognise();
        self.roll(product);
        self.return_left(product, number);
        self.products[product].incidents[number].open = false;
        Ok(())
    }

    /// Counts what a policy is owed without any cut; with the last one, what all steps have too much goes to those that were cut.
    fn count(&mut self, product: usize, number: usize, policy: usize, base: Amount) {
        let p = &mut self.products[product];
        let incident = &mut p.incidents[number];
        incident.counted.push((policy, base));
        if incident.counted.iter().map(|(_, base)| base).sum::<Amount>() < incident.left() {
            return;
        }
        let paid_to = |step: &Step, n: usize| step.window < p.policies[n].end * DAY;
        let counted = incident.counted.clone();
        let really = |step: &Step| -> Amount {
            let of = counted.iter().filter(|(n, _)| paid_to(step, *n));
            of.map(|(_, base)| base * step.rise / BILLION).sum()
        };
        let whole = |n: usize, base: Amount| -> Amount {
            let rises = incident.steps.iter().filter(|s| s.decided && !s.cut && paid_to(s, n));
            base * rises.map(|s| s.rise).sum::<u128>() / BILLION
        };
        let owed: Amount = counted.iter().map(|(n, base)| whole(*n, *base)).sum();
        let uncut = incident.steps.iter().filter(|s| s.decided && !s.cut).map(|s| s.funded);
        let cut = incident.steps.iter().filter(|s| s.decided && s.cut);
        let mut spare = uncut.sum::<Amount>() + cut.map(|s| s.funded.saturating_sub(really(s))).sum::<Amount>() - owed;
        let needs: Vec<Amount> = incident.steps.iter().map(really).collect();
        let (mut better, lacked) = (false, incident.shortfall);
        for (step, need) in incident.steps.iter_mut().zip(needs).filter(|(s, _)| s.decided && s.cut) {
            let (old_funded, old_needed) = (step.funded, step.needed);
            step.needed = need;
            step.funded = old_funded.min(need) + spare.min(need.saturating_sub(old_funded));
            spare -= step.funded - old_funded.min(need);
            better |= step.funded * old_needed > old_funded * step.needed;
        }
        incident.topped = Some(better);
        incident.shortfall = incident.steps.iter().filter(|s| s.cut).map(|s| s.needed - s.funded).sum();
        self.shortfall -= lacked - incident.shortfall;
    }

    /// The incident of an episode, while its account exists.
    pub fn incident_from(&self, product: usize, number: usize) -> Option<usize> {
        self.products[product].incidents.iter().position(|i| i.open && i.episode == number)
    }

    /// What an episode can no longer cost is held no more.
    pub fn recount(&mut self, product: usize, number: usize) -> Answer {
        self.watched(product)?;
        self.roll(product);
        let found = self.incident_from(product, number);
        let p = &self.products[product];
        let episode = p.episode(number).filter(|e| e.phase != Phase::Over);
        let incident = found.map(|n| &p.incidents[n]);
        let held = match (incident, episode) {
            (Some(incident), _) => incident.held,
            (None, None) => return Err(vec!["IncidentError::NoEpisode"]),
            (None, Some(episode)) if episode.triggered => return Err(vec!["IncidentError::IncidentRequired"]),
            (None, Some(episode)) => episode.held,
        };
        let largest = p.largest();
        let (mut deepest, mut running, mut later) = (0, 0, None);
        if let Some(episode) = episode.filter(|_| found.is_none() || self.may_raise(product, number)) {
            let from = incident.and_then(|i| i.steps.last()).map_or(episode.first, |s| s.window);
            let windows = self.deepest(product, number, day_of(from));
            let ratios = windows
                .iter()
                .filter(|w| episode.pays_from(w.start))
                .map(|w| self.ratio(product, w.price));
            deepest = ratios.max().unwrap_or(0);
            let mut from = self.now;
            if p.watch.breach && number == p.episodes.len() {
                let (cover, paid) = incident.map_or((episode.cover, 0), |i| (i.cover, i.final_ratio()));
                from = p.next_window_from(self.now);
                running = episode.at_most(from, p.eligible(episode.first, cover, episode.waiting, paid, day_of(from)));
            }
            later = Some((from, running));
        }
        let up = |cover: Amount, rise: u128| part_ceil(cover, rise, BILLION);
        let bound = match incident {
            Some(incident) => incident.undecided(deepest, running, largest),
            None => up(episode.map_or(0, |e| e.cover), deepest) + up(running, largest - deepest),
        };
        let stake = p.ended_at_stake();
        let p = &mut self.products[product];
        p.recount_ended();
        if bound >= held && p.ended_at_stake() == stake {
            return Err(vec!["IncidentError::NothingToRelease"]);
        }
        let bound = bound.min(held);
        match found {
            Some(n) => p.incidents[n].held = bound,
            None => p.episodes[number - 1].held = bound,
        }
        if later.is_some() {
            p.episodes[number - 1].later = later;
        }
        self.after_release(product);
        Ok(())
    }

    pub fn end_episode(&mut self, product: usize, number: usize) -> Answer {
        self.watched(product)?;
        self.roll(product);
        let p = &self.products[product];
        let phase = p.episode(number).map_or(Phase::Over, |e| e.phase);
        if number == p.episodes.len() && (self.recovered(product) || self.lapsed(product)) {
            self.end_breach(product);
            return Ok(());
        }
        match phase {
            Phase::Running if !p.episode(number).is_some_and(|e| e.pays_from(p.next_window_from(self.now))) => {
                self.end_stake(product, number)
            }
            Phase::Ended if !self.may_raise(product, number) => self.release(product, number),
            Phase::Over => return Err(vec!["IncidentError::NoEpisode"]),
            _ => return Err(vec!["IncidentError::BreachNotOver"]),
        }
        Ok(())
    }
}
