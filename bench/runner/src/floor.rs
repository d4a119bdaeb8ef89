//! Runs the floor program in a world of its own.

use {
    anchor_lang::{AccountMeta, prelude::Address},
    breakwater_floor::{CLOSE, CREATE, PULL, PUSH},
    breakwater_testkit::{Instruction, World, pda, world::program_path},
};

const FLOOR: Address = Address::new_from_array([0xf1; 32]);

/// Compute units of these calls, creating `space` bytes and logging `log`.
pub fn units(calls: u8, space: u16, log: u16) -> u64 {
    let path = program_path().with_file_name("breakwater_floor.so");
    let elf = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}. Build it first: cargo xtask build-sbf", path.display()));
    let mut w = World::bare();
    w.svm.add_program(FLOOR, &elf).expect("the floor's ELF");
    let owner = w.actor(1_000_000);
    let (created, create_bump) = Address::find_program_address(&[b"floor"], &FLOOR);
    let (signing, push_bump) = Address::find_program_address(&[b"vault"], &FLOOR);
    let mint = w.mint;
    let (own, vault) = (pda::associated_token(&owner, &mint), Address::new_from_array([0x77; 32]));
    w.put_token(vault, &mint, &signing, 1_000_000);
    let closed = Address::new_from_array([0x78; 32]);
    w.put(closed, FLOOR, vec![0; 256]);
    let (from, to, authority, signs) = if calls & PUSH == 0 {
        (own, vault, owner, true)
    } else {
        (vault, own, signing, false)
    };
    let bump = if calls & PUSH == 0 { create_bump } else { push_bump };
    debug_assert!(calls & (CREATE | PUSH) != CREATE | PUSH && calls & (PULL | PUSH) != PULL | PUSH);
    let mut data = vec![calls, bump];
    data.extend(space.min(10_240).to_le_bytes());
    data.extend(log.to_le_bytes());
    let mut accounts = vec![
        AccountMeta::new(owner, true),
        AccountMeta::new(created, false),
        AccountMeta::new(from, false),
        AccountMeta::new(to, false),
    ];
    accounts.push(AccountMeta::new_readonly(authority, signs));
    let receiver = w.keeper;
    accounts.push(AccountMeta::new(closed, false));
    accounts.push(AccountMeta::new(if calls & CLOSE == 0 { owner } else { receiver }, false));
    accounts.push(AccountMeta::new_readonly(pda::TOKEN, false));
    accounts.push(AccountMeta::new_readonly(pda::SYSTEM, false));
    w.send_all(&[Instruction {
        program_id: FLOOR,
        accounts,
        data,
    }])
    .ok()
}
