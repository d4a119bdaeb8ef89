//! The one error type of the crate.

/// Why a computation has no answer. The discriminants are stable: the program adds them to the offset of its own codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum MathError {
    /// The exact result does not fit the type that holds it.
    Overflow = 0,
    /// The divisor is zero.
    DivideByZero = 1,
    /// An argument lies outside the domain that the function documents.
    OutOfRange = 2,
    /// A price, payout or window rule contradicts itself (for instance a rate at the kink below the base rate).
    InvalidTerms = 3,
    /// Fewer price sources than the quorum needs.
    TooFewSources = 4,
}

/// Result of every function of this crate that can fail.
pub type Result<T> = core::result::Result<T, MathError>;

impl core::fmt::Display for MathError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Overflow => "the result does not fit its type",
            Self::DivideByZero => "division by zero",
            Self::OutOfRange => "an argument is out of range",
            Self::InvalidTerms => "the terms contradict themselves",
            Self::TooFewSources => "fewer price sources than the quorum needs",
        })
    }
}

impl core::error::Error for MathError {}
