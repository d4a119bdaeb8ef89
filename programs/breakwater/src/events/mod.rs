//! What happened, in the past tense: ids first, amounts in atoms next, the time last. Logged by `emit!`; accounts stay the truth.

mod cases;
mod governance;
mod jury;
mod rewards;
mod treasury;

pub use {cases::*, governance::*, jury::*, rewards::*, treasury::*};

use anchor_lang::prelude::*;

/// The protocol exists.
#[event]
pub struct Initialised {
    pub bootstrap: Address,
    pub revenue_mint: Address,
    pub fee_bps: u16,
    pub revenue_bps: u16,
    pub at: i64,
}

/// A pool takes deposits.
#[event]
pub struct PoolCreated {
    pub pool: Address,
    pub id: u32,
    pub mint: Address,
    pub at: i64,
}

/// A pool that everybody had left was closed; reserve and surplus went to the treasury.
#[event]
pub struct PoolClosed {
    pub pool: Address,
    pub reserve: u64,
    pub surplus: u64,
    pub at: i64,
}

/// An underwriter may deposit.
#[event]
pub struct PositionOpened {
    pub pool: Address,
    pub owner: Address,
    pub at: i64,
}

/// An empty position was closed.
#[event]
pub struct PositionClosed {
    pub pool: Address,
    pub owner: Address,
    pub at: i64,
}

/// Capital came in.
#[event]
pub struct CapitalDeposited {
    pub pool: Address,
    pub owner: Address,
    pub tranche: u8,
    pub amount: u64,
    pub tranche_capital: u64,
    pub at: i64,
}

/// Shares are under notice.
#[event]
pub struct WithdrawalRequested {
    pub pool: Address,
    pub owner: Address,
    pub tranche: u8,
    pub matures_at: i64,
    pub at: i64,
}

/// A request was taken back at its cost.
#[event]
pub struct WithdrawalCancelled {
    pub pool: Address,
    pub owner: Address,
    pub tranche: u8,
    pub cost: u64,
    pub at: i64,
}

/// Capital left.
#[event]
pub struct CapitalWithdrawn {
    pub pool: Address,
    pub owner: Address,
    pub tranche: u8,
    pub amount: u64,
    pub at_lower_price: bool,
    pub tranche_capital: u64,
    pub at: i64,
}

/// Fees went to the treasury and, in part, to escrows.
#[event]
pub struct FeesSwept {
    pub pool: Address,
    pub amount: u64,
    /// The part of them that streams to escrows from now on.
    pub to_escrows: u64,
    pub at: i64,
}

/// Terms are being written.
#[event]
pub struct ProductDrafted {
    pub product: Address,
    pub pool: Address,
    pub id: u32,
    pub kind: u8,
    pub at: i64,
}

/// An oracle source was added to a draft.
#[event]
pub struct SourceAdded {
    pub product: Address,
    pub kind: u8,
    pub feed: Address,
    pub at: i64,
}

/// Terms are bound and cover is sold.
#[event]
pub struct ProductSealed {
    pub product: Address,
    pub terms_hash: [u8; 32],
    pub at: i64,
}

/// Price, cap or severity changed.
#[event]
pub struct LimitsSet {
    pub product: Address,
    pub cap: u64,
    pub severity: u64,
    pub at: i64,
}

/// Nothing new is sold.
#[event]
pub struct ProductRetired {
    pub product: Address,
    pub at: i64,
}

/// A product without open policies was closed.
#[event]
pub struct ProductClosed {
    pub product: Address,
    pub at: i64,
}

/// Cover was sold.
#[event]
pub struct PolicyBought {
    pub policy: Address,
    pub product: Address,
    pub holder: Address,
    pub buyer: Address,
    pub cover: u64,
    pub premium: u64,
    pub starts_at: i64,
    pub ends_at: i64,
    pub at: i64,
}

/// A policy that is over was closed.
#[event]
pub struct PolicyClosed {
    pub policy: Address,
    pub product: Address,
    pub holder: Address,
    pub paid: u64,
    pub at: i64,
}

/// A valid reading. signal: 0 neutral, 1 breach, 2 recovery.
#[event]
pub struct Observed {
    pub watch: Address,
    pub signal: u8,
    pub price: i64,
    pub lowest: i64,
    pub at: i64,
}

/// A sustained breach, hour by hour.
#[event]
pub struct WindowClosed {
    pub watch: Address,
    pub episode: u32,
    pub start: i64,
    pub price: i64,
    pub at: i64,
}

/// An episode began.
#[event]
pub struct BreachStarted {
    pub product: Address,
    pub episode: u32,
    pub cover: u64,
    pub waiting: u64,
    pub provisional: u64,
    pub at: i64,
}

/// An episode ended or was released.
#[event]
pub struct BreachEnded {
    pub product: Address,
    pub episode: u32,
    pub state: u8,
    pub at: i64,
}

/// An incident was opened with its first step.
#[event]
pub struct IncidentTriggered {
    pub incident: Address,
    pub product: Address,
    pub number: u32,
    pub ratio: u64,
    pub window_start: i64,
    pub eligible: u64,
    pub final_at: i64,
    pub at: i64,
}

/// A step was added.
#[event]
pub struct IncidentRaised {
    pub incident: Address,
    pub step: u8,
    pub ratio: u64,
    pub window_start: i64,
    pub eligible: u64,
    pub final_at: i64,
    pub at: i64,
}

/// Money for a step is reserved.
#[event]
pub struct StepFinal {
    pub incident: Address,
    pub step: u8,
    pub ratio: u64,
    pub needed: u64,
    pub funded: u64,
    pub pool_capital: u64,
    pub at: i64,
}

/// Less can still be lost to a breach than was held for it.
#[event]
pub struct UndecidedFell {
    pub product: Address,
    pub episode: u32,
    pub released: u64,
    pub held: u64,
    pub at: i64,
}

/// What an incident had reserved beyond its needs was added to its steps that were cut.
#[event]
pub struct CutToppedUp {
    pub incident: Address,
    pub shortfall: u64,
    pub at: i64,
}

/// No step can come any more.
#[event]
pub struct IncidentSealed {
    pub incident: Address,
    pub funded: u64,
    pub at: i64,
}

/// An incident owes a policy.
#[event]
pub struct PolicySettled {
    pub policy: Address,
    pub incident: Address,
    pub holder: Address,
    /// Of its cover, atoms.
    pub amount: u64,
    /// Of the bonds of disputes that failed, beside the cover, atoms.
    pub bonus: u64,
    pub passed: bool,
    pub at: i64,
}

/// Money reached the holder.
#[event]
pub struct PolicyPaid {
    pub policy: Address,
    pub holder: Address,
    pub amount: u64,
    pub at: i64,
}

/// What was left streams back.
#[event]
pub struct IncidentClosed {
    pub incident: Address,
    pub paid: u64,
    pub left: u64,
    pub at: i64,
}

/// A policy goes on to another end.
#[event]
pub struct PolicyExtended {
    pub policy: Address,
    pub product: Address,
    pub payer: Address,
    pub premium: u64,
    pub ends_at: i64,
    pub at: i64,
}

/// A policy was cancelled and closed.
#[event]
pub struct PolicyCancelled {
    pub policy: Address,
    pub product: Address,
    pub holder: Address,
    pub cover: u64,
    pub refund: u64,
    pub at: i64,
}

/// A policy has another holder.
#[event]
pub struct PolicyTransferred {
    pub policy: Address,
    pub from: Address,
    pub to: Address,
    pub at: i64,
}

/// An incident that cut its policies waits for recoveries; what it had reserved too much has gone back.
#[event]
pub struct IncidentReleased {
    pub incident: Address,
    pub shortfall: u64,
    pub left: u64,
    pub at: i64,
}

/// A recovery came in: `to_policies` of it for policies that were cut.
#[event]
pub struct Recovered {
    pub pool: Address,
    pub payer: Address,
    pub subject: u8,
    pub amount: u64,
    pub to_policies: u64,
    pub at: i64,
}

/// An owner got what was recovered for shares of a closed generation.
#[event]
pub struct RecoveryFetched {
    pub pool: Address,
    pub owner: Address,
    pub tranche: u8,
    pub amount: u64,
    pub at: i64,
}

/// A pool's parameters were set.
#[event]
pub struct PoolParametersSet {
    pub pool: Address,
    pub margin_bps: u16,
    pub correlation_bps: u16,
    pub junior_floor_bps: u16,
    pub at: i64,
}

/// An audit of the covered code was recorded.
#[event]
pub struct AuditAttested {
    pub product: Address,
    pub auditor: Address,
    pub day: u32,
    pub at: i64,
}

/// The program runs another build from the next slot on.
#[event]
pub struct ProgramUpgraded {
    /// SHA-256 of the build.
    pub hash: [u8; 32],
    pub at: i64,
}

/// The program can never be upgraded again.
#[event]
pub struct UpgradesGivenUp {
    pub at: i64,
}
