//! The members together: what they have proposed and the bonds of their proposals.

use {
    crate::{constants::VERSION, errors::GovernanceError},
    anchor_lang::prelude::*,
};

/// One for the protocol. PDA: `["dao"]`. Its vault holds proposers' bonds, in governance tokens. Parameters of votes stand in the configuration.
#[account]
pub struct Dao {
    pub version: u8,
    pub bump: u8,
    pub vault_bump: u8,
    pub _pad: u8,
    /// Proposals that are not closed.
    pub open: PodU32,
    /// Proposals ever made; the next one's number.
    pub proposals: PodU64,
    /// The governance mint.
    pub mint: Address,
    pub vault: Address,
    /// Paid the rent.
    pub rent_payer: Address,
    /// Bonds of open proposals, atoms.
    pub bonds: PodU64,
    /// Bonds ever kept, atoms.
    pub kept: PodU64,
    pub reserved: [u8; 64],
}

const _: () = assert!(core::mem::size_of::<Dao>() == 16 + 3 * 32 + 2 * 8 + 64);

/// A sum that adds up.
fn sum(sum: Option<u64>) -> Result<PodU64> {
    Ok(sum.ok_or(GovernanceError::DaoLedgerBroken)?.into())
}

impl Dao {
    /// What it starts with.
    pub fn write(&mut self, (bump, vault_bump): (u8, u8), mint: Address, vault: Address, payer: Address) {
        (self.version, self.bump, self.vault_bump) = (VERSION, bump, vault_bump);
        (self.mint, self.vault, self.rent_payer) = (mint, vault, payer);
    }

    /// A proposal is made. Returns its number.
    pub fn open(&mut self, bond: u64) -> Result<u64> {
        let number = self.proposals.get();
        self.proposals = sum(number.checked_add(1))?;
        self.open = self.open.get().checked_add(1).ok_or(GovernanceError::DaoLedgerBroken)?.into();
        self.bonds = sum(self.bonds.get().checked_add(bond))?;
        Ok(number)
    }

    /// A proposal is closed; its bond leaves, to its proposer or to the treasury.
    pub fn close_proposal(&mut self, bond: u64, back: bool) -> Result<()> {
        self.open = self.open.get().checked_sub(1).ok_or(GovernanceError::DaoLedgerBroken)?.into();
        self.bonds = sum(self.bonds.get().checked_sub(bond))?;
        if !back {
            self.kept = sum(self.kept.get().checked_add(bond))?;
        }
        Ok(())
    }

    /// The vault has what the ledger says (INV-01).
    pub fn check_invariants(&self, vault: u64) -> Result<()> {
        require!(vault >= self.bonds.get(), GovernanceError::DaoLedgerBroken);
        Ok(())
    }
}
