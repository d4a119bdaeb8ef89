//! What governance can do: every action there is, with its arguments. What is not here, no proposal can do.

use {
    super::listing::ListingKind,
    crate::{
        constants::DISCOUNT_TIERS,
        errors::GovernanceError,
        instructions::{court::create::CourtArgs, pool::create::CreatePoolArgs, product::terms_args::LimitsArgs},
        state::config::{DiscountArgs, VotingArgs},
    },
    anchor_lang::{BORSH_CONFIG, prelude::*, wincode},
};

/// A typed action. Clients decode it from the proposal's account; its hash binds votes and execution to what was read.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub enum Action {
    /// Lists a draft with exactly these terms (by hash), risk group and limits.
    SealProduct {
        product: Address,
        terms_hash: [u8; 32],
        group: u8,
        limits: LimitsArgs,
    },
    /// Stops sales of a product; sold cover runs on.
    RetireProduct { product: Address },
    /// Sets cap, price curve, severity and loadings of a product.
    SetLimits { product: Address, limits: LimitsArgs },
    /// Records an audit of the covered code.
    AttestAudit {
        product: Address,
        auditor: Address,
        hash: [u8; 32],
        day: u32,
    },
    /// Creates a pool of a listed mint.
    CreatePool { mint: Address, parameters: CreatePoolArgs },
    /// Sets a pool's parameters.
    SetPool { pool: Address, parameters: CreatePoolArgs },
    /// Ends a pool for new capital and new products.
    RetirePool { pool: Address },
    /// Creates a pool's court.
    CreateCourt { pool: Address, parameters: CourtArgs },
    /// Sets a court's parameters, the worth of the governance token among them.
    SetCourt { court: Address, parameters: CourtArgs },
    /// Sets the protocol's fee and the part of it that escrows get, basis points.
    SetFees { fee_bps: u16, revenue_bps: u16 },
    /// Sets what premiums cost less for aged escrow.
    SetDiscounts { tiers: [DiscountArgs; DISCOUNT_TIERS] },
    /// Sets how the members vote.
    SetVoting { voting: VotingArgs },
    /// Puts a mint or a feed on the list.
    List {
        kind: ListingKind,
        id: Address,
        queue: Address,
        feed_hash: [u8; 32],
    },
    /// Takes a mint or a feed off the list; pools and products that have it keep it.
    Delist { kind: ListingKind, id: Address },
    /// Pays out of the treasury, atoms of this mint, to the associated token account of `to`.
    Spend { mint: Address, to: Address, amount: u64 },
    /// Gives governance tokens of the treasury to a pool's underwriters over so many days.
    Emit { pool: Address, amount: u64, days: u16 },
    /// Names another guardian; the zero address is none.
    NameGuardian { guardian: Address },
    /// Offers the bootstrap authority to another key, which must accept.
    NameBootstrap { bootstrap: Address },
    /// The bootstrap authority offers everything to the members.
    HandOver,
    /// The members accept: the bootstrap authority is nothing from then on.
    TakeOver,
    /// Upgrades the program to the bytecode with this SHA-256, whoever has uploaded it.
    Upgrade { hash: [u8; 32] },
    /// Makes the program final: nobody upgrades it ever again.
    GiveUpUpgrades,
}

/// Most bytes of an action on the wire: its tag and its largest arguments.
pub const ACTION_BYTES: usize = 192;

impl Action {
    /// The action's bytes on the wire and how many they are.
    fn bytes(&self) -> Result<([u8; ACTION_BYTES], usize)> {
        let mut bytes = [0; ACTION_BYTES];
        let mut writer: &mut [u8] = &mut bytes;
        wincode::config::serialize_into(&mut writer, self, BORSH_CONFIG).map_err(|_| GovernanceError::WrongAction)?;
        let left = writer.len();
        Ok((bytes, ACTION_BYTES.saturating_sub(left)))
    }

    /// SHA-256 of the bytes on the wire.
    pub fn hash(&self) -> Result<[u8; 32]> {
        let (bytes, len) = self.bytes()?;
        Ok(anchor_lang::prelude::sha256(bytes.get(..len).unwrap_or(&[])))
    }

    /// About the guardian or the authority: the guardian cannot cancel it.
    pub fn is_about_power(&self) -> bool {
        matches!(
            self,
            Self::NameGuardian { .. } | Self::NameBootstrap { .. } | Self::HandOver | Self::TakeOver
        )
    }

    /// Only the bootstrap authority can queue it.
    pub fn is_bootstraps(&self) -> bool {
        matches!(self, Self::NameBootstrap { .. } | Self::HandOver)
    }

    /// About the program itself: a week's delay whoever queues it.
    pub fn is_upgrade(&self) -> bool {
        matches!(self, Self::Upgrade { .. } | Self::GiveUpUpgrades)
    }

    /// First seed of the listing that it makes.
    pub fn listed_kind(&self) -> [u8; 1] {
        match self {
            Self::List { kind, .. } => [*kind as u8],
            _ => [u8::MAX],
        }
    }

    /// Second seed of the listing that it makes.
    pub fn listed_id(&self) -> [u8; 32] {
        match self {
            Self::List { id, .. } => id.to_bytes(),
            _ => [0; 32],
        }
    }
}
