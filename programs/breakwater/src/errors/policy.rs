//! Buying and closing cover.

use anchor_lang::prelude::*;

/// Codes from 6300; a code is written down and never moves.
#[error_code(offset = 6300)]
#[derive(Debug, PartialEq, Eq)]
pub enum PolicyError {
    #[msg("The policy would pay more than its cover: nothing was changed")]
    PolicyLedgerBroken = 0,
    #[msg("The period is outside what the product sells")]
    PeriodOutOfBounds = 1,
    #[msg("The end plus grace lies more than 402 days ahead")]
    PeriodTooFar = 2,
    #[msg("The cover is outside the product's smallest and largest")]
    CoverOutOfBounds = 3,
    #[msg("The product's cap leaves no room for this cover")]
    CapReached = 4,
    #[msg("The pool's capital cannot carry this cover")]
    NotEnoughCapital = 5,
    #[msg("The premium is above the buyer's maximum")]
    PremiumTooHigh = 6,
    #[msg("A breach is running: nothing is sold")]
    InBreach = 7,
    #[msg("The last price lies within the guard band of the strike: nothing is sold")]
    NearStrike = 8,
    #[msg("The last valid reading is too old: observe first")]
    WatchStale = 9,
    #[msg("The last reading's interval is too wide to sell on")]
    PriceTooWide = 10,
    #[msg("The holder must be set")]
    ZeroHolder = 11,
    #[msg("The policy and its grace are not over")]
    PolicyNotOver = 12,
    #[msg("The policy still has money to come: pay it out first")]
    StillOwed = 13,
    #[msg("An incident or a breach that this policy is part of is not settled")]
    PolicyStillOpen = 14,
    #[msg("The policy belongs to another product")]
    PolicyOfOtherProduct = 15,
    #[msg("Nothing is owed to this policy")]
    NothingOwed = 16,
    #[msg("The account is not the policy's holder")]
    WrongHolder = 17,
    #[msg("The last reading left a source out: observe all sources first")]
    SourcesMissing = 19,
    #[msg("The product's risk group would take more of the pool's capital than it may")]
    GroupFull = 20,
    #[msg("Junior capital is below its least share of required capital")]
    JuniorTooThin = 21,
    #[msg("Seven days have not passed since the sale")]
    TooEarlyToCancel = 22,
    #[msg("The refund is below the holder's minimum")]
    RefundTooLow = 23,
    #[msg("The policy has ended")]
    PolicyOver = 24,
    #[msg("The product has a breach or an incident that is not over")]
    ProductUndecided = 25,
}
