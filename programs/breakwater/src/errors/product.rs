//! Products and their terms.

use anchor_lang::prelude::*;

/// Codes from 6200; a code is written down and never moves.
#[error_code(offset = 6200)]
#[derive(Debug, PartialEq, Eq)]
pub enum ProductError {
    #[msg("The product's cover would not add up: nothing was changed")]
    ProductLedgerBroken = 0,
    #[msg("The clock is behind the product's last roll")]
    ProductClockWentBack = 1,
    #[msg("There is no product kind with this number")]
    UnknownKind = 2,
    #[msg("A product is settled by claims or by incidents, and a parametric one by incidents")]
    BadSettlement = 3,
    #[msg("The periods are out of bounds: 7 to 365 days, shortest not above longest")]
    BadPeriodBounds = 4,
    #[msg("The waiting period is too long: at most 30 days and shorter than the shortest period")]
    BadWaiting = 5,
    #[msg("The grace is longer than 35 days")]
    BadGrace = 6,
    #[msg("The smallest cover must be above zero and not above the largest")]
    BadCoverBounds = 7,
    #[msg("The deductible is out of bounds")]
    BadDeductible = 8,
    #[msg("A field of the oracle source is out of its bounds")]
    BadSource = 9,
    #[msg("The strike must be positive and not below the attachment")]
    BadStrike = 10,
    #[msg("The payout curve is out of its bounds")]
    BadPayout = 11,
    #[msg("The observation window is out of its bounds")]
    BadWindow = 12,
    #[msg("The sale guard is out of its bounds")]
    BadGuard = 13,
    #[msg("The bounty is above its bound")]
    BadBounty = 14,
    #[msg("The sources that must agree: at least one, at least two of several, and not more than are listed")]
    BadQuorum = 15,
    #[msg("Two sources read the same feed")]
    DuplicateSource = 16,
    #[msg("A product has at most four sources")]
    TooManySources = 17,
    #[msg("A limit or a rate is out of its bounds")]
    BadLimits = 18,
    #[msg("The severity may only rise")]
    SeverityFell = 19,
    #[msg("The severity must be at least the largest payout and at most 100 %")]
    BadSeverity = 20,
    #[msg("There is no such risk group")]
    UnknownGroup = 21,
    #[msg("The product's terms are sealed")]
    NotDraft = 22,
    #[msg("The product is not listed: nothing is sold")]
    NotListed = 23,
    #[msg("The hash is not that of the terms as drafted")]
    WrongTermsHash = 24,
    #[msg("Products of this kind can be drafted but not sealed yet")]
    NotSealable = 25,
    #[msg("The watch belongs to another product")]
    WrongWatch = 27,
    #[msg("The product still has policies, incidents or undecided losses")]
    ProductStillOpen = 28,
    #[msg("No midnight has passed since the last roll")]
    NothingToRoll = 29,
    #[msg("A kind that jurors settle has no watch, and a parametric kind needs one")]
    WatchMismatch = 30,
    #[msg("The date of an audit lies before 1971 or in the future, or auditor or hash is missing")]
    BadAudit = 31,
    #[msg("A loading is out of its bounds")]
    BadLoading = 32,
}
