//! Settlement: what policies get of an incident, what is counted for it, and its end.

use super::{
    product::{Incident, Phase, Step},
    *,
};

impl Model {
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
        if q.open && incident.open && (q.next > number || incident.recovering) {
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
            self.products[product].load(amount, self.now);
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
        let counts =
            |n: usize, i: &Incident| n > number && i.open && !i.recovering && q.next <= n && i.counted.iter().any(|(c, _)| *c == policy);
        let counted = p.incidents.iter().enumerate().any(|(n, i)| counts(n, i));
        check.need(!counted, "IncidentError::OutOfOrder");
        // Somebody else settles here.
        let earlier = p.incidents.iter().enumerate().take(number);
        let ends = earlier
            .filter(|(n, i)| i.open && i.recovering && q.may_collect(*n) && q.in_force(i.first))
            .count()
            > 0;
        check.need(!ends, "IncidentError::OutOfOrder");
        check.done()?;
        // What rounding left was given back at the release.
        let incident = &self.products[product].incidents[number];
        let amount = self.due(product, number, policy, q.left()).min(incident.funded - incident.paid);
        let mut check = Check::default();
        check.need(amount > 0, "IncidentError::NothingToPay");
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
        let later = p.incidents.iter_mut().enumerate().skip(number + 1);
        for (n, incident) in later.filter(|(_, i)| i.open && !i.recovering && q.in_force(i.first)) {
            // One that has counted it, or let it pass, has done so with what the cover was then.
            if q.next <= n && !incident.counted.iter().any(|(counted, _)| *counted == policy) {
                incident.lowered += amount;
            }
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
        let fallen = lacked - incident.shortfall;
        self.shortfall -= fallen;
        self.lower_loss(product, fallen);
    }

    /// A part of a loss was not needed.
    pub fn lower_loss(&mut self, product: usize, by: Amount) {
        self.loss_total -= by;
        self.products[product].loss_total -= by;
    }
}
