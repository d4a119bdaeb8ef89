//! One working instruction of each kind that is about proposals, votes, the guardian and the list, and the state it works in. What an executing
//! instruction may not be given instead of its proposal is here, too.

use {
    super::{
        cases::{Case, about, cases},
        stage::Stage,
    },
    crate::incident::kit::spec_with_feeds,
    breakwater::{
        constants::EXECUTION_WINDOW,
        state::{Action, ListingKind, ProposalState},
    },
    breakwater_testkit::{
        client::ix,
        courts::{court_args, juror},
        governance::{AGAINST, FOR},
        jurors::GOVERNANCE_MINT,
        *,
    },
};

cases![
    propose,
    queue_action,
    cast_vote,
    count_votes,
    close_vote,
    close_proposal,
    cancel_proposal,
    close_veto,
    pause,
    lift_pause,
    accept_bootstrap,
    set_parameters,
    list,
    delist,
    retire_pool;
    propose: propose_about_a_pool,
    propose: propose_about_a_court,
    queue_action: queue_about_a_pool,
    queue_action: queue_about_a_court,
    draft_product: draft_about_a_member,
    draft_assessed: draft_assessed_about_a_member
];

/// Where a proposal's state stands in its account.
const STATE_AT: usize = 8 + 2;

impl Stage {
    /// Queued a delay ago: the instruction that executes it now. With it the cast gets proposals that are no good: of another action, about another
    /// subject, and of the same action before its time, after its window, and in every other state.
    pub fn ready(&mut self, action: Action) -> Instruction {
        let other = if is_parameter(&action) {
            Action::RetireProduct { product: self.sibling }
        } else {
            Action::SetFees {
                fee_bps: 1,
                revenue_bps: 0,
            }
        };
        let (queued, another) = self.w.queue_before(other);
        queued.ok();
        self.more.push(("a proposal of another action".to_owned(), another));
        if let Some(elsewhere) = self.elsewhere(action) {
            let (queued, proposal) = self.w.queue_before(elsewhere);
            queued.ok();
            self.more.push(("a proposal about another subject".to_owned(), proposal));
        }
        let (queued, early) = self.w.queue(action);
        queued.ok();
        self.more.push(("a proposal before its time".to_owned(), early));
        let now = self.w.now();
        self.w.set_time(now - EXECUTION_WINDOW);
        let (queued, dead) = self.w.queue_before(action);
        queued.ok();
        self.w.set_time(now);
        self.more.push(("a proposal after its window".to_owned(), dead));
        for state in [
            ProposalState::Voting,
            ProposalState::Executed,
            ProposalState::Rejected,
            ProposalState::Cancelled,
        ] {
            let (queued, proposal) = self.w.queue_before(action);
            queued.ok();
            let mut account = self.w.svm.get_account(&proposal).expect("a proposal");
            account.data[STATE_AT] = state as u8;
            self.w.svm.set_account(proposal, account).expect("a proposal");
            assert_eq!(self.w.proposal(&proposal).state, state, "the byte is that of the state");
            self.more.push((format!("a proposal in state {state:?}"), proposal));
        }
        self.w.ready(action)
    }

    /// The same action about something else of the same kind.
    fn elsewhere(&self, action: Action) -> Option<Action> {
        let (other, sibling) = (self.other(), self.sibling);
        Some(match action {
            Action::RetireProduct { .. } => Action::RetireProduct { product: sibling },
            Action::SetLimits { product, limits } => Action::SetLimits {
                product: self.like(&product),
                limits,
            },
            Action::AttestAudit { auditor, hash, day, .. } => Action::AttestAudit {
                product: sibling,
                auditor,
                hash,
                day,
            },
            Action::CreatePool { parameters, .. } => Action::CreatePool {
                mint: other.mint,
                parameters,
            },
            Action::SetPool { parameters, .. } => Action::SetPool {
                pool: other.pool,
                parameters,
            },
            Action::RetirePool { .. } => Action::RetirePool { pool: other.pool },
            Action::CreateCourt { parameters, .. } => Action::CreateCourt {
                pool: other.pool,
                parameters,
            },
            Action::SetCourt { parameters, .. } => Action::SetCourt {
                court: pda::court(&other.pool),
                parameters,
            },
            Action::List {
                kind, queue, feed_hash, ..
            } => Action::List {
                kind,
                id: Address::new_from_array([0x5f; 32]),
                queue,
                feed_hash,
            },
            Action::Delist { kind, .. } => Action::Delist { kind, id: other.mint },
            _ => return None,
        })
    }

    /// Another product of the same kind.
    fn like(&self, product: &Address) -> Address {
        let kind = self.w.product(product).terms.kind;
        let books = self.w.books();
        let mut like = books
            .products
            .iter()
            .filter(|(address, p)| address != product && p.terms.kind == kind);
        like.next().expect("another product of the kind").0
    }

    /// The bootstrap authority is over, and this juror has what a bond needs. Gives the account that it comes from.
    fn proposer(&mut self, proposer: &Address) -> Address {
        self.w.end_bootstrap();
        let bond = self.w.voters().locked.get();
        self.w.grant(proposer, bond)
    }

    /// A member's proposal of an action, as an instruction.
    fn proposing(&mut self, action: Action) -> Instruction {
        let source = self.proposer(&juror(0));
        let (number, about) = (self.w.dao().proposals.get(), self.w.about(&action));
        ix::propose(juror(0), number, GOVERNANCE_MINT, source, about, action)
    }

    /// A member proposes.
    fn proposed(&mut self, fee_bps: u16) -> Address {
        self.proposer(&juror(0));
        let (proposed, proposal) = self.w.propose(&juror(0), Action::SetFees { fee_bps, revenue_bps: 0 });
        proposed.ok();
        proposal
    }

    /// Two proposals of a member that these many vote against; the vote is over. The second one is in the cast, with what belongs to it.
    fn voted(&mut self, members: usize) -> Address {
        let [first, second] = [1, 2].map(|fee_bps| self.proposed(fee_bps));
        for proposal in [&first, &second] {
            for n in 0..members {
                self.w.cast(proposal, &juror(n), AGAINST).ok();
            }
        }
        self.w.set_time(self.w.proposal(&first).vote_until);
        self.more.push(("another proposal".to_owned(), second));
        for n in 0..2 {
            self.more.push((format!("member {n}"), juror(n)));
            self.more.push((format!("the escrow of member {n}"), pda::escrow(&juror(n))));
            self.more
                .push((format!("the other proposal's vote of member {n}"), pda::vote(&second, &juror(n))));
        }
        self.more.push(("the vote of member 1".to_owned(), pda::vote(&first, &juror(1))));
        first
    }
}

/// Of the actions that `set_parameters` executes.
fn is_parameter(action: &Action) -> bool {
    matches!(
        action,
        Action::SetFees { .. }
            | Action::SetDiscounts { .. }
            | Action::SetVoting { .. }
            | Action::NameGuardian { .. }
            | Action::NameBootstrap { .. }
            | Action::HandOver
            | Action::TakeOver
    )
}

fn of_a_product(s: &Stage) -> Action {
    Action::SetLimits {
        product: s.product,
        limits: DepegSpec::default().limits,
    }
}

fn of_a_pool(s: &Stage) -> Action {
    Action::SetPool {
        pool: s.w.pool,
        parameters: PoolSpec::default().0,
    }
}

fn of_a_court(s: &Stage) -> Action {
    Action::SetCourt {
        court: pda::court(&s.w.pool),
        parameters: court_args(),
    }
}

fn propose(s: &mut Stage) -> Instruction {
    let action = of_a_product(s);
    s.proposing(action)
}

fn propose_about_a_pool(s: &mut Stage) -> Instruction {
    let action = of_a_pool(s);
    s.proposing(action)
}

fn propose_about_a_court(s: &mut Stage) -> Instruction {
    let action = of_a_court(s);
    s.proposing(action)
}

fn queue_action(s: &mut Stage) -> Instruction {
    s.w.queueing(of_a_product(s))
}

fn queue_about_a_pool(s: &mut Stage) -> Instruction {
    s.w.queueing(of_a_pool(s))
}

fn queue_about_a_court(s: &mut Stage) -> Instruction {
    s.w.queueing(of_a_court(s))
}

/// A member drafts, with their escrow.
fn draft_about_a_member(s: &mut Stage) -> Instruction {
    let (spec, id) = (spec_with_feeds(41), s.w.pool().product_count.get());
    let draft = ix::draft_product(juror(0), s.w.pool, id, spec.group, spec.terms, spec.parametric, spec.limits);
    ix::by_member(draft)
}

fn draft_assessed_about_a_member(s: &mut Stage) -> Instruction {
    let (spec, id) = (AssessedSpec::default(), s.w.pool().product_count.get());
    let draft = ix::draft_assessed(juror(0), s.w.pool, id, spec.group, spec.terms, spec.limits);
    ix::by_member(draft)
}

fn cast_vote(s: &mut Stage) -> Instruction {
    let [first, second] = [1, 2].map(|fee_bps| s.proposed(fee_bps));
    s.more.push(("another proposal".to_owned(), second));
    s.more.push(("member 1".to_owned(), juror(1)));
    s.more.push(("the escrow of member 1".to_owned(), pda::escrow(&juror(1))));
    s.more.push(("the vote of member 1".to_owned(), pda::vote(&first, &juror(1))));
    s.more.push(("the other proposal's vote".to_owned(), pda::vote(&second, &juror(0))));
    ix::cast_vote(juror(0), first, FOR, s.w.proposal(&first).hash)
}

fn count_votes(s: &mut Stage) -> Instruction {
    let first = s.proposed(1);
    s.w.set_time(s.w.proposal(&first).vote_until);
    let second = s.proposed(2);
    s.more.push(("a proposal whose vote runs".to_owned(), second));
    let (queued, third) = s.w.queue_before(Action::HandOver);
    queued.ok();
    s.more.push(("a proposal that is queued".to_owned(), third));
    ix::count_votes(first)
}

fn close_vote(s: &mut Stage) -> Instruction {
    let proposal = s.voted(2);
    ix::close_vote(proposal, juror(0))
}

/// Rejected, and worth a vote: the bond goes back.
fn close_proposal(s: &mut Stage) -> Instruction {
    let proposal = s.voted(20);
    s.w.count(&proposal).ok();
    for n in 0..20 {
        s.w.close_vote(&proposal, &juror(n)).ok();
    }
    ix::close_proposal(proposal, juror(0), Some(GOVERNANCE_MINT))
}

fn cancel_proposal(s: &mut Stage) -> Instruction {
    let fees = |fee_bps| Action::SetFees { fee_bps, revenue_bps: 0 };
    let [(queued, first), (also, second)] = [1, 2].map(|fee_bps| s.w.queue(fees(fee_bps)));
    queued.ok();
    also.ok();
    let hash = s.w.proposal(&first).hash;
    s.more.push(("another proposal".to_owned(), second));
    s.more.push(("the other's veto".to_owned(), pda::veto(&s.w.proposal(&second).hash)));
    ix::cancel_proposal(s.w.guardian, first, hash)
}

fn close_veto(s: &mut Stage) -> Instruction {
    let cancelled = |s: &mut Stage, fee_bps| {
        let (queued, proposal) = s.w.queue(Action::SetFees { fee_bps, revenue_bps: 0 });
        queued.ok();
        s.w.cancel_proposal(&proposal).ok();
        s.w.proposal(&proposal).hash
    };
    let hash = cancelled(s, 1);
    s.w.advance(DAY);
    let young = cancelled(s, 2);
    s.w.advance(364 * DAY);
    s.more.push(("a veto that is not a year old".to_owned(), pda::veto(&young)));
    ix::close_veto(hash, s.w.guardian)
}

fn pause(s: &mut Stage) -> Instruction {
    ix::pause(s.w.guardian)
}

/// While it runs only the guardian lifts it.
fn lift_pause(s: &mut Stage) -> Instruction {
    s.w.pause().ok();
    ix::lift_pause(s.w.guardian)
}

fn accept_bootstrap(s: &mut Stage) -> Instruction {
    let named = s.w.wallet_address();
    s.w.enact(Action::NameBootstrap { bootstrap: named }).ok();
    ix::accept_bootstrap(named)
}

fn set_parameters(s: &mut Stage) -> Instruction {
    s.ready(Action::SetFees {
        fee_bps: 7,
        revenue_bps: 0,
    })
}

fn list(s: &mut Stage) -> Instruction {
    s.ready(Action::List {
        kind: ListingKind::Pyth,
        id: Address::new_from_array([0x5e; 32]),
        queue: Address::default(),
        feed_hash: [0; 32],
    })
}

fn delist(s: &mut Stage) -> Instruction {
    let (kind, id) = (ListingKind::Mint, s.w.mint);
    s.ready(Action::Delist { kind, id })
}

/// A pool without products.
fn retire_pool(s: &mut Stage) -> Instruction {
    let pool = pda::pool(s.w.config().pool_count.get());
    let (mint, parameters) = (s.w.mint, PoolSpec::default().0);
    s.w.enact(Action::CreatePool { mint, parameters }).ok();
    s.more.push(("the empty pool".to_owned(), pool));
    s.ready(Action::RetirePool { pool })
}
