//! One action on the model: what happens outside the program first, then the call, which changes everything or nothing.

use {
    super::{cover::Order, *},
    crate::stateful::sequences::action::{Action, Bound},
};

/// What the program must do.
#[derive(Debug, PartialEq, Eq)]
pub enum Expect {
    /// Nothing was sent: what the action speaks of does not exist.
    Skipped,
    Accepted,
    /// Refused, for one of these reasons.
    Refused(Vec<&'static str>),
}

/// Which product an index means.
pub fn product_of(index: u8) -> usize {
    usize::from(index) % PRODUCTS
}

/// Which underwriter an index means.
pub fn underwriter_of(index: u8) -> usize {
    usize::from(index) % UNDERWRITERS
}

/// Which buyer or payee an index means.
pub fn client_of(index: u8) -> usize {
    UNDERWRITERS + usize::from(index) % (BUYERS + PAYEES)
}

/// A share in thousandths; above 1,000 one more than there is.
fn share(whole: Amount, thousandths: u16) -> Amount {
    match thousandths {
        t if t > 1_000 => whole + 1,
        t => part_floor(whole, t.into(), 1_000),
    }
}

impl Model {
    /// The incident that an index means.
    pub fn incident_of(&self, product: u8, incident: u8) -> Option<usize> {
        usize::from(incident).checked_rem(self.products[product_of(product)].incidents.len())
    }

    /// The policy that an index means.
    pub fn policy_of(&self, product: u8, policy: u16) -> Option<usize> {
        usize::from(policy).checked_rem(self.products[product_of(product)].policies.len())
    }

    /// Number of the episode that is so many before the last.
    pub fn episode_of(&self, product: u8, back: u8) -> usize {
        self.products[product_of(product)].episodes.len().saturating_sub(back.into())
    }

    /// Amount and least shares of a deposit.
    pub fn deposit_numbers(&self, tranche: u8, amount: u64, bound: Bound) -> (u64, Amount) {
        let amount = if bound == Bound::Zero { 0 } else { amount };
        let shares = match bound {
            Bound::Exact => self.deposit_shares(tranche, amount),
            Bound::TooTight => self.deposit_shares(tranche, amount) + 1,
            _ => 0,
        };
        (amount, shares)
    }

    /// Shares of a request.
    pub fn request_shares(&self, who: u8, tranche: u8, thousandths: u16) -> Amount {
        share(self.part(underwriter_of(who), usize::from(tranche % 2)).shares, thousandths)
    }

    /// Shares and least assets of an exit at the lower price.
    pub fn withdraw_numbers(&self, who: u8, tranche: u8, thousandths: u16, bound: Bound) -> (Amount, u64) {
        let layer = usize::from(tranche % 2);
        let shares = share(self.part(underwriter_of(who), layer).pending, thousandths);
        let least = match bound {
            Bound::Loose => 1,
            Bound::Exact => self.lower_value(layer, shares),
            Bound::TooTight => self.lower_value(layer, shares) + 1,
            Bound::Zero => 0,
        };
        (shares, u64::try_from(least).unwrap_or(u64::MAX))
    }

    /// The most that a buyer pays.
    fn most(&self, product: u8, cover: u64, days: u16, bound: Bound) -> Amount {
        let quote = self.quote(product_of(product), cover.into(), days.into());
        match (bound, quote) {
            (Bound::Exact, Some(quote)) => quote,
            (Bound::TooTight, Some(quote)) => quote - 1,
            (Bound::Zero, _) => 0,
            _ => u64::MAX.into(),
        }
    }

    /// The most that somebody pays for an extension.
    pub fn most_for_extension(&self, product: u8, policy: usize, days: u16, bound: Bound) -> Amount {
        let quote = self.quote_extension(product_of(product), policy, days.into());
        match (bound, quote) {
            (Bound::Exact, Some(quote)) => quote,
            (Bound::TooTight, Some(quote)) => quote - 1,
            (Bound::Zero, _) => 0,
            _ => u64::MAX.into(),
        }
    }

    /// The least that a holder takes for giving a policy up.
    pub fn least_refund(&self, product: u8, policy: usize, bound: Bound) -> u64 {
        let quote = self.quote_refund(product_of(product), policy) as u64;
        match bound {
            Bound::Exact => quote,
            Bound::TooTight => quote + 1,
            Bound::Loose | Bound::Zero => 0,
        }
    }

    /// What a purchase asks for.
    pub fn order(&self, product: u8, buyer: u8, payee: Option<u8>, cover: u64, days: u16, bound: Bound) -> Order {
        let buyer = UNDERWRITERS + usize::from(buyer) % BUYERS;
        Order {
            product: product_of(product),
            buyer,
            holder: payee.map_or(buyer, |p| UNDERWRITERS + BUYERS + usize::from(p) % PAYEES),
            cover: cover.into(),
            days: days.into(),
            most: self.most(product, cover, days, bound),
        }
    }

    /// Second to which the clock moves before the call.
    pub fn time_after(&self, action: &Action) -> u64 {
        match action {
            Action::Advance(seconds) => self.now + seconds,
            Action::Observe { wait, .. } => self.now + u64::from(*wait),
            Action::Midnight(off) => {
                let at = ((day_of(self.now) + 1) * DAY).saturating_add_signed(*off);
                if at <= self.now { at + DAY } else { at }
            }
            _ => self.now,
        }
    }

    /// Does it, or says why not.
    pub fn apply(&mut self, action: &Action) -> Expect {
        self.earned = [0; 2];
        self.lost = false;
        self.now = self.time_after(action);
        if let Action::Observe { product, quotes, .. } = action {
            self.publish(product_of(*product), quotes);
        }
        let mut next = self.clone();
        match next.call(action) {
            None => Expect::Skipped,
            Some(Err(reasons)) => Expect::Refused(reasons),
            Some(Ok(())) => {
                *self = next;
                Expect::Accepted
            }
        }
    }

    fn call(&mut self, action: &Action) -> Option<Answer> {
        Some(match *action {
            Action::Open { who } => self.open_position(underwriter_of(who)),
            Action::Deposit {
                who,
                tranche,
                amount,
                bound,
            } => {
                let (amount, least) = self.deposit_numbers(tranche, amount, bound);
                self.deposit(underwriter_of(who), tranche, amount.into(), least)
            }
            Action::Request { who, tranche, thousandths } => {
                let shares = self.request_shares(who, tranche, thousandths);
                self.request(underwriter_of(who), tranche, shares)
            }
            Action::Execute { who, tranche } => self.execute(underwriter_of(who), tranche, false),
            Action::ExecuteOwn { who, tranche } => self.execute(underwriter_of(who), tranche, true),
            Action::Fetch { who, tranche } => self.fetch(underwriter_of(who), tranche),
            Action::Extend {
                product,
                policy,
                buyer,
                days,
                bound,
            } => {
                let (policy, payer) = (self.policy_of(product, policy)?, UNDERWRITERS + usize::from(buyer) % BUYERS);
                let most = self.most_for_extension(product, policy, days, bound);
                self.extend(product_of(product), policy, payer, days.into(), most)
            }
            Action::CancelPolicy { product, policy, bound } => {
                let policy = self.policy_of(product, policy)?;
                let least = self.least_refund(product, policy, bound);
                self.cancel_policy(product_of(product), policy, least.into())
            }
            Action::Transfer { product, policy, to } => self.transfer(product_of(product), self.policy_of(product, policy)?, client_of(to)),
            Action::Recover {
                buyer,
                subject,
                product,
                incident,
                amount,
            } => {
                let payer = UNDERWRITERS + usize::from(buyer) % BUYERS;
                let of = match subject {
                    1 => Some((product_of(product), self.incident_of(product, incident)?)),
                    _ => None,
                };
                self.recover(payer, subject, of, amount.into())
            }
            Action::Withdraw {
                who,
                tranche,
                thousandths,
                bound,
            } => {
                let (shares, least) = self.withdraw_numbers(who, tranche, thousandths, bound);
                self.withdraw(underwriter_of(who), tranche, shares, least.into())
            }
            Action::Cancel { who, tranche } => self.cancel(underwriter_of(who), tranche),
            Action::ClosePosition { who } => self.close_position(underwriter_of(who)),
            Action::Buy {
                product,
                buyer,
                payee,
                cover,
                days,
                bound,
            } => self.buy(self.order(product, buyer, payee, cover, days, bound)),
            Action::PayOwed { product, policy } => self.pay_owed(product_of(product), self.policy_of(product, policy)?),
            Action::ClosePolicy { product, policy } => self.close_policy(product_of(product), self.policy_of(product, policy)?),
            Action::Observe {
                product,
                ref quotes,
                family,
                ..
            } => self.observe(product_of(product), quotes, family),
            _ => return self.call_incident(action),
        })
    }

    fn call_incident(&mut self, action: &Action) -> Option<Answer> {
        Some(match *action {
            Action::Trigger { product, back } => self.trigger(product_of(product), self.episode_of(product, back)),
            Action::Raise { product, incident } => self.raise(product_of(product), self.incident_of(product, incident)?),
            Action::Recount { product, back } => self.recount(product_of(product), self.episode_of(product, back)),
            Action::Finalise { product, incident } => self.finalise(product_of(product), self.incident_of(product, incident)?),
            Action::Settle { product, incident, policy } => {
                let (incident, policy) = (self.incident_of(product, incident)?, self.policy_of(product, policy)?);
                self.settle(product_of(product), incident, policy)
            }
            Action::Seal { product, incident } => self.seal(product_of(product), self.incident_of(product, incident)?),
            Action::Release { product, incident } => self.release_incident(product_of(product), self.incident_of(product, incident)?),
            Action::CloseIncident { product, incident } => self.close_incident(product_of(product), self.incident_of(product, incident)?),
            Action::EndEpisode { product, back } => self.end_episode(product_of(product), self.episode_of(product, back)),
            _ => self.call_other(action),
        })
    }

    fn call_other(&mut self, action: &Action) -> Answer {
        match *action {
            Action::Roll { product } => return self.roll_product(product_of(product)),
            Action::Sweep => return self.sweep(),
            Action::Retire { product } => return self.retire(product_of(product)),
            Action::Limits {
                product,
                cap,
                curve,
                severity,
                loading,
            } => return self.set_limits(product_of(product), self.limits(product_of(product), cap, curve, severity, loading)),
            Action::Attest { product, age } => return self.attest(product_of(product), self.audit_day(age)),
            Action::Parameters { which } => return self.set_parameters(&parameters::parameters(which)),
            Action::Donate { amount } => {
                let given = self.donor.min(amount.into());
                self.donor -= given;
                self.vault += given;
                self.gifts += given;
            }
            Action::Fund { product, lamports } => {
                let p = &mut self.products[product_of(product)];
                let given = if p.spec.watched { lamports.into() } else { 0 };
                p.watch.purse += given;
                self.funded += given;
            }
            Action::Freeze { person, frozen } => {
                let person = &mut self.people[client_of(person)];
                person.frozen = person.has_account && frozen;
            }
            Action::Haircut { thousandths } => {
                self.haircut = true;
                for (layer, part) in self.haircut_parts(thousandths).into_iter().enumerate() {
                    self.layers[layer].capital -= part;
                    self.donor += part;
                    self.vault -= part;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What a haircut takes from each layer.
    pub fn haircut_parts(&self, thousandths: u16) -> [Amount; 2] {
        [0, 1].map(|layer: usize| part_floor(self.layers[layer].capital, thousandths.min(990).into(), 1_000))
    }
}
