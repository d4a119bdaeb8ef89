//! What jurors, holders, underwriters and strangers do.

use {
    super::Run,
    crate::incident::kit::*,
    breakwater::state::{Case, commitment},
    breakwater_testkit::{client::ix, courts::*, *},
};

impl Run {
    pub(super) fn buy(&mut self) {
        let products = self.products.clone();
        let product = self.pick(&products).expect("a product");
        if product == self.depeg && self.w.now() - self.w.watch(&product).observed_at.get() > 500 && self.next(2) == 0 {
            let _ = self.w.observe_at(&product, PAR);
        }
        let holders = self.holders.clone();
        let buyer = self.pick(&holders).expect("a holder");
        let cover = [10 * USDC, 1_000 * USDC + 7, 20_000 * USDC, 40_000 * USDC][self.next(4) as usize] + self.next(99);
        let days = [7, 14, 40, 120][self.next(4) as usize];
        self.ids += 1;
        let outcome = self.w.buy(&product, &buyer, self.ids, cover, days);
        self.note("buy", outcome);
    }

    pub(super) fn file(&mut self) {
        let policies: Vec<Address> = self.w.books().policies.iter().map(|(a, _)| *a).collect();
        let Some(policy) = self.pick(&policies) else { return };
        let of = self.w.policy(&policy);
        let back = self.next(6) as u32;
        let key = self.key(&policy, self.w.today().saturating_sub(back));
        let left = of.remaining().expect("a sum");
        let amount = [1, left, left / 2, left.saturating_add(1), u64::MAX][self.next(5) as usize];
        let watched = of.product == self.depeg;
        let who = if self.next(10) == 0 { self.holders[0] } else { of.holder };
        let file = ix::file_claim(who, &key, watched, self.purse(&who), amount, Self::evidence());
        self.send("file", file);
    }

    pub(super) fn refile(&mut self) {
        let claims = self.w.books().claims;
        let list: Vec<usize> = (0..claims.len())
            .filter(|n| claims[*n].1.state == 3 || self.ids.is_multiple_of(7))
            .collect();
        let Some(n) = self.pick(&list) else { return };
        let claim = &claims[n].1;
        let key = self.key(&claim.policy, claim.event_day.get());
        let of = self.w.policy(&claim.policy);
        let left = of.remaining().expect("a sum");
        let amount = [1, left, left / 3][self.next(3) as usize];
        // The case's number is that of the claim's filings.
        let refile = ix::refile_claim(of.holder, &key, self.purse(&of.holder), amount, Self::evidence());
        self.send("refile", refile);
    }

    pub(super) fn withdraw_claim(&mut self) {
        let claims = self.w.books().claims;
        let list: Vec<usize> = (0..claims.len()).filter(|n| claims[*n].1.is_undecided()).collect();
        let Some(n) = self.pick(&list) else { return };
        let claim = &claims[n].1;
        let key = self.key(&claim.policy, claim.event_day.get());
        let holder = self.w.policy(&claim.policy).holder;
        if claim.state == 1 {
            self.send("withdraw_claim", ix::withdraw_claim(holder, &key));
        } else {
            let caller = if self.next(2) == 0 { holder } else { self.w.keeper };
            self.send("give_up", ix::give_up_claim(caller, &key));
        }
    }

    pub(super) fn declare(&mut self) {
        let product = self.products[1];
        let back = [0, 1, 1, 3, 8, 15][self.next(6) as usize];
        let declarer = juror(self.next(JURORS as u64) as usize);
        let day = self.w.today().saturating_sub(back);
        let number = self.w.product(&product).incident_count.get();
        let declare = ix::declare_incident(declarer, self.w.pool, product, number, self.purse(&declarer), day, Self::evidence());
        self.send("declare", declare);
    }

    pub(super) fn depeg_action(&mut self) {
        let depeg = self.depeg;
        match self.next(8) {
            0 => {
                let price = price_at([5, 20, 40, 100][self.next(4) as usize]);
                self.window(price);
            }
            1 => {
                let outcome = self.w.trigger(&depeg);
                self.note("trigger", outcome);
            }
            2 => {
                let price = price_at([5, 20, 40][self.next(3) as usize]);
                self.window(price);
                let outcome = self.w.trigger(&depeg);
                self.note("trigger", outcome);
                self.dispute();
            }
            3 => {
                let price = price_at([30, 60, 100][self.next(3) as usize]);
                self.window(price);
                let open = self.open_incidents(&depeg);
                if let Some(number) = self.pick(&open) {
                    let outcome = self.w.raise(&depeg, number);
                    self.note("raise", outcome);
                }
            }
            4 => {
                for _ in 0..12 {
                    self.w.advance(2 * 3_600);
                    let outcome = self.w.observe_at(&depeg, PAR);
                    self.note("observe", outcome);
                }
            }
            5 => {
                let outcome = self.w.end_episode(&depeg);
                self.note("end_episode", outcome);
            }
            6 => {
                let open = self.open_incidents(&depeg);
                if let Some(number) = self.pick(&open) {
                    let episode = self.w.incident(&depeg, number).episode.get();
                    let outcome = self.w.recount(&depeg, episode, Some(number));
                    self.note("recount", outcome);
                }
            }
            _ => {
                let outcome = self.w.observe_at(&depeg, PAR);
                self.note("observe", outcome);
            }
        }
    }

    /// A whole window at this price.
    pub(super) fn window(&mut self, price: i64) {
        let depeg = self.depeg;
        self.w.advance(601);
        for k in 0..=12 {
            if k > 0 {
                self.w.advance(300);
            }
            let outcome = see(&mut self.w, &depeg, price);
            self.note("observe", outcome);
        }
    }

    /// The mint's issuer freezes or thaws somebody's account.
    pub(super) fn freeze(&mut self) {
        let index = self.next(5) as usize;
        let who = if self.next(2) == 0 { self.holders[index] } else { juror(index) };
        let account = self.purse(&who);
        if self.next(2) == 0 {
            freeze(&mut self.w, &account);
        } else {
            thaw(&mut self.w, &account);
        }
    }

    /// Nearly all capital is gone, as by losses of another kind: what is decided then is cut.
    pub(super) fn lose(&mut self) {
        let pool = self.w.pool();
        let part = 20 + self.next(60);
        let [junior, senior] = [JUNIOR, SENIOR].map(|t| pool.tranches[usize::from(t)].capital.get() / part);
        write_capital(&mut self.w, junior, senior);
        self.log.push(format!("{} capital falls to {junior} and {senior}", self.w.now()));
    }

    pub(super) fn dispute(&mut self) {
        let depeg = self.depeg;
        let open = self.open_incidents(&depeg);
        let Some(number) = self.pick(&open) else { return };
        let incident = self.w.incident(&depeg, number);
        let step = self.next(u64::from(incident.step_count)) as u8;
        let index = self.next(5) as usize;
        let who = self.holders[index];
        let case = u32::from(incident.cases);
        let dispute = ix::dispute_step(who, self.w.pool, depeg, number, case, step, self.purse(&who), Self::evidence());
        self.send("dispute", dispute);
    }

    pub(super) fn choice(&mut self, case: &Case) -> u8 {
        if case.about == 2 {
            [0, 1, 1, 2][self.next(4) as usize]
        } else {
            [0, 1, 10, 10, 20, 20, 20, 21][self.next(8) as usize]
        }
    }

    /// Jurors vote in one case: a few, or nearly all, most of them of one mind.
    pub(super) fn vote_some(&mut self) {
        let cases = self.cases();
        let list: Vec<usize> = (0..cases.len()).filter(|n| cases[*n].1.phase == 1).collect();
        let Some(n) = self.pick(&list) else { return };
        let (address, case) = &cases[n];
        let now = self.w.now();
        if now < case.current().commit_from.get() && self.next(3) > 0 {
            self.w.to_commit(address);
        }
        let common = self.choice(case);
        let most = [3, 8, 14, 25][self.next(4) as usize];
        let from = self.next(4);
        let revealing = self.w.now() >= case.current().reveal_from.get();
        for n in from..most {
            let who = juror(n as usize);
            let key = (*address, who, case.round);
            if revealing {
                if self.next(12) == 0 {
                    continue;
                }
                let choice = *self.choices.get(&key).unwrap_or(&0);
                let reveal = ix::reveal_ballot(who, self.w.pool, *address, case.round, choice, salt(&who, case.round));
                if self.w.svm.get_account(&pda::ballot(address, case.round, &who)).is_some() {
                    self.send("reveal", reveal);
                }
            } else {
                let choice = if self.next(5) == 0 { self.choice(case) } else { common };
                let hidden = commitment(address, case.round, &who, choice, &salt(&who, case.round));
                if self.send("commit", ix::commit_ballot(who, self.w.pool, *address, case.round, hidden)) {
                    self.choices.insert(key, choice);
                }
            }
        }
        if !revealing && self.next(3) > 0 {
            let at = case.current().reveal_from.get().max(self.w.now());
            self.w.set_time(at);
            for n in 0..most {
                let who = juror(n as usize);
                let Some(choice) = self.choices.get(&(*address, who, case.round)).copied() else {
                    continue;
                };
                if self.next(15) > 0 {
                    let reveal = ix::reveal_ballot(who, self.w.pool, *address, case.round, choice, salt(&who, case.round));
                    self.send("reveal", reveal);
                }
            }
            if self.next(2) == 0 {
                let at = case.current().reveal_until.get().max(self.w.now());
                self.w.set_time(at);
                self.send("advance", ix::advance_case(*address));
            }
        }
    }

    pub(super) fn advance_cases(&mut self) {
        for (address, case) in self.cases() {
            if case.phase < 3 {
                self.send("advance", ix::advance_case(address));
            }
        }
    }

    pub(super) fn appeal(&mut self) {
        let cases = self.cases();
        let list: Vec<usize> = (0..cases.len()).filter(|n| cases[*n].1.phase == 2).collect();
        let Some(n) = self.pick(&list) else { return };
        let index = self.next(5) as usize;
        let who = self.holders[index];
        self.send("appeal", ix::appeal_case(who, self.w.pool, cases[n].0, self.purse(&who)));
    }

    pub(super) fn escrow_action(&mut self) {
        let who = juror(self.next(JURORS as u64) as usize);
        match self.next(4) {
            0 => {
                let amount = [1, 1_000 * TOKEN, 19_999 * TOKEN][self.next(3) as usize];
                let outcome = self.w.request_unlock(&who, amount);
                self.note("request_unlock", outcome);
            }
            1 => {
                let to = pda::associated_token(&who, &jurors::GOVERNANCE_MINT);
                self.send("unlock", ix::unlock(who, to));
            }
            _ => {
                let held = self.w.governance_tokens(&who);
                if held > 0 {
                    let outcome = self.w.lock(&who, held);
                    self.note("lock", outcome);
                }
            }
        }
    }

    pub(super) fn capital_action(&mut self) {
        let index = self.next(3) as usize;
        let who = self.owners[index];
        let tranche = self.next(2) as u8;
        let part = self.w.position(&who).tranches[usize::from(tranche)];
        let outcome = match self.next(4) {
            0 => {
                let amount = [USDC, 5_000 * USDC, 30_000 * USDC][self.next(3) as usize];
                self.w.deposit(&who, tranche, amount)
            }
            1 => self.w.request(&who, tranche, part.shares.get() / 2),
            2 => self.w.execute(&who, tranche),
            _ => self.w.withdraw(&who, tranche, part.pending.get(), 1),
        };
        self.note("capital", outcome);
    }

    pub(super) fn policy_action(&mut self) {
        let policies: Vec<Address> = self.w.books().policies.iter().map(|(a, _)| *a).collect();
        let Some(policy) = self.pick(&policies) else { return };
        let product = self.w.policy(&policy).product;
        let index = self.next(5) as usize;
        let to = self.holders[index];
        let outcome = match self.next(4) {
            0 => self.w.extend(&product, &policy, 7),
            1 => self.w.cancel_policy(&product, &policy),
            2 => self.w.transfer(&product, &policy, to),
            _ => {
                let _ = self.w.roll(&product);
                self.w.close_policy(&product, &policy)
            }
        };
        self.note("policy", outcome);
    }
}
