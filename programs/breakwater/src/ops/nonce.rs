//! Transactions with a durable nonce: they never expire, so a signature that was given once can be used at any later time.

use {
    crate::errors::AccessError,
    anchor_lang::{pinocchio::sysvars::instructions::INSTRUCTIONS_ID, prelude::*},
};

/// The system program's `AdvanceNonceAccount`.
const ADVANCE_NONCE: [u8; 4] = [4, 0, 0, 0];
/// Bytes of one account in the sysvar: flags and address.
const META: usize = 33;

/// Refuses a transaction that begins with the system program's `AdvanceNonceAccount`: the runtime takes a transaction for one with a durable
/// nonce by that alone (`get_durable_nonce` of solana-svm-transaction). Only the sysvar at its own address counts.
pub fn refuse_durable_nonce(instructions: &AccountView) -> Result<()> {
    require!(*instructions.address() == INSTRUCTIONS_ID, AccessError::WrongInstructionsSysvar);
    let durable = begins_with_advance(&instructions.try_borrow()?);
    require!(!durable.ok_or(AccessError::WrongInstructionsSysvar)?, AccessError::DurableNonce);
    Ok(())
}

/// Whether the first instruction advances a nonce; none if the bytes are not laid out as the sysvar's.
///
/// The sysvar: number of instructions (u16), an offset of each (u16). At an offset: number of accounts (u16), 33 bytes of each, program (32
/// bytes), length of the data (u16), data.
fn begins_with_advance(sysvar: &[u8]) -> Option<bool> {
    let first = usize::from(u16_at(sysvar, 2)?);
    let accounts = usize::from(u16_at(sysvar, first)?);
    let program = first.checked_add(2)?.checked_add(accounts.checked_mul(META)?)?;
    let length_at = program.checked_add(32)?;
    let length = usize::from(u16_at(sysvar, length_at)?);
    let data = sysvar.get(length_at.checked_add(2)?..)?.get(..length)?;
    let system = sysvar.get(program..length_at)? == System::id().as_ref();
    Some(system && data.starts_with(&ADVANCE_NONCE))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEM: [u8; 32] = [0; 32];

    /// The sysvar of these instructions: number of accounts, program, data.
    fn sysvar(instructions: &[(u16, [u8; 32], &[u8])]) -> Vec<u8> {
        let mut bytes = (instructions.len() as u16).to_le_bytes().to_vec();
        let mut at = 2 + 2 * instructions.len();
        for (accounts, _, data) in instructions {
            bytes.extend((at as u16).to_le_bytes());
            at += 2 + usize::from(*accounts) * META + 32 + 2 + data.len();
        }
        for (accounts, program, data) in instructions {
            bytes.extend(accounts.to_le_bytes());
            bytes.extend(vec![1; usize::from(*accounts) * META]);
            bytes.extend(program);
            bytes.extend((data.len() as u16).to_le_bytes());
            bytes.extend(*data);
        }
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn a69_only_a_first_instruction_that_advances_a_nonce_counts() {
        let advance: &[u8] = &[4, 0, 0, 0];
        for (instructions, wanted) in [
            (vec![(3, SYSTEM, advance)], true),
            (vec![(0, SYSTEM, advance)], true),
            (vec![(3, SYSTEM, &[4, 0, 0, 0, 9][..])], true),
            (vec![(3, SYSTEM, advance), (1, [7; 32], &[1][..])], true),
            (vec![(1, [7; 32], &[1][..]), (3, SYSTEM, advance)], false),
            (vec![(3, [7; 32], advance)], false),
            (vec![(3, SYSTEM, &[4, 0, 0][..])], false),
            (vec![(3, SYSTEM, &[4, 1, 0, 0][..])], false),
            (vec![(3, SYSTEM, &[2, 0, 0, 0][..])], false),
            (vec![(3, SYSTEM, &[][..]), (3, SYSTEM, advance)], false),
        ] {
            assert_eq!(begins_with_advance(&sysvar(&instructions)), Some(wanted), "{instructions:?}");
        }
    }

    #[test]
    fn a19_bytes_that_are_no_sysvar_are_not_taken_for_one() {
        let whole = sysvar(&[(3, SYSTEM, &[4, 0, 0, 0])]);
        for length in 0..whole.len() - 2 {
            assert_eq!(begins_with_advance(&whole[..length]), None, "{length}");
        }
        assert_eq!(begins_with_advance(&[255; 64]), None);
    }
}
