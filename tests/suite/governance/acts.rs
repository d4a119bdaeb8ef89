//! What people do at random, and what must be true afterwards.

use {
    super::plain::{Action2, Plain, Stand},
    breakwater::{
        instructions::product::terms_args::LimitsArgs,
        state::{Action, DiscountArgs, Listing, ListingKind, ProductStatus, ProposalState, Purse, Vote, VotingArgs},
    },
    breakwater_testkit::{client::ix, courts::TOKEN, jurors::GOVERNANCE_MINT, *},
    std::collections::{BTreeMap, BTreeSet},
};

/// What each member has locked, tokens: one alone is above the cap, two below the threshold of proposers.
const STAKES: [u64; 8] = [300_000, 200_000, 100_000, 100_000, 50_000, 50_000, 3_000, 500];

pub struct Run {
    pub w: World,
    pub plain: Plain,
    pub members: Vec<Address>,
    product: Address,
    /// Everybody who tries anything: bootstrap authority, guardian, members, strangers, keys that may be named.
    people: Vec<Address>,
    random: u64,
    pub tried: BTreeMap<&'static str, (u64, u64)>,
    pub executed: BTreeMap<String, u64>,
    log: Vec<String>,
}

impl Run {
    pub fn new(seed: u64) -> Self {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        w.endow(200_000 * TOKEN);
        w.electorate().ok();
        let members: Vec<Address> = STAKES.iter().map(|stake| w.juror(stake * TOKEN)).collect();
        w.advance(16 * DAY);
        if seed.is_multiple_of(2) {
            w.end_bootstrap();
        }
        let mut people = vec![w.bootstrap, w.guardian];
        people.extend(&members);
        people.extend([(); 3].map(|()| w.wallet_address()));
        for who in &people {
            w.grant(who, 100_000 * TOKEN);
        }
        let config = w.config();
        let listings = w.svm.get_program_accounts(&breakwater::ID);
        let listings = listings.iter().filter_map(|(at, _)| w.try_read::<Listing>(at));
        let limits: LimitsArgs = w.product(&product).limits.into();
        let plain = Plain {
            history: vec![],
            initialised_at: config.initialised_at.get(),
            bootstrap: config.bootstrap,
            pending: config.pending_bootstrap,
            guardian: config.guardian,
            offered: false,
            fees: (config.fee_bps.get(), config.revenue_bps.get()),
            discounts: config.discounts.map(|t| (t.least.get(), t.discount.get())),
            voting: VotingArgs::START,
            pool: PoolSpec::default().0,
            limits,
            retired: false,
            listings: listings.map(|l| (l.kind, l.id)).collect(),
            spent: 0,
            changes: BTreeMap::new(),
            locked: members.iter().zip(STAKES).map(|(who, stake)| (*who, stake * TOKEN)).collect(),
            escrows: STAKES.len() as u32,
            vetoes: BTreeMap::new(),
            notices: BTreeMap::new(),
            acted_at: config.acted_at.get(),
        };
        // The proposals of the set-up are over and gone, so that numbers of history and program differ by a constant.
        crate::governance::ends::clear(&mut w);
        Self {
            w,
            plain,
            members,
            product,
            people,
            random: seed,
            tried: BTreeMap::new(),
            executed: BTreeMap::new(),
            log: vec![],
        }
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n.max(1)
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }

    fn anybody(&mut self) -> Address {
        let people = self.people.clone();
        self.pick(&people)
    }

    fn first(&self) -> u64 {
        self.w.dao().proposals.get() - self.plain.history.len() as u64
    }

    /// Address of the history's n-th proposal.
    pub fn at(&self, n: usize) -> Address {
        pda::proposal(self.first() + n as u64)
    }

    /// The program did what the plain rules say, and a refusal changed nothing.
    #[track_caller]
    pub fn agree(&mut self, name: &'static str, outcome: &Outcome, wanted: bool) {
        self.log.push(format!("{} {name}: {}", self.w.now(), outcome.name()));
        let entry = self.tried.entry(name).or_default();
        entry.0 += 1;
        entry.1 += u64::from(outcome.result.is_ok());
        let good = outcome.result.is_ok();
        assert_eq!(good, wanted, "{name}: {}\n{}", outcome.name(), self.tail());
        assert!(good || !outcome.changed, "{name} was refused and changed something");
    }

    fn tail(&self) -> String {
        let from = self.log.len().saturating_sub(60);
        format!("{}\n{:#?}", self.log[from..].join("\n"), self.plain.history.last())
    }

    fn action(&mut self) -> Action {
        let (pool, product) = (self.w.pool, self.product);
        let someone = self.anybody();
        match self.below(26) {
            0..=3 => Action::SetFees {
                fee_bps: self.pick(&[0, 500, 700, 3_000, 3_001]),
                revenue_bps: self.pick(&[0, 2_000, 5_000, 5_001]),
            },
            4 => {
                let least = self.pick(&[1, 2]) * 1_000 * TOKEN;
                let tier = DiscountArgs {
                    least,
                    discount: 100_000_000,
                };
                let none = DiscountArgs { least: 0, discount: 0 };
                Action::SetDiscounts {
                    tiers: [tier, none, none, none],
                }
            }
            5 | 6 => Action::SetVoting {
                voting: VotingArgs {
                    vote: self.pick(&[2, 3, 5, 7]) * 86_400,
                    delay: self.pick(&[1, 2, 4]) * 86_400,
                    ..VotingArgs::START
                },
            },
            7 | 8 => Action::NameGuardian { guardian: someone },
            9 | 10 => Action::NameBootstrap {
                bootstrap: if self.below(5) == 0 { Address::default() } else { someone },
            },
            11 | 12 => Action::HandOver,
            13 => Action::TakeOver,
            14..=16 => Action::SetLimits {
                product,
                limits: LimitsArgs {
                    cap: self.pick(&[9, 10, 11]) * 1_000_000 * USDC,
                    ..DepegSpec::default().limits
                },
            },
            17..=19 => {
                let mut parameters = PoolSpec::default().0;
                parameters.margin_bps = self.pick(&[10_000, 11_000, 12_000]);
                parameters.notice_days = self.pick(&[5, 7, 9]);
                Action::SetPool { pool, parameters }
            }
            20 if self.below(6) == 0 => Action::RetireProduct { product },
            20..=22 => Action::List {
                kind: ListingKind::Pyth,
                id: Address::new_from_array([self.pick(&[0x31, 0x32]); 32]),
                queue: Address::default(),
                feed_hash: [0; 32],
            },
            23 => Action::Delist {
                kind: ListingKind::Pyth,
                id: Address::new_from_array([self.pick(&[0x31, 0x32]); 32]),
            },
            _ => Action::Spend {
                mint: GOVERNANCE_MINT,
                to: someone,
                amount: self.pick(&[0, 1, 500 * TOKEN, 50_000 * TOKEN]),
            },
        }
    }

    /// A proposal of the history that is not closed, one in this state if there is.
    fn some(&mut self, stand: Stand) -> Option<usize> {
        let open: Vec<usize> = (0..self.plain.history.len()).filter(|n| !self.plain.history[*n].closed).collect();
        let such: Vec<usize> = open.iter().copied().filter(|n| self.plain.history[*n].stand == stand).collect();
        let list = if such.is_empty() || self.below(6) == 0 { open } else { such };
        (!list.is_empty()).then(|| self.pick(&list))
    }

    pub fn step(&mut self) {
        match self.below(100) {
            0..=11 => self.queue(),
            12..=23 => self.propose(),
            24..=35 => self.vote(),
            36..=43 => self.rally(),
            44..=50 => self.count(),
            51..=53 => self.cancel(),
            54..=71 => self.execute(),
            72..=76 => self.close_vote(),
            77..=81 => self.close(),
            82 | 83 => self.accept(),
            84 => self.pause(),
            85..=87 => self.unlock(),
            _ => self.pass_time(),
        }
        self.check();
    }

    fn queue(&mut self) {
        let (action, at) = (self.action(), self.w.now());
        let who = if self.below(5) == 0 { self.anybody() } else { self.plain.bootstrap };
        let who = if who == Address::default() { self.anybody() } else { who };
        let queue = ix::queue_action(who, self.w.dao().proposals.get(), self.w.about(&action), action);
        let outcome = self.w.send_all(&[queue]);
        let wanted = self.plain.queue(who, action, at);
        self.agree("queue", &outcome, wanted);
    }

    fn propose(&mut self) {
        let (mut action, at, mut who) = (self.action(), self.w.now(), self.anybody());
        if self.below(2) == 0 {
            who = self.members[0];
        }
        if self.plain.offered && self.plain.bootstrap != Address::default() && self.below(2) == 0 {
            action = Action::TakeOver;
        }
        let number = self.w.dao().proposals.get();
        let source = pda::associated_token(&who, &GOVERNANCE_MINT);
        let propose = ix::propose(who, number, GOVERNANCE_MINT, source, self.w.about(&action), action);
        let outcome = self.w.send_all(&[propose]);
        let wanted = self.plain.propose(who, action, at);
        self.agree("propose", &outcome, wanted);
    }

    fn cast(&mut self, n: usize, who: Address, choice: u8, same: bool) {
        let (address, at) = (self.at(n), self.w.now());
        let mut hash = self.plain.history[n].action.0.hash().expect("a hash");
        hash[0] ^= u8::from(!same);
        let outcome = self.w.send_all(&[ix::cast_vote(who, address, choice, hash)]);
        let wanted = self.plain.cast(n, who, choice, same, at);
        self.agree("vote", &outcome, wanted);
    }

    fn vote(&mut self) {
        let Some(n) = self.some(Stand::Voting) else { return };
        let (who, choice) = (self.anybody(), self.pick(&[0, 0, 1, 2, 3]));
        let same = self.below(8) > 0;
        self.cast(n, who, choice, same);
    }

    /// All members vote, most of them for it.
    fn rally(&mut self) {
        let Some(n) = self.some(Stand::Voting) else { return };
        for who in self.members.clone() {
            let choice = self.pick(&[0, 0, 0, 0, 1, 2]);
            self.cast(n, who, choice, true);
        }
    }

    pub fn count(&mut self) {
        let Some(n) = self.some(Stand::Voting) else { return };
        let outcome = self.w.send_all(&[ix::count_votes(self.at(n))]);
        let wanted = self.plain.count(n, self.w.now());
        self.agree("count", &outcome, wanted);
    }

    fn cancel(&mut self) {
        let Some(n) = self.some(Stand::Queued) else { return };
        let who = if self.below(5) == 0 { self.anybody() } else { self.plain.guardian };
        let hash = self.plain.history[n].action.0.hash().expect("a hash");
        let outcome = self.w.send_all(&[ix::cancel_proposal(who, self.at(n), hash)]);
        let wanted = self.plain.cancel(n, who, hash, self.w.now());
        self.agree("cancel", &outcome, wanted);
    }

    fn execute(&mut self) {
        let now = self.w.now();
        let ready: Vec<usize> = (0..self.plain.history.len())
            .filter(|n| self.plain.gate(*n, now).is_none())
            .collect();
        let n = match self.some(Stand::Queued) {
            Some(_) if !ready.is_empty() && self.below(3) > 0 => self.pick(&ready),
            Some(n) => n,
            None => return,
        };
        let (address, at, action) = (self.at(n), self.w.now(), self.plain.history[n].action.0);
        if self.below(10) == 0 {
            // Another instruction than the action's.
            let other = if matches!(action, Action::SetPool { .. }) {
                ix::set_parameters(address)
            } else {
                ix::set_pool_parameters(address, self.w.pool)
            };
            let outcome = self.w.send_all(&[other]);
            self.agree("execute otherwise", &outcome, false);
            assert_eq!(outcome.name(), "GovernanceError::WrongAction");
            return;
        }
        let gate = self.plain.gate(n, at);
        let executing = self.w.executing(&address, &action);
        let outcome = self.w.send_all(&[executing]);
        let said = outcome.name();
        let holds = match action {
            Action::List { kind, id, .. } => !self.plain.listings.contains(&(kind as u8, id)),
            Action::Delist { kind, id } => self.plain.listings.contains(&(kind as u8, id)),
            Action::TakeOver => self.plain.offered,
            Action::RetireProduct { .. } => !self.plain.retired,
            Action::Spend { .. } => !["TreasuryError::AboveCap", "TreasuryError::NotEnoughHeld"].contains(&said.as_str()),
            _ => true,
        };
        self.agree("execute", &outcome, gate.is_none() && holds);
        if let Some(error) = gate
            && holds
        {
            assert_eq!(said, error, "{}", self.tail());
        }
        if outcome.result.is_ok() {
            self.plain.execute(n, at);
            *self.executed.entry(format!("{:?}", Action2(action))).or_default() += 1;
        }
    }

    fn close_vote(&mut self) {
        let open: Vec<(usize, Address)> = (0..self.plain.history.len())
            .flat_map(|n| self.plain.history[n].open_votes.iter().map(move |who| (n, *who)))
            .collect();
        if open.is_empty() {
            return;
        }
        let (n, who) = self.pick(&open);
        self.close_vote_of(n, who);
    }

    pub fn close_vote_of(&mut self, n: usize, who: Address) {
        let vote = pda::vote(&self.at(n), &who);
        let (rent, before) = (
            self.w.svm.get_balance(&vote).unwrap_or(0),
            self.w.svm.get_balance(&who).unwrap_or(0),
        );
        let outcome = self.w.close_vote(&self.at(n), &who);
        let wanted = self.plain.close_vote(n, &who, self.w.now());
        self.agree("close vote", &outcome, wanted);
        if wanted {
            let after = self.w.svm.get_balance(&who).unwrap_or(0);
            assert_eq!(
                (after - before, self.w.svm.get_balance(&vote).unwrap_or(0)),
                (rent, 0),
                "INV-20: rent of a vote"
            );
        }
    }

    fn close(&mut self) {
        let stand = self.pick(&[Stand::Executed, Stand::Rejected, Stand::Cancelled, Stand::Queued]);
        if let Some(n) = self.some(stand) {
            self.close_one(n);
        }
    }

    /// Closes it if it is over: rent and bond go where the rules say (INV-20).
    pub fn close_one(&mut self, n: usize) {
        let (address, p) = (self.at(n), self.plain.history[n].clone());
        let wallet = pda::associated_token(&p.by, &GOVERNANCE_MINT);
        let purse = |w: &World| w.read::<Purse>(&pda::purse(&GOVERNANCE_MINT)).held.get();
        let before = (self.w.svm.get_balance(&p.by).unwrap_or(0), self.w.balance(&wallet), purse(&self.w));
        let rent = self.w.svm.get_balance(&address).unwrap_or(0);
        let close = match (p.bond, p.bond_back) {
            (0, _) => ix::close_proposal(address, p.by, None),
            (_, true) => ix::close_proposal(address, p.by, Some(GOVERNANCE_MINT)),
            (_, false) => ix::close_rejected(address, p.by, GOVERNANCE_MINT),
        };
        let outcome = self.w.send_all(&[close]);
        let wanted = self.plain.over(n, self.w.now());
        self.agree("close", &outcome, wanted);
        if wanted {
            self.plain.history[n].closed = true;
            let (back, kept) = if p.bond_back { (p.bond, 0) } else { (0, p.bond) };
            assert_eq!(self.w.svm.get_balance(&p.by).unwrap_or(0), before.0 + rent, "INV-20: rent");
            assert_eq!(
                (self.w.balance(&wallet), purse(&self.w)),
                (before.1 + back, before.2 + kept),
                "the bond"
            );
        }
    }

    fn accept(&mut self) {
        let who = if self.below(3) == 0 { self.anybody() } else { self.plain.pending };
        let outcome = self.w.send_all(&[ix::accept_bootstrap(who)]);
        let wanted = self.plain.accept(who, self.w.now());
        self.agree("accept", &outcome, wanted);
    }

    fn pause(&mut self) {
        let who = self.anybody();
        let outcome = self.w.send_all(&[ix::pause(who)]);
        assert!(outcome.result.is_err() || who == self.plain.guardian, "a stranger pauses");
    }

    fn unlock(&mut self) {
        let members = self.members.clone();
        let (who, at) = (self.pick(&members), self.w.now());
        let locked = self.plain.locked[&who];
        if self.below(4) == 0 && locked > 10 {
            self.w.request_unlock(&who, locked / 10).ok();
            self.plain.locked.insert(who, locked - locked / 10);
            let before = self.plain.notices.get(&who).map_or(0, |(amount, _)| *amount);
            self.plain.notices.insert(who, (before + locked / 10, at + 7 * DAY));
            return;
        }
        let ready = self.plain.notices.get(&who).is_some_and(|(_, until)| at >= *until);
        let outcome = self.w.unlock(&who);
        let wanted = ready && self.plain.held(&who) == 0;
        self.agree("unlock", &outcome, wanted);
        if wanted {
            self.plain.notices.remove(&who);
        }
    }

    /// Often to where something changes, or a second before it.
    fn pass_time(&mut self) {
        let now = self.w.now();
        let open = self.plain.history.iter().filter(|p| !p.closed);
        let mut edges: Vec<i64> = open.flat_map(|p| [p.vote_until, p.eta, p.eta + 14 * DAY]).collect();
        edges.push(self.plain.initialised_at + 180 * DAY);
        edges.retain(|at| *at > now + 1 && *at < now + 15 * DAY);
        if edges.is_empty() || self.below(4) == 0 {
            let by = self.pick(&[1, 3_600, DAY, DAY, 2 * DAY, 6 * DAY]);
            self.w.advance(by);
            return;
        }
        edges.sort_unstable();
        let next = if self.below(3) > 0 { edges[0] } else { self.pick(&edges) };
        let edge = next - i64::from(self.below(3) == 0);
        self.w.set_time(edge);
    }

    /// INV-17: whatever an action can change is what executed actions have made it. INV-05, 10, 11: counters, bonds and votes add up.
    #[track_caller]
    pub fn check(&mut self) {
        let (w, p) = (&self.w, &self.plain);
        let config = w.config();
        let powers = (config.bootstrap, config.pending_bootstrap, config.guardian, config.handed_over == 1);
        assert_eq!(powers, (p.bootstrap, p.pending, p.guardian, p.offered), "INV-17: who governs");
        let fees = (config.fee_bps.get(), config.revenue_bps.get());
        assert_eq!((fees, config.acted_at.get()), (p.fees, p.acted_at), "INV-17: fees, last act");
        assert_eq!(
            config.discounts.map(|t| (t.least.get(), t.discount.get())),
            p.discounts,
            "INV-17: discounts"
        );
        let v = &config.voting;
        let voting = [
            v.vote.get(),
            v.delay.get(),
            v.long_delay.get(),
            v.quorum_bps.get().into(),
            v.threshold_bps.get().into(),
        ];
        let of = &p.voting;
        let rules = [of.vote, of.delay, of.long_delay, of.quorum_bps.into(), of.threshold_bps.into()];
        assert_eq!(voting, rules, "INV-17: how members vote");
        let pool = w.pool();
        let parameters = (pool.margin_bps.get(), pool.notice_days, pool.reserve_bps.get(), pool.retired);
        assert_eq!(
            parameters,
            (p.pool.margin_bps, p.pool.notice_days, p.pool.reserve_bps, 0),
            "INV-17: the pool"
        );
        let product = w.product(&self.product);
        let limits = (product.limits.cap.get(), product.status == ProductStatus::Retired as u8);
        assert_eq!(limits, (p.limits.cap, p.retired), "INV-17: the product");
        let accounts = w.svm.get_program_accounts(&breakwater::ID);
        let listings = accounts.iter().filter_map(|(at, _)| w.try_read::<Listing>(at));
        let listings: BTreeSet<_> = listings.map(|l| (l.kind, l.id)).collect();
        assert_eq!(listings, p.listings, "INV-17: the list");
        let purse = w.read::<Purse>(&pda::purse(&GOVERNANCE_MINT));
        assert_eq!(purse.spent_total.get(), p.spent, "INV-17: the treasury");
        self.check_books(
            accounts
                .iter()
                .filter_map(|(at, _)| w.try_read::<Vote>(at))
                .map(|vote| *vote)
                .collect(),
        );
        self.w.assert_escrows();
    }

    #[track_caller]
    fn check_books(&self, votes: Vec<Vote>) {
        let (w, p) = (&self.w, &self.plain);
        let dao = w.dao();
        let open = p.history.iter().filter(|past| !past.closed);
        assert_eq!(open.clone().count() as u64, u64::from(dao.open.get()), "INV-05: open proposals");
        let bonds: u64 = open.map(|past| past.bond).sum();
        assert_eq!(bonds, dao.bonds.get(), "INV-05: bonds");
        assert!(w.balance(&pda::vault(&pda::dao())) >= bonds, "INV-01: the vault of bonds");
        for (n, past) in p.history.iter().enumerate() {
            let found = w.try_proposal(&self.at(n));
            assert_eq!(found.is_none(), past.closed, "proposal {n}");
            let Some(found) = found else { continue };
            let stand = match found.state {
                ProposalState::Voting => Stand::Voting,
                ProposalState::Queued => Stand::Queued,
                ProposalState::Executed => Stand::Executed,
                ProposalState::Rejected => Stand::Rejected,
                ProposalState::Cancelled => Stand::Cancelled,
            };
            assert_eq!(
                (stand, found.bond_back, found.eta),
                (past.stand, past.bond_back, past.eta),
                "proposal {n}"
            );
            assert_eq!([found.yes, found.no, found.abstain], Plain::tally(past), "INV-10: votes on {n}");
            let numbers = (
                found.voters as usize,
                found.open_votes as usize,
                found.quorum,
                found.cap,
                found.bond,
            );
            assert_eq!(
                numbers,
                (past.votes.len(), past.open_votes.len(), past.quorum, past.cap, past.bond),
                "proposal {n}"
            );
            let own: BTreeMap<Address, (u8, u64)> = votes
                .iter()
                .filter(|vote| vote.proposal == self.at(n))
                .map(|vote| (vote.voter, (vote.choice, vote.weight.get())))
                .collect();
            let kept = past.votes.iter().filter(|(who, _)| past.open_votes.contains(who));
            assert_eq!(own, kept.map(|(who, vote)| (*who, *vote)).collect(), "INV-10: votes on {n}");
            assert_eq!(found.hash, past.action.0.hash().expect("a hash"), "INV-17: the hash of {n}");
        }
        for who in &self.members {
            assert_eq!(usize::from(w.escrow(who).open_votes), p.held(who), "INV-11: votes of {who}");
        }
    }
}
