//! What strangers do with everything that is left: each instruction that anybody may send, on each account that there is, again and again.

use {
    breakwater::{
        constants::SILENCE,
        state::{Case, Claim, Pool, ProposalState, Rewards, Veto, Vote, Watch},
    },
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        jurors::GOVERNANCE_MINT,
        *,
    },
    std::collections::BTreeMap,
};

/// All that is left of a protocol without keys ends within so many days: cover is sold up to 402 days ahead with grace and what a declared incident
/// adds; a case with its appeals lasts less than 60; a sealed incident stays for a year, 90 days more for recoveries; then a notice of 30 days, and
/// emissions, vetoes and the silence have ended before that.
pub const ENDS_WITHIN: i64 = 402 + 60 + 60 + 365 + 90 + 31;

/// An account of the program that will be closed, with who gets its rent.
type Rents = BTreeMap<Address, (Address, u64)>;

/// Accounts of one type.
pub fn all<T: bytemuck::Pod + anchor_lang::Discriminator + anchor_lang::prelude::Owner>(w: &World) -> Vec<(Address, Box<T>)> {
    let accounts = w.svm.get_program_accounts(&breakwater::ID);
    accounts
        .into_iter()
        .filter_map(|(at, _)| Some((at, w.try_read::<T>(&at)?)))
        .collect()
}

/// Every proposal that is not closed.
pub fn proposals(w: &World) -> Vec<Address> {
    let accounts = w.svm.get_program_accounts(&breakwater::ID);
    accounts
        .into_iter()
        .map(|(at, _)| at)
        .filter(|at| w.try_proposal(at).is_some())
        .collect()
}

/// A refusal is allowed, a fault of the program is not.
#[track_caller]
pub fn sound(name: &str, outcome: &Outcome) -> bool {
    let said = outcome.name();
    let broken = [
        "Broken",
        "VaultMoved",
        "Overflow",
        "WentBack",
        "Forgotten",
        "Arithmetic",
        "ComputationalBudget",
        "ProgramFailed",
    ];
    assert!(!broken.iter().any(|word| said.contains(word)), "{name} ended with {said}");
    outcome.result.is_ok()
}

/// Strangers at work. `last` says why things were refused last, by instruction and account.
pub struct Strangers<'a> {
    pub w: &'a mut World,
    pub last: BTreeMap<(&'static str, Address), String>,
    /// Accounts of owners who never come back: nobody signs for them.
    pub away: Vec<Address>,
}

impl<'a> Strangers<'a> {
    pub fn new(w: &'a mut World) -> Self {
        Self {
            w,
            last: BTreeMap::new(),
            away: vec![],
        }
    }

    #[track_caller]
    fn tries(&mut self, name: &'static str, about: Address, instruction: Instruction) -> bool {
        let outcome = self.w.send_all(&[instruction]);
        let good = sound(name, &outcome);
        if good {
            self.last.remove(&(name, about));
        } else {
            self.last.insert((name, about), outcome.name());
        }
        good
    }

    fn wallet(&self, owner: &Address) -> Address {
        pda::associated_token(owner, &self.w.mint)
    }

    /// Anybody makes an associated account for anybody.
    fn governance_wallet(&mut self, owner: &Address) -> Address {
        self.w.grant(owner, 0)
    }

    fn cases(&mut self) {
        for (at, case) in all::<Case>(self.w) {
            let _ = self.tries("advance_case", at, ix::advance_case(at));
            let case_now = self.w.case(&at);
            if case_now.phase == 3 {
                self.conclude(at, &case);
            }
            for (appeal, to) in [(false, case.claimant), (true, case.appellant)] {
                let to = self.wallet(&to);
                let _ = self.tries("refund_bond", at, ix::refund_bond(self.w.keeper, case.pool, at, to, appeal));
            }
            let _ = self.tries("close_case", at, ix::close_case(case.pool, at, case.claimant));
        }
        for (at, ballot) in self.w.books().ballots {
            let pool = self.w.pool;
            let settle = ix::settle_ballot(ballot.juror, pool, self.w.mint, ballot.case, ballot.round);
            let _ = self.tries("settle_ballot", at, settle);
            let to = self.wallet(&ballot.juror);
            let pay = ix::pay_juror(self.w.keeper, ballot.juror, pool, ballot.case, ballot.round, to);
            let _ = self.tries("pay_juror", at, pay);
        }
    }

    fn conclude(&mut self, at: Address, case: &Case) {
        let conclude = match case.about {
            0 => {
                let claim = self.w.read::<Claim>(&case.subject);
                ix::conclude_claim(&self.key(&claim), case.number.get())
            }
            about => {
                let incident = self.w.read::<breakwater::state::Incident>(&case.subject);
                let number = incident.number.get();
                if about == 1 {
                    ix::conclude_declared(case.pool, case.product, number)
                } else {
                    ix::conclude_dispute(case.pool, case.product, number, case.number.get())
                }
            }
        };
        let _ = self.tries("conclude", at, conclude);
    }

    fn key(&self, claim: &Claim) -> ClaimKey {
        self.w.claim_key(&claim.product, &claim.policy, claim.event_day.get())
    }

    fn incidents(&mut self) {
        for (at, incident) in self.w.books().incidents {
            let (pool, product, number) = (self.w.pool, incident.product, incident.number.get());
            while incident.declared == 0 && self.tries("finalise_step", at, ix::finalise_step(pool, product, number)) {}
            if incident.declared == 0 {
                let _ = self.tries("seal_incident", at, ix::seal_incident(pool, product, number));
            }
            for (policy, of) in self.w.books().policies {
                if of.product == product && of.next_incident.get() <= number {
                    let settle = ix::settle_policy(self.w.keeper, pool, product, number, policy, of.holder, self.w.mint);
                    let _ = self.tries("settle_policy", policy, settle);
                }
            }
            let close = ix::close_incident(pool, product, number, incident.rent_payer);
            if !self.tries("close_incident", at, close) {
                let _ = self.tries("release_incident", at, ix::release_incident(pool, product, number));
            }
        }
    }

    fn claims_and_policies(&mut self) {
        for (at, claim) in self.w.books().claims {
            let key = self.key(&claim);
            let holder = self.w.policy(&claim.policy).holder;
            let _ = self.tries("pay_claim", at, ix::pay_claim(self.w.keeper, &key, holder, self.w.mint));
            let _ = self.tries("give_up_claim", at, ix::give_up_claim(self.w.keeper, &key));
            let _ = self.tries("close_claim", at, ix::close_claim(&key, claim.rent_payer));
        }
        for (at, policy) in self.w.books().policies {
            let to = self.wallet(&policy.holder);
            let _ = self.tries("pay_owed", at, ix::pay_owed(self.w.keeper, self.w.pool, policy.product, at, to));
            let _ = self.tries("close_policy", at, ix::close_policy(policy.product, at, policy.buyer));
        }
    }

    fn products(&mut self) {
        for (at, product) in self.w.books().products {
            let pool = product.pool;
            for episode in product.episode_count.get().saturating_sub(4)..=product.episode_count.get() {
                let _ = self.tries("end_episode", at, ix::end_episode(pool, at, episode));
            }
            let _ = self.tries("roll_product", at, ix::roll_product(pool, at));
            let _ = self.tries("retire_product", at, ix::retire_product(None, pool, at));
            let close = ix::close_product(self.w.keeper, pool, at, product.rent_payer);
            let close = self.w.watched(close, &at);
            let _ = self.tries("close_product", at, close);
        }
    }

    /// Underwriters leave by their own keys, and are pushed out by strangers once their notice is over.
    fn underwriters(&mut self) {
        for (at, position) in self.w.books().positions {
            let (pool, owner) = (position.pool, position.owner);
            let here = !self.away.contains(&owner);
            for tranche in [JUNIOR, SENIOR] {
                let to = self.wallet(&owner);
                let keeper = self.w.keeper;
                let execute = ix::execute_withdrawal(pool, keeper, owner, to, tranche);
                let _ = self.tries("execute_withdrawal", at, execute);
                let reward = self.governance_wallet(&owner);
                let _ = self.tries("claim_rewards", at, ix::claim_rewards(pool, keeper, owner, reward, tranche));
                if !here {
                    continue;
                }
                let part = self.w.read::<breakwater::state::Position>(&at).tranches[usize::from(tranche)];
                if part.pending.is_zero() && !part.shares.is_zero() {
                    let request = ix::request_withdrawal(pool, owner, tranche, part.shares.get());
                    let _ = self.tries("request_withdrawal", at, request);
                }
                let own = ix::execute_withdrawal(pool, owner, owner, to, tranche);
                let _ = self.tries("execute_withdrawal, by the owner", at, own);
                let _ = self.tries("fetch_recovery", at, ix::fetch_recovery(pool, owner, to, tranche));
            }
            let close = if here {
                ix::close_position(pool, owner)
            } else {
                ix::close_left_position(pool, self.w.keeper, owner)
            };
            let _ = self.tries("close_position", at, close);
        }
    }

    fn jurors(&mut self) {
        for (at, escrow) in self.w.books().escrows {
            let owner = escrow.owner;
            let to = self.wallet(&owner);
            let _ = self.tries("claim_revenue", at, ix::claim_revenue(self.w.keeper, owner, to));
            if self.away.contains(&owner) {
                continue;
            }
            if !escrow.locked.is_zero() {
                let _ = self.tries("request_unlock", at, ix::request_unlock(owner, escrow.locked.get()));
            }
            let to = self.governance_wallet(&owner);
            let _ = self.tries("unlock", at, ix::unlock(owner, to));
            let _ = self.tries("close_escrow", at, ix::close_escrow(owner));
        }
    }

    fn dao(&mut self) {
        for (at, vote) in all::<Vote>(self.w) {
            let _ = self.tries("close_vote", at, ix::close_vote(vote.proposal, vote.voter));
        }
        for at in proposals(self.w) {
            if self.w.proposal(&at).state == ProposalState::Voting {
                let _ = self.tries("count_votes", at, ix::count_votes(at));
            }
            let of = self.w.proposal(&at);
            let close = match (of.bond, of.bond_back) {
                (0, _) => ix::close_proposal(at, of.proposer, None),
                (_, true) => {
                    self.governance_wallet(&of.proposer);
                    ix::close_proposal(at, of.proposer, Some(GOVERNANCE_MINT))
                }
                (_, false) => ix::close_rejected(at, of.proposer, GOVERNANCE_MINT),
            };
            let _ = self.tries("close_proposal", at, close);
        }
        for (at, veto) in all::<Veto>(self.w) {
            let _ = self.tries("close_veto", at, ix::close_veto(veto.hash, veto.rent_payer));
        }
    }

    fn pools(&mut self) {
        for (at, pool) in all::<Pool>(self.w) {
            let _ = self.tries("sweep_fees", at, ix::sweep_fees(at, pool.mint));
            if pool.retired == 0 {
                let _ = self.tries("retire_pool", at, ix::retire_pool(None, at));
            }
            if let Some(rewards) = self.w.try_read::<Rewards>(&pda::rewards(&at)) {
                let close = ix::close_rewards(at, GOVERNANCE_MINT, rewards.rent_payer);
                let _ = self.tries("close_rewards", at, close);
            }
            if let Some(court) = self.w.try_read::<breakwater::state::Court>(&pda::court(&at)) {
                let _ = self.tries("close_court", at, ix::close_court(at, pool.mint, court.rent_payer));
            }
            let _ = self.tries("close_pool", at, ix::close_pool(at, pool.mint, pool.rent_payer));
        }
    }

    /// Everything once.
    pub fn round(&mut self) {
        self.cases();
        self.incidents();
        self.claims_and_policies();
        self.products();
        self.underwriters();
        self.jurors();
        self.dao();
        self.pools();
    }

    /// Rounds, with days between them, until nothing is left but what stays by design. Returns after how many days it was.
    #[track_caller]
    pub fn end_everything(&mut self) -> i64 {
        let from = self.w.now();
        let silent_from = self.w.config().acted_at.get() + SILENCE;
        loop {
            self.round();
            self.w.assert_books();
            if left_of(self.w, &self.away).is_empty() {
                let days = (self.w.now() - from) / DAY;
                let silence = (silent_from - from).max(0) / DAY;
                assert!(days <= ENDS_WITHIN.max(silence + 1), "{days} days until everything had ended");
                return days;
            }
            let days = (self.w.now() - from) / DAY;
            assert!(
                days <= ENDS_WITHIN,
                "after {days} days there is still {:?}\nrefused last: {:#?}",
                left(self.w),
                self.last
            );
            self.w.advance(if days < 60 { 3 * DAY } else { 10 * DAY });
        }
    }
}

/// What stays for ever, by name: configuration, members' account, electorate; the treasury's purses, whose money nobody can spend; and the listings,
/// which only a proposal takes off. The vaults of locked tokens, bonds of proposers and revenue are token accounts of these.
fn stays(w: &World, at: &Address) -> bool {
    [pda::config(), pda::dao(), pda::electorate()].contains(at)
        || w.try_read::<breakwater::state::Purse>(at).is_some()
        || w.try_read::<breakwater::state::Listing>(at).is_some()
}

/// Accounts of the program that should go and are there, but the escrows of owners who are away.
pub fn left_of(w: &World, away: &[Address]) -> Vec<Address> {
    let accounts = w.svm.get_program_accounts(&breakwater::ID);
    let waits = |at: &Address| away.iter().any(|owner| pda::escrow(owner) == *at);
    accounts
        .into_iter()
        .map(|(at, _)| at)
        .filter(|at| !stays(w, at) && !waits(at))
        .collect()
}

/// Accounts of the program that should go and are there, by type.
pub fn left(w: &World) -> Vec<String> {
    let accounts = w.svm.get_program_accounts(&breakwater::ID);
    let going = accounts.into_iter().map(|(at, _)| at).filter(|at| !stays(w, at));
    going.map(|at| format!("{} {at}", rent_payer(w, &at).0)).collect()
}

/// What an account is, who gets its rent, and the token vault that is closed with it.
fn rent_payer(w: &World, at: &Address) -> (&'static str, Address, Option<Address>) {
    let b = w;
    macro_rules! is {
        ($type:ident, $payer:ident) => {
            if let Some(found) = b.try_read::<breakwater::state::$type>(at) {
                return (stringify!($type), found.$payer, None);
            }
        };
        ($type:ident, $payer:ident, vault) => {
            if let Some(found) = b.try_read::<breakwater::state::$type>(at) {
                return (stringify!($type), found.$payer, Some(found.vault));
            }
        };
    }
    is!(Policy, buyer);
    is!(Product, rent_payer);
    is!(Position, owner);
    is!(Incident, rent_payer);
    is!(Case, claimant);
    is!(Claim, rent_payer);
    is!(Ballot, juror);
    is!(Escrow, owner);
    is!(Vote, voter);
    is!(Veto, rent_payer);
    is!(Court, rent_payer, vault);
    is!(Pool, rent_payer, vault);
    is!(Rewards, rent_payer, vault);
    if let Some(watch) = w.try_read::<Watch>(at) {
        return ("Watch", w.product(&watch.product).rent_payer, None);
    }
    let proposal = w.try_proposal(at).unwrap_or_else(|| panic!("{at} is of no known type"));
    ("Proposal", proposal.proposer, None)
}

/// Everything that will be closed, before: account, who paid for it, lamports. From here on nobody opens anything.
pub fn rents(w: &World) -> Rents {
    let mut rents = Rents::new();
    for (at, account) in w.svm.get_program_accounts(&breakwater::ID) {
        if stays(w, &at) {
            continue;
        }
        let (_, payer, vault) = rent_payer(w, &at);
        rents.insert(at, (payer, account.lamports));
        if let Some(vault) = vault {
            rents.insert(vault, (payer, w.svm.get_balance(&vault).expect("a vault")));
        }
    }
    rents
}

/// Lamports of all who paid rent.
pub fn purses_of(w: &World, rents: &Rents) -> BTreeMap<Address, u64> {
    let of = |payer: &Address| (*payer, w.svm.get_balance(payer).unwrap_or(0));
    rents.values().map(|(payer, _)| of(payer)).collect()
}

/// INV-20: every account is gone to the last lamport, and its payer has it.
#[track_caller]
pub fn assert_rents(w: &World, rents: &Rents, before: &BTreeMap<Address, u64>) {
    for (at, (payer, _)) in rents {
        assert_eq!(w.svm.get_balance(at).unwrap_or(0), 0, "INV-20: {at}, paid by {payer}, has lamports");
    }
    for (payer, had) in before {
        let due: u64 = rents.values().filter(|(of, _)| of == payer).map(|(_, lamports)| lamports).sum();
        let has = w.svm.get_balance(payer).unwrap_or(0);
        assert_eq!(has, had + due, "INV-20: {payer} got {} lamports of {due}", has - had);
    }
}

/// Sum of every token account of a mint (INV-04).
pub fn tokens_of(w: &World, mint: &Address) -> u128 {
    let accounts = w.svm.get_program_accounts(&pda::TOKEN);
    let of = accounts
        .iter()
        .filter(|(_, a)| a.data.len() == 165 && a.data[..32] == *mint.as_ref());
    of.map(|(_, a)| u128::from(u64::from_le_bytes(a.data[64..72].try_into().expect("eight bytes"))))
        .sum()
}
