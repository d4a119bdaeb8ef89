//! The loader's own instructions, as anybody can send them: an upload, an upgrade at once, another authority.

use {
    anchor_lang::AccountMeta,
    breakwater_client::pda,
    breakwater_testkit::{Address, Instruction, World},
};

/// Header of a buffer.
const HEADER: usize = 37;

/// Two instructions of bytecode in an ELF of sBPF version 3: a program that answers 4,242 to everything, and keeps nothing of this one.
pub fn hostile_build() -> Vec<u8> {
    const CODE_AT: u64 = 1 << 32;
    let code = [[0xB4, 0, 0, 0], 4_242u32.to_le_bytes(), [0x95, 0, 0, 0], [0; 4]].concat();
    let size = code.len() as u64;
    let halves = |list: &[u16]| list.iter().flat_map(|field| field.to_le_bytes()).collect::<Vec<u8>>();
    let words = |list: &[u32]| list.iter().flat_map(|field| field.to_le_bytes()).collect::<Vec<u8>>();
    let longs = |list: &[u64]| list.iter().flat_map(|field| field.to_le_bytes()).collect::<Vec<u8>>();
    [
        b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec(),
        halves(&[3, 247]),
        words(&[1]),
        longs(&[CODE_AT, 64, 0]),
        words(&[3]),
        halves(&[64, 56, 1, 64, 0, 0]),
        words(&[1, 1]),
        longs(&[120, CODE_AT, CODE_AT, size, size, 8]),
        code,
    ]
    .concat()
}

fn loader(data: Vec<u8>, accounts: Vec<AccountMeta>) -> Instruction {
    Instruction {
        program_id: pda::LOADER,
        accounts,
        data,
    }
}

/// Makes and fills a buffer of the payer's. Returns it.
pub fn upload(w: &mut World, payer: Address, build: &[u8]) -> Address {
    let mut unused = payer.to_bytes();
    unused[31] = 0xBF;
    let (buffer, size) = (Address::new_from_array(unused), HEADER + build.len());
    let mut create = vec![0, 0, 0, 0];
    create.extend(w.svm.minimum_balance_for_rent_exemption(size).to_le_bytes());
    create.extend((size as u64).to_le_bytes());
    create.extend(pda::LOADER.as_ref());
    let create = Instruction {
        program_id: pda::SYSTEM,
        accounts: vec![AccountMeta::new(payer, true), AccountMeta::new(buffer, true)],
        data: create,
    };
    let initialise = loader(
        vec![0, 0, 0, 0],
        vec![AccountMeta::new(buffer, false), AccountMeta::new_readonly(payer, false)],
    );
    let mut data = vec![1, 0, 0, 0];
    data.extend(0u32.to_le_bytes());
    data.extend((build.len() as u64).to_le_bytes());
    data.extend(build);
    let write = loader(data, vec![AccountMeta::new(buffer, false), AccountMeta::new_readonly(payer, true)]);
    w.send_all(&[create, initialise, write]).ok();
    buffer
}

/// `SetAuthority` of a buffer or of ProgramData.
pub fn set_authority(of: Address, from: Address, to: Address) -> Instruction {
    let accounts = vec![
        AccountMeta::new(of, false),
        AccountMeta::new_readonly(from, true),
        AccountMeta::new_readonly(to, false),
    ];
    loader(vec![4, 0, 0, 0], accounts)
}

/// `Upgrade`, sent to the loader directly.
pub fn upgrade(buffer: Address, authority: Address) -> Instruction {
    let accounts = vec![
        AccountMeta::new(pda::program_data(), false),
        AccountMeta::new(breakwater::ID, false),
        AccountMeta::new(buffer, false),
        AccountMeta::new(authority, false),
        AccountMeta::new_readonly(pda::RENT, false),
        AccountMeta::new_readonly(pda::CLOCK, false),
        AccountMeta::new_readonly(authority, true),
    ];
    loader(vec![3, 0, 0, 0], accounts)
}

/// The program's upgrade authority.
pub fn authority(w: &World) -> Option<Address> {
    let data = w.svm.get_account(&pda::program_data())?.data;
    let address = data.get(13..45)?.try_into().ok().map(Address::new_from_array);
    address.filter(|_| data[12] == 1)
}

const NONCE: Address = Address::new_from_array([0x4E; 32]);
const RECENT_BLOCKHASHES: Address = anchor_lang::address!("SysvarRecentB1ockHashes11111111111111111111");

fn system(data: Vec<u8>, accounts: Vec<AccountMeta>) -> Instruction {
    Instruction {
        program_id: pda::SYSTEM,
        accounts,
        data,
    }
}

/// The owner makes a nonce account with the system program's own instructions.
pub fn make_nonce(w: &mut World, owner: Address) {
    let mut create = vec![0, 0, 0, 0];
    create.extend(w.svm.minimum_balance_for_rent_exemption(80).to_le_bytes());
    create.extend(80u64.to_le_bytes());
    create.extend(pda::SYSTEM.as_ref());
    let create = system(create, vec![AccountMeta::new(owner, true), AccountMeta::new(NONCE, true)]);
    let accounts = vec![
        AccountMeta::new(NONCE, false),
        AccountMeta::new_readonly(RECENT_BLOCKHASHES, false),
        AccountMeta::new_readonly(pda::RENT, false),
    ];
    let initialise = system([&[6, 0, 0, 0], owner.as_ref()].concat(), accounts);
    w.send_all(&[create, initialise]).ok();
    w.svm.expire_blockhash();
}

/// The stored nonce, which such a transaction names as its blockhash.
pub fn nonce(w: &World) -> [u8; 32] {
    let data = w.svm.get_account(&NONCE).map(|a| a.data).unwrap_or_default();
    data.get(40..72).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
}

/// The first instruction of a transaction with a durable nonce.
pub fn advance_nonce(owner: Address) -> Instruction {
    let accounts = vec![
        AccountMeta::new(NONCE, false),
        AccountMeta::new_readonly(RECENT_BLOCKHASHES, false),
        AccountMeta::new_readonly(owner, true),
    ];
    system(vec![4, 0, 0, 0], accounts)
}

/// SPL Token's `Transfer`.
pub fn pay(from: Address, to: Address, owner: Address, amount: u64) -> Instruction {
    Instruction {
        program_id: pda::TOKEN,
        accounts: vec![
            AccountMeta::new(from, false),
            AccountMeta::new(to, false),
            AccountMeta::new_readonly(owner, true),
        ],
        data: [&[3], amount.to_le_bytes().as_slice()].concat(),
    }
}
