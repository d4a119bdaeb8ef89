//! Buyers and holders: sales, rolling, owed payments, closing; and governance's limits.

use super::{product::Policy, *};

/// Protocol fee on each premium, basis points.
const FEE_BPS: u128 = 500;
/// Days that the end plus grace may lie ahead.
const AHEAD: u64 = 402;
/// Seconds after which a reading sells nothing.
const SALE_AGE: u64 = 600;

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Order {
    pub product: usize,
    pub buyer: usize,
    pub holder: usize,
    pub cover: Amount,
    pub days: u64,
    pub most: Amount,
}

impl Model {
    /// Premium for this cover now; `None` when the cap has no room.
    pub fn quote(&self, product: usize, cover: Amount, days: u64) -> Option<Amount> {
        let p = &self.products[product];
        let (used, active) = (p.unexpired_on(day_of(self.now)), p.active_on(day_of(self.now)));
        let seconds = midnight_after(self.now, days) * DAY - self.now;
        let factor = p.loaded(self.now);
        (cover > 0 && active + cover <= p.limits.cap).then(|| p.limits.premium(used, cover, seconds, factor))
    }

    fn check_sale(&self, product: usize, check: &mut Check) {
        let (p, w) = (&self.products[product], &self.products[product].watch);
        let terms = &p.spec.parametric;
        let strike = terms.strike as u128;
        check.need(!p.retired, "ProductError::NotListed");
        if !p.spec.watched {
            return;
        }
        check.need(!w.breach, "PolicyError::InBreach");
        check.need(self.now - w.observed <= SALE_AGE, "PolicyError::WatchStale");
        check.need(w.read == p.spec.sources.len(), "PolicyError::SourcesMissing");
        let guard = strike + part_ceil(strike, terms.guard_bps.into(), 10_000);
        check.need(u128::from(w.lowest) > guard, "PolicyError::NearStrike");
        check.need(w.width <= terms.sale_width_bps.into(), "PolicyError::PriceTooWide");
    }

    /// So much cover that jurors decide is small beside what they have at stake (R10).
    pub fn check_jurors(&self, product: usize, cover: Amount, check: &mut Check) {
        let small = self.products[product].spec.watched || cover <= self.jurors_cap;
        check.need(small, "CaseError::ElectorateTooSmall");
    }

    pub fn buy(&mut self, order: Order) -> Answer {
        let mut check = Check::default();
        self.check_sale(order.product, &mut check);
        self.recognise();
        self.roll(order.product);
        let today = day_of(self.now);
        let p = &self.products[order.product];
        let terms = &p.spec.terms;
        let start = midnight_after(self.now, terms.waiting_days.into()).max(today + 1);
        let end = midnight_after(self.now, order.days);
        let sold = u64::from(terms.min_days)..=u64::from(terms.max_days);
        check.need(sold.contains(&order.days), "PolicyError::PeriodOutOfBounds");
        let sizes = u128::from(terms.min_cover)..=u128::from(terms.max_cover);
        check.need(sizes.contains(&order.cover), "PolicyError::CoverOutOfBounds");
        let ahead = end + u64::from(terms.grace_days) - today;
        check.need(ahead <= AHEAD, "PolicyError::PeriodTooFar");
        self.check_carried(order.product, order.cover, &mut check);
        self.check_jurors(
            order.product,
            self.products[order.product].active_on(today) + order.cover,
            &mut check,
        );
        let Some(premium) = self.quote(order.product, order.cover, order.days) else {
            check.need(false, "PolicyError::CapReached");
            return check.done();
        };
        check.need(premium <= order.most, "PolicyError::PremiumTooHigh");
        let buyer = &self.people[order.buyer];
        check.need(premium <= buyer.wallet, "PoolError::SourceShort");
        check.need(!buyer.frozen, FRAMEWORK);
        check.done()?;
        let rest = self.divide(order.product, order.buyer, premium);
        let rate = self.stream_in(rest, end);
        self.cover_total += order.cover;
        self.products[order.product].cover_total += order.cover;
        let now = self.now;
        let p = &mut self.products[order.product];
        p.terms_seen.push((start, end));
        p.policies.push(Policy {
            buyer: order.buyer,
            holder: order.holder,
            cover: order.cover,
            paid: 0,
            owed: 0,
            premium,
            rate,
            until: end,
            sold: now,
            start,
            end,
            next: p.incidents.len(),
            by_incident: vec![],
            open: true,
        });
        Ok(())
    }

    /// A premium is paid; the fee is rounded up, the reserve's part down, and both come out of it. Gives the rest.
    fn divide(&mut self, product: usize, payer: usize, premium: Amount) -> Amount {
        let fee = part_ceil(premium, FEE_BPS, 10_000);
        let reserve = part_floor(premium, self.reserve_bps, 10_000);
        self.fees += fee;
        self.reserve += reserve;
        self.people[payer].wallet -= premium;
        self.vault += premium;
        self.premium_total += premium;
        self.products[product].premium_total += premium;
        premium - fee - reserve
    }

    /// One stream less; gives what it held of the unearned premium.
    fn take_stream(&mut self, rate: u128, end: u64) -> Amount {
        let before = self.unearned().div_ceil(1 << 64);
        if let Some(at) = self.streams.iter().position(|s| s.rate == rate && s.end == end * DAY) {
            self.streams.remove(at);
        }
        before - self.unearned().div_ceil(1 << 64)
    }

    /// What it costs that the policy's cover goes on for so many days; `None` when the cap has no room for what is sold.
    pub fn quote_extension(&self, product: usize, policy: usize, days: u64) -> Option<Amount> {
        let p = &self.products[product];
        let (today, left) = (day_of(self.now), p.policies[policy].left());
        let active = p.active_on(today);
        let room = active <= p.limits.cap && left > 0 && p.policies[policy].end > today;
        // The part of the curve that it stands on if it came last.
        room.then(|| p.limits.premium(p.unexpired_on(today) - left, left, days * DAY, p.loaded(self.now)))
    }

    /// The policy's cover goes on from its end for so many days; its payer is a buyer.
    pub fn extend(&mut self, product: usize, policy: usize, payer: usize, days: u64, most: Amount) -> Answer {
        let mut check = Check::default();
        self.check_sale(product, &mut check);
        let p = &self.products[product];
        let q = p.policies[policy].clone();
        check.need(q.open, FRAMEWORK);
        check.need(!p.undecided(), "PolicyError::ProductUndecided");
        let sold = u64::from(p.spec.terms.min_days)..=u64::from(p.spec.terms.max_days);
        check.need(sold.contains(&days), "PolicyError::PeriodOutOfBounds");
        check.need(self.now < q.end * DAY && q.left() > 0, "PolicyError::PolicyOver");
        check.done()?;
        self.recognise();
        self.roll(product);
        let end = q.end + days;
        let mut check = Check::default();
        let ahead = end + u64::from(self.products[product].spec.terms.grace_days) - day_of(self.now);
        check.need(ahead <= AHEAD, "PolicyError::PeriodTooFar");
        self.check_carried(product, 0, &mut check);
        self.check_jurors(product, self.products[product].active_on(day_of(self.now)), &mut check);
        let Some(premium) = self.quote_extension(product, policy, days) else {
            check.need(false, "PolicyError::CapReached");
            return check.done();
        };
        check.need(premium <= most, "PolicyError::PremiumTooHigh");
        check.need(premium <= self.people[payer].wallet, "PoolError::SourceShort");
        check.need(!self.people[payer].frozen, FRAMEWORK);
        check.done()?;
        let rest = self.divide(product, payer, premium);
        let unearned = self.take_stream(q.rate, q.until);
        let total = rest + unearned;
        // Not more slowly than before: if the old stream was the faster one, it goes on as long as the money lasts, in whole days.
        let slower = unearned > 0 && (total << 64) / u128::from(end * DAY - self.now) < q.rate;
        let until = if slower {
            day_of(self.now + ((total << 64) / q.rate) as u64).clamp(q.until, end)
        } else {
            end
        };
        let rate = self.stream_in(total, until);
        let p = &mut self.products[product];
        p.terms_seen.push((q.start, end));
        let q = &mut p.policies[policy];
        (q.end, q.rate, q.until) = (end, rate, until);
        q.premium += premium;
        Ok(())
    }

    /// What the holder gets who gives the policy up, and what the pool has not earned of it.
    fn refund(&mut self, q: &Policy) -> (Amount, Amount) {
        let exact = (q.rate * u128::from((q.until * DAY).saturating_sub(self.now))) >> 64;
        let unearned = self.take_stream(q.rate, q.until);
        let share = part_floor(unearned.min(exact), q.left(), q.cover.max(1));
        (share.saturating_sub(part_ceil(q.premium, 1, 10)), unearned)
    }

    /// What a cancellation gives now.
    pub fn quote_refund(&self, product: usize, policy: usize) -> Amount {
        let mut then = self.clone();
        then.recognise();
        then.refund(&self.products[product].policies[policy]).0
    }

    /// The holder gives the policy up for a part of what is not earned of its premium.
    pub fn cancel_policy(&mut self, product: usize, policy: usize, least: Amount) -> Answer {
        let p = &self.products[product];
        let q = p.policies[policy].clone();
        let mut check = Check::default();
        check.need(q.open, FRAMEWORK);
        let holder = &self.people[q.holder];
        check.need(holder.has_account, FRAMEWORK);
        check.need(!holder.frozen, "PoolError::DestinationFrozen");
        check.need(self.now - q.sold >= 7 * DAY, "PolicyError::TooEarlyToCancel");
        check.need(self.now < q.end * DAY && q.left() > 0, "PolicyError::PolicyOver");
        check.need(q.owed == 0, "PolicyError::StillOwed");
        check.need(!p.undecided(), "PolicyError::ProductUndecided");
        check.need(!p.may_recover(&q), "PolicyError::PolicyStillOpen");
        check.need(self.quote_refund(product, policy) >= least, "PolicyError::RefundTooLow");
        check.done()?;
        self.recognise();
        self.roll(product);
        let (refund, unearned) = self.refund(&q);
        self.reserve += unearned - refund;
        self.people[q.holder].wallet += refund;
        self.vault -= refund;
        let q = &mut self.products[product].policies[policy];
        q.cover = q.paid;
        q.open = false;
        Ok(())
    }

    /// The holder gives the policy to somebody else.
    pub fn transfer(&mut self, product: usize, policy: usize, to: usize) -> Answer {
        let p = &self.products[product];
        let q = &p.policies[policy];
        let mut check = Check::default();
        check.need(q.open, FRAMEWORK);
        check.need(q.owed == 0, "PolicyError::StillOwed");
        check.need(!p.undecided(), "PolicyError::ProductUndecided");
        check.done()?;
        self.products[product].policies[policy].holder = to;
        Ok(())
    }

    /// Midnights are counted: what ended is active no more, and may be at stake.
    pub fn roll(&mut self, product: usize) {
        let today = day_of(self.now);
        let p = &mut self.products[product];
        let ended = p.active() - p.active_on(today);
        if p.provisional() > 0 {
            p.ended += ended;
        }
        p.rolled = today;
    }

    pub fn roll_product(&mut self, product: usize) -> Answer {
        let mut check = Check::default();
        check.need(day_of(self.now) > self.products[product].rolled, "ProductError::NothingToRoll");
        check.done()?;
        self.roll(product);
        Ok(())
    }

    /// An incident before `number` that the policy is part of and has not passed is open.
    pub fn owes_earlier(&self, product: usize, policy: usize, number: usize) -> bool {
        let p = &self.products[product];
        let q = &p.policies[policy];
        let waits = |n: usize| p.incidents[n].open && !p.incidents[n].recovering && q.in_force(p.incidents[n].first);
        (q.next..number).any(waits)
    }

    pub fn close_policy(&mut self, product: usize, policy: usize) -> Answer {
        let p = &self.products[product];
        let q = &p.policies[policy];
        let mut check = Check::default();
        check.need(q.open, FRAMEWORK);
        let over = (q.end + u64::from(p.spec.terms.grace_days)) * DAY;
        check.need(self.now >= over || q.left() == 0, "PolicyError::PolicyNotOver");
        check.need(q.owed == 0, "PolicyError::StillOwed");
        check.need(
            !self.owes_earlier(product, policy, p.incidents.len()),
            "PolicyError::PolicyStillOpen",
        );
        check.need(!p.untriggered().any(|e| q.in_force(e.first)), "PolicyError::PolicyStillOpen");
        check.need(!p.may_recover(q), "PolicyError::PolicyStillOpen");
        check.done()?;
        self.products[product].policies[policy].open = false;
        Ok(())
    }

    /// Everything owed is delivered.
    pub fn deliver(&mut self, product: usize, policy: usize) {
        let q = &mut self.products[product].policies[policy];
        let amount = std::mem::take(&mut q.owed);
        self.people[q.holder].wallet += amount;
        self.vault -= amount;
        self.paid_total += amount;
    }

    pub fn pay_owed(&mut self, product: usize, policy: usize) -> Answer {
        let q = &self.products[product].policies[policy];
        let holder = &self.people[q.holder];
        let mut check = Check::default();
        check.need(q.open, FRAMEWORK);
        check.need(holder.has_account, FRAMEWORK);
        check.need(!holder.frozen, "PoolError::DestinationFrozen");
        check.need(q.owed > 0, "PolicyError::NothingOwed");
        check.done()?;
        self.deliver(product, policy);
        Ok(())
    }
}
