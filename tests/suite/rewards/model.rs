//! A-42, R1: the program against a naive model. Each second of an emission is divided by what the tranches' owners have at that second, in exact
//! fractions; no accumulator, no debt. Capital, shares and the split are read from the program and held to their own model elsewhere.

use {super::*, num_bigint::BigUint, proptest::prelude::*};

const OWNERS: usize = 6;
/// Units of the model in an atom: 2^256.
const SCALE: u64 = 256;

/// One owner in one tranche.
#[derive(Clone, Default)]
struct Part {
    shares: u128,
    generation: u32,
    /// Earned and known to the position.
    counted: BigUint,
    /// Earned since the position was last touched.
    since: BigUint,
    paid: u64,
}

struct Model {
    now: i64,
    /// Not given to anybody yet.
    left: BigUint,
    rate: BigUint,
    until: i64,
    junior_ppb: u64,
    parts: Vec<[Part; 2]>,
    /// What the program may be apart, 2^-64 atoms: less than one for each share whenever shares or the split change (what is carried over then goes to
    /// the next owners), one for the split, and one for each second of a rate.
    bound: BigUint,
}

fn units(atoms: u64) -> BigUint {
    BigUint::from(atoms) << SCALE
}

impl Model {
    /// The seconds up to now, of which each is as the first: nothing has changed in between.
    fn pass(&mut self, now: i64) {
        let seconds = (now.min(self.until) - self.now).max(0) as u64;
        self.now = now;
        let total = [0, 1].map(|index| self.parts.iter().map(|p| p[index].shares).sum::<u128>());
        self.bound += BigUint::from(total[0].max(total[1])) + seconds + 1u32;
        let ppb = match total {
            [0, 0] => return,
            [0, _] => 0,
            [_, 0] => 1_000_000_000,
            _ => self.junior_ppb,
        };
        for (index, ppb) in [ppb, 1_000_000_000 - ppb].into_iter().enumerate() {
            for part in self.parts.iter_mut().map(|p| &mut p[index]).filter(|p| p.shares > 0) {
                let got = &self.rate * seconds * ppb * part.shares / (BigUint::from(1_000_000_000u64) * total[index]);
                part.since += &got;
                self.left -= got;
            }
        }
    }

    fn emit(&mut self, amount: u64, seconds: u64) {
        self.left += units(amount);
        self.rate = &self.left / seconds;
        self.until = self.now + seconds as i64;
    }

    /// Whoever acts has their rewards counted.
    fn touch(&mut self, who: usize, index: usize) {
        let part = &mut self.parts[who][index];
        part.counted += std::mem::take(&mut part.since);
    }

    /// What everybody has now.
    fn read(&mut self, w: &World, owners: &[Address]) {
        let pool = w.pool();
        self.junior_ppb = pool.junior_split.get();
        for (parts, owner) in self.parts.iter_mut().zip(owners) {
            let position = w.position(owner);
            for (index, part) in parts.iter_mut().enumerate() {
                let (chain, living) = (&position.tranches[index], pool.tranches[index].generation.get());
                part.shares = if chain.generation.get() == living { chain.shares.get() } else { 0 };
                part.generation = chain.generation.get();
                if part.generation + 1 < living {
                    part.since = BigUint::default(); // two generations back, and never counted
                }
            }
        }
    }
}

/// Each comes out as close to the model as its rounding says, and in whole atoms within one more.
fn compare(w: &World, model: &Model, owners: &[Address], what: &str) {
    let bound = &model.bound << (SCALE - 64);
    let more = (&model.bound >> 64) + 1u32;
    for (who, owner) in owners.iter().enumerate() {
        for index in 0..2u8 {
            let part = &model.parts[who][usize::from(index)];
            let exact = &part.counted + &part.since;
            let program = (BigUint::from(w.rewards_due(owner, index)) << (SCALE - 64)) + units(part.paid);
            let apart = if exact > program { &exact - &program } else { &program - &exact };
            assert!(
                apart <= bound,
                "{what}: owner {who} in {index} is apart by {}",
                apart >> (SCALE - 64)
            );
            let (atoms, wanted): (BigUint, BigUint) = (program >> SCALE, exact >> SCALE);
            assert!(atoms <= &wanted + &more && wanted <= atoms + &more);
        }
    }
}

/// Gives how often each act was accepted, and after that how often a generation closed.
fn live(acts: &[(u8, u8, u64)]) -> [u32; 14] {
    let mut w = World::with_pool({
        let mut spec = PoolSpec::default();
        spec.0.notice_days = 1;
        spec
    });
    w.open_rewards().ok();
    let owners: Vec<Address> = (0..OWNERS).map(|_| w.actor(1_000_000 * USDC)).collect();
    for owner in &owners {
        w.open_position(owner).ok();
    }
    let mut m = Model {
        now: w.now(),
        left: BigUint::default(),
        rate: BigUint::default(),
        until: 0,
        junior_ppb: 0,
        parts: vec![<[Part; 2]>::default(); OWNERS],
        bound: BigUint::default(),
    };
    let (mut funded, mut paid, mut done) = (0u64, 0u64, [0; 14]);
    for (step, (kind, who, amount)) in acts.iter().enumerate() {
        let (index, who) = (usize::from(who % 2), usize::from(who / 2) % OWNERS);
        let (owner, tranche) = (owners[who], index as u8);
        m.pass(w.now());
        let part = w.position(&owner).tranches[index];
        let living = part.generation == w.pool().tranches[index].generation;
        let ok = match kind {
            0..=2 => w.deposit(&owner, tranche, 1_000_000 + amount % (20_000 * USDC)).result.is_ok(),
            3 | 4 if living => w
                .request(&owner, tranche, u128::from(*amount) % part.shares.get().max(1))
                .result
                .is_ok(),
            5 => w.execute(&owner, tranche).result.is_ok(),
            6 => w.cancel(&owner, tranche).result.is_ok(),
            7 => {
                // Up to a third more than junior has: mostly a part of it, and now and then all.
                let junior = w.pool().tranches[0].capital.get();
                lose(&mut w, amount % (junior / 3 * 4 + 1));
                false
            }
            8 | 9 => {
                let before = tokens(&w, &owner);
                let ok = w.claim_rewards(&owner, tranche).result.is_ok();
                let got = tokens(&w, &owner) - before;
                assert_eq!(ok, got > 0, "a claim pays an atom or is refused");
                m.parts[who][index].paid += got;
                paid += got;
                ok
            }
            10 => {
                let (amount, seconds) = (1 + amount % TOKEN, WEEK + amount % (30 * 86_400));
                w.emit_rewards(amount, seconds);
                m.emit(amount, seconds);
                funded += amount;
                false
            }
            11 => w.send("sweep_fees", client::ix::sweep_fees(w.pool, w.mint)).result.is_ok(),
            _ => {
                w.advance(1 + (*amount % (4 * DAY as u64)) as i64);
                m.pass(w.now());
                false
            }
        };
        if ok && *kind < 10 {
            m.touch(who, index);
        }
        done[usize::from(*kind).min(12)] += u32::from(ok);
        m.read(&w, &owners);
        compare(&w, &m, &owners, &format!("step {step}, act {kind}"));
        let claimable: u64 = owners.iter().flat_map(|o| [0, 1].map(|t| super::claimable(&w, o, t))).sum();
        assert!(paid + claimable <= funded, "A-42, R1: {paid} and {claimable} of {funded}");
        w.assert_books();
    }
    done[13] = w.pool().tranches.iter().map(|t| t.generation.get()).sum();
    done
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a42_r1_random_calls_give_each_owner_what_a_naive_model_gives_and_never_more_than_was_funded(
        acts in prop::collection::vec((0u8..18, any::<u8>(), any::<u64>()), 40..200)
    ) {
        live(&acts);
    }
}

#[test]
fn a42_random_calls_reach_deposits_exits_cancelled_requests_claims_and_closed_generations() {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut sums = [0; 14];
    for _ in 0..6 {
        let acts: Vec<_> = (0..200)
            .map(|_| ((next() >> 20) as u8 % 18, (next() >> 30) as u8, next()))
            .collect();
        for (sum, more) in sums.iter_mut().zip(live(&acts)) {
            *sum += more;
        }
    }
    for kind in [0, 1, 2, 3, 4, 5, 6, 8, 9, 13] {
        assert!(sums[kind] >= 3, "act {kind}: {sums:?}");
    }
}
