//! Claims of several holders on two products, in any order of steps, in a pool that cannot pay them all: the books hold after every step, no
//! step fails but for its reason, and in the end everything closes.

use {
    super::steps::*,
    breakwater::{
        errors::*,
        state::{CasePhase, ClaimState, Policy, ruling},
    },
    breakwater_testkit::{
        client::ix::ClaimKey,
        courts::juror,
        outcome::ErrorCode,
        world::{PLENTY, START},
        *,
    },
};

/// A small generator; the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 20) % sides
    }
}

struct Walk {
    w: World,
    dice: Dice,
    products: [Address; 2],
    policies: Vec<(Address, Address)>,
    claims: Vec<ClaimKey>,
    under: [(Address, u8); 2],
    payer: Address,
    concluded: u32,
    lacked: u32,
}

/// A step was accepted, or refused for one of its own reasons and changed nothing.
#[track_caller]
fn judged(outcome: Outcome) -> bool {
    if outcome.result.is_ok() {
        return true;
    }
    assert!(!outcome.changed, "{} and an account changed", outcome.name());
    let broken = [
        ErrorCode::from(PoolError::PoolLedgerBroken),
        ErrorCode::from(ProductError::ProductLedgerBroken),
        ErrorCode::from(PolicyError::PolicyLedgerBroken),
        ErrorCode::from(CaseError::CaseLedgerBroken),
        ErrorCode::from(ClaimError::ClaimLedgerBroken),
        ErrorCode::from(EscrowError::EscrowLedgerBroken),
        ErrorCode::from(ArithmeticError::Overflow),
        ErrorCode::from(ArithmeticError::OutOfRange),
        ErrorCode::from(PoolError::VaultMoved),
    ];
    if let Some(code) = outcome.code() {
        assert!(broken.iter().all(|b| b.0 != code), "{}", outcome.name());
    }
    false
}

impl Walk {
    fn new(seed: u64) -> Self {
        let mut w = World::new();
        let plain = w.assessed(&AssessedSpec::default());
        let mut spec = AssessedSpec::default();
        (spec.terms.deductible_bps, spec.terms.grace_days) = (0, 10);
        let other = w.assessed(&spec);
        let under = [
            (w.underwriter(JUNIOR, 30_000 * USDC), JUNIOR),
            (w.underwriter(SENIOR, 60_000 * USDC), SENIOR),
        ];
        let products = [plain, other];
        let payer = w.actor(PLENTY);
        let mut walk = Self {
            w,
            dice: Dice(seed),
            products,
            policies: vec![],
            claims: vec![],
            under,
            payer,
            concluded: 0,
            lacked: 0,
        };
        for n in 0..6 {
            walk.buy(products[n % 2], 20_000 * USDC + n as u64);
        }
        // A thirtieth of the capital is left: hardly anybody can be paid.
        let (address, mut pool) = (walk.w.pool, walk.w.pool());
        for tranche in &mut pool.tranches {
            tranche.capital = (tranche.capital.get() / 30).into();
        }
        walk.w.write(&address, &*pool);
        walk.w.set_time(START + 9 * DAY);
        walk
    }

    fn buy(&mut self, product: Address, cover: u64) {
        let buyer = self.w.actor(PLENTY);
        if judged(self.w.buy(&product, &buyer, 0, cover, 60)) {
            self.policies.push((product, pda::policy(&product, &buyer, 0)));
        }
    }

    fn file(&mut self) {
        let pick = self.dice.roll(self.policies.len() as u64) as usize;
        let (product, address) = self.policies[pick];
        let Some(policy) = self.w.try_read::<Policy>(&address) else {
            return;
        };
        let (start, today) = (policy.start_day.get(), self.w.today());
        let days = u64::from(today.saturating_sub(start)) + 2;
        let key = self.w.claim_key(&product, &address, start + self.dice.roll(days) as u32);
        let amount = 1 + self.dice.roll(policy.remaining().unwrap() + policy.cover.get() / 10);
        if judged(self.w.file_claim(&key, amount)) {
            self.claims.push(key);
        }
    }

    fn until(&mut self, at: i64) {
        let now = self.w.now();
        self.w.set_time(now.max(at));
    }

    /// Does what a case can do next.
    fn proceed(&mut self, key: &ClaimKey) {
        let filing = u32::from(self.w.claim(key).filings) - 1;
        let address = key.case(filing);
        let Some(case) = self.w.try_read::<breakwater::state::Case>(&address) else {
            return;
        };
        match case.phase {
            1 => {
                let jurors = self.dice.roll(12) as usize;
                let round = *case.current();
                let choices: Vec<u8> = (0..jurors).map(|_| self.choice()).collect();
                self.until(round.commit_from.get());
                for (n, choice) in choices.iter().enumerate() {
                    judged(self.w.commit(&address, &juror(n), *choice));
                }
                self.until(round.reveal_from.get());
                let silent = self.dice.roll(8) as usize;
                for (n, choice) in choices.iter().enumerate().filter(|(n, _)| *n != silent) {
                    judged(self.w.reveal(&address, &juror(n), *choice));
                }
                self.until(round.reveal_until.get());
                self.w.advance_case(&address).ok();
            }
            2 if self.dice.roll(3) == 0 => {
                let payer = self.payer;
                judged(self.w.appeal(&address, &payer));
            }
            2 => {
                self.until(case.appeal_until.get());
                self.w.advance_case(&address).ok();
            }
            3 => self.conclude(key, filing),
            _ => self.clear(&address),
        }
    }

    fn choice(&mut self) -> u8 {
        match self.dice.roll(6) {
            0 => NOTHING,
            1 => ABUSIVE,
            _ => 1 + self.dice.roll(20) as u8,
        }
    }

    fn conclude(&mut self, key: &ClaimKey, filing: u32) {
        let (case, claim, policy) = (self.w.case(&key.case(filing)), self.w.claim(key), self.w.policy(&key.policy));
        let bps = u64::from(self.w.product(&key.product).terms.deductible_bps.get());
        let before = undecided(&self.w, key).0;
        self.w.conclude_claim(key, filing).ok();
        let after = self.w.claim(key);
        self.concluded += 1;
        self.lacked += u32::from(!after.shortfall.is_zero());
        if case.ruling == ruling::SHARE {
            // R18, from the amounts alone.
            let asked = u128::from(claim.requested.get()) * u128::from(case.share.get()) / 1_000_000_000;
            let deductible = (policy.cover.get() * bps).div_ceil(10_000);
            let wanted = u64::try_from(asked).unwrap().saturating_sub(deductible);
            let wanted = wanted.min(policy.cover.get() - policy.paid.get());
            assert_eq!(after.payout.get(), wanted);
            assert_eq!(
                self.w.policy(&key.policy).paid.get() - policy.paid.get(),
                wanted - after.shortfall.get()
            );
        }
        let still = if after.state == ClaimState::Refused as u8 {
            0
        } else {
            claim.requested.get()
        };
        assert_eq!(before - undecided(&self.w, key).0, still, "INV-13");
    }

    fn clear(&mut self, case: &Address) {
        for round in 0..3 {
            for n in 0..12 {
                let ballot = pda::ballot(case, round, &juror(n));
                if self.w.try_read::<breakwater::state::Ballot>(&ballot).is_some() {
                    self.w.settle_ballot(case, &juror(n), round).ok();
                }
            }
        }
        for appeal in [false, true] {
            judged(self.w.refund(case, appeal));
        }
        self.w.close_case(case).ok();
    }

    fn step(&mut self) {
        let what = self.dice.roll(20);
        let key = (!self.claims.is_empty()).then(|| self.claims[self.dice.roll(self.claims.len() as u64) as usize]);
        let there = key.filter(|k| self.w.try_read::<breakwater::state::Claim>(&k.claim()).is_some());
        match (what, there) {
            (0..=4, _) => self.file(),
            (5..=9, Some(key)) => self.proceed(&key),
            (10, Some(key)) => {
                let amount = 1 + self.dice.roll(20_000 * USDC);
                judged(refile(&mut self.w, &key, amount));
            }
            (11, Some(key)) => {
                judged(withdraw(&mut self.w, &key));
            }
            (12, Some(key)) => {
                let caller = if self.dice.roll(2) == 0 {
                    self.payer
                } else {
                    holder(&self.w, &key)
                };
                judged(give_up(&mut self.w, &caller, &key));
            }
            (13, Some(key)) => {
                judged(self.w.pay_claim(&key));
            }
            (14, Some(key)) => {
                let lacks = self.w.claim(&key).shortfall.get();
                let (payer, amount) = (self.payer, 1 + self.dice.roll(lacks + 2));
                judged(recover(&mut self.w, &payer, &key, amount));
            }
            (15, Some(key)) => {
                judged(close(&mut self.w, &key));
            }
            (16, _) => {
                let days = 1 + self.dice.roll(6) as i64;
                self.w.advance(days * DAY);
            }
            (17, _) => {
                let (owner, tranche) = self.under[self.dice.roll(2) as usize];
                match self.dice.roll(3) {
                    0 => judged(self.w.request(&owner, tranche, 1_000_000)),
                    1 => judged(self.w.execute(&owner, tranche)),
                    _ => judged(self.w.withdraw(&owner, tranche, 1_000, 1)),
                };
            }
            (18, _) => {
                let tranche = self.dice.roll(2) as u8;
                let amount = USDC + self.dice.roll(5_000 * USDC);
                let owner = self.w.actor(amount);
                self.w.open_position(&owner).ok();
                judged(self.w.deposit(&owner, tranche, amount));
            }
            _ => {
                let (product, policy) = self.policies[self.dice.roll(self.policies.len() as u64) as usize];
                if self.w.try_read::<Policy>(&policy).is_none() {
                    return self.buy(product, 10_000 * USDC);
                }
                let to = self.payer;
                match self.dice.roll(3) {
                    0 => judged(self.w.transfer(&product, &policy, to)),
                    1 => judged(self.w.extend(&product, &policy, 30)),
                    _ => judged(self.w.cancel_policy(&product, &policy)),
                };
            }
        }
    }

    /// Everything ends, by anyone and by time alone.
    fn finish(&mut self) {
        for key in self.claims.clone() {
            for _ in 0..12 {
                if self.w.try_read::<breakwater::state::Claim>(&key.claim()).is_none() {
                    break;
                }
                let filing = u32::from(self.w.claim(&key).filings) - 1;
                let Some(case) = self.w.try_read::<breakwater::state::Case>(&key.case(filing)) else {
                    break;
                };
                if case.phase == CasePhase::Voting as u8 {
                    self.until(case.current().reveal_until.get());
                    self.w.advance_case(&key.case(filing)).ok();
                } else {
                    self.proceed(&key);
                }
                self.w.assert_books();
            }
            // A claim may have been closed before its cases.
            for filing in 0..2 {
                if self.w.try_read::<breakwater::state::Case>(&key.case(filing)).is_some() {
                    self.clear(&key.case(filing));
                }
            }
        }
        self.w.advance(400 * DAY);
        for product in self.products {
            judged(self.w.roll(&product));
        }
        for key in self.claims.clone() {
            if self.w.try_read::<breakwater::state::Claim>(&key.claim()).is_none() {
                continue;
            }
            let keeper = self.w.keeper;
            judged(give_up(&mut self.w, &keeper, &key));
            judged(self.w.pay_claim(&key));
            close(&mut self.w, &key).ok();
        }
        for (product, policy) in self.policies.clone() {
            if self.w.try_read::<Policy>(&policy).is_some() {
                judged(self.w.pay_owed(&product, &policy));
                self.w.close_policy(&product, &policy).ok();
            }
        }
        self.w.assert_books();
        let (pool, court) = (self.w.pool(), self.w.court());
        assert_eq!((pool.provisional.get(), pool.active_cover.get(), pool.payable.get()), (0, 0, 0));
        assert_eq!((court.open_cases.get(), court.held.get()), (0, court.left.get()));
        for product in self.products {
            self.w.retire(&product).ok();
            self.w.close_product(&product).ok();
        }
        self.w.close_court().ok();
    }
}

#[test]
fn inv01_inv05_inv13_the_books_of_claims_hold_after_every_step_in_any_order() {
    let (mut concluded, mut lacked) = (0, 0);
    for seed in 1..=6 {
        let mut walk = Walk::new(seed);
        for _ in 0..160 {
            walk.step();
            walk.w.assert_books();
        }
        walk.finish();
        (concluded, lacked) = (concluded + walk.concluded, lacked + walk.lacked);
    }
    assert!(concluded >= 30 && lacked >= 1, "{concluded} concluded, {lacked} without the means");
}
