//! What may happen in a sequence. Every field is relative (an index modulo what exists, a share in thousandths, a mode), so that an
//! action keeps its meaning when the shrinker drops others before it.

/// What one oracle source says when a product is observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// Published now: price and deviation at scale 1e9.
    Now(i64, i64),
    /// The account is passed as it was published before.
    Old,
    /// Left out.
    Missing,
}

/// A bound that the sender gives with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// None that matters.
    Loose,
    /// Exactly what the model expects.
    Exact,
    /// One atom beyond what the model expects: must be refused.
    TooTight,
    /// Zero, where that is refused.
    Zero,
}

/// One step of a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[rustfmt::skip] // one line each
pub enum Action {
    /// Time passes, seconds.
    Advance(u64),
    /// To the next midnight, and seconds beyond (or, negative, before it).
    Midnight(i64),
    Open { who: u8 },
    Deposit { who: u8, tranche: u8, amount: u64, bound: Bound },
    /// Notice on thousandths of the shares; above 1,000 is one share too many.
    Request { who: u8, tranche: u8, thousandths: u16 },
    Execute { who: u8, tranche: u8 },
    /// The owner executes their own request.
    ExecuteOwn { who: u8, tranche: u8 },
    /// Leaves with thousandths of the pending shares.
    Withdraw { who: u8, tranche: u8, thousandths: u16, bound: Bound },
    Cancel { who: u8, tranche: u8 },
    ClosePosition { who: u8 },
    /// `payee`: the holder is that person without a token account, not the buyer.
    Buy { product: u8, buyer: u8, payee: Option<u8>, cover: u64, days: u16, bound: Bound },
    /// Waits, then observes; `family`: passes pool and product.
    Observe { product: u8, wait: u32, quotes: Vec<Quote>, family: bool },
    /// `back`: episodes before the last one.
    Trigger { product: u8, back: u8 },
    Raise { product: u8, incident: u8 },
    /// `back`: episodes before the last one.
    Recount { product: u8, back: u8 },
    Finalise { product: u8, incident: u8 },
    Settle { product: u8, incident: u8, policy: u16 },
    Seal { product: u8, incident: u8 },
    CloseIncident { product: u8, incident: u8 },
    EndEpisode { product: u8, back: u8 },
    Roll { product: u8 },
    PayOwed { product: u8, policy: u16 },
    ClosePolicy { product: u8, policy: u16 },
    Extend { product: u8, policy: u16, buyer: u8, days: u16, bound: Bound },
    CancelPolicy { product: u8, policy: u16, bound: Bound },
    Transfer { product: u8, policy: u16, to: u8 },
    Release { product: u8, incident: u8 },
    /// `subject`: 0 the pool, 1 the incident, 2 and 3 a closed generation.
    Recover { buyer: u8, subject: u8, product: u8, incident: u8, amount: u64 },
    Fetch { who: u8, tranche: u8 },
    /// One of a few sets of the pool's parameters.
    Parameters { which: u8 },
    Sweep,
    /// New limits: cap in thousandths of the first one, one of a few price curves, severity in basis points (0 keeps it), loadings.
    Limits { product: u8, cap: u16, curve: u8, severity: u16, loading: u8 },
    /// An audit so many days ago.
    Attest { product: u8, age: i16 },
    Retire { product: u8 },
    /// Somebody sends tokens to the vault.
    Donate { amount: u64 },
    /// Somebody pays for observations: lamports to the watch.
    Fund { product: u8, lamports: u32 },
    /// The mint's authority freezes or thaws a buyer's or payee's token account.
    Freeze { person: u8, frozen: bool },
    /// The pool loses thousandths of its capital at once: no instruction does that, it makes a pool too poor for its cover.
    Haircut { thousandths: u16 },
}

impl Action {
    /// Its name in the report.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Advance(_) | Self::Midnight(_) => "time",
            Self::Open { .. } => "open_position",
            Self::Deposit { .. } => "deposit",
            Self::Request { .. } => "request_withdrawal",
            Self::Execute { .. } => "execute_withdrawal",
            Self::ExecuteOwn { .. } => "execute, own",
            Self::Withdraw { .. } => "withdraw",
            Self::Cancel { .. } => "cancel_withdrawal",
            Self::ClosePosition { .. } => "close_position",
            Self::Buy { .. } => "buy_policy",
            Self::Observe { .. } => "observe",
            Self::Trigger { .. } => "trigger",
            Self::Raise { .. } => "raise",
            Self::Recount { .. } => "recount",
            Self::Finalise { .. } => "finalise_step",
            Self::Settle { .. } => "settle_policy",
            Self::Seal { .. } => "seal_incident",
            Self::CloseIncident { .. } => "close_incident",
            Self::EndEpisode { .. } => "end_episode",
            Self::Roll { .. } => "roll_product",
            Self::PayOwed { .. } => "pay_owed",
            Self::ClosePolicy { .. } => "close_policy",
            Self::Extend { .. } => "extend_policy",
            Self::CancelPolicy { .. } => "cancel_policy",
            Self::Transfer { .. } => "transfer_policy",
            Self::Release { .. } => "release_incident",
            Self::Recover { .. } => "recover",
            Self::Fetch { .. } => "fetch_recovery",
            Self::Parameters { .. } => "set_pool_parameters",
            Self::Sweep => "sweep_fees",
            Self::Limits { .. } => "set_limits",
            Self::Attest { .. } => "attest_audit",
            Self::Retire { .. } => "retire_product",
            Self::Donate { .. } => "donate",
            Self::Fund { .. } => "fund_watch",
            Self::Freeze { .. } => "freeze",
            Self::Haircut { .. } => "haircut",
        }
    }
}
