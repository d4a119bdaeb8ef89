//! Claims and declared incidents.

use anchor_lang::prelude::*;

/// Codes from 6900; a code is written down and never moves.
#[error_code(offset = 6900)]
#[derive(Debug, PartialEq, Eq)]
pub enum ClaimError {
    #[msg("The claim's ledger would not add up: nothing was changed")]
    ClaimLedgerBroken = 0,
    #[msg("This product is settled by incidents: a claim is taken only for an event in an outage of its sources")]
    SettledByIncident = 1,
    #[msg("The product is settled by claims: it has no declared incidents")]
    SettledByClaim = 2,
    #[msg("The policy was not in force on the day of the event, or still waiting")]
    EventNotCovered = 3,
    #[msg("The day of the event has not begun")]
    EventInFuture = 4,
    #[msg("Term and grace of the policy are over: nothing more can be claimed")]
    ClaimTooLate = 5,
    #[msg("The product takes claims only for so many days after the event, and they are over")]
    ClaimWindowOver = 6,
    #[msg("The amount is above the cover that is left")]
    AmountAboveCover = 7,
    #[msg("The policy has an open claim: wait for its end")]
    ClaimOpen = 8,
    #[msg("The claim cannot be filed again: only one that was denied or drawn can, once, and within its time")]
    NotRefilable = 9,
    #[msg("A claim can be withdrawn while the evidence phase of its first round runs, and given up once it was denied or drawn")]
    CannotWithdraw = 10,
    #[msg("The claim is not over, or its policy could still be claimed on for the same day")]
    ClaimNotOver = 11,
    #[msg("The claim belongs to another policy")]
    ClaimOfOtherPolicy = 12,
    #[msg("The product's sources had no hole of 24 hours in the policy's force that touches this day")]
    NoOutage = 13,
    #[msg("The event lies further back than the product's grace, or than 60 days")]
    EventTooOld = 14,
    #[msg("An incident of this day is open or was accepted, or the day was denied twice")]
    DayTaken = 15,
    #[msg("Four declared incidents of this product are undecided: wait for one")]
    TooManyDeclared = 16,
    #[msg("The escrow has too little aged weight to declare an incident")]
    BelowThreshold = 17,
    #[msg("The incident was not declared, or its case is over")]
    NotDeclared = 18,
    #[msg("Claims of this policy are on record: close them first")]
    ClaimsOnRecord = 19,
    #[msg("The claim was not accepted, or has been paid")]
    ClaimNotPayable = 20,
    #[msg("The amount is above what the claim lacks")]
    AboveShortfall = 21,
    #[msg("An event of the policy's term can still be declared: close the policy later")]
    StillDeclarable = 22,
}
