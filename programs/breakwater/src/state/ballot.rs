//! A ballot: one juror's vote in one round of a case.

use {
    crate::errors::CaseError,
    anchor_lang::prelude::*,
    breakwater_math::tally::{Form, Side},
};

/// No choice has been revealed.
pub const HIDDEN: u8 = 255;

/// PDA: `["ballot", case, round, juror]`.
#[account]
pub struct Ballot {
    pub version: u8,
    pub bump: u8,
    /// Round it was cast in: 0, 1, or 2 for the appeal.
    pub round: u8,
    /// What was revealed; [`HIDDEN`] before.
    pub choice: u8,
    /// 1 once it was judged: only its fee waits.
    pub settled: u8,
    pub _pad: [u8; 3],
    pub case: Address,
    pub juror: Address,
    pub court: Address,
    /// SHA-256 of case, round, juror, choice and salt.
    pub commitment: [u8; 32],
    /// Atoms of the governance token, fixed when it was committed.
    pub weight: PodU64,
    /// Fee that could not be delivered, atoms of the pool's mint.
    pub fee_owed: PodU64,
    /// The pool's capital when it was committed, atoms: who leaves the pool later takes nobody's vote.
    pub capital: PodU64,
    pub reserved: [u8; 8],
}

const _: () = assert!(core::mem::size_of::<Ballot>() == 8 + 4 * 32 + 16 + 16);

/// Commitment to a choice: nobody else's, and for no other round, so that a copy can never be revealed.
pub fn commitment(case: &Address, round: u8, juror: &Address, choice: u8, salt: &[u8; 32]) -> [u8; 32] {
    let mut bytes = [0u8; 98];
    bytes[..32].copy_from_slice(case.as_ref());
    bytes[32] = round;
    bytes[33..65].copy_from_slice(juror.as_ref());
    bytes[65] = choice;
    bytes[66..].copy_from_slice(salt);
    sha256(&bytes)
}

impl Ballot {
    /// The side it was revealed for; none when it was not revealed.
    pub fn side(&self, form: Form) -> Option<Side> {
        form.side(self.choice).ok()
    }

    /// Shows the choice.
    pub fn reveal(&mut self, form: Form, choice: u8, salt: &[u8; 32]) -> Result<()> {
        require!(self.choice == HIDDEN, CaseError::AlreadyRevealed);
        require!(form.side(choice).is_ok(), CaseError::UnknownChoice);
        let shown = commitment(&self.case, self.round, &self.juror, choice, salt);
        require!(shown == self.commitment, CaseError::WrongReveal);
        self.choice = choice;
        Ok(())
    }
}
