//! Governance in a world: an action is queued as long ago as it must wait, and executed now.

use {
    crate::{Address, Instruction, Outcome, World, jurors::GOVERNANCE_MINT, pda},
    breakwater::{
        constants::{BOOTSTRAP_DELAY, BOOTSTRAP_LIFE, UPGRADE_DELAY},
        instructions::{court::create::CourtArgs, pool::create::CreatePoolArgs, product::terms_args::LimitsArgs},
        state::{Action, Dao, DiscountArgs, ListingKind, Product, Proposal, ProposalState, VotingArgs, Watch},
    },
    breakwater_client::{
        decode,
        ix::{self, About},
    },
};

/// A vote for a proposal.
pub const FOR: u8 = 0;
/// A vote against it.
pub const AGAINST: u8 = 1;
/// Neither.
pub const ABSTAIN: u8 = 2;

/// Sealed, so that every instruction of governance has a name in the list of compute units.
fn name(action: &Action) -> &'static str {
    match action {
        Action::SealProduct { .. } => "seal_product",
        Action::RetireProduct { .. } => "retire_product",
        Action::SetLimits { .. } => "set_limits",
        Action::AttestAudit { .. } => "attest_audit",
        Action::CreatePool { .. } => "create_pool",
        Action::SetPool { .. } => "set_pool_parameters",
        Action::RetirePool { .. } => "retire_pool",
        Action::CreateCourt { .. } => "create_court",
        Action::SetCourt { .. } => "set_court",
        Action::List { .. } => "list",
        Action::Delist { .. } => "delist",
        Action::Spend { .. } => "spend",
        Action::Emit { .. } => "emit_rewards",
        Action::Upgrade { .. } => "upgrade_program",
        Action::GiveUpUpgrades => "give_up_upgrades",
        _ => "set_parameters",
    }
}

impl World {
    /// The members' account.
    pub fn dao(&self) -> Box<Dao> {
        self.read(&pda::dao())
    }

    /// A proposal.
    #[track_caller]
    pub fn proposal(&self, address: &Address) -> Proposal {
        self.try_proposal(address).unwrap_or_else(|| panic!("{address} is no proposal"))
    }

    /// A proposal, if there is one.
    pub fn try_proposal(&self, address: &Address) -> Option<Proposal> {
        let account = self.svm.get_account(address).filter(|a| a.owner == breakwater::ID)?;
        decode::proposal(&account.data).ok()
    }

    /// The next proposal's address.
    pub fn next_proposal(&self) -> Address {
        pda::proposal(self.dao().proposals.get())
    }

    /// What an action is about.
    pub fn about(&self, action: &Action) -> About {
        let about = About::of(action, true);
        let watched = about.watch.is_none_or(|watch| self.try_read::<Watch>(&watch).is_some());
        About::of(action, watched)
    }

    /// The bootstrap authority's instruction that queues an action next.
    pub fn queueing(&self, action: Action) -> Instruction {
        ix::queue_action(self.bootstrap, self.dao().proposals.get(), self.about(&action), action)
    }

    /// The bootstrap authority queues an action now. Returns its proposal.
    pub fn queue(&mut self, action: Action) -> (Outcome, Address) {
        let (address, queue) = (self.next_proposal(), self.queueing(action));
        (self.send("queue_action", queue), address)
    }

    /// As [`World::queue`], but so long ago that the action can be executed now. The clock goes back for this one transaction, which writes nothing
    /// but the proposal and the number of proposals.
    pub fn queue_before(&mut self, action: Action) -> (Outcome, Address) {
        let now = self.now();
        self.keep_bootstrap();
        let delay = if action.is_upgrade() { UPGRADE_DELAY } else { BOOTSTRAP_DELAY };
        self.set_time(now - i64::from(delay));
        let queued = self.queue(action);
        self.set_time(now);
        queued
    }

    /// A world that outlives the bootstrap authority has one nevertheless: what this is not about stays simple.
    fn keep_bootstrap(&mut self) {
        let (now, mut config) = (self.now(), self.config());
        if now >= config.initialised_at.get() + BOOTSTRAP_LIFE {
            config.initialised_at = now.into();
            self.write(&pda::config(), &*config);
        }
    }

    /// The instruction that executes an action, sent by anyone.
    pub fn executing(&self, proposal: &Address, action: &Action) -> Instruction {
        let (by, p) = (self.keeper, *proposal);
        let pool_of = |product: &Address| self.try_read::<Product>(product).map_or(self.pool, |product| product.pool);
        match action {
            Action::SealProduct { product, .. } => self.watched(ix::seal_product(p, pool_of(product), *product), product),
            Action::RetireProduct { product } => ix::retire_product(Some(p), pool_of(product), *product),
            Action::SetLimits { product, .. } => self.watched(ix::set_limits(p, pool_of(product), *product), product),
            Action::AttestAudit { product, .. } => ix::attest_audit(p, *product),
            Action::CreatePool { mint, .. } => ix::create_pool(by, p, self.config().pool_count.get(), *mint),
            Action::SetPool { pool, .. } => ix::set_pool_parameters(p, *pool),
            Action::RetirePool { pool } => ix::retire_pool(Some(p), *pool),
            Action::CreateCourt { pool, .. } => {
                let mint = self.try_read::<breakwater::state::Pool>(pool).map_or(self.mint, |pool| pool.mint);
                ix::create_court(by, p, *pool, mint)
            }
            Action::SetCourt { court, .. } => {
                let pool = self
                    .try_read::<breakwater::state::Court>(court)
                    .map_or(self.pool, |court| court.pool);
                ix::set_court(p, pool)
            }
            Action::List { kind, id, .. } => ix::list(by, p, *kind, *id),
            Action::Delist { kind, id } => {
                let listing = self.try_read::<breakwater::state::Listing>(&pda::listing(*kind, id));
                ix::delist(p, *kind, *id, listing.map_or(by, |listing| listing.rent_payer))
            }
            Action::Spend { mint, to, .. } => ix::spend(p, *mint, *to),
            Action::Emit { pool, .. } => ix::emit_rewards(p, *pool, GOVERNANCE_MINT),
            Action::GiveUpUpgrades => ix::give_up_upgrades(p),
            _ => ix::set_parameters(p),
        }
    }

    /// Queued a delay ago: the instruction that executes it now.
    #[track_caller]
    pub fn ready(&mut self, action: Action) -> Instruction {
        let (queued, proposal) = self.queue_before(action);
        queued.ok();
        self.executing(&proposal, &action)
    }

    /// Queued a delay ago, executed now. A refusal of either is the outcome.
    pub fn enact(&mut self, action: Action) -> Outcome {
        let (queued, proposal) = self.queue_before(action);
        if queued.result.is_err() {
            return queued;
        }
        let execute = self.executing(&proposal, &action);
        self.send(name(&action), execute)
    }

    /// Puts a mint on the list; nothing happens when it is.
    pub fn list_mint(&mut self, mint: Address) {
        self.list(ListingKind::Mint, mint, Address::default(), [0; 32]);
    }

    /// Puts a mint or a feed on the list; nothing happens when it is.
    pub fn list(&mut self, kind: ListingKind, id: Address, queue: Address, feed_hash: [u8; 32]) {
        if self.svm.get_account(&pda::listing(kind, &id)).is_none_or(|a| a.data.is_empty()) {
            let action = Action::List {
                kind,
                id,
                queue,
                feed_hash,
            };
            self.enact(action).ok();
        }
    }

    /// Creates a pool of a mint, which is put on the list first.
    pub fn create_pool(&mut self, mint: Address, parameters: CreatePoolArgs) -> Outcome {
        self.list_mint(mint);
        self.enact(Action::CreatePool { mint, parameters })
    }

    /// Sets the pool's parameters.
    pub fn set_pool(&mut self, parameters: CreatePoolArgs) -> Outcome {
        let pool = self.pool;
        self.enact(Action::SetPool { pool, parameters })
    }

    /// Retires the pool; nothing happens when it is.
    pub fn retire_pool(&mut self) {
        let pool = self.pool;
        if self.pool().retired == 0 {
            self.enact(Action::RetirePool { pool }).ok();
        }
    }

    /// Sets the parameters of the pool's court.
    pub fn set_court(&mut self, parameters: CourtArgs) -> Outcome {
        let court = pda::court(&self.pool);
        self.enact(Action::SetCourt { court, parameters })
    }

    /// Sets a product's limits.
    pub fn set_limits(&mut self, product: &Address, limits: LimitsArgs) -> Outcome {
        self.enact(Action::SetLimits { product: *product, limits })
    }

    /// Seals a draft as it is, with the terms of this hash.
    pub fn seal_with(&mut self, product: &Address, terms_hash: [u8; 32]) -> Outcome {
        let action = self.sealing(product, terms_hash);
        self.enact(action)
    }

    /// The action that seals a draft as it is, with the terms of this hash.
    pub fn sealing(&self, product: &Address, terms_hash: [u8; 32]) -> Action {
        let draft = self.product(product);
        Action::SealProduct {
            product: *product,
            terms_hash,
            group: draft.group,
            limits: draft.limits.into(),
        }
    }

    /// Retires a product.
    pub fn retire(&mut self, product: &Address) -> Outcome {
        self.enact(Action::RetireProduct { product: *product })
    }

    /// Records an audit.
    pub fn attest(&mut self, product: &Address, auditor: Address, hash: [u8; 32], day: u32) -> Outcome {
        self.enact(Action::AttestAudit {
            product: *product,
            auditor,
            hash,
            day,
        })
    }

    /// Sets the discounts for aged escrow.
    pub fn set_discounts(&mut self, tiers: [DiscountArgs; 4]) -> Outcome {
        self.enact(Action::SetDiscounts { tiers })
    }

    /// Sets how members vote.
    pub fn set_voting(&mut self, voting: VotingArgs) -> Outcome {
        self.enact(Action::SetVoting { voting })
    }

    // --- members

    /// The bootstrap authority is over, as it is after 180 days.
    pub fn end_bootstrap(&mut self) {
        let (now, mut config) = (self.now(), self.config());
        config.initialised_at = (now - BOOTSTRAP_LIFE).into();
        self.write(&pda::config(), &*config);
    }

    /// A member proposes an action; the bond comes from their associated account, which is filled first. Returns the proposal.
    pub fn propose(&mut self, proposer: &Address, action: Action) -> (Outcome, Address) {
        let source = pda::associated_token(proposer, &GOVERNANCE_MINT);
        if self.balance(&source) == 0 {
            self.grant(proposer, self.voters().locked.get());
        }
        let (number, about) = (self.dao().proposals.get(), self.about(&action));
        let propose = ix::propose(*proposer, number, GOVERNANCE_MINT, source, about, action);
        (self.send("propose", propose), pda::proposal(number))
    }

    /// A member votes for what the proposal says.
    pub fn cast(&mut self, proposal: &Address, voter: &Address, choice: u8) -> Outcome {
        let hash = self.proposal(proposal).hash;
        self.send("cast_vote", ix::cast_vote(*voter, *proposal, choice, hash))
    }

    /// Counts the votes.
    pub fn count(&mut self, proposal: &Address) -> Outcome {
        self.send("count_votes", ix::count_votes(*proposal))
    }

    /// Closes a member's vote.
    pub fn close_vote(&mut self, proposal: &Address, voter: &Address) -> Outcome {
        self.send("close_vote", ix::close_vote(*proposal, *voter))
    }

    /// Executes a proposal.
    pub fn execute_proposal(&mut self, proposal: &Address) -> Outcome {
        let action = self.proposal(proposal).action;
        let execute = self.executing(proposal, &action);
        self.send(name(&action), execute)
    }

    /// A proposal goes its whole way: these members vote for it, it is counted, waits, and is executed. The clock stands at its time.
    #[track_caller]
    pub fn carry(&mut self, members: &[Address], action: Action) -> Outcome {
        let (proposed, proposal) = self.propose(&members[0], action);
        proposed.ok();
        for member in members {
            self.cast(&proposal, member, FOR).ok();
        }
        self.set_time(self.proposal(&proposal).vote_until);
        self.count(&proposal).ok();
        assert_eq!(self.proposal(&proposal).state, ProposalState::Queued, "the members want it");
        self.set_time(self.proposal(&proposal).eta);
        self.execute_proposal(&proposal)
    }

    /// The guardian cancels a queued action.
    pub fn cancel_proposal(&mut self, proposal: &Address) -> Outcome {
        let (guardian, hash) = (self.guardian, self.proposal(proposal).hash);
        self.send("cancel_proposal", ix::cancel_proposal(guardian, *proposal, hash))
    }

    /// The guardian pauses new business.
    pub fn pause(&mut self) -> Outcome {
        let guardian = self.guardian;
        self.send("pause", ix::pause(guardian))
    }
}
