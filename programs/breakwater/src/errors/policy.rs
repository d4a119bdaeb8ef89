//! Buying and closing cover.

use anchor_lang::prelude::*;

/// Codes from 6300; a code is written down and never moves.
#[error_code(offset = 6300)]
#[derive(Debug, PartialEq, Eq)]
pub enum PolicyError {
    #[msg("The policy would pay more than its cover: nothing was changed")]
    PolicyLedgerBroken = 0,
    #[msg("The period is outside what the product sells: min_days to max_days of its terms")]
    PeriodOutOfBounds = 1,
    #[msg("The end plus grace lies more than 402 days ahead: take fewer days, or extend later")]
    PeriodTooFar = 2,
    #[msg("The cover is outside the product's smallest and largest")]
    CoverOutOfBounds = 3,
    #[msg("The product's cap leaves no room for this cover: take less, or wait until cover has ended with its grace")]
    CapReached = 4,
    #[msg("The pool's capital cannot carry this cover: take less, or wait for capital or for cover to end")]
    NotEnoughCapital = 5,
    #[msg("The premium is above max_premium: quote again, or accept more")]
    PremiumTooHigh = 6,
    #[msg("A breach is running: nothing is sold until it has ended")]
    InBreach = 7,
    #[msg("The last price lies within the guard band of the strike: nothing is sold until it has risen")]
    NearStrike = 8,
    #[msg("The last valid reading is too old: observe first")]
    WatchStale = 9,
    #[msg("The last reading's interval is too wide to sell on: observe again when the sources are surer")]
    PriceTooWide = 10,
    #[msg("The holder must be set")]
    ZeroHolder = 11,
    #[msg("The policy and its grace are not over, and its cover is not wholly paid: close it later")]
    PolicyNotOver = 12,
    #[msg("The policy is owed money that could not be delivered: send pay_owed first")]
    StillOwed = 13,
    #[msg(
        "An incident, a breach or a recovery may still pay this policy: settle it first, or wait until the breach or the recoveries are over"
    )]
    PolicyStillOpen = 14,
    #[msg("The policy belongs to another product")]
    PolicyOfOtherProduct = 15,
    #[msg("Nothing is owed to this policy")]
    NothingOwed = 16,
    #[msg("The account is not the policy's holder")]
    WrongHolder = 17,
    #[msg("The last reading left a source out: observe all sources first")]
    SourcesMissing = 19,
    #[msg("The product's risk group would take more of the pool's capital than it may: take less, or wait for capital or for cover to end")]
    GroupFull = 20,
    #[msg("Junior capital is below its least share of R: take less cover, or wait for junior capital or for cover to end")]
    JuniorTooThin = 21,
    #[msg("Seven days have not passed since the sale: cancel later")]
    TooEarlyToCancel = 22,
    #[msg("The refund is below min_refund: accept less, or keep the policy")]
    RefundTooLow = 23,
    #[msg("The policy has ended or is wholly paid: buy a new one")]
    PolicyOver = 24,
    #[msg(
        "A breach or an incident of the product is not over: wait until its incidents are closed or released, and a breach that nobody triggers is three days past"
    )]
    ProductUndecided = 25,
}
