//! What jurors decide, four claims, three declared incidents and three disputes that go the same way at the same time: whatever an instruction
//! wants of one of them, the others would do.

use {
    super::stage::Stage,
    crate::incident::kit::*,
    breakwater_testkit::{
        client::ix::ClaimKey,
        courts::{evidence, juror},
        *,
    },
};

/// Jurors who vote: numbers below this one.
pub const VOTERS: usize = 6;

pub struct Judged {
    /// Of the first policy, of the second, of the sibling product's, and of the other pool's.
    pub keys: [ClaimKey; 4],
    /// Products of which a juror declares incident 0: the first, its sibling, the other pool's.
    pub declared: [Address; 3],
    /// Their policies.
    policies: [Address; 3],
    /// Products of which step 0 of incident 0 is disputed: the first, its sibling, the other pool's.
    pub disputed: [Address; 3],
    /// Who disputes them.
    pub disputers: [Address; 3],
    /// Who holds the policies of the claims.
    pub holders: [Address; 4],
}

/// A case: whether it is the other pool's, and the choice that grants half, or lets the step stand.
struct Pending {
    foreign: bool,
    case: Address,
    choice: u8,
}

const OF_CLAIM: [&str; 4] = [
    "the policy's claim",
    "the second policy's claim",
    "the sibling's claim",
    "the other pool's claim",
];
const OF_INCIDENT: [&str; 3] = ["the incident", "the sibling's incident", "the other pool's incident"];

impl Judged {
    fn incident(product: &Address) -> Address {
        pda::incident(product, 0)
    }

    fn declared_case(&self, index: usize) -> Address {
        pda::case(&Self::incident(&self.declared[index]), 0)
    }

    fn disputed_case(&self, index: usize) -> Address {
        pda::case(&Self::incident(&self.disputed[index]), 0)
    }

    fn pending(&self) -> Vec<Pending> {
        let claims = (0..4).map(|n| (n == 3, self.keys[n].case(0), 10));
        let incidents = (0..3).map(|n| (n == 2, self.declared_case(n), 10));
        let disputes = (0..3).map(|n| (n == 2, self.disputed_case(n), 0));
        let all = claims.chain(incidents).chain(disputes);
        all.map(|(foreign, case, choice)| Pending { foreign, case, choice }).collect()
    }

    /// Every account, by what it is.
    pub fn everyone(&self) -> Vec<(String, Address)> {
        let mut all = vec![];
        for (n, (key, of)) in self.keys.iter().zip(OF_CLAIM).enumerate() {
            all.push((format!("the assessed product {n}"), key.product));
            all.push((format!("the policy of {of}"), key.policy));
            all.push((format!("the holder of {of}"), self.holders[n]));
            all.push((of.to_owned(), key.claim()));
            all.push((format!("a case of {of}"), key.case(0)));
            all.push((format!("the second case of {of}"), key.case(1)));
        }
        for (n, of) in OF_INCIDENT.iter().enumerate() {
            all.push((format!("the product of {of} that is declared"), self.declared[n]));
            all.push((format!("the policy of {of} that is declared"), self.policies[n]));
            all.push((format!("{of} that is declared"), Self::incident(&self.declared[n])));
            all.push((format!("a case of {of} that is declared"), self.declared_case(n)));
            all.push((format!("a case of {of} that is disputed"), self.disputed_case(n)));
            all.push((format!("the disputer of {of}"), self.disputers[n]));
        }
        for n in [0, 1, 24] {
            all.push((format!("juror {n}"), juror(n)));
            all.push((format!("the escrow of juror {n}"), pda::escrow(&juror(n))));
            for pending in self.pending() {
                let ballot = pda::ballot(&pending.case, 0, &juror(n));
                all.push((format!("a ballot of juror {n} in {}", pending.case), ballot));
            }
            for key in &self.keys[2..] {
                all.push((
                    format!("the position of juror {n} in {}", key.pool),
                    pda::position(&key.pool, &juror(n)),
                ));
            }
        }
        all
    }
}

impl Stage {
    /// Everything is insured and past waiting, and nothing has been asked for.
    pub fn judged() -> Self {
        let mut s = Self::calm();
        let claimed = |group| AssessedSpec {
            group,
            ..AssessedSpec::default()
        };
        let mut declared = claimed(2);
        declared.terms.by_incident = true;
        let insure = |w: &mut World, product: &Address| w.holder(product, 1_000 * USDC, 60);
        let (first, second) = (s.w.assessed(&claimed(1)), s.w.assessed(&claimed(1)));
        let mut own = vec![first, first, second];
        let mut sold: Vec<_> = own.iter().map(|product| insure(&mut s.w, product)).collect();
        let mut by_incident = vec![s.w.assessed(&declared), s.w.assessed(&declared)];
        let mut policies: Vec<_> = by_incident.iter().map(|product| insure(&mut s.w, product).1).collect();
        let pools = [s.w.pool, s.w.pool, s.w.pool, s.other().pool];
        s.in_other(|w| {
            own.push(w.assessed(&claimed(1)));
            sold.push(insure(w, &own[3]));
            by_incident.push(w.assessed(&declared));
            policies.push(insure(w, &by_incident[2]).1);
            for n in 0..VOTERS {
                w.fund(juror(n), 0);
            }
        });
        s.w.advance(9 * DAY);
        let event_day = s.w.today() - 1;
        let disputers = [s.w.wallet_address(), s.w.wallet_address(), s.w.wallet_address()];
        s.judged = Some(Judged {
            keys: std::array::from_fn(|n| ClaimKey {
                pool: pools[n],
                product: own[n],
                policy: sold[n].1,
                event_day,
            }),
            declared: std::array::from_fn(|n| by_incident[n]),
            policies: std::array::from_fn(|n| policies[n]),
            disputed: [s.product, s.sibling, s.other().product],
            disputers,
            holders: std::array::from_fn(|n| sold[n].0),
        });
        s
    }

    pub fn of_jurors(&self) -> &Judged {
        self.judged.as_ref().expect("a stage with cases")
    }

    /// The first policy's claim.
    pub fn key(&self) -> ClaimKey {
        self.of_jurors().keys[0]
    }

    /// Its case.
    pub fn case(&self) -> Address {
        self.key().case(0)
    }

    /// Acts in the first pool or in the other.
    fn within<T>(&mut self, foreign: bool, act: impl FnOnce(&mut World) -> T) -> T {
        if !foreign {
            return act(&mut self.w);
        }
        let mut answer = None;
        self.in_other(|w| answer = Some(act(w)));
        answer.expect("an answer")
    }

    /// Acts on every case, in its pool.
    fn each(&mut self, act: impl Fn(&mut World, &Address, u8)) {
        for Pending { foreign, case, choice } in self.of_jurors().pending() {
            self.within(foreign, |w| act(w, &case, choice));
        }
    }

    /// Acts on every claim, in its pool.
    pub fn each_claim(&mut self, act: impl Fn(&mut World, &ClaimKey)) {
        for (n, key) in self.of_jurors().keys.into_iter().enumerate() {
            self.within(n == 3, |w| act(w, &key));
        }
    }

    /// A step of each of the three products waits.
    pub fn strike_all(&mut self) {
        for (n, product) in self.of_jurors().disputed.into_iter().enumerate() {
            self.within(n == 2, |w| strike(w, &product, price_at(40)));
        }
    }

    /// Everything is claimed, declared and disputed.
    pub fn open_all(&mut self) {
        self.strike_all();
        let (disputed, disputers, declared) = (self.of_jurors().disputed, self.of_jurors().disputers, self.of_jurors().declared);
        for (n, (product, disputer)) in disputed.iter().zip(&disputers).enumerate() {
            self.within(n == 2, |w| w.dispute(product, disputer, 0, 0).ok());
        }
        let day = self.key().event_day;
        for (n, product) in declared.iter().enumerate() {
            self.within(n == 2, |w| w.declare(product, &juror(24 - n), day).0.ok());
        }
        self.each_claim(|w, key| {
            w.file_claim(key, 1_000 * USDC).ok();
        });
    }

    /// The commit phase of every case runs: all were opened at one time.
    pub fn at_commit(&mut self) {
        self.open_all();
        let case = self.case();
        self.w.to_commit(&case);
    }

    /// All have committed, and can reveal. A choice for all requests: as in [`Pending`] when there is none.
    fn at_reveal_of(&mut self, requests: Option<u8>) {
        self.at_commit();
        self.each(|w, case, choice| {
            for n in 0..VOTERS {
                w.commit(case, &juror(n), wanted(choice, requests)).ok();
            }
        });
        let case = self.case();
        self.w.to_reveal(&case);
    }

    pub fn at_reveal(&mut self) {
        self.at_reveal_of(None);
    }

    fn at_count_of(&mut self, requests: Option<u8>) {
        self.at_reveal_of(requests);
        self.each(|w, case, choice| {
            for n in 0..VOTERS {
                w.reveal(case, &juror(n), wanted(choice, requests)).ok();
            }
        });
        let case = self.case();
        self.w.to_count(&case);
    }

    /// All have revealed, and every round can be counted.
    pub fn at_count(&mut self) {
        self.at_count_of(None);
    }

    fn decided_of(&mut self, requests: Option<u8>) {
        self.at_count_of(requests);
        self.each(|w, case, _| {
            w.advance_case(case).ok();
        });
    }

    /// Everything is decided and can be appealed.
    pub fn decided(&mut self) {
        self.decided_of(None);
    }

    fn ended_of(&mut self, requests: Option<u8>) {
        self.decided_of(requests);
        let until = self.w.case(&self.case()).appeal_until.get();
        self.w.set_time(until);
        self.each(|w, case, _| {
            w.advance_case(case).ok();
        });
    }

    /// Every case has ended.
    pub fn ended(&mut self) {
        self.ended_of(None);
    }

    /// Every claim is concluded: half of it was granted.
    pub fn claims_concluded(&mut self) {
        self.ended();
        self.conclude_claims();
    }

    /// Every claim was denied and can be filed again.
    pub fn claims_refused(&mut self) {
        self.ended_of(Some(0));
        self.conclude_claims();
    }

    fn conclude_claims(&mut self) {
        self.each_claim(|w, key| {
            w.conclude_claim(key, 0).ok();
        });
    }

    /// Everything is concluded.
    pub fn concluded(&mut self) {
        self.claims_concluded();
        let (declared, disputed) = (self.of_jurors().declared, self.of_jurors().disputed);
        for n in 0..3 {
            self.within(n == 2, |w| {
                w.conclude_declared(&declared[n], 0).ok();
                w.conclude_dispute(&disputed[n], 0, 0).ok();
            });
        }
    }

    /// Every ballot is settled.
    pub fn settle_all(&mut self) {
        self.each(|w, case, _| {
            for n in 0..VOTERS {
                w.settle_ballot(case, &juror(n), 0).ok();
            }
        });
    }

    /// Everything that goes back has gone back.
    pub fn refund_all(&mut self) {
        self.each(|w, case, _| {
            if w.case(case).bond_back.get() > 0 {
                w.refund(case, false).ok();
            }
        });
    }

    /// Evidence for any case.
    pub fn proof() -> breakwater::state::EvidenceArgs {
        evidence()
    }
}

/// The choice of a case, or what all requests get instead: a step that stands is another question.
fn wanted(choice: u8, requests: Option<u8>) -> u8 {
    requests.filter(|_| choice > 0).unwrap_or(choice)
}
