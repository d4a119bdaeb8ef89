//! Builds, buffers and the loader's own instructions, encoded by hand as the loader reads them.

use {
    anchor_lang::AccountMeta,
    breakwater::state::Action,
    breakwater_testkit::{
        client::{ix, pda::LOADER},
        world::program_path,
        *,
    },
};

/// Header of a buffer.
pub const BUFFER_HEADER: usize = 37;
/// Header of ProgramData.
pub const DATA_HEADER: usize = 45;
/// Bytes that one transaction writes into a buffer.
const CHUNK: usize = 1_000;
/// What [`other_program`] answers to everything.
pub const ANSWER: u32 = 4_242;

/// The program as built.
pub fn this_program() -> Vec<u8> {
    std::fs::read(program_path()).expect("the built program")
}

/// The program as built, but for one letter: it logs `Instruction: Create_pool`.
pub fn changed_program() -> Vec<u8> {
    let mut elf = this_program();
    let at = find(&elf, b"Instruction: create_pool").expect("the log of an instruction");
    elf[at + 13] = b'C';
    elf
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Another program: two instructions of bytecode that answer [`ANSWER`] to everything, in an ELF of sBPF version 3.
pub fn other_program() -> Vec<u8> {
    const CODE_AT: u64 = 1 << 32;
    let code = [[0xB4, 0, 0, 0], ANSWER.to_le_bytes(), [0x95, 0, 0, 0], [0; 4]].concat();
    let (ident, size) = (b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", code.len() as u64);
    let halves = |list: &[u16]| list.iter().flat_map(|field| field.to_le_bytes()).collect::<Vec<u8>>();
    let words = |list: &[u32]| list.iter().flat_map(|field| field.to_le_bytes()).collect::<Vec<u8>>();
    let longs = |list: &[u64]| list.iter().flat_map(|field| field.to_le_bytes()).collect::<Vec<u8>>();
    [
        ident.to_vec(),
        halves(&[3, 247]),        // shared object, BPF
        words(&[1]),              // version of the format
        longs(&[CODE_AT, 64, 0]), // entry, program headers, no section headers
        words(&[3]),              // version of sBPF
        halves(&[64, 56, 1, 64, 0, 0]),
        words(&[1, 1]), // loaded, executable
        longs(&[120, CODE_AT, CODE_AT, size, size, 8]),
        code,
    ]
    .concat()
}

pub fn hash(build: &[u8]) -> [u8; 32] {
    anchor_lang::prelude::sha256(build)
}

fn loader(data: Vec<u8>, accounts: Vec<AccountMeta>) -> Instruction {
    Instruction {
        program_id: LOADER,
        accounts,
        data,
    }
}

/// `SetAuthority` of a buffer or of ProgramData.
pub fn set_authority(of: Address, from: Address, to: Option<Address>) -> Instruction {
    let mut accounts = vec![AccountMeta::new(of, false), AccountMeta::new_readonly(from, true)];
    accounts.extend(to.map(|to| AccountMeta::new_readonly(to, false)));
    loader(vec![4, 0, 0, 0], accounts)
}

/// `Write` into a buffer.
pub fn write(buffer: Address, authority: Address, offset: usize, bytes: &[u8]) -> Instruction {
    let mut data = vec![1, 0, 0, 0];
    data.extend((offset as u32).to_le_bytes());
    data.extend((bytes.len() as u64).to_le_bytes());
    data.extend(bytes);
    loader(
        data,
        vec![AccountMeta::new(buffer, false), AccountMeta::new_readonly(authority, true)],
    )
}

/// `Upgrade`, sent to the loader directly.
pub fn upgrade_directly(buffer: Address, spill: Address, authority: Address) -> Instruction {
    let accounts = vec![
        AccountMeta::new(pda::program_data(), false),
        AccountMeta::new(breakwater::ID, false),
        AccountMeta::new(buffer, false),
        AccountMeta::new(spill, false),
        AccountMeta::new_readonly(pda::RENT, false),
        AccountMeta::new_readonly(pda::CLOCK, false),
        AccountMeta::new_readonly(authority, true),
    ];
    loader(vec![3, 0, 0, 0], accounts)
}

/// `ExtendProgram`: anyone may, who pays.
pub fn extend(payer: Address, bytes: u32) -> Instruction {
    let accounts = vec![
        AccountMeta::new(pda::program_data(), false),
        AccountMeta::new(breakwater::ID, false),
        AccountMeta::new_readonly(pda::SYSTEM, false),
        AccountMeta::new(payer, true),
    ];
    loader([6u32.to_le_bytes(), bytes.to_le_bytes()].concat(), accounts)
}

/// `Close` of a buffer or of ProgramData.
pub fn close(of: Address, to: Address, authority: Address) -> Instruction {
    let accounts = vec![
        AccountMeta::new(of, false),
        AccountMeta::new(to, false),
        AccountMeta::new_readonly(authority, true),
        AccountMeta::new(breakwater::ID, false),
    ];
    loader(vec![5, 0, 0, 0], accounts)
}

/// A proposal to upgrade to the build with this hash, queued a week ago.
#[track_caller]
pub fn decided(w: &mut World, hash: [u8; 32]) -> Address {
    let (queued, proposal) = w.queue_before(Action::Upgrade { hash });
    queued.ok();
    proposal
}

/// A build that its payer has uploaded.
pub struct Upload {
    pub payer: Address,
    pub buffer: Address,
    pub hash: [u8; 32],
}

impl Upload {
    /// Makes and fills a buffer with the loader's own instructions; it still belongs to who paid.
    pub fn new(w: &mut World, build: &[u8]) -> Self {
        let payer = w.wallet_address();
        let mut unused = payer.to_bytes();
        unused[31] = 0xBF;
        let (buffer, size) = (Address::new_from_array(unused), BUFFER_HEADER + build.len());
        let mut data = vec![0, 0, 0, 0];
        data.extend(w.svm.minimum_balance_for_rent_exemption(size).to_le_bytes());
        data.extend((size as u64).to_le_bytes());
        data.extend(LOADER.as_ref());
        let create = Instruction {
            program_id: pda::SYSTEM,
            accounts: vec![AccountMeta::new(payer, true), AccountMeta::new(buffer, true)],
            data,
        };
        let accounts = vec![AccountMeta::new(buffer, false), AccountMeta::new_readonly(payer, false)];
        w.send_all(&[create, loader(vec![0, 0, 0, 0], accounts)]).ok();
        for (number, chunk) in build.chunks(CHUNK).enumerate() {
            w.send_all(&[write(buffer, payer, number * CHUNK, chunk)]).ok();
        }
        let hash = hash(build);
        Self { payer, buffer, hash }
    }

    /// The upgrade to this build, decided on a week ago.
    #[track_caller]
    pub fn upgrade(&self, w: &mut World) -> Instruction {
        self.by(&decided(w, self.hash))
    }

    /// The upgrade to this build that a proposal has decided on.
    pub fn by(&self, proposal: &Address) -> Instruction {
        ix::upgrade_program(self.payer, *proposal, self.buffer)
    }

    /// The buffer's uploader closes it and gets its lamports.
    pub fn take_back(&self) -> Instruction {
        let mut close = close(self.buffer, self.payer, self.payer);
        close.accounts.pop();
        close
    }
}

/// The build that ProgramData holds, without the zeros behind it.
pub fn deployed(w: &World, length: usize) -> Vec<u8> {
    let data = w.svm.get_account(&pda::program_data()).expect("ProgramData").data;
    assert!(
        data[DATA_HEADER + length..].iter().all(|byte| *byte == 0),
        "what is left of the last build"
    );
    data[DATA_HEADER..DATA_HEADER + length].to_vec()
}

/// Slot of the last deployment, and the upgrade authority.
pub fn authority(w: &World) -> (u64, Option<Address>) {
    let data = w.svm.get_account(&pda::program_data()).expect("ProgramData").data;
    let slot = u64::from_le_bytes(data[4..12].try_into().expect("eight bytes"));
    let address = Address::new_from_array(data[13..45].try_into().expect("32 bytes"));
    (slot, (data[12] == 1).then_some(address))
}
