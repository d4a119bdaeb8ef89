//! Random sequences of everything that has to do with cases, by jurors, holders, underwriters and strangers, at random times. After every action
//! the books add up, nobody made tokens, and no ledger broke; at the end everything is wound down by permissionless instructions and its owners,
//! and every account closes.
//!
//! `BREAKWATER_CASES_RUNS` sequences of `BREAKWATER_CASES_LENGTH` actions, from seed `BREAKWATER_CASES_SEED` on.

use {
    crate::incident::kit::*,
    breakwater::state::{Case, EvidenceArgs, commitment},
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        courts::*,
        world::PLENTY,
        *,
    },
    std::collections::BTreeMap,
};

struct Run {
    w: World,
    random: u64,
    products: Vec<Address>,
    depeg: Address,
    holders: Vec<Address>,
    owners: Vec<Address>,
    ids: u64,
    choices: BTreeMap<(Address, Address, u8), u8>,
    supply: u128,
    tried: BTreeMap<&'static str, (u64, u64)>,
    log: Vec<String>,
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut w = World::new();
        w.seat_court();
        let mut claims = AssessedSpec::default();
        claims.terms.waiting_days = 1;
        claims.terms.min_days = 7;
        claims.terms.grace_days = 10;
        let mut declared = claims.clone();
        declared.terms.by_incident = true;
        declared.terms.grace_days = 6;
        let mut depeg = DepegSpec::default();
        depeg.terms.grace_days = (seed % 3) as u16;
        let depeg = w.product_from(&depeg);
        let products = vec![w.assessed(&claims), w.assessed(&declared), depeg];
        let owners: Vec<Address> = [(JUNIOR, 40_000), (SENIOR, 90_000), (SENIOR, 30_000)]
            .into_iter()
            .map(|(tranche, amount)| w.underwriter(tranche, amount * USDC))
            .collect();
        // A juror who underwrites a little.
        w.open_position(&juror(3)).ok();
        w.fund(juror(3), 700 * USDC);
        w.deposit(&juror(3), SENIOR, 600 * USDC).ok();
        let holders: Vec<Address> = (0..5).map(|_| w.actor(PLENTY)).collect();
        for owner in &owners {
            w.fund(*owner, PLENTY);
        }
        for n in 0..JURORS {
            w.fund(juror(n), PLENTY);
        }
        let (keeper, treasury) = (w.keeper, w.treasury);
        w.fund(keeper, PLENTY);
        w.fund(treasury, 0);
        let supply = w.token_supply();
        let mut run = Self {
            w,
            random: seed,
            products,
            depeg,
            holders,
            owners,
            ids: 0,
            choices: BTreeMap::new(),
            supply,
            tried: BTreeMap::new(),
            log: vec![],
        };
        for _ in 0..6 {
            run.buy();
        }
        run.w.advance(3 * DAY);
        run
    }

    fn next(&mut self, below: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below.max(1)
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        if list.is_empty() {
            return None;
        }
        let n = self.next(list.len() as u64) as usize;
        Some(list[n])
    }

    fn send(&mut self, name: &'static str, instruction: Instruction) -> bool {
        let outcome = self.w.send_all(&[instruction]);
        self.note(name, outcome)
    }

    fn note(&mut self, name: &'static str, outcome: Outcome) -> bool {
        let (good, said) = (outcome.result.is_ok(), outcome.name());
        let entry = self.tried.entry(name).or_default();
        entry.0 += 1;
        entry.1 += u64::from(good);
        self.log.push(format!("{} {name}: {said}", self.w.now()));
        let broken = ["Broken", "VaultMoved", "Overflow", "WentBack", "Forgotten", "Arithmetic"];
        let fault = broken.iter().any(|word| said.contains(word)) || said.contains("ComputationalBudget") || said.contains("ProgramFailed");
        assert!(!fault, "{name} ended with {said}\n{}", self.tail());
        good
    }

    fn tail(&self) -> String {
        let from = self.log.len().saturating_sub(150);
        self.log[from..].join("\n")
    }

    fn purse(&self, owner: &Address) -> Address {
        pda::associated_token(owner, &self.w.mint)
    }

    fn evidence() -> EvidenceArgs {
        evidence()
    }

    fn buy(&mut self) {
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

    fn cases(&self) -> Vec<(Address, Box<Case>)> {
        self.w.books().cases
    }

    fn key(&self, policy: &Address, event_day: u32) -> ClaimKey {
        let product = self.w.policy(policy).product;
        self.w.claim_key(&product, policy, event_day)
    }

    fn number_of(&self, product: &Address, incident: &Address) -> u32 {
        let count = self.w.product(product).incident_count.get();
        (0..=count)
            .find(|n| pda::incident(product, *n) == *incident)
            .expect("an incident of the product")
    }

    fn step(&mut self) {
        match self.next(100) {
            0..=5 => self.buy(),
            6..=14 => self.file(),
            15..=18 => self.refile(),
            19 => self.withdraw_claim(),
            20..=23 => self.declare(),
            24..=31 => self.depeg_action(),
            32..=34 => self.dispute(),
            35 if self.next(6) == 0 => self.lose(),
            35 => self.freeze(),
            36..=49 => self.vote_some(),
            50..=55 => self.advance_cases(),
            56..=57 => self.appeal(),
            58..=63 => self.conclude_some(),
            64..=69 => self.settle_some(),
            70..=72 => self.pay_some(),
            73..=76 => self.escrow_action(),
            77..=80 => self.capital_action(),
            81..=83 => self.policy_action(),
            84..=86 => self.tidy(1),
            _ => self.pass_time(),
        }
        self.check();
    }

    #[track_caller]
    fn check(&self) {
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            self.w.assert_books();
            assert_eq!(self.w.token_supply(), self.supply, "INV-04");
        }));
        if let Err(cause) = caught {
            println!("{}", self.tail());
            std::panic::resume_unwind(cause);
        }
    }

    fn pass_time(&mut self) {
        // Often to where something changes, or a second before it.
        let now = self.w.now();
        let mut edges: Vec<i64> = vec![];
        for (_, case) in self.cases() {
            let round = case.current();
            edges.extend([
                round.commit_from.get(),
                round.reveal_from.get(),
                round.reveal_until.get(),
                case.appeal_until.get(),
            ]);
        }
        for (_, claim) in self.w.books().claims {
            edges.push(claim.refile_until.get());
        }
        edges.retain(|at| *at > now);
        let edge = self.pick(&edges);
        let jump = [1, 3_600, 6 * 3_600, 20 * 3_600, 2 * DAY, 9 * DAY][self.next(6) as usize];
        match (self.next(4), edge) {
            (0, Some(at)) => self.w.set_time((at - 1).max(now)),
            (1 | 2, Some(at)) if at < now + 12 * DAY => self.w.set_time(at),
            _ => self.w.advance(jump),
        }
    }

    fn file(&mut self) {
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

    fn refile(&mut self) {
        let claims = self.w.books().claims;
        let list: Vec<usize> = (0..claims.len()).filter(|n| claims[*n].1.state == 3 || self.ids % 7 == 0).collect();
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

    fn withdraw_claim(&mut self) {
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

    fn declare(&mut self) {
        let product = self.products[1];
        let back = [0, 1, 1, 3, 8, 15][self.next(6) as usize];
        let declarer = juror(self.next(JURORS as u64) as usize);
        let day = self.w.today().saturating_sub(back);
        let number = self.w.product(&product).incident_count.get();
        let declare = ix::declare_incident(declarer, self.w.pool, product, number, self.purse(&declarer), day, Self::evidence());
        self.send("declare", declare);
    }

    fn depeg_action(&mut self) {
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
    fn window(&mut self, price: i64) {
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
    fn freeze(&mut self) {
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
    fn lose(&mut self) {
        let pool = self.w.pool();
        let part = 20 + self.next(60);
        let [junior, senior] = [JUNIOR, SENIOR].map(|t| pool.tranches[usize::from(t)].capital.get() / part);
        write_capital(&mut self.w, junior, senior);
        self.log.push(format!("{} capital falls to {junior} and {senior}", self.w.now()));
    }

    fn open_incidents(&self, product: &Address) -> Vec<u32> {
        self.w
            .books()
            .incidents
            .iter()
            .filter(|(_, i)| i.product == *product)
            .map(|(_, i)| i.number.get())
            .collect()
    }

    fn dispute(&mut self) {
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

    fn choice(&mut self, case: &Case) -> u8 {
        if case.about == 2 {
            [0, 1, 1, 2][self.next(4) as usize]
        } else {
            [0, 1, 10, 10, 20, 20, 20, 21][self.next(8) as usize]
        }
    }

    /// Jurors vote in one case: a few, or nearly all, most of them of one mind.
    fn vote_some(&mut self) {
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

    fn advance_cases(&mut self) {
        for (address, case) in self.cases() {
            if case.phase < 3 {
                self.send("advance", ix::advance_case(address));
            }
        }
    }

    fn appeal(&mut self) {
        let cases = self.cases();
        let list: Vec<usize> = (0..cases.len()).filter(|n| cases[*n].1.phase == 2).collect();
        let Some(n) = self.pick(&list) else { return };
        let index = self.next(5) as usize;
        let who = self.holders[index];
        self.send("appeal", ix::appeal_case(who, self.w.pool, cases[n].0, self.purse(&who)));
    }

    fn conclude(&mut self, address: &Address, case: &Case) {
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

    fn conclude_some(&mut self) {
        for (address, case) in self.cases() {
            if case.phase == 3 && self.next(4) > 0 {
                self.conclude(&address, &case);
            }
        }
    }

    fn settle_some(&mut self) {
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

    fn pay_some(&mut self) {
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

    fn escrow_action(&mut self) {
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

    fn capital_action(&mut self) {
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

    fn policy_action(&mut self) {
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

    /// Everything that anyone may send and that ends something; each of it with one chance in `odds`.
    fn tidy(&mut self, odds: u64) {
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

    fn end_episodes(&mut self) {
        for episode in 1..=self.w.product(&self.depeg).episode_count.get() {
            self.send("end_episode", ix::end_episode(self.w.pool, self.depeg, episode));
        }
    }

    fn wind_down(&mut self) {
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
        let treasury = pda::associated_token(&self.w.treasury, &self.w.mint);
        let close = ix::close_court(self.w.governance, self.w.pool, treasury, self.w.governance);
        assert!(self.send("close_court", close), "{}", self.tail());
        let outcome = self.w.close_pool();
        assert!(self.note("close_pool", outcome), "{}", self.tail());
        let left = self.w.svm.get_program_accounts(&breakwater::ID).len();
        assert_eq!(left, 2, "the configuration and the electorate alone are left");
        assert_eq!(self.w.token_supply(), self.supply, "INV-04");
        let all = self.w.voters();
        assert!(all.rewarded <= all.slashed, "INV-16");
        assert!(self.w.balance(&all.vault) == all.slashed.get() - all.rewarded.get());
    }
}

#[test]
fn inv_random_cases_leave_the_books_right_and_everything_closes() {
    let runs = number("BREAKWATER_CASES_RUNS", 3);
    let length = number("BREAKWATER_CASES_LENGTH", 150);
    let first = number("BREAKWATER_CASES_SEED", 1);
    let mut tried: BTreeMap<&'static str, (u64, u64)> = BTreeMap::new();
    for seed in first..first + runs {
        println!("seed {seed}");
        let mut run = Run::new(seed);
        for _ in 0..length {
            run.step();
        }
        run.wind_down();
        for (name, (all, good)) in run.tried {
            let entry = tried.entry(name).or_default();
            entry.0 += all;
            entry.1 += good;
        }
    }
    for (name, (all, good)) in tried {
        println!("{name}: {good} of {all}");
    }
}
