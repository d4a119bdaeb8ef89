//! Random sequences of everything that has to do with cases, by jurors, holders, underwriters and strangers, at random times. After every action
//! the books add up, nobody made tokens, and no ledger broke; at the end everything is wound down by permissionless instructions and its owners,
//! and every account closes.
//!
//! `BREAKWATER_CASES_RUNS` sequences of `BREAKWATER_CASES_LENGTH` actions, from seed `BREAKWATER_CASES_SEED` on.

mod acts;
mod dag;
mod end;

use {
    breakwater::state::{Case, EvidenceArgs},
    breakwater_testkit::{client::ix::ClaimKey, courts::*, world::PLENTY, *},
    std::collections::BTreeMap,
};

pub(crate) struct Run {
    pub(crate) w: World,
    random: u64,
    products: Vec<Address>,
    depeg: Address,
    pub(crate) holders: Vec<Address>,
    owners: Vec<Address>,
    ids: u64,
    choices: BTreeMap<(Address, Address, u8), u8>,
    supply: u128,
    tried: BTreeMap<&'static str, (u64, u64)>,
    log: Vec<String>,
    past: dag::Past,
}

pub(crate) fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

impl Run {
    pub(crate) fn new(seed: u64) -> Self {
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
        let keeper = w.keeper;
        w.fund(keeper, PLENTY);
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
            past: dag::Past::default(),
            tried: BTreeMap::new(),
            log: vec![],
        };
        for _ in 0..6 {
            run.buy();
        }
        run.w.advance(3 * DAY);
        run
    }

    pub(crate) fn next(&mut self, below: u64) -> u64 {
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

    pub(crate) fn step(&mut self) {
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
    fn check(&mut self) {
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            self.check_directions();
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

    fn open_incidents(&self, product: &Address) -> Vec<u32> {
        self.w
            .books()
            .incidents
            .iter()
            .filter(|(_, i)| i.product == *product)
            .map(|(_, i)| i.number.get())
            .collect()
    }
}

#[test]
fn inv09_inv10_inv11_inv12_random_cases_leave_the_books_right_and_everything_closes() {
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
