//! Courts, cases and ballots in a world: who judges, and a whole case in one call.

use {
    crate::{Address, DAY, Outcome, USDC, World, jurors::GOVERNANCE_MINT, pda, world::PLENTY},
    breakwater::{
        instructions::court::create::CourtArgs,
        state::{Action, Ballot, Case, Claim, Court, EvidenceArgs, commitment},
    },
    breakwater_client::ix::{self, ClaimKey},
};

/// One governance token in atoms.
pub const TOKEN: u64 = 1_000_000_000;
/// Jurors of a world that has a court, and what each has locked, governance tokens.
pub const JURORS: usize = 25;
/// See [`JURORS`].
pub const STAKE: u64 = 20_000;

/// A court whose token is worth 100 USDC, with a fee of 100 USDC and cases of a week.
pub fn court_args() -> CourtArgs {
    CourtArgs {
        token_value: 100 * USDC,
        fee: 100 * USDC,
        min_bond: 200 * USDC,
        declare_least: 1_000 * TOKEN,
        evidence: 24 * 3_600,
        commit: 48 * 3_600,
        reveal: 24 * 3_600,
        appeal: 72 * 3_600,
    }
}

/// Evidence that says nothing.
pub fn evidence() -> EvidenceArgs {
    EvidenceArgs {
        hash: [0xe1; 32],
        uri: crate::specs::padded(b"https://example.org/evidence"),
    }
}

/// The salt of a juror's ballot.
pub fn salt(juror: &Address, round: u8) -> [u8; 32] {
    let mut salt = juror.to_bytes();
    salt[31] ^= round.wrapping_add(0x77);
    salt
}

/// Juror number `n` of a world that has a court.
pub fn juror(n: usize) -> Address {
    let mut bytes = [0x1a; 32];
    bytes[..8].copy_from_slice(&(n as u64).to_be_bytes());
    Address::new_from_array(bytes)
}

impl World {
    /// The world has an electorate of [`JURORS`], aged for 20 days, and its pool a court; nothing happens when it has.
    pub fn seat_court(&mut self) {
        if self.try_read::<breakwater::state::Electorate>(&pda::electorate()).is_none() {
            let now = self.now();
            self.set_time(now - 20 * DAY);
            self.electorate().ok();
            for n in 0..JURORS {
                let owner = juror(n);
                self.give_sol(owner);
                self.with_escrow(&owner, STAKE * TOKEN);
                self.fund(owner, 0);
            }
            self.set_time(now);
        }
        if self.try_read::<Court>(&pda::court(&self.pool)).is_none() {
            self.create_court(court_args()).ok();
        }
    }

    /// Creates the pool's court.
    pub fn create_court(&mut self, args: CourtArgs) -> Outcome {
        let pool = self.pool;
        self.enact(Action::CreateCourt { pool, parameters: args })
    }

    /// Closes the pool's court; the pool is retired first.
    pub fn close_court(&mut self) -> Outcome {
        self.retire_pool();
        let (payer, mint) = (self.court().rent_payer, self.court().mint);
        let close = ix::close_court(self.pool, mint, payer);
        self.send("close_court", close)
    }

    /// The pool's court.
    pub fn court(&self) -> Box<Court> {
        self.read(&pda::court(&self.pool))
    }

    /// A case.
    pub fn case(&self, case: &Address) -> Box<Case> {
        self.read(case)
    }

    /// A claim.
    pub fn claim(&self, key: &ClaimKey) -> Box<Claim> {
        self.read(&key.claim())
    }

    /// A ballot.
    pub fn ballot(&self, case: &Address, round: u8, juror: &Address) -> Box<Ballot> {
        self.read(&pda::ballot(case, round, juror))
    }

    /// Names a claim.
    pub fn claim_key(&self, product: &Address, policy: &Address, event_day: u32) -> ClaimKey {
        ClaimKey {
            pool: self.pool,
            product: *product,
            policy: *policy,
            event_day,
        }
    }

    /// Today as a day number.
    pub fn today(&self) -> u32 {
        u32::try_from(self.now() / DAY).expect("a day")
    }

    /// The holder files a claim; the bond comes from their associated account, which is filled first.
    pub fn file_claim(&mut self, key: &ClaimKey, amount: u64) -> Outcome {
        let holder = self.policy(&key.policy).holder;
        let source = self.purse(&holder);
        let watched = self.try_read::<breakwater::state::Watch>(&pda::watch(&key.product)).is_some();
        self.send("file_claim", ix::file_claim(holder, key, watched, source, amount, evidence()))
    }

    /// An associated account with plenty in it.
    pub fn purse(&mut self, owner: &Address) -> Address {
        self.give_sol(*owner);
        let source = pda::associated_token(owner, &self.mint);
        if self.balance(&source) < PLENTY / 10 {
            self.fund(*owner, PLENTY);
        }
        source
    }

    /// A juror commits to a choice in the round that runs.
    pub fn commit(&mut self, case: &Address, juror: &Address, choice: u8) -> Outcome {
        let round = self.case(case).round;
        let hidden = commitment(case, round, juror, choice, &salt(juror, round));
        self.send("commit_ballot", ix::commit_ballot(*juror, self.pool, *case, round, hidden))
    }

    /// A juror reveals.
    pub fn reveal(&mut self, case: &Address, juror: &Address, choice: u8) -> Outcome {
        let round = self.case(case).round;
        let reveal = ix::reveal_ballot(*juror, self.pool, *case, round, choice, salt(juror, round));
        self.send("reveal_ballot", reveal)
    }

    /// A ballot is settled.
    pub fn settle_ballot(&mut self, case: &Address, juror: &Address, round: u8) -> Outcome {
        let settle = ix::settle_ballot(*juror, self.pool, self.mint, *case, round);
        self.send("settle_ballot", settle)
    }

    /// Does what is due in a case.
    pub fn advance_case(&mut self, case: &Address) -> Outcome {
        self.send("advance_case", ix::advance_case(*case))
    }

    /// Moves to the commit phase of the round that runs.
    pub fn to_commit(&mut self, case: &Address) {
        let at = self.case(case).current().commit_from.get();
        self.set_time(at);
    }

    /// Moves to the reveal phase of the round that runs.
    pub fn to_reveal(&mut self, case: &Address) {
        let at = self.case(case).current().reveal_from.get();
        self.set_time(at);
    }

    /// Moves to the end of the reveal phase of the round that runs.
    pub fn to_count(&mut self, case: &Address) {
        let at = self.case(case).current().reveal_until.get();
        self.set_time(at);
    }

    /// A whole round: these jurors vote, and the round is counted. Nobody else does.
    #[track_caller]
    pub fn vote(&mut self, case: &Address, votes: &[(Address, u8)]) {
        self.to_commit(case);
        for (juror, choice) in votes {
            self.commit(case, juror, *choice).ok();
        }
        self.to_reveal(case);
        for (juror, choice) in votes {
            self.reveal(case, juror, *choice).ok();
        }
        self.to_count(case);
        self.advance_case(case).ok();
    }

    /// Jurors `from` to `to` all choose the same.
    pub fn votes(from: usize, to: usize, choice: u8) -> Vec<(Address, u8)> {
        (from..to).map(|n| (juror(n), choice)).collect()
    }

    /// Waits out the appeal window and ends a decided case.
    #[track_caller]
    pub fn end_case(&mut self, case: &Address) {
        let until = self.case(case).appeal_until.get();
        self.set_time(until);
        self.advance_case(case).ok();
    }

    /// Everybody votes for this choice, nobody appeals.
    #[track_caller]
    pub fn decide(&mut self, case: &Address, choice: u8) {
        self.vote(case, &Self::votes(0, 20, choice));
        self.end_case(case);
    }

    /// Concludes a claim's case.
    pub fn conclude_claim(&mut self, key: &ClaimKey, filing: u32) -> Outcome {
        self.send("conclude_claim", ix::conclude_claim(key, filing))
    }

    /// Delivers what an accepted claim owes.
    pub fn pay_claim(&mut self, key: &ClaimKey) -> Outcome {
        let holder = self.policy(&key.policy).holder;
        let pay = ix::pay_claim(self.keeper, key, holder, self.mint);
        self.send("pay_claim", pay)
    }

    /// A juror declares an incident. Returns its number.
    pub fn declare(&mut self, product: &Address, declarer: &Address, event_day: u32) -> (Outcome, u32) {
        let number = self.product(product).incident_count.get();
        let source = self.purse(declarer);
        let declare = ix::declare_incident(*declarer, self.pool, *product, number, source, event_day, evidence());
        (self.send("declare_incident", declare), number)
    }

    /// Concludes a declared incident.
    pub fn conclude_declared(&mut self, product: &Address, number: u32) -> Outcome {
        let conclude = ix::conclude_declared(self.pool, *product, number);
        self.send("conclude_declared", conclude)
    }

    /// Somebody disputes a step of an incident.
    pub fn dispute(&mut self, product: &Address, disputer: &Address, number: u32, step: u8) -> Outcome {
        let case = u32::from(self.incident(product, number).cases);
        let source = self.purse(disputer);
        let dispute = ix::dispute_step(*disputer, self.pool, *product, number, case, step, source, evidence());
        self.send("dispute_step", dispute)
    }

    /// Concludes a dispute.
    pub fn conclude_dispute(&mut self, product: &Address, number: u32, case: u32) -> Outcome {
        let conclude = ix::conclude_dispute(self.pool, *product, number, case);
        self.send("conclude_dispute", conclude)
    }

    /// What goes back to a claimant (or an appellant) goes back.
    pub fn refund(&mut self, case: &Address, appeal: bool) -> Outcome {
        let of = self.case(case);
        let to = if appeal { of.appellant } else { of.claimant };
        let destination = pda::associated_token(&to, &self.mint);
        let refund = ix::refund_bond(self.keeper, self.pool, *case, destination, appeal);
        self.send("refund_bond", refund)
    }

    /// Appeals a decision.
    pub fn appeal(&mut self, case: &Address, appellant: &Address) -> Outcome {
        let source = self.purse(appellant);
        self.send("appeal_case", ix::appeal_case(*appellant, self.pool, *case, source))
    }

    /// Closes a case.
    pub fn close_case(&mut self, case: &Address) -> Outcome {
        let claimant = self.case(case).claimant;
        self.send("close_case", ix::close_case(self.pool, *case, claimant))
    }

    /// Governance tokens of this owner.
    pub fn governance_tokens(&self, owner: &Address) -> u64 {
        self.balance(&pda::associated_token(owner, &GOVERNANCE_MINT))
    }

    /// Cases, ballots, claims and courts say the same: INV-01 for bonds, INV-05, INV-09 to INV-11, INV-13, INV-16.
    #[track_caller]
    pub fn assert_courts(&self) {
        let books = self.books();
        for (address, court) in &books.courts {
            let own = books.cases.iter().filter(|(_, c)| c.court == *address);
            let in_cases: u64 = own.clone().map(|(_, c)| held_by(c)).sum();
            let owed = books
                .ballots
                .iter()
                .filter(|(_, b)| b.court == *address)
                .map(|(_, b)| b.fee_owed.get());
            let held = in_cases + owed.sum::<u64>() + court.left.get();
            assert_eq!(held, court.held.get(), "INV-05: what the court {address} holds");
            assert!(self.balance(&court.vault) >= held, "INV-01: the vault of bonds of {address}");
            assert_eq!(own.count(), court.open_cases.get() as usize, "open cases of {address}");
        }
        for (address, case) in &books.cases {
            let open = books.ballots.iter().filter(|(_, b)| b.case == *address && b.settled == 0);
            assert_eq!(open.clone().count(), case.open_ballots.get() as usize, "open ballots of {address}");
            assert!(
                case.rewarded <= case.slashed && case.fees_given <= case.fees,
                "INV-16: case {address}"
            );
            for round in &case.rounds {
                let revealed: u64 = round.weights.iter().map(|w| w.get()).sum();
                assert!(revealed <= round.committed.get(), "INV-10: case {address}");
            }
        }
        for (address, escrow) in &books.escrows {
            let open = books.ballots.iter().filter(|(_, b)| b.juror == escrow.owner && b.settled == 0);
            let risk: u64 = open.clone().map(|(_, b)| b.weight.get().div_ceil(100)).sum();
            assert_eq!(open.count(), usize::from(escrow.open_ballots), "INV-11: open ballots of {address}");
            assert_eq!(risk, escrow.at_risk.get(), "what the ballots of {address} can lose");
            let there = escrow.locked.get() + escrow.unlocking.get();
            assert!(risk <= there, "INV-11: the ballots of {address} can lose {risk} of {there}");
        }
        for (address, policy) in &books.policies {
            let own = books.claims.iter().filter(|(_, c)| c.policy == *address);
            assert_eq!(own.clone().count(), usize::from(policy.claims), "claims of {address}");
            let undecided = own.filter(|(_, c)| c.is_undecided()).count();
            assert_eq!(undecided, usize::from(policy.claim_open), "undecided claims of {address}");
        }
    }
}

/// What a case holds of its court's money.
fn held_by(case: &Case) -> u64 {
    // Until the end, bond and price are whole; then they are divided.
    if case.phase < 3 {
        return case.bond.get() + case.appeal_price.get();
    }
    case.bond_back.get() + case.bond_rest.get() + case.appeal_back.get() + case.fees.get() - case.fees_given.get()
}
