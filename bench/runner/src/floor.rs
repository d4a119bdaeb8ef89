//! Runs the floor program in a world of its own.

use {
    anchor_lang::{AccountMeta, prelude::Address},
    breakwater_floor::{ASSOCIATED, PULL, PUSH, SECOND, TOKEN},
    breakwater_testkit::{Instruction, World, pda, world::program_path},
};

const FLOOR: Address = Address::new_from_array([0xf1; 32]);

/// Compute units of these calls, creating accounts of `spaces` bytes and logging `log`.
pub fn units(calls: u8, spaces: [u16; 2], log: u16) -> u64 {
    let path = program_path().with_file_name("breakwater_floor.so");
    let elf = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}. Build it first: cargo xtask build-sbf", path.display()));
    let mut w = World::bare();
    w.svm.add_program(FLOOR, &elf).expect("the floor's ELF");
    let (payer, receiver, mint) = (w.actor(1_000_000), w.wallet_address(), w.mint);
    let derive = |seed: &[u8]| Address::find_program_address(&[seed], &FLOOR);
    let (first, second, signing) = (derive(b"floor"), derive(b"second"), derive(b"vault"));
    let (own, vault, closed) = (
        pda::associated_token(&payer, &mint),
        Address::new_from_array([0x77; 32]),
        Address::new_from_array([0x78; 32]),
    );
    w.put_token(vault, &mint, &signing.0, 1_000_000);
    w.put(closed, FLOOR, vec![0; 256]);
    debug_assert!(calls & (PULL | PUSH) != PULL | PUSH && calls & (PULL | ASSOCIATED) != PULL | ASSOCIATED);
    let pulls = calls & PULL != 0;
    let to = if calls & ASSOCIATED != 0 {
        pda::associated_token(&receiver, &mint)
    } else {
        own
    };
    let (from, to, authority) = if pulls { (own, vault, payer) } else { (vault, to, signing.0) };
    let mut data = vec![calls, first.1, second.1, signing.1];
    for number in [spaces[0], spaces[1], log] {
        data.extend(number.to_le_bytes());
    }
    let mut accounts: Vec<_> = [payer, first.0, from, to].map(|a| AccountMeta::new(a, false)).into();
    accounts[0].is_signer = true;
    accounts.push(AccountMeta::new_readonly(authority, pulls));
    accounts.extend([closed, receiver].map(|a| AccountMeta::new(a, false)));
    accounts.extend([pda::TOKEN, pda::SYSTEM].map(|a| AccountMeta::new_readonly(a, false)));
    if calls & (SECOND | TOKEN | ASSOCIATED) != 0 {
        accounts.push(AccountMeta::new(second.0, false));
        accounts.extend([mint, pda::ASSOCIATED_TOKEN].map(|a| AccountMeta::new_readonly(a, false)));
    }
    let instruction = Instruction {
        program_id: FLOOR,
        accounts,
        data,
    };
    w.send_all(&[instruction]).ok()
}
