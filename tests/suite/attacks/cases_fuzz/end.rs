//! What anyone may send to end things, and the end of everything.

use {
    super::Run,
    crate::incident::kit::*,
    breakwater::state::Case,
    breakwater_testkit::{client::ix, courts::*, *},
};

impl Run {
    pub(super) fn conclude(&mut self, address: &Address, case: &Case) {
        let conclude = match case.about {
            0 => {
                let claim = self.w.read::<breakwater::state::Claim>(&case.subject);
                let key = self.key(&claim.policy, claim.event_day.get());
                ("conclude_claim", ix::conclude_claim(&key, case.number.get()))
            }
            1 => {
                let number = self.number_of(&case.product, &case.subject);
                ("conclude_declared", ix::conclude_declared(self.w.pool, case.product, number))
            }
            _ => {
                let number = self.number_of(&case.product, &case.subject);
                (
                    "conclude_dispute",
                    ix::conclude_dispute(self.w.pool, case.product, number, case.number.get()),
                )
            }
        };
        self.send(conclude.0, conclude.1);
        let _ = address;
    }

    pub(super) fn conclude_some(&mut self) {
        for (address, case) in self.cases() {
            if case.phase == 3 && self.next(4) > 0 {
                self.conclude(&address, &case);
            }
        }
    }

    pub(super) fn settle_some(&mut self) {
        for (_, ballot) in self.w.books().ballots {
            if self.next(3) > 0 {
                continue;
            }
            if ballot.settled == 0 {
                let settle = ix::settle_ballot(ballot.juror, self.w.pool, self.w.mint, ballot.case, ballot.round);
                self.send("settle_ballot", settle);
            } else {
                let to = self.purse(&ballot.juror);
                let pay = ix::pay_juror(self.w.keeper, ballot.juror, self.w.pool, ballot.case, ballot.round, to);
                self.send("pay_juror", pay);
            }
        }
    }

    pub(super) fn pay_some(&mut self) {
        for (_, claim) in self.w.books().claims {
            let of = self.w.policy(&claim.policy);
            let key = self.key(&claim.policy, claim.event_day.get());
            if claim.state == 2 && !of.owed.is_zero() {
                let pay = ix::pay_claim(self.w.keeper, &key, of.holder, self.w.mint);
                self.send("pay_claim", pay);
            }
            if !claim.shortfall.is_zero() && self.next(2) == 0 {
                let keeper = self.w.keeper;
                let amount = [1, claim.shortfall.get(), claim.shortfall.get() / 2 + 1][self.next(3) as usize];
                let recover = ix::recover_claim(keeper, &key, self.purse(&keeper), amount);
                self.send("recover_claim", recover);
            }
        }
    }

    /// Everything that anyone may send and that ends something; each of it with one chance in `odds`.
    pub(super) fn tidy(&mut self, odds: u64) {
        let keeper = self.w.keeper;
        for (address, case) in self.cases() {
            if self.next(odds) > 0 {
                continue;
            }
            if case.phase == 3 {
                self.conclude(&address, &case);
            }
            for appeal in [false, true] {
                let back = if appeal { case.appeal_back } else { case.bond_back };
                if case.phase >= 3 && !back.is_zero() {
                    let to = self.purse(if appeal { &case.appellant } else { &case.claimant });
                    self.send("refund", ix::refund_bond(keeper, self.w.pool, address, to, appeal));
                }
            }
            if case.phase == 4 {
                self.send("close_case", ix::close_case(self.w.pool, address, case.claimant));
            }
        }
        self.settle_some();
        for (_, incident) in self.w.books().incidents {
            let (product, number) = (incident.product, incident.number.get());
            if incident.declared == 0 {
                let outcome = self.w.finalise(&product, number);
                self.note("finalise", outcome);
                let outcome = self.w.seal(&product, number);
                self.note("seal", outcome);
            }
            for (policy, of) in self.w.books().policies {
                if of.product == product && of.next_incident.get() <= number {
                    let outcome = self.w.settle(&product, number, &policy);
                    self.note("settle_policy", outcome);
                }
            }
            let outcome = self.w.close_incident(&product, number);
            if !self.note("close_incident", outcome) {
                let outcome = self.w.release(&product, number);
                self.note("release", outcome);
            }
        }
        self.pay_some();
        for (policy, of) in self.w.books().policies {
            if !of.owed.is_zero() {
                let outcome = self.w.pay_owed(&of.product, &policy);
                self.note("pay_owed", outcome);
            }
        }
        for (address, claim) in self.w.books().claims {
            let key = self.key(&claim.policy, claim.event_day.get());
            if claim.state == 3 {
                self.send("give_up", ix::give_up_claim(keeper, &key));
            }
            self.send("close_claim", ix::close_claim(&key, claim.rent_payer));
            let _ = address;
        }
        for product in self.products.clone() {
            let _ = self.w.roll(&product);
        }
        for (policy, of) in self.w.books().policies {
            let outcome = self.w.close_policy(&of.product, &policy);
            self.note("close_policy", outcome);
        }
    }

    pub(super) fn end_episodes(&mut self) {
        for episode in 1..=self.w.product(&self.depeg).episode_count.get() {
            self.send("end_episode", ix::end_episode(self.w.pool, self.depeg, episode));
        }
    }

    pub(super) fn wind_down(&mut self) {
        let people: Vec<Address> = self.holders.iter().copied().chain((0..5).map(juror)).collect();
        for who in people {
            let account = self.purse(&who);
            thaw(&mut self.w, &account);
        }
        for product in self.products.clone() {
            let outcome = self.w.retire(&product);
            self.note("retire", outcome);
        }
        for n in 0..120 {
            self.advance_cases();
            self.end_episodes();
            self.tidy(1);
            self.check();
            let b = self.w.books();
            if b.cases.is_empty() && b.claims.is_empty() && b.policies.is_empty() && b.incidents.is_empty() && b.ballots.is_empty() {
                break;
            }
            self.w.advance(if n < 60 { 3 * DAY } else { 12 * DAY });
        }
        let b = self.w.books();
        let left = [b.cases.len(), b.claims.len(), b.policies.len(), b.incidents.len(), b.ballots.len()];
        assert_eq!(
            left,
            [0; 5],
            "cases, claims, policies, incidents, ballots never close\n{}",
            self.tail()
        );
        for n in 0..JURORS {
            let who = juror(n);
            let locked = self.w.escrow(&who).locked.get();
            if locked > 0 {
                self.w.request_unlock(&who, locked).ok();
            }
        }
        for _ in 0..4 {
            self.w.advance(8 * DAY);
            self.end_episodes();
        }
        for n in 0..JURORS {
            let who = juror(n);
            if !self.w.escrow(&who).unlocking.is_zero() {
                self.w.unlock(&who).ok();
            }
            self.w.close_escrow(&who).ok();
        }
        // Underwriters leave.
        let mut all = self.owners.clone();
        all.push(juror(3));
        self.w.advance(100 * DAY);
        for product in self.products.clone() {
            let _ = self.w.roll(&product);
        }
        for _ in 0..3 {
            for who in &all {
                for tranche in [JUNIOR, SENIOR] {
                    let part = self.w.position(who).tranches[usize::from(tranche)];
                    if part.pending.is_zero() && !part.shares.is_zero() {
                        let outcome = self.w.request_all(who, tranche);
                        self.note("leave", outcome);
                    }
                }
            }
            self.w.advance(9 * DAY);
            for who in &all {
                for tranche in [JUNIOR, SENIOR] {
                    let outcome = self.w.execute(who, tranche);
                    if !self.note("leave", outcome) {
                        let pending = self.w.position(who).tranches[usize::from(tranche)].pending.get();
                        let outcome = self.w.withdraw(who, tranche, pending, 1);
                        self.note("leave", outcome);
                    }
                    let outcome = self.w.fetch_recovery(who, tranche);
                    self.note("leave", outcome);
                }
            }
            self.check();
        }
        for who in &all {
            let outcome = self.w.close_position(who);
            assert!(self.note("close_position", outcome), "{}", self.tail());
        }
        let _ = self.w.sweep();
        for product in self.products.clone() {
            let outcome = self.w.close_product(&product);
            assert!(self.note("close_product", outcome), "{}", self.tail());
        }
        let outcome = self.w.close_court();
        assert!(self.note("close_court", outcome), "{}", self.tail());
        let outcome = self.w.close_pool();
        assert!(self.note("close_pool", outcome), "{}", self.tail());
        clear_governance(&mut self.w);
        let left = self.w.svm.get_program_accounts(&breakwater::ID).len();
        assert_eq!(
            left, 4,
            "the configuration, the electorate, the members' account and the treasury's purse alone are left"
        );
        assert_eq!(self.w.token_supply(), self.supply, "INV-04");
        let all = self.w.voters();
        assert!(all.rewarded <= all.slashed, "INV-16");
        assert!(self.w.balance(&all.vault) == all.slashed.get() - all.rewarded.get());
    }
}
