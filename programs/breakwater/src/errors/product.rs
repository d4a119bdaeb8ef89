//! Products and their terms.

use anchor_lang::prelude::*;

/// Codes from 6200; a code is written down and never moves.
#[error_code(offset = 6200)]
#[derive(Debug, PartialEq, Eq)]
pub enum ProductError {
    #[msg("The product's cover would not add up: nothing was changed")]
    ProductLedgerBroken = 0,
    #[msg("The clock is behind the product's last roll: send it again later")]
    ProductClockWentBack = 1,
    #[msg("There is no product kind with this number")]
    UnknownKind = 2,
    #[msg("by_incident must be 0 (settled by claims) or 1 (by incidents), and 1 for the kinds 16 to 20")]
    BadSettlement = 3,
    #[msg("The periods are out of bounds: 7 to 365 days, shortest not above longest")]
    BadPeriodBounds = 4,
    #[msg("The waiting period is too long: at most 30 days and shorter than the shortest period")]
    BadWaiting = 5,
    #[msg("The grace is longer than 35 days")]
    BadGrace = 6,
    #[msg("The smallest cover must be above zero and not above the largest")]
    BadCoverBounds = 7,
    #[msg("The deductible must be below 100 %, and 0 for the kinds 16 to 20")]
    BadDeductible = 8,
    #[msg(
        "A field of the oracle source is out of its bounds: feed set; interval at most 10 deviations; Pyth: exponent at most 12, age 1 to 120 seconds; Switchboard: queue and job hash set, at least 3 samples, age 1 to 300 slots"
    )]
    BadSource = 9,
    #[msg("The strike must be positive and not below the attachment")]
    BadStrike = 10,
    #[msg(
        "The payout curve is out of its bounds: largest payout above 0 and at most 100 %, attachment above 0, binary 0 or 1, and for a linear curve exhaustion from 0 to below the attachment"
    )]
    BadPayout = 11,
    #[msg(
        "The observation window is out of its bounds: 15 minutes to 7 days, at least 3 observations at least 60 seconds apart that fit into 7 days, and a longest gap above the spacing and below a day"
    )]
    BadWindow = 12,
    #[msg("The sale guard is out of its bounds: guard at most 20 %, sale width above 0")]
    BadGuard = 13,
    #[msg("The bounty is above its bound of 1,000,000 lamports")]
    BadBounty = 14,
    #[msg("The sources that must agree: at least one, more than half of those listed, and not more than are listed")]
    BadQuorum = 15,
    #[msg("Two sources read the same feed")]
    DuplicateSource = 16,
    #[msg("A product has at most four sources")]
    TooManySources = 17,
    #[msg(
        "The cap must be above 0, and the price curve must hold: base ≤ at_kink ≤ full ≤ 10,000 % a year, minimum ≤ 10,000 %, kink above 0 and below 100 %"
    )]
    BadLimits = 18,
    #[msg("The severity may only rise")]
    SeverityFell = 19,
    #[msg(
        "The severity must be at most 100 %, and at least the largest payout (kinds that oracle readings decide) or 50 % (kinds that jurors decide)"
    )]
    BadSeverity = 20,
    #[msg("There is no such risk group: 0 to 7")]
    UnknownGroup = 21,
    #[msg("The product's terms are sealed: draft another product")]
    NotDraft = 22,
    #[msg("The product is not listed: nothing is sold")]
    NotListed = 23,
    #[msg("The hash is not that of the terms as drafted: read the draft again and compare it before you seal")]
    WrongTermsHash = 24,
    #[msg("Products of this kind can be drafted but not sealed yet")]
    NotSealable = 25,
    #[msg("The watch belongs to another product")]
    WrongWatch = 27,
    #[msg("The product still has policies, incidents or undecided losses: settle and close them first")]
    ProductStillOpen = 28,
    #[msg("No midnight has passed since the last roll")]
    NothingToRoll = 29,
    #[msg("A kind that jurors decide has no watch, and a kind that oracle readings decide needs its own: pass it, or leave it out")]
    WatchMismatch = 30,
    #[msg("The date of an audit lies before 1971 or in the future, or auditor or hash is missing")]
    BadAudit = 31,
    #[msg("A loading is out of its bounds: audit at most 100 % in all and by the day at most that, experience at most 900 %")]
    BadLoading = 32,
}
