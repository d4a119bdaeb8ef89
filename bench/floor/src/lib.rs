//! A floor to measure against: the calls that an instruction cannot do without, and nothing else.
//!
//! Instruction data: calls (bit set), bumps of accounts 1, 9 and 4, bytes of accounts 1 and 9 (u16 each), bytes to log (u16).
//! Accounts: payer, created PDA, from, to, signing PDA or owner, closed account, receiver of its rent, token program, system program; and
//! for the calls that need them: second created PDA, mint, associated-token program.

/// Creates account 1 as a PDA of `["floor"]`.
pub const CREATE: u8 = 1;
/// Moves one atom from account 2 to account 3, signed by account 4.
pub const PULL: u8 = 2;
/// Moves one atom from account 2 to account 3, signed by the PDA `["vault"]`, account 4.
pub const PUSH: u8 = 4;
/// Gives the lamports of account 5 to account 6 and closes it.
pub const CLOSE: u8 = 8;
/// Creates account 9 as a PDA of `["second"]`, too.
pub const SECOND: u8 = 16;
/// Creates account 9 as a PDA of `["second"]` and makes it a token account of account 4.
pub const TOKEN: u8 = 32;
/// Creates account 3 as the associated token account of account 6.
pub const ASSOCIATED: u8 = 64;

#[cfg(target_os = "solana")]
mod entry {
    use {
        super::*,
        pinocchio::{
            AccountView, Address,
            cpi::{Seed, Signer, invoke},
            error::ProgramError,
            instruction::{InstructionAccount, InstructionView},
        },
        pinocchio_system::instructions::CreateAccount,
        pinocchio_token::instructions::{InitializeAccount3, Transfer},
    };

    pinocchio::entrypoint!(run, 16);

    fn run(program: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), ProgramError> {
        let [calls, first, second, vault, a0, a1, b0, b1, l0, l1, ..] = *data else {
            return Err(ProgramError::InvalidInstructionData);
        };
        let number = |low, high| u16::from_le_bytes([low, high]);
        if calls & CREATE != 0 {
            create(accounts, 1, b"floor", first, number(a0, a1), program)?;
        }
        if calls & SECOND != 0 {
            create(accounts, 9, b"second", second, number(b0, b1), program)?;
        }
        if calls & TOKEN != 0 {
            create(accounts, 9, b"second", second, number(b0, b1), &pinocchio_token::ID)?;
            InitializeAccount3::new(&accounts[9], &accounts[10], accounts[4].address()).invoke()?;
        }
        if calls & ASSOCIATED != 0 {
            create_associated(accounts)?;
        }
        if calls & PULL != 0 {
            Transfer::new(&accounts[2], &accounts[3], &accounts[4], 1).invoke()?;
        }
        if calls & PUSH != 0 {
            let bump = [vault];
            let seeds = [Seed::from(b"vault"), Seed::from(&bump)];
            Transfer::new(&accounts[2], &accounts[3], &accounts[4], 1).invoke_signed(&[Signer::from(&seeds)])?;
        }
        if calls & CLOSE != 0 {
            let lamports = accounts[5].lamports();
            let receiver = accounts[6].lamports();
            accounts[6].set_lamports(receiver + lamports);
            accounts[5].set_lamports(0);
            accounts[5].close()?;
        }
        let log = usize::from(number(l0, l1));
        if log > 0 {
            let bytes = [0u8; 256];
            let fields: [&[u8]; 1] = [&bytes[..log.min(256)]];
            // SAFETY: a slice of slices, as the call expects.
            unsafe { pinocchio::syscalls::sol_log_data(fields.as_ptr().cast(), 1) };
        }
        Ok(())
    }

    fn create(accounts: &[AccountView], index: usize, seed: &[u8], bump: u8, space: u16, owner: &Address) -> Result<(), ProgramError> {
        let bump = [bump];
        let seeds = [Seed::from(seed), Seed::from(&bump)];
        let space = u64::from(space);
        CreateAccount {
            from: &accounts[0],
            to: &accounts[index],
            lamports: (space + 128) * 6_960,
            space,
            owner,
        }
        .invoke_signed(&[Signer::from(&seeds)])
    }

    fn create_associated(accounts: &[AccountView]) -> Result<(), ProgramError> {
        let [payer, _, _, account, _, _, wallet, token, system, _, mint, program, ..] = accounts else {
            return Err(ProgramError::NotEnoughAccountKeys);
        };
        let metas = [
            InstructionAccount::writable_signer(payer.address()),
            InstructionAccount::writable(account.address()),
            InstructionAccount::readonly(wallet.address()),
            InstructionAccount::readonly(mint.address()),
            InstructionAccount::readonly(system.address()),
            InstructionAccount::readonly(token.address()),
        ];
        let create = InstructionView {
            program_id: program.address(),
            accounts: &metas,
            data: &[0],
        };
        invoke(&create, &[payer, account, wallet, mint, system, token])
    }
}
