//! SPL Token's instructions that seeding needs.

use {
    super::{Data, SYSTEM, TOKEN, payer, reads, signer, writes},
    crate::rpc::rent,
    solana_instruction::Instruction,
    surfpool_sdk::Pubkey,
};

pub const ASSOCIATED: Pubkey = Pubkey::from_str_const("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

/// An owner's associated token account.
pub fn associated(owner: &Pubkey, mint: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[owner.as_ref(), TOKEN.as_ref(), mint.as_ref()], &ASSOCIATED).0
}

/// Creates an SPL Token mint without a freeze authority.
pub fn create_mint(payer_key: &Pubkey, mint: &Pubkey, authority: &Pubkey, decimals: u8) -> [Instruction; 2] {
    const SIZE: usize = 82;
    let create = Data(vec![])
        .u32(0)
        .u64(rent(SIZE))
        .u64(SIZE as u64)
        .key(&TOKEN)
        .to(vec![payer(payer_key), payer(mint)]);
    let initialise = Data(vec![]).u8(20).u8(decimals).key(authority).u8(0).to(vec![writes(mint)]);
    [
        Instruction {
            program_id: SYSTEM,
            ..create
        },
        Instruction {
            program_id: TOKEN,
            ..initialise
        },
    ]
}

/// Creates an associated token account unless it exists, and mints to it.
pub fn mint_to(payer_key: &Pubkey, owner: &Pubkey, mint: &Pubkey, authority: &Pubkey, amount: u64) -> [Instruction; 2] {
    let account = associated(owner, mint);
    let accounts = vec![
        payer(payer_key),
        writes(&account),
        reads(owner),
        reads(mint),
        reads(&SYSTEM),
        reads(&TOKEN),
    ];
    let create = Data(vec![]).u8(1).to(accounts);
    let mint = Data(vec![])
        .u8(7)
        .u64(amount)
        .to(vec![writes(mint), writes(&account), signer(authority)]);
    [
        Instruction {
            program_id: ASSOCIATED,
            ..create
        },
        Instruction { program_id: TOKEN, ..mint },
    ]
}

/// Gives the right to mint up, for ever.
pub fn end_minting(mint: &Pubkey, authority: &Pubkey) -> Instruction {
    const SET_AUTHORITY: u8 = 6;
    const MINT_TOKENS: u8 = 0;
    let data = Data(vec![]).u8(SET_AUTHORITY).u8(MINT_TOKENS).u8(0);
    Instruction {
        program_id: TOKEN,
        ..data.to(vec![writes(mint), signer(authority)])
    }
}
