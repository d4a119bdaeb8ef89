//! The protocol's one configuration account.

use {
    crate::{
        bounds,
        constants::*,
        errors::{AccessError, GovernanceError, TreasuryError},
        state::action::Action,
    },
    anchor_lang::prelude::*,
    breakwater_math::loading::{self, Tier},
    bytemuck::{Pod, Zeroable},
};

/// Who governs, who may pause, what fees are and who shares in them. PDA: `["config"]`. Written by executed actions, by the pause and by
/// handovers only.
#[account]
pub struct Config {
    pub version: u8,
    pub bump: u8,
    /// Protocol fee on each premium, in basis points; at most [`MAX_FEE_BPS`].
    pub fee_bps: PodU16,
    /// Pools created so far; the next pool's id.
    pub pool_count: PodU32,
    /// The escrows' share of swept fees, in basis points; at most [`MAX_REVENUE_BPS`]. The rest is the treasury's.
    pub revenue_bps: PodU16,
    /// Pauses that followed each other without a rest.
    pub pause_run: u8,
    /// 1 once the bootstrap authority has offered everything to the members.
    pub handed_over: u8,
    pub _pad: [u8; 4],
    /// May queue actions until the members take over, at most for [`BOOTSTRAP_LIFE`]; zero from the handover on.
    pub bootstrap: Address,
    /// Has been named as bootstrap authority and has not accepted; zero when there is none.
    pub pending_bootstrap: Address,
    /// May pause new business for a short time and cancel an action once; zero when there is none.
    pub guardian: Address,
    /// Token of jurors and members. It has no mint authority: nobody makes votes.
    pub governance_mint: Address,
    /// Mint of the fees of which escrows get a share; zero for none.
    pub revenue_mint: Address,
    /// New business is refused before this time (unix seconds).
    pub paused_until: PodI64,
    /// Starts of the last pauses, the latest first (unix seconds).
    pub pauses: [PodI64; PAUSES],
    /// When the protocol was initialised (unix seconds).
    pub initialised_at: PodI64,
    /// When an action was executed last (unix seconds).
    pub acted_at: PodI64,
    /// What premiums cost less for who has escrow aged 30 days or more; unused tiers are zero.
    pub discounts: [DiscountTier; DISCOUNT_TIERS],
    /// How members vote.
    pub voting: Voting,
    /// How often each part was changed by an action, by [`Topic`]: an action that was proposed before is stale.
    pub revisions: [PodU32; TOPICS],
    /// End of the last pause: a rest is counted from it (unix seconds).
    pub rested_from: PodI64,
    pub _pad2: [u8; 4],
    pub reserved: [u8; 112],
}

const _: () = assert!(core::mem::size_of::<Config>() == 16 + 5 * 32 + 8 * 6 + 16 * 4 + 20 + 4 * TOPICS + 8 + 4 + 112);

/// Parts of the configuration that actions change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Topic {
    Fees = 0,
    Discounts = 1,
    Voting = 2,
    Guardian = 3,
    Authority = 4,
    Program = 5,
}

/// Number of topics.
pub const TOPICS: usize = 6;

/// How members vote. Each number has hard bounds.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Voting {
    /// Length of a vote, seconds.
    pub vote: PodU32,
    /// Delay of most actions, seconds.
    pub delay: PodU32,
    /// Delay of actions about authority, oracles, mints, caps that rise, upgrades; seconds.
    pub long_delay: PodU32,
    /// Part of the electorate that must be for a proposal, basis points.
    pub quorum_bps: PodU16,
    /// Part of the electorate that a proposer has locked and aged, basis points.
    pub threshold_bps: PodU16,
    /// Bond of a proposal: part of the electorate, basis points.
    pub bond_bps: PodU16,
    /// Part of the treasury that can be spent in a period, basis points.
    pub spend_bps: PodU16,
}

/// As [`Voting`], in instruction data.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct VotingArgs {
    pub vote: u32,
    pub delay: u32,
    pub long_delay: u32,
    pub quorum_bps: u16,
    pub threshold_bps: u16,
    pub bond_bps: u16,
    pub spend_bps: u16,
}

impl VotingArgs {
    /// What a new protocol starts with: 5 days, 48 hours, 7 days, 15 %, 0.5 %, 0.1 %, 10 %.
    pub const START: Self = Self {
        vote: 5 * 86_400,
        delay: 48 * 3_600,
        long_delay: 7 * 86_400,
        quorum_bps: 1_500,
        threshold_bps: 50,
        bond_bps: 10,
        spend_bps: 1_000,
    };

    /// Every number lies inside its bounds.
    pub fn check(&self) -> Result<()> {
        let times = bounds::VOTE.holds(self.vote.into())
            && bounds::DELAY.holds(self.delay.into())
            && bounds::LONG_DELAY.holds(self.long_delay.into())
            && self.long_delay >= self.delay;
        let parts = bounds::QUORUM.holds(self.quorum_bps.into())
            && bounds::THRESHOLD.holds(self.threshold_bps.into())
            && bounds::BOND.holds(self.bond_bps.into())
            && bounds::SPEND.holds(self.spend_bps.into());
        require!(times && parts, GovernanceError::BadVoting);
        Ok(())
    }
}

impl From<VotingArgs> for Voting {
    fn from(a: VotingArgs) -> Self {
        Self {
            vote: a.vote.into(),
            delay: a.delay.into(),
            long_delay: a.long_delay.into(),
            quorum_bps: a.quorum_bps.into(),
            threshold_bps: a.threshold_bps.into(),
            bond_bps: a.bond_bps.into(),
            spend_bps: a.spend_bps.into(),
        }
    }
}

/// One tier of the discount; units as in [`DiscountTier`].
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct DiscountArgs {
    pub least: u64,
    pub discount: u64,
}

/// One tier of the discount for aged escrow.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct DiscountTier {
    /// Aged escrow that reaches the tier, atoms of the governance token.
    pub least: PodU64,
    /// Parts per billion of the price.
    pub discount: PodU64,
}

impl Config {
    /// New business (deposits, sales, drafts) is allowed now.
    pub fn check_open(&self, now: i64) -> Result<()> {
        require!(now >= self.paused_until.get(), AccessError::Paused);
        Ok(())
    }

    /// The tiers in the form of the math crate.
    fn tiers(&self) -> impl Iterator<Item = Tier> {
        self.discounts.iter().map(|tier| Tier {
            least: tier.least.get(),
            discount: tier.discount.get(),
        })
    }

    /// May queue actions now: the bootstrap authority, until the members have taken over or half a year has passed.
    pub fn is_bootstrap(&self, key: &Address, at: i64) -> bool {
        Self::is_named(key, &self.bootstrap) && at < self.bootstrap_until()
    }

    /// When the bootstrap authority ends by itself (unix seconds).
    pub fn bootstrap_until(&self) -> i64 {
        self.initialised_at.get().saturating_add(BOOTSTRAP_LIFE)
    }

    /// The members decide this now: everything once the bootstrap authority is over, and before that only whether to take over what it offers.
    pub fn check_members_govern(&self, action: &Action, at: i64) -> Result<()> {
        let over = self.bootstrap == Address::default() || at >= self.bootstrap_until();
        let offered = self.handed_over == 1 && matches!(action, Action::TakeOver);
        require!(over || offered, GovernanceError::NotYetMembers);
        Ok(())
    }

    /// A key that the configuration names: the zero address stands for nobody, whoever says to sign for it.
    pub fn is_named(key: &Address, named: &Address) -> bool {
        *named != Address::default() && key == named
    }

    /// How often this part was changed.
    pub fn revision(&self, topic: Topic) -> u32 {
        self.revisions[topic as usize].get()
    }

    /// This part is changed.
    pub fn revise(&mut self, topic: Topic) {
        let next = self.revision(topic).wrapping_add(1);
        self.revisions[topic as usize] = next.into();
    }

    /// Nobody has governed for so long that who wants to clean up may.
    pub fn is_silent(&self, at: i64) -> bool {
        at.saturating_sub(self.acted_at.get()) >= SILENCE
    }

    /// New business stops for six hours, or for six more while it is stopped: at most twice without a rest as long as a pause, and at most three
    /// times in seven days.
    pub fn pause(&mut self, at: i64) -> Result<()> {
        let rested = at >= self.rested_from.get().saturating_add(PAUSE);
        let run = if rested { 1 } else { self.pause_run.saturating_add(1) };
        let oldest = self.pauses[PAUSES - 1].get();
        require!(run <= PAUSES_IN_A_ROW, GovernanceError::PausedTooOften);
        require!(at.saturating_sub(oldest) >= PAUSE_SPAN, GovernanceError::PausedTooOften);
        self.pauses.rotate_right(1);
        self.pauses[0] = at.into();
        self.pause_run = run;
        self.paused_until = self.paused_until.get().max(at).saturating_add(PAUSE).into();
        self.rested_from = self.paused_until;
        Ok(())
    }

    /// The pause ends: when the guardian says so, or whoever says that its time is over.
    pub fn lift_pause(&mut self, by_guardian: bool, at: i64) -> Result<()> {
        require!(!self.paused_until.is_zero(), GovernanceError::NotPaused);
        require!(by_guardian || at >= self.paused_until.get(), GovernanceError::PauseRunning);
        self.rested_from = self.rested_from.get().min(at).into();
        self.paused_until = 0i64.into();
        Ok(())
    }

    /// Sets what premiums cost less for who has aged escrow. Both columns rise, unused tiers are zero at the end, and no discount passes 20 % (A-71).
    pub fn set_discounts(&mut self, tiers: &[DiscountArgs; DISCOUNT_TIERS]) -> Result<()> {
        Self::check_discounts(tiers)?;
        self.discounts = tiers.map(|tier| DiscountTier {
            least: tier.least.into(),
            discount: tier.discount.into(),
        });
        Ok(())
    }

    /// Whether tiers may be set.
    pub fn check_discounts(tiers: &[DiscountArgs; DISCOUNT_TIERS]) -> Result<()> {
        let used = tiers.iter().filter(|tier| (tier.least, tier.discount) != (0, 0));
        for tier in used {
            let within = bounds::DISCOUNT_LEAST.holds(tier.least) && bounds::DISCOUNT.holds(tier.discount);
            require!(within, AccessError::BadDiscounts);
        }
        let tiers = tiers.iter().map(|tier| Tier {
            least: tier.least,
            discount: tier.discount,
        });
        require!(loading::check_tiers(tiers).is_ok(), AccessError::BadDiscounts);
        Ok(())
    }

    /// Discount of a buyer with so much aged escrow, parts per billion of the price.
    pub fn discount(&self, aged: u64) -> u64 {
        loading::discount(self.tiers(), aged)
    }

    /// Whether these fees may be set: a part of each premium, and the part of it that escrows get.
    pub fn check_fees(fee_bps: u16, revenue_bps: u16) -> Result<()> {
        require!(bounds::FEE.holds(fee_bps.into()), AccessError::FeeOutOfBounds);
        require!(bounds::REVENUE.holds(revenue_bps.into()), TreasuryError::RevenueOutOfBounds);
        Ok(())
    }

    /// Every field lies inside its hard-coded bounds.
    pub fn check_invariants(&self) -> Result<()> {
        Self::check_fees(self.fee_bps.get(), self.revenue_bps.get())?;
        require!(self.governance_mint != Address::default(), AccessError::ZeroAddress);
        require!(loading::check_tiers(self.tiers()).is_ok(), AccessError::BadDiscounts);
        Ok(())
    }
}
