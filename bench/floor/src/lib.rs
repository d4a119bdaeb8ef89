//! A floor to measure against: the calls that an instruction cannot do without, and nothing else.
//!
//! Instruction data: calls (bit set), bump of account 1, bytes of account 1 (u16), bytes to log (u16).
//! Accounts: payer, created PDA, from, to, signing PDA or owner, closed account, receiver of its rent, token program, system program.

/// Creates account 1 as a PDA of `["floor"]`.
pub const CREATE: u8 = 1;
/// Moves one atom from account 2 to account 3, signed by account 4.
pub const PULL: u8 = 2;
/// Moves one atom from account 2 to account 3, signed by the PDA `["vault"]`, account 4.
pub const PUSH: u8 = 4;
/// Gives the lamports of account 5 to account 6 and closes it.
pub const CLOSE: u8 = 8;

#[cfg(target_os = "solana")]
mod entry {
    use {
        super::*,
        pinocchio::{
            AccountView, Address,
            cpi::{Seed, Signer},
            error::ProgramError,
        },
        pinocchio_system::instructions::CreateAccount,
        pinocchio_token::instructions::Transfer,
    };

    pinocchio::entrypoint!(run, 16);

    fn run(program: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), ProgramError> {
        let [calls, bump, s0, s1, l0, l1, ..] = *data else {
            return Err(ProgramError::InvalidInstructionData);
        };
        let (space, log) = (u64::from(u16::from_le_bytes([s0, s1])), usize::from(u16::from_le_bytes([l0, l1])));
        let bump = [bump];
        if calls & CREATE != 0 {
            let seeds = [Seed::from(b"floor"), Seed::from(&bump)];
            let (payer, target) = (&accounts[0], &accounts[1]);
            let lamports = (space + 128) * 6_960;
            CreateAccount {
                from: payer,
                to: target,
                lamports,
                space,
                owner: program,
            }
            .invoke_signed(&[Signer::from(&seeds)])?;
        }
        if calls & PULL != 0 {
            Transfer::new(&accounts[2], &accounts[3], &accounts[4], 1).invoke()?;
        }
        if calls & PUSH != 0 {
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
        if log > 0 {
            let bytes = [0u8; 256];
            let fields: [&[u8]; 1] = [&bytes[..log.min(256)]];
            // SAFETY: a slice of slices, as the call expects.
            unsafe { pinocchio::syscalls::sol_log_data(fields.as_ptr().cast(), 1) };
        }
        Ok(())
    }
}
