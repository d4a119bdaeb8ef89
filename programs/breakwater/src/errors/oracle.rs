//! Oracle readings.

use anchor_lang::prelude::*;

/// Codes from 6500; a code is written down and never moves.
#[error_code(offset = 6500)]
#[derive(Debug, PartialEq, Eq)]
pub enum OracleError {
    #[msg("The oracle account belongs to another program: pass the account that the terms name")]
    WrongOwner = 0,
    #[msg("The oracle account is of another type")]
    WrongDiscriminator = 1,
    #[msg("The oracle account has another size")]
    WrongSize = 2,
    #[msg("The reading is of another feed: pass the sources in the order of the terms")]
    WrongFeed = 3,
    #[msg("The feed belongs to another queue")]
    WrongQueue = 4,
    #[msg("The feed's jobs have changed")]
    WrongFeedHash = 5,
    #[msg("The price update is only partially verified: post a fully verified one")]
    NotFullyVerified = 6,
    #[msg("The reading is too old: have the feed updated first")]
    Stale = 7,
    #[msg("The reading is from the future: the chain's clock is behind, send it again later")]
    FromTheFuture = 8,
    #[msg("The reading is not newer than this source's last one: have the feed updated first")]
    Replayed = 9,
    #[msg("The price is not positive")]
    NotPositive = 10,
    #[msg("The exponent is not the one in the terms")]
    WrongExponent = 11,
    #[msg("The value has fewer samples than the terms ask for: have the feed updated by more oracles")]
    TooFewSamples = 12,
    #[msg("The price or its deviation does not fit")]
    PriceOutOfRange = 13,
    #[msg("Fewer sources were given than must agree: pass more of them")]
    TooFewSources = 14,
    #[msg("One account per source of the terms is needed; pass the program's own address for a source that has no reading")]
    WrongSourceCount = 15,
    #[msg("The observation comes in the same second as the last one: send it again")]
    TooSoon = 16,
    #[msg("The feed's authority may write values itself, past the oracles")]
    AuthorityMayWrite = 17,
    #[msg("The newest sample is older than the oldest")]
    SlotsOutOfOrder = 18,
    #[msg("Fewer sources were read than last time: pass all of them, or wait for the spacing")]
    FewerSources = 19,
}
