//! Capital, shares and withdrawals.

use anchor_lang::prelude::*;

/// Codes from 6100; a code is written down and never moves.
#[error_code(offset = 6100)]
#[derive(Debug, PartialEq, Eq)]
pub enum PoolError {
    #[msg("The pool's ledger would not add up: nothing was changed")]
    PoolLedgerBroken = 0,
    #[msg("There is no tranche with this number: 0 is junior, 1 is senior")]
    UnknownTranche = 1,
    #[msg("The clock is behind the pool's last recognition: send it again later")]
    PoolClockWentBack = 2,
    #[msg("Token-2022 mints are refused: only SPL Token mints are taken")]
    Token2022Mint = 3,
    #[msg("The account is not an SPL Token mint")]
    NotAMint = 4,
    #[msg(
        "A pool parameter is out of its bounds: junior weight 1 to 100, smallest deposit at least 1,000 atoms, reserve share at most 30 %, margin 100 to 500 %, correlation, junior's least share and group caps at most 100 %, notice 1 to 30 days"
    )]
    BadParameter = 5,
    #[msg("The amount must be greater than zero")]
    ZeroAmount = 6,
    #[msg(
        "The deposit is smaller than the pool's minimum, or, while losses are undecided, than a sixteenth of a tranche that was wiped out"
    )]
    BelowMinimumDeposit = 7,
    #[msg("The deposit would give fewer shares than min_shares, or none: read the price again, or accept fewer")]
    SlippageShares = 8,
    #[msg("A withdrawal of this tranche is pending already: cancel it or let it be executed first")]
    RequestPending = 9,
    #[msg("The position, or its request, has fewer shares than that")]
    NotEnoughShares = 10,
    #[msg("No withdrawal of this tranche is pending: give notice with request_withdrawal first")]
    NoRequest = 11,
    #[msg("The notice of this withdrawal is not over: send it after the midnight at which the request matures")]
    NotMatured = 12,
    #[msg("Losses are undecided: only the owner may leave now, at the lower price, with withdraw")]
    Undecided = 13,
    #[msg(
        "The capital backs cover: nothing is free to leave now. The request stays; try again when cover has ended or capital has come in"
    )]
    NotFree = 14,
    #[msg("The withdrawal would pay less than min_assets: accept less, or wait for execute_withdrawal")]
    SlippageAssets = 15,
    #[msg("A withdrawal at the lower price needs a minimum above zero")]
    MinAssetsZero = 16,
    #[msg("The account is not the vault of this pool")]
    WrongVault = 17,
    #[msg("The account belongs to another pool")]
    WrongPool = 18,
    #[msg("The token account holds another mint")]
    WrongMint = 19,
    #[msg("The token account belongs to somebody else")]
    WrongTokenOwner = 20,
    #[msg("Money goes to the owner's associated token account unless the owner signs for another")]
    NotAssociated = 21,
    #[msg("The vault did not change by exactly the amount the ledger moved")]
    VaultMoved = 22,
    #[msg("The account still holds something and cannot be closed: a position shares, a pool capital, premium, fees or money that is owed")]
    NotEmpty = 23,
    #[msg("No fees are owed")]
    NothingToSweep = 24,
    #[msg("The receiving token account is frozen: give another account of the owner, or have it thawed")]
    DestinationFrozen = 25,
    #[msg("The paying token account holds less than the amount: fund it first")]
    SourceShort = 26,
    #[msg(
        "While losses are undecided, at least one share must stay for each atom that the exit leaves in the tranche: take fewer shares, or wait until the losses are decided"
    )]
    LastOut = 27,
    #[msg("After this many losses the tranche's shares are too many to take deposits: use the other tranche, or wait until it has emptied")]
    TooManyShares = 28,
    #[msg("The pool still has products: close them first")]
    ProductsOpen = 29,
    #[msg("The pool still has positions: their owners close them first")]
    PositionsOpen = 30,
    #[msg("Open incidents have reserved money of this tranche that may come back: settle them first, or let the owner send it")]
    Unsettled = 31,
    #[msg(
        "With these stricter parameters the pool's cover would break a limit: required capital, a group's cap, junior's least share or a product above capital. Loosen them, or wait for cover to end or capital to come in"
    )]
    LimitsBroken = 32,
    #[msg("The position has no recovery to fetch")]
    NothingRecovered = 33,
    #[msg("The position has a recovery to fetch: fetch it first")]
    RecoveryWaits = 34,
    #[msg("A recovery names the pool (0), an incident (1), or the closed generation of junior (2) or senior (3)")]
    UnknownSubject = 35,
}
