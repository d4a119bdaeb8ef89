//! The protocol's one configuration account.

use {
    crate::{
        constants::*,
        errors::{AccessError, EscrowError, TreasuryError},
    },
    anchor_lang::prelude::*,
    breakwater_math::loading::{self, Tier},
    bytemuck::{Pod, Zeroable},
};

/// Who governs, who may pause, what fees are and who shares in them. PDA: `["config"]`. Written by governance only.
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
    pub _pad: [u8; 6],
    /// Signs everything that sets terms.
    pub governance: Address,
    /// Second half of a two-step handover; zero when none is under way.
    pub pending_governance: Address,
    /// May pause new business for a short time.
    pub guardian: Address,
    /// Token of jurors and DAO members; zero until the electorate exists.
    pub governance_mint: Address,
    /// Mint of the fees of which escrows get a share; zero for none.
    pub revenue_mint: Address,
    /// New business is refused before this time (unix seconds).
    pub paused_until: PodI64,
    /// Starts of the last pauses, to bound how often they may follow each other (unix seconds).
    pub pauses: [PodI64; 3],
    /// When the protocol was initialised (unix seconds).
    pub initialised_at: PodI64,
    /// What premiums cost less for who has escrow aged 30 days or more; unused tiers are zero.
    pub discounts: [DiscountTier; DISCOUNT_TIERS],
    pub reserved: [u8; 184],
}

const _: () = assert!(core::mem::size_of::<Config>() == 16 + 5 * 32 + 8 * 5 + 16 * 4 + 184);

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

    /// The governance mint is named once and for all.
    pub fn name_governance_mint(&mut self, mint: Address) -> Result<()> {
        let free = self.governance_mint == Address::default();
        require!(free || self.governance_mint == mint, EscrowError::WrongGovernanceMint);
        self.governance_mint = mint;
        Ok(())
    }

    /// Discount of a buyer with so much aged escrow, parts per billion of the price.
    pub fn discount(&self, aged: u64) -> u64 {
        loading::discount(self.tiers(), aged)
    }

    /// Every field lies inside its hard-coded bounds.
    pub fn check_invariants(&self) -> Result<()> {
        require!(self.fee_bps.get() <= MAX_FEE_BPS, AccessError::FeeOutOfBounds);
        require!(self.revenue_bps.get() <= MAX_REVENUE_BPS, TreasuryError::RevenueOutOfBounds);
        require!(self.governance != Address::default(), AccessError::ZeroAddress);
        require!(loading::check_tiers(self.tiers()).is_ok(), AccessError::BadDiscounts);
        Ok(())
    }
}
