//! Names of the program's errors, so that a person reads words and not a number.

use breakwater::errors::*;

macro_rules! names {
    ($($offset:literal => $kind:ident [$($variant:ident),* $(,)?]),* $(,)?) => {
        /// The name of a custom program error, such as `PoolError::NotFree`.
        pub fn name(code: u32) -> Option<&'static str> {
            match code {
                $($(c if c == $kind::$variant as u32 + $offset => Some(concat!(stringify!($kind), "::", stringify!($variant))),)*)*
                2000 => Some("ConstraintMut"),
                2005 => Some("ConstraintRentExempt"),
                2012 => Some("ConstraintAddress"),
                2040 => Some("ConstraintDuplicateMutableAccount"),
                _ => None,
            }
        }

        /// Every error of the program with its code.
        pub fn all() -> Vec<(u32, &'static str)> {
            vec![$($(($kind::$variant as u32 + $offset, concat!(stringify!($kind), "::", stringify!($variant))),)*)*]
        }
    };
}

names! {
    6000 => AccessError [NotUpgradeAuthority, NoUpgradeAuthority, WrongProgramData, Paused, FeeOutOfBounds, ZeroAddress, WrongRentPayer, UnexpectedAccount, NotOwner, BadDiscounts, WrongConfig, DurableNonce, WrongInstructionsSysvar, WrongBuffer, NotUploader, WrongBuild, WrongLoader, WrongUpgradeAuthority, AuthorityNotMoved],
    6100 => PoolError [PoolLedgerBroken, UnknownTranche, PoolClockWentBack, Token2022Mint, NotAMint, BadParameter, ZeroAmount, BelowMinimumDeposit, SlippageShares, RequestPending, NotEnoughShares, NoRequest, NotMatured, Undecided, NotFree, SlippageAssets, MinAssetsZero, WrongVault, WrongPool, WrongMint, WrongTokenOwner, NotAssociated, VaultMoved, NotEmpty, NothingToSweep, DestinationFrozen, SourceShort, LastOut, TooManyShares, ProductsOpen, PositionsOpen, Unsettled, LimitsBroken, NothingRecovered, RecoveryWaits, UnknownSubject],
    6200 => ProductError [ProductLedgerBroken, ProductClockWentBack, UnknownKind, BadSettlement, BadPeriodBounds, BadWaiting, BadGrace, BadCoverBounds, BadDeductible, BadSource, BadStrike, BadPayout, BadWindow, BadGuard, BadBounty, BadQuorum, DuplicateSource, TooManySources, BadLimits, SeverityFell, BadSeverity, UnknownGroup, NotDraft, NotListed, WrongTermsHash, NotSealable, WrongWatch, ProductStillOpen, NothingToRoll, WatchMismatch, BadAudit, BadLoading],
    6300 => PolicyError [PolicyLedgerBroken, PeriodOutOfBounds, PeriodTooFar, CoverOutOfBounds, CapReached, NotEnoughCapital, PremiumTooHigh, InBreach, NearStrike, WatchStale, PriceTooWide, ZeroHolder, PolicyNotOver, StillOwed, PolicyStillOpen, PolicyOfOtherProduct, NothingOwed, WrongHolder, SourcesMissing, GroupFull, JuniorTooThin, TooEarlyToCancel, RefundTooLow, PolicyOver, ProductUndecided],
    6400 => IncidentError [IncidentLedgerBroken, NoEpisode, OtherProduct, PoolRequired, EpisodeOver, BreachNotOver, NoWindow, AlreadyTriggered, RaiseClosed, RiseTooSmall, LadderFull, NothingDue, StillWaiting, Disputed, NotSealed, AlreadySealed, NotEligible, OutOfOrder, AlreadySettled, NothingToPay, NotAllPassed, TooManyOpen, NothingEligible, IncidentRequired, NothingToRelease, EarlierOpen, EarlierBreach, RecoveriesMayCome, NotReleased, NothingLacking, NotDisputable, CaseOpen, DecidedByCase],
    6500 => OracleError [WrongOwner, WrongDiscriminator, WrongSize, WrongFeed, WrongQueue, WrongFeedHash, NotFullyVerified, Stale, FromTheFuture, Replayed, NotPositive, WrongExponent, TooFewSamples, PriceOutOfRange, TooFewSources, WrongSourceCount, TooSoon, AuthorityMayWrite, SlotsOutOfOrder, FewerSources],
    6600 => ArithmeticError [Overflow, DivideByZero, OutOfRange],
    6700 => EscrowError [EscrowLedgerBroken, EscrowClockWentBack, WrongElectorate, WrongEscrowVault, WrongGovernanceMint, NotEnoughLocked, NothingUnlocking, NoticeRunning, BallotsOpen, TooManyBallots, EscrowNotEmpty, WeightForgotten, VotesOpen, TooManyVotes],
    6800 => CaseError [CaseLedgerBroken, WrongCourt, WrongBondVault, BadCourt, NotCommitPhase, NotRevealPhase, NotAppealable, PhaseRunning, CaseNotEnded, CaseEnded, NoWeight, ConflictOfInterest, NotCanonical, UnknownChoice, WrongReveal, AlreadyRevealed, WrongSubject, BallotOfOtherCase, WrongJuror, BallotsUnsettled, RefundsWait, NothingToRefund, TooMuchAtRisk, BallotSettled, NotConcluded, CourtBusy, CourtMismatch, ElectorateTooSmall, FeeUndeliverable, NotEvidencePhase, CourtOpen, ValueMoved],
    6900 => ClaimError [ClaimLedgerBroken, SettledByIncident, SettledByClaim, EventNotCovered, EventInFuture, ClaimTooLate, ClaimWindowOver, AmountAboveCover, ClaimOpen, NotRefilable, CannotWithdraw, ClaimNotOver, ClaimOfOtherPolicy, NoOutage, EventTooOld, DayTaken, TooManyDeclared, BelowThreshold, NotDeclared, ClaimsOnRecord, NoPayoutWaits, AboveShortfall, StillDeclarable],
    7000 => GovernanceError [DaoLedgerBroken, WrongDao, WrongDaoVault, WrongAction, OtherSubject, NotQueued, TimelockRunning, ProposalDead, ProposalStale, NotBootstrap, BootstrapOver, NotYetMembers, BootstrapsAction, MembersAction, NotGuardian, CannotCancel, NotVoting, VoteRunning, UnknownVote, BelowProposers, NoVote, ProposalOpen, VotesUnclosed, VoteOfOtherProposal, NotNamed, NothingOffered, BadVoting, PausedTooOften, NotPaused, PauseRunning, BadListing, NotListedMint, NotListedFeed, VetoYoung, NotAbandoned, MintHasAuthority, PoolStillSells, PoolRetired, PoolNotRetired, NotDrafter, BadAmount, WrongReceiver, OtherLimits, CancelledBefore],
    7100 => TreasuryError [TreasuryLedgerBroken, WrongPurse, WrongPurseVault, PurseNotEmpty, DonationsLeft, SpentRecently, NothingToGather, CapOutOfBounds, AboveCap, NotEnoughHeld, RevenueOutOfBounds, WrongRevenueVault, NoRevenueDue, RevenueLeft, RevenueOpen, WrongRevenueMint],
    7300 => RewardError [RewardLedgerBroken, WrongRewardsVault, WrongRewards, NothingToClaim, RewardsLeft, BadEmission, RewardsOwned, EmissionRunning, RewardsOpen],
}
