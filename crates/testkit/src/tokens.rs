//! SPL Token accounts written directly, so that a test starts where it wants to.

use {
    crate::{Address, World, pda},
    solana_account::Account,
};

/// Token-2022.
pub const TOKEN_2022: Address = anchor_lang::address!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

/// Bytes of a mint without authorities.
pub fn mint_bytes(decimals: u8, supply: u64) -> Vec<u8> {
    let mut data = vec![0u8; 82];
    data[36..44].copy_from_slice(&supply.to_le_bytes());
    data[44] = decimals;
    data[45] = 1;
    data
}

/// Bytes of a token account. `state`: 1 initialised, 2 frozen.
pub fn token_bytes(mint: &Address, owner: &Address, amount: u64, state: u8) -> Vec<u8> {
    let mut data = vec![0u8; 165];
    data[..32].copy_from_slice(mint.as_ref());
    data[32..64].copy_from_slice(owner.as_ref());
    data[64..72].copy_from_slice(&amount.to_le_bytes());
    data[108] = state;
    data
}

impl World {
    /// Writes an account with rent-exempt lamports.
    pub fn put(&mut self, address: Address, owner: Address, data: Vec<u8>) {
        let lamports = self.svm.minimum_balance_for_rent_exemption(data.len());
        let account = Account {
            lamports,
            data,
            owner,
            executable: false,
            rent_epoch: u64::MAX,
        };
        self.svm.set_account(address, account).expect("an account that LiteSVM takes");
    }

    /// Writes a mint.
    pub fn put_mint(&mut self, mint: Address, decimals: u8) {
        self.put(mint, pda::TOKEN, mint_bytes(decimals, u64::MAX / 2));
    }

    /// Writes a token account.
    pub fn put_token(&mut self, address: Address, mint: &Address, owner: &Address, amount: u64) {
        self.put(address, pda::TOKEN, token_bytes(mint, owner, amount, 1));
    }

    /// Gives `owner` an associated account with `amount` of the pool's mint, and some SOL.
    pub fn fund(&mut self, owner: Address, amount: u64) -> Address {
        let ata = pda::associated_token(&owner, &self.mint);
        let mint = self.mint;
        let before = self.balance(&ata);
        self.put_token(ata, &mint, &owner, before + amount);
        self.give_sol(owner);
        ata
    }

    /// SOL for rent.
    pub fn give_sol(&mut self, owner: Address) {
        let lamports = self.svm.get_balance(&owner).unwrap_or(0) + 1_000_000_000_000;
        let account = Account {
            lamports,
            data: vec![],
            owner: pda::SYSTEM,
            executable: false,
            rent_epoch: u64::MAX,
        };
        self.svm.set_account(owner, account).expect("a wallet");
    }

    /// Amount in a token account; 0 when it does not exist.
    pub fn balance(&self, address: &Address) -> u64 {
        self.svm
            .get_account(address)
            .filter(|a| a.data.len() == 165)
            .map_or(0, |a| u64::from_le_bytes(a.data[64..72].try_into().expect("eight bytes")))
    }

    /// Amount in the owner's associated account for the pool's mint.
    pub fn wallet(&self, owner: &Address) -> u64 {
        self.balance(&pda::associated_token(owner, &self.mint))
    }
}
