//! The plain rules: a history that forgets nothing, and what follows from it. No code of the program is used but the types of its arguments.

use {
    breakwater::{
        instructions::{pool::create::CreatePoolArgs, product::terms_args::LimitsArgs},
        state::{Action, DiscountArgs, VotingArgs},
    },
    breakwater_testkit::{Address, DAY, jurors::GOVERNANCE_SUPPLY},
    std::collections::{BTreeMap, BTreeSet},
};

/// What an action changes; a change of the same makes what was proposed before it stale.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Subject {
    Fees,
    Discounts,
    Voting,
    Guardian,
    Authority,
    Pool,
    Product,
    /// Never stale.
    None,
}

/// Where a proposal of the history stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stand {
    Voting,
    Queued,
    Executed,
    Rejected,
    Cancelled,
}

/// A proposal as it was made, and everything that happened to it.
#[derive(Clone, Debug)]
pub struct Past {
    pub action: Action2,
    pub by: Address,
    pub bootstrap: bool,
    pub bond: u64,
    pub made_at: i64,
    pub vote_until: i64,
    pub delay: i64,
    pub quorum: u64,
    pub cap: u64,
    /// Who voted what, with which weight.
    pub votes: BTreeMap<Address, (u8, u64)>,
    pub open_votes: BTreeSet<Address>,
    pub stand: Stand,
    pub eta: i64,
    /// How often its subject had been changed when it was made.
    pub seen: u32,
    pub bond_back: bool,
    pub closed: bool,
}

/// An action that prints.
#[derive(Clone, Copy)]
pub struct Action2(pub Action);

impl std::fmt::Debug for Action2 {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let name = match self.0 {
            Action::SetFees { .. } => "SetFees",
            Action::SetDiscounts { .. } => "SetDiscounts",
            Action::SetVoting { .. } => "SetVoting",
            Action::NameGuardian { .. } => "NameGuardian",
            Action::NameBootstrap { .. } => "NameBootstrap",
            Action::HandOver => "HandOver",
            Action::TakeOver => "TakeOver",
            Action::SetLimits { .. } => "SetLimits",
            Action::SetPool { .. } => "SetPool",
            Action::RetireProduct { .. } => "RetireProduct",
            Action::List { .. } => "List",
            Action::Delist { .. } => "Delist",
            Action::Spend { .. } => "Spend",
            _ => "another",
        };
        f.write_str(name)
    }
}

/// Everything that only an executed action changes, as it must be now.
pub struct Plain {
    pub history: Vec<Past>,
    pub initialised_at: i64,
    pub bootstrap: Address,
    pub pending: Address,
    pub guardian: Address,
    pub offered: bool,
    pub fees: (u16, u16),
    pub discounts: [(u64, u64); 4],
    pub voting: VotingArgs,
    pub pool: CreatePoolArgs,
    pub limits: LimitsArgs,
    pub retired: bool,
    pub listings: BTreeSet<(u8, Address)>,
    /// Ever spent of the governance tokens' purse.
    pub spent: u64,
    pub changes: BTreeMap<Subject, u32>,
    /// Locked and not under notice, by member; all of it has aged.
    pub locked: BTreeMap<Address, u64>,
    pub escrows: u32,
    /// First cancellation, by hash.
    pub vetoes: BTreeMap<[u8; 32], i64>,
    /// Under notice, by member: how much and until when.
    pub notices: BTreeMap<Address, (u64, i64)>,
    pub acted_at: i64,
}

const ZERO: Address = Address::new_from_array([0; 32]);

fn part_ceil(amount: u64, bps: u16) -> u64 {
    u64::try_from((u128::from(amount) * u128::from(bps)).div_ceil(10_000)).expect("a part")
}

pub fn subject(action: &Action) -> Subject {
    match action {
        Action::SetFees { .. } => Subject::Fees,
        Action::SetDiscounts { .. } => Subject::Discounts,
        Action::SetVoting { .. } => Subject::Voting,
        Action::NameGuardian { .. } => Subject::Guardian,
        Action::NameBootstrap { .. } | Action::HandOver | Action::TakeOver => Subject::Authority,
        Action::SetPool { .. } => Subject::Pool,
        Action::SetLimits { .. } | Action::RetireProduct { .. } => Subject::Product,
        _ => Subject::None,
    }
}

/// What makes it stale; what was offered to the members stays theirs to take, whoever is named meanwhile.
fn stale_by(action: &Action) -> Subject {
    if matches!(action, Action::TakeOver) {
        Subject::None
    } else {
        subject(action)
    }
}

fn about_power(action: &Action) -> bool {
    subject(action) == Subject::Guardian || subject(action) == Subject::Authority
}

impl Plain {
    pub fn changed(&self, of: Subject) -> u32 {
        if of == Subject::None {
            0
        } else {
            self.changes.get(&of).copied().unwrap_or(0)
        }
    }

    /// All aged weight; only ever falls here, so that of a week ago is never smaller.
    pub fn size(&self) -> u64 {
        self.locked.values().sum()
    }

    fn bootstrap_ends(&self) -> i64 {
        self.initialised_at + 180 * DAY
    }

    fn is_bootstrap(&self, who: &Address, at: i64) -> bool {
        self.bootstrap != ZERO && self.bootstrap == *who && at < self.bootstrap_ends()
    }

    fn members_govern(&self, action: &Action, at: i64) -> bool {
        self.bootstrap == ZERO || at >= self.bootstrap_ends() || (self.offered && matches!(action, Action::TakeOver))
    }

    /// Values inside their bounds, and about something that there is. The acts propose both kinds.
    fn allowed(&self, action: &Action) -> bool {
        match action {
            Action::SetFees { fee_bps, revenue_bps } => *fee_bps <= 3_000 && *revenue_bps <= 5_000,
            Action::SetVoting { voting } => voting.vote >= 3 * 86_400 && voting.vote <= 14 * 86_400,
            Action::Spend { amount, to, .. } => *amount > 0 && *to != ZERO,
            Action::NameBootstrap { bootstrap } => *bootstrap != ZERO,
            Action::RetireProduct { .. } => !self.retired,
            Action::SetLimits { limits, .. } => limits.severity >= self.limits.severity,
            _ => true,
        }
    }

    /// The longer delay.
    fn long(&self, action: &Action) -> bool {
        match action {
            Action::SetFees { .. }
            | Action::SetDiscounts { .. }
            | Action::RetireProduct { .. }
            | Action::Delist { .. }
            | Action::Spend { .. } => false,
            Action::SetLimits { limits, .. } => limits.cap > self.limits.cap,
            Action::SetPool { parameters: p, .. } => {
                let old = &self.pool;
                p.margin_bps < old.margin_bps
                    || p.correlation_bps < old.correlation_bps
                    || p.junior_floor_bps < old.junior_floor_bps
                    || p.group_caps_bps.iter().zip(old.group_caps_bps).any(|(new, old)| *new > old)
            }
            _ => true,
        }
    }

    fn blank(&self, action: Action, by: Address, at: i64) -> Past {
        Past {
            action: Action2(action),
            by,
            bootstrap: false,
            bond: 0,
            made_at: at,
            vote_until: at,
            delay: 0,
            quorum: 0,
            cap: 0,
            votes: BTreeMap::new(),
            open_votes: BTreeSet::new(),
            stand: Stand::Voting,
            eta: 0,
            seen: self.changed(stale_by(&action)),
            bond_back: false,
            closed: false,
        }
    }

    /// The bootstrap authority queues. Whether it may.
    pub fn queue(&mut self, who: Address, action: Action, at: i64) -> bool {
        let may = self.is_bootstrap(&who, at) && !matches!(action, Action::TakeOver) && self.allowed(&action);
        if may {
            self.history.push(Past {
                bootstrap: true,
                bond_back: true,
                stand: Stand::Queued,
                eta: at + DAY,
                ..self.blank(action, who, at)
            });
        }
        may
    }

    /// A member proposes.
    pub fn propose(&mut self, who: Address, action: Action, at: i64) -> bool {
        let size = self.size();
        let weight = self.locked.get(&who).copied();
        let enough = weight.is_some_and(|weight| size > 0 && weight >= part_ceil(size, self.voting.threshold_bps));
        let theirs = !matches!(action, Action::NameBootstrap { .. } | Action::HandOver);
        let may = theirs && enough && self.members_govern(&action, at) && self.allowed(&action);
        if may {
            let v = self.voting;
            let quorum = part_ceil(size, v.quorum_bps).max(part_ceil(GOVERNANCE_SUPPLY, 200)).max(1);
            let part = if self.escrows < 20 { size / 5 } else { size / 20 };
            let delay = if self.long(&action) { v.long_delay } else { v.delay };
            self.history.push(Past {
                bond: part_ceil(size, v.bond_bps),
                vote_until: at + i64::from(v.vote),
                delay: i64::from(delay),
                quorum,
                // Five members can make a quorum.
                cap: part.max(quorum.div_ceil(5)),
                ..self.blank(action, who, at)
            });
        }
        may
    }

    pub fn cast(&mut self, n: usize, who: Address, choice: u8, same_hash: bool, at: i64) -> bool {
        let Some(locked) = self.locked.get(&who).copied() else {
            return false;
        };
        let held = self.held(&who);
        let p = &mut self.history[n];
        let weight = locked.min(p.cap);
        let may = p.stand == Stand::Voting
            && held < 32
            && at < p.vote_until
            && choice <= 2
            && same_hash
            && weight > 0
            && !p.votes.contains_key(&who)
            && !p.closed;
        if may {
            p.votes.insert(who, (choice, weight));
            p.open_votes.insert(who);
        }
        may
    }

    pub fn tally(p: &Past) -> [u64; 3] {
        let mut sums = [0; 3];
        for (choice, weight) in p.votes.values() {
            sums[usize::from(*choice)] += weight;
        }
        sums
    }

    pub fn count(&mut self, n: usize, at: i64) -> bool {
        let p = &mut self.history[n];
        let may = p.stand == Stand::Voting && at >= p.vote_until && !p.closed;
        if may {
            let [yes, no, abstain] = Self::tally(p);
            let five = p.votes.len() >= 5;
            p.bond_back = five && yes + no + abstain >= p.quorum;
            if five && yes > no && yes >= p.quorum {
                (p.stand, p.eta) = (Stand::Queued, p.vote_until + p.delay);
            } else {
                p.stand = Stand::Rejected;
            }
        }
        may
    }

    pub fn cancel(&mut self, n: usize, who: Address, hash: [u8; 32], at: i64) -> bool {
        let first = self.vetoes.get(&hash).copied();
        let p = &mut self.history[n];
        let repeat = first.is_some_and(|first| p.made_at > first);
        let dead = at >= p.eta + 14 * DAY;
        let may = who == self.guardian && p.stand == Stand::Queued && !dead && !about_power(&p.action.0) && !repeat && !p.closed;
        if may {
            (p.stand, p.bond_back) = (Stand::Cancelled, true);
            self.vetoes.entry(hash).or_insert(at);
        }
        may
    }

    /// The error with which the gate refuses, if it does: the one place in which a privileged effect is allowed (INV-17).
    pub fn gate(&self, n: usize, at: i64) -> Option<&'static str> {
        let p = &self.history[n];
        Some(match p {
            _ if p.closed => "no account",
            _ if p.stand != Stand::Queued => "GovernanceError::NotQueued",
            _ if at < p.eta => "GovernanceError::TimelockRunning",
            _ if at >= p.eta + 14 * DAY => "GovernanceError::ProposalDead",
            _ if p.bootstrap && !self.is_bootstrap(&p.by, at) => "GovernanceError::BootstrapOver",
            _ if !p.bootstrap && !self.members_govern(&p.action.0, at) => "GovernanceError::NotYetMembers",
            _ if p.seen != self.changed(stale_by(&p.action.0)) => "GovernanceError::ProposalStale",
            _ => return None,
        })
    }

    /// The effect of an executed action.
    pub fn execute(&mut self, n: usize, at: i64) {
        let p = &mut self.history[n];
        p.stand = Stand::Executed;
        let action = p.action.0;
        self.acted_at = at;
        *self.changes.entry(subject(&action)).or_default() += 1;
        match action {
            Action::SetFees { fee_bps, revenue_bps } => self.fees = (fee_bps, revenue_bps),
            Action::SetDiscounts { tiers } => self.discounts = tiers.map(|DiscountArgs { least, discount }| (least, discount)),
            Action::SetVoting { voting } => self.voting = voting,
            Action::NameGuardian { guardian } => self.guardian = guardian,
            Action::NameBootstrap { bootstrap } => self.pending = bootstrap,
            Action::HandOver => self.offered = true,
            Action::TakeOver => (self.bootstrap, self.pending) = (ZERO, ZERO),
            Action::SetPool { parameters, .. } => self.pool = parameters,
            Action::SetLimits { limits, .. } => self.limits = limits,
            Action::RetireProduct { .. } => self.retired = true,
            Action::List { kind, id, .. } => drop(self.listings.insert((kind as u8, id))),
            Action::Delist { kind, id } => drop(self.listings.remove(&(kind as u8, id))),
            Action::Spend { amount, .. } => self.spent += amount,
            _ => unreachable!("no other action is proposed"),
        }
    }

    pub fn accept(&mut self, who: Address, at: i64) -> bool {
        let may = who == self.pending && who != ZERO && self.is_bootstrap(&self.bootstrap.clone(), at);
        if may {
            (self.bootstrap, self.pending) = (who, ZERO);
            *self.changes.entry(Subject::Authority).or_default() += 1;
        }
        may
    }

    pub fn close_vote(&mut self, n: usize, who: &Address, at: i64) -> bool {
        let p = &mut self.history[n];
        at >= p.vote_until && p.open_votes.remove(who)
    }

    /// Whether it can be closed now.
    pub fn over(&self, n: usize, at: i64) -> bool {
        let p = &self.history[n];
        let over = match p.stand {
            Stand::Voting => false,
            Stand::Queued => at >= p.eta + 14 * DAY,
            _ => true,
        };
        over && p.open_votes.is_empty() && !p.closed
    }

    /// Votes that hold tokens of this member.
    pub fn held(&self, who: &Address) -> usize {
        self.history.iter().filter(|p| p.open_votes.contains(who)).count()
    }
}
