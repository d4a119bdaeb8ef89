//! The program itself; only compiled for the VM.

use core::mem::{MaybeUninit, size_of, size_of_val};

use pinocchio::{
    AccountView, Address,
    cpi::{Seed, Signer, get_return_data, invoke, invoke_signed, set_return_data},
    entrypoint::deserialize,
    error::ProgramError,
    instruction::{InstructionAccount, InstructionView},
    syscalls,
    sysvars::{Sysvar, clock::Clock, instructions::Instructions, rent::Rent},
};

use crate::{ARITHMETIC, FAILURE, MEMORY, SERVICE, arithmetic, failures, memory, records, services};

pinocchio::default_allocator!();

const BAD_REQUEST: ProgramError = ProgramError::Custom(1);
const MAX_ACCOUNTS: usize = 8;

/// The loader gives the accounts' buffer and, as second argument, the instruction data, its length before it.
///
/// # Safety
/// Called by the loader only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entrypoint(input: *mut u8, instruction: *const u8) -> u64 {
    let mut accounts = [const { MaybeUninit::<AccountView>::uninit() }; MAX_ACCOUNTS];
    let (program, count, data) = unsafe { deserialize::<MAX_ACCOUNTS>(input, &mut accounts) };
    let accounts = unsafe { core::slice::from_raw_parts_mut(accounts.as_mut_ptr().cast::<AccountView>(), count) };
    let second = unsafe {
        let length = instruction.cast::<u64>().sub(1).read_unaligned();
        core::slice::from_raw_parts(instruction, length as usize)
    };
    match run(program, accounts, data, second) {
        Ok(()) => 0,
        Err(error) => error.into(),
    }
}

fn run(program: &Address, accounts: &mut [AccountView], data: &[u8], second: &[u8]) -> Result<(), ProgramError> {
    let (group, rest) = data.split_first().ok_or(BAD_REQUEST)?;
    match *group {
        ARITHMETIC => {
            let index = usize::from(u16::from_le_bytes(rest.try_into().map_err(|_| BAD_REQUEST)?));
            let (_, operation) = arithmetic::operations().nth(index).ok_or(BAD_REQUEST)?;
            let account = accounts.first_mut().ok_or(BAD_REQUEST)?;
            records::apply(*operation, &mut account.try_borrow_mut()?);
            Ok(())
        }
        MEMORY => {
            let account = accounts.first_mut().ok_or(BAD_REQUEST)?;
            let seen = memory::run(rest, &mut account.try_borrow_mut()?);
            set_return_data(&seen.to_le_bytes());
            Ok(())
        }
        FAILURE => {
            let request: &[u8; 34] = rest.try_into().map_err(|_| BAD_REQUEST)?;
            let index = usize::from(u16::from_le_bytes([request[0], request[1]]));
            let kind = failures::kinds().nth(index).ok_or(BAD_REQUEST)?;
            let (a, b) = records::operands(&request[2..]);
            let value = (kind.run)(a, b);
            set_return_data(&value.to_le_bytes());
            Ok(())
        }
        SERVICE => {
            let (kind, rest) = rest.split_first().ok_or(BAD_REQUEST)?;
            serve(*kind, program, accounts, rest, data == second)
        }
        _ => Err(BAD_REQUEST),
    }
}

fn serve(kind: u8, program: &Address, accounts: &mut [AccountView], data: &[u8], same_data: bool) -> Result<(), ProgramError> {
    match kind {
        services::SHA256 => set_return_data(&hash(syscalls::sol_sha256, data)?),
        services::KECCAK256 => set_return_data(&hash(syscalls::sol_keccak256, data)?),
        services::RECOVER => set_return_data(&recover(data)?),
        services::CREATE_ADDRESS => {
            let (bump, seed) = data.split_first().ok_or(BAD_REQUEST)?;
            let address = Address::create_program_address(&[seed, &[*bump]], program).map_err(|_| BAD_REQUEST)?;
            set_return_data(address.as_ref());
        }
        services::FIND_ADDRESS => {
            let (address, bump) = Address::find_program_address(&[data], program);
            let mut answer = [bump; 33];
            answer[..32].copy_from_slice(address.as_ref());
            set_return_data(&answer);
        }
        services::LOG => log(data),
        services::LOG_DATA => log_data(data),
        services::SYSVARS => sysvars()?,
        services::PAY => pay(accounts, data)?,
        services::INTROSPECT => introspect(accounts, data)?,
        services::CALL_SELF => call_self(program, accounts, data)?,
        services::COMPARE => compare(data),
        services::STACK_HEIGHT => set_return_data(&unsafe { syscalls::sol_get_stack_height() }.to_le_bytes()),
        services::FORMAT => format(data),
        services::ENTRY => set_return_data(&[u8::from(same_data)]),
        services::SIBLING => sibling()?,
        services::SYSVAR_PART => sysvar_part(data)?,
        _ => return Err(BAD_REQUEST),
    }
    Ok(())
}

/// Hashes the data as two parts, to show that lists of parts work.
fn hash(syscall: unsafe fn(*const u8, u64, *mut u8) -> u64, data: &[u8]) -> Result<[u8; 32], ProgramError> {
    let (left, right) = data.split_at(data.len() / 3);
    let parts = [left, right];
    let mut result = [0; 32];
    match unsafe { syscall(parts.as_ptr().cast(), parts.len() as u64, result.as_mut_ptr()) } {
        0 => Ok(result),
        code => Err(ProgramError::Custom(code as u32)),
    }
}

fn recover(data: &[u8]) -> Result<[u8; 64], ProgramError> {
    let data: &[u8; 97] = data.try_into().map_err(|_| BAD_REQUEST)?;
    let mut key = [0; 64];
    let code = unsafe { syscalls::sol_secp256k1_recover(data.as_ptr(), data[32].into(), data[33..].as_ptr(), key.as_mut_ptr()) };
    match code {
        0 => Ok(key),
        code => Err(ProgramError::Custom(100 + code as u32)),
    }
}

fn log(data: &[u8]) {
    unsafe {
        syscalls::sol_log_(data.as_ptr(), data.len() as u64);
        syscalls::sol_log_64_(1, 0xab, 3, 4, u64::MAX);
        syscalls::sol_log_pubkey([7u8; 32].as_ptr());
        syscalls::sol_log_compute_units_();
    }
}

fn log_data(data: &[u8]) {
    let (left, right) = data.split_at(data.len() / 2);
    let parts = [left, right];
    unsafe { syscalls::sol_log_data(parts.as_ptr().cast(), parts.len() as u64) };
}

fn sysvars() -> Result<(), ProgramError> {
    let clock = Clock::get()?;
    let rent = Rent::get()?;
    let mut answer = [0u8; 40];
    answer[..8].copy_from_slice(&clock.slot.to_le_bytes());
    answer[8..16].copy_from_slice(&clock.unix_timestamp.to_le_bytes());
    answer[16..24].copy_from_slice(&clock.epoch.to_le_bytes());
    answer[24..32].copy_from_slice(&rent.try_minimum_balance(0)?.to_le_bytes());
    answer[32..].copy_from_slice(&rent.try_minimum_balance(1000)?.to_le_bytes());
    set_return_data(&answer);
    Ok(())
}

fn pay(accounts: &mut [AccountView], data: &[u8]) -> Result<(), ProgramError> {
    let [from, to, system, ..] = accounts else {
        return Err(BAD_REQUEST);
    };
    let (lamports, rest) = data.split_at_checked(8).ok_or(BAD_REQUEST)?;
    let (bump, seed) = rest.split_first().ok_or(BAD_REQUEST)?;
    let mut transfer = [0u8; 12];
    transfer[0] = 2;
    transfer[4..].copy_from_slice(lamports);
    let metas = [
        InstructionAccount::writable_signer(from.address()),
        InstructionAccount::writable(to.address()),
    ];
    let instruction = InstructionView {
        program_id: system.address(),
        data: &transfer,
        accounts: &metas,
    };
    let bump = [*bump];
    let seeds = [Seed::from(seed), Seed::from(&bump)];
    invoke_signed(&instruction, &[&*from, &*to], &[Signer::from(&seeds)])
}

fn introspect(accounts: &mut [AccountView], data: &[u8]) -> Result<(), ProgramError> {
    let instructions = Instructions::try_from(&accounts[0])?;
    let at = usize::from(*data.first().ok_or(BAD_REQUEST)?);
    let found = instructions.load_instruction_at(at)?;
    let mut answer = [0u8; 96];
    answer[..32].copy_from_slice(found.get_program_id().as_ref());
    answer[32] = instructions.load_current_index() as u8;
    answer[33] = instructions.num_instructions() as u8;
    answer[34] = found.num_account_metas() as u8;
    let bytes = found.get_instruction_data();
    answer[35] = bytes.len() as u8;
    let shown = bytes.len().min(60);
    answer[36..36 + shown].copy_from_slice(&bytes[..shown]);
    set_return_data(&answer);
    Ok(())
}

fn call_self(program: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), ProgramError> {
    let mut request = [0u8; 64];
    let length = data.len().min(62);
    request[0] = SERVICE;
    request[1] = services::SHA256;
    request[2..2 + length].copy_from_slice(&data[..length]);
    let instruction = InstructionView {
        program_id: program,
        data: &request[..2 + length],
        accounts: &[],
    };
    invoke::<0, &AccountView>(&instruction, &[])?;
    let _ = accounts;
    let answer = get_return_data().ok_or(BAD_REQUEST)?;
    let mut all = [0u8; 64];
    all[..32].copy_from_slice(answer.program_id().as_ref());
    all[32..].copy_from_slice(answer.as_slice());
    set_return_data(&all);
    Ok(())
}

unsafe extern "C" {
    /// Declared, not defined: the tool has to find the syscall by this name.
    fn sol_memcmp_(left: *const u8, right: *const u8, length: u64, result: *mut i32);
}

fn compare(data: &[u8]) {
    let (left, right) = data.split_at(data.len() / 2);
    let mut result = 0;
    unsafe { sol_memcmp_(left.as_ptr(), right.as_ptr(), left.len() as u64, &mut result) };
    set_return_data(&result.to_le_bytes());
}

fn format(data: &[u8]) {
    extern crate alloc;
    use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

    let mut counts: BTreeMap<u8, u32> = BTreeMap::new();
    for byte in data {
        *counts.entry(*byte).or_default() += 1;
    }
    let mut sorted: Vec<(u8, u32)> = counts.into_iter().collect();
    sorted.sort_unstable_by_key(|(byte, count)| (core::cmp::Reverse(*count), *byte));
    let parts: Vec<String> = sorted
        .iter()
        .map(|(byte, count)| format!("{:?}={count:>3}/{:#06x}", char::from(*byte), count))
        .collect();
    set_return_data(parts.join(";").as_bytes());
}

fn sibling() -> Result<(), ProgramError> {
    #[repr(C)]
    #[derive(Default)]
    struct Meta {
        data_len: u64,
        accounts_len: u64,
    }
    let mut meta = Meta::default();
    let mut program = [0u8; 32];
    let mut bytes = [0u8; 64];
    let mut found = || unsafe {
        syscalls::sol_get_processed_sibling_instruction(
            0,
            (&raw mut meta).cast(),
            program.as_mut_ptr(),
            bytes.as_mut_ptr(),
            core::ptr::NonNull::<u8>::dangling().as_ptr(),
        )
    };
    if found() != 1 {
        return Err(BAD_REQUEST);
    }
    // The first call gave the lengths; the second fills as much as they say.
    let mut answer = [0u8; 48];
    answer[..32].copy_from_slice(&program);
    answer[32..40].copy_from_slice(&meta.data_len.to_le_bytes());
    answer[40..].copy_from_slice(&meta.accounts_len.to_le_bytes());
    set_return_data(&answer);
    Ok(())
}

fn sysvar_part(data: &[u8]) -> Result<(), ProgramError> {
    let id: &[u8; 32] = data.try_into().map_err(|_| BAD_REQUEST)?;
    let mut timestamp = 0i64;
    let code = unsafe {
        syscalls::sol_get_sysvar(
            id.as_ptr(),
            (&raw mut timestamp).cast(),
            size_of::<Clock>() as u64 - 8,
            size_of_val(&timestamp) as u64,
        )
    };
    if code != 0 {
        return Err(ProgramError::Custom(code as u32));
    }
    set_return_data(&timestamp.to_le_bytes());
    Ok(())
}
