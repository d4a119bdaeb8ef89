//! Arithmetic that did not fit.

use {anchor_lang::prelude::*, breakwater_math::MathError};

/// Codes from 6600; a code is written down and never moves.
#[error_code(offset = 6600)]
#[derive(Debug, PartialEq, Eq)]
pub enum ArithmeticError {
    #[msg("A result does not fit its type: the amount is too large")]
    Overflow = 0,
    #[msg("A division by zero")]
    DivideByZero = 1,
    #[msg("An operand is out of range")]
    OutOfRange = 2,
}

impl From<MathError> for ArithmeticError {
    fn from(error: MathError) -> Self {
        match error {
            MathError::Overflow => Self::Overflow,
            MathError::DivideByZero => Self::DivideByZero,
            _ => Self::OutOfRange,
        }
    }
}

/// Turns a formula's error into the program's.
pub trait OrMath<T> {
    /// The value, or the error with its code on chain.
    fn or_math(self) -> Result<T>;
}

impl<T> OrMath<T> for core::result::Result<T, MathError> {
    #[inline(always)]
    fn or_math(self) -> Result<T> {
        self.map_err(|error| ArithmeticError::from(error).into())
    }
}
