//! Sealed terms as typed data: nothing that anybody does later changes them.

use {
    crate::{
        bounds,
        constants::*,
        errors::{OrMath, ProductError},
    },
    anchor_lang::prelude::*,
    breakwater_math::{payout::PayoutCurve, premium::Curve, window::Rules},
    bytemuck::{Pod, Zeroable},
};

/// What a product insures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    SmartContract = 0,
    ProtocolExploit = 1,
    Custody = 2,
    Bridge = 3,
    Slashing = 4,
    Depeg = 16,
    BridgeCollateral = 17,
    Issuer = 18,
    BadDebt = 19,
    OracleFailure = 20,
    Liquidation = 21,
    ImpermanentLoss = 22,
}

impl Kind {
    /// Sources decide: the product has a watch, and its terms a parametric part.
    pub fn has_watch(self) -> bool {
        self as u8 >= Self::Depeg as u8
    }

    /// Its rules are whole: terms of this kind can be sealed. A threshold on one price or ratio decides the parametric ones; draw-down,
    /// impermanent loss and the failure of an oracle need rules that do not exist yet.
    pub fn is_sealable(self) -> bool {
        !matches!(self, Self::OracleFailure | Self::Liquidation | Self::ImpermanentLoss)
    }

    /// Settled by oracle readings that a watch collects, through incidents with a ladder.
    pub fn is_parametric(self) -> bool {
        matches!(
            self,
            Self::Depeg | Self::BridgeCollateral | Self::Issuer | Self::BadDebt | Self::OracleFailure
        )
    }
}

impl TryFrom<u8> for Kind {
    type Error = ProductError;

    fn try_from(byte: u8) -> core::result::Result<Self, ProductError> {
        Ok(match byte {
            0 => Self::SmartContract,
            1 => Self::ProtocolExploit,
            2 => Self::Custody,
            3 => Self::Bridge,
            4 => Self::Slashing,
            16 => Self::Depeg,
            17 => Self::BridgeCollateral,
            18 => Self::Issuer,
            19 => Self::BadDebt,
            20 => Self::OracleFailure,
            21 => Self::Liquidation,
            22 => Self::ImpermanentLoss,
            _ => return Err(ProductError::UnknownKind),
        })
    }
}

/// Terms that every product has.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct ProductTerms {
    /// A [`Kind`].
    pub kind: u8,
    /// 0: settled by claims; 1: settled by incidents. Never both.
    pub by_incident: u8,
    /// Days after the purchase before cover begins, at a midnight.
    pub waiting_days: PodU16,
    /// Grace: days after the end in which a loss of the term may still be claimed. For as long, and for every kind, the cover takes room of the
    /// cap and holds capital, and the policy stays open.
    pub grace_days: PodU16,
    /// Shortest period, days.
    pub min_days: PodU16,
    /// Longest period, days.
    pub max_days: PodU16,
    /// Part of each loss the holder bears, basis points of cover.
    pub deductible_bps: PodU16,
    /// Bit set of exclusions, as the wording numbers them.
    pub exclusions: PodU32,
    /// Smallest cover of one policy, atoms.
    pub min_cover: PodU64,
    /// Largest cover of one policy, atoms.
    pub max_cover: PodU64,
    /// Days after an incident in which claims may be filed.
    pub claim_window_days: PodU16,
    pub _pad: [u8; 6],
    /// SHA-256 of the wording.
    pub wording_hash: [u8; 32],
    /// Where the wording lies, UTF-8, zero-padded.
    pub wording_uri: [u8; 96],
    /// Covered chain, CAIP-2 (at most 41 characters), zero-padded.
    pub chain: [u8; 48],
    /// Covered contract or asset on that chain, zero-padded bytes.
    pub subject: [u8; 64],
}

const _: () = assert!(core::mem::size_of::<ProductTerms>() == 40 + 32 + 96 + 48 + 64);

impl ProductTerms {
    /// Every field lies inside its bounds.
    pub fn check(&self) -> Result<Kind> {
        let kind = Kind::try_from(self.kind)?;
        require!(self.by_incident <= 1, ProductError::BadSettlement);
        require!(!kind.is_parametric() || self.by_incident == 1, ProductError::BadSettlement);
        require!(
            self.min_days.get() >= MIN_PERIOD_DAYS && self.min_days.get() <= self.max_days.get() && self.max_days.get() <= MAX_PERIOD_DAYS,
            ProductError::BadPeriodBounds
        );
        require!(
            self.waiting_days.get() <= MAX_WAITING_DAYS && self.waiting_days.get() < self.min_days.get(),
            ProductError::BadWaiting
        );
        require!(self.grace_days.get() <= MAX_GRACE_DAYS, ProductError::BadGrace);
        require!(
            self.min_cover.get() > 0 && self.min_cover.get() <= self.max_cover.get(),
            ProductError::BadCoverBounds
        );
        require!(self.deductible_bps.get() < 10_000, ProductError::BadDeductible);
        require!(!kind.is_parametric() || self.deductible_bps.is_zero(), ProductError::BadDeductible);
        Ok(kind)
    }
}

/// Price, cap and severity: set by governance within bounds, and never part of the sealed terms of a sold policy.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Limits {
    /// Most active cover, atoms.
    pub cap: PodU64,
    /// Annual rate at utilisation 0, parts per billion of cover.
    pub base: PodU64,
    /// Utilisation at which the curve turns, parts per billion.
    pub kink: PodU64,
    /// Annual rate at the kink.
    pub at_kink: PodU64,
    /// Annual rate at utilisation 1.
    pub full: PodU64,
    /// Annual rate below which no premium goes.
    pub minimum: PodU64,
    /// Part of active cover that solvency counts, parts per billion; may only rise.
    pub severity: PodU64,
    /// Loading per day once the audit is older than `audit_days`, parts per billion of the price; 0 when the product asks for no audit.
    pub audit_per_day: PodU64,
    /// Largest loading for the audit's age, parts per billion of the price.
    pub audit_most: PodU64,
    /// Loading that a loss of the whole cap adds, parts per billion of the price; it halves every 180 days.
    pub experience: PodU64,
    /// Age of an audit without a loading, days.
    pub audit_days: PodU16,
}

impl Limits {
    /// Bounds of price, cap, severity and loadings. `largest` is the largest payout of a kind that sources decide.
    pub fn check(&self, kind: Kind, largest: u64) -> Result<()> {
        let curve = bounds::BASE.holds(self.base.get())
            && bounds::KINK.holds(self.kink.get())
            && bounds::AT_KINK.holds(self.at_kink.get())
            && bounds::FULL.holds(self.full.get())
            && bounds::MINIMUM.holds(self.minimum.get())
            && self.curve().check().is_ok();
        require!(curve && bounds::CAP.holds(self.cap.get()), ProductError::BadLimits);
        let severity = self.severity.get();
        let bound = if kind.has_watch() {
            bounds::WATCHED_SEVERITY.holds(severity) && severity >= largest
        } else {
            bounds::SEVERITY.holds(severity)
        };
        require!(bound, ProductError::BadSeverity);
        let audit = bounds::AUDIT_MOST.holds(self.audit_most.get())
            && bounds::AUDIT_PER_DAY.holds(self.audit_per_day.get())
            && self.audit_per_day.get() <= self.audit_most.get()
            && bounds::AUDIT_DAYS.holds(self.audit_days.get().into());
        require!(audit && bounds::EXPERIENCE.holds(self.experience.get()), ProductError::BadLoading);
        Ok(())
    }

    /// The price curve in the form of the math crate.
    pub fn curve(&self) -> Curve {
        Curve {
            base: self.base.get(),
            kink: self.kink.get(),
            at_kink: self.at_kink.get(),
            full: self.full.get(),
            minimum: self.minimum.get(),
        }
    }
}

/// Kind of an oracle account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum SourceKind {
    Pyth = 1,
    Switchboard = 2,
}

impl TryFrom<u8> for SourceKind {
    type Error = ProductError;

    fn try_from(byte: u8) -> core::result::Result<Self, ProductError> {
        match byte {
            1 => Ok(Self::Pyth),
            2 => Ok(Self::Switchboard),
            _ => Err(ProductError::BadSource),
        }
    }
}

/// One oracle source, as sealed: every reading is checked against it.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Source {
    /// A [`SourceKind`].
    pub kind: u8,
    /// Exponent every Pyth reading must have, as its absolute value (8 means 10^-8); 0 for Switchboard.
    pub exponent: u8,
    /// Fewest samples behind a Switchboard value; 0 for Pyth.
    pub min_samples: u8,
    pub _pad: u8,
    /// Oldest reading accepted: seconds for Pyth, slots for Switchboard.
    pub max_age: PodU32,
    /// Width of the price interval in deviations, in 1/10,000 (2.12 is 21,200).
    pub interval_bps: PodU32,
    pub _pad2: [u8; 4],
    /// Pyth: feed id. Switchboard: address of the feed account.
    pub feed: [u8; 32],
    /// Switchboard: queue of the feed; zero for Pyth.
    pub queue: [u8; 32],
    /// Switchboard: hash of the feed's jobs; zero for Pyth.
    pub feed_hash: [u8; 32],
}

const _: () = assert!(core::mem::size_of::<Source>() == 112);

impl Source {
    /// Every field lies inside its bounds.
    pub fn check(&self) -> Result<()> {
        let kind = SourceKind::try_from(self.kind)?;
        require!(self.feed != [0; 32], ProductError::BadSource);
        require!(self.interval_bps.get() <= 100_000, ProductError::BadSource);
        match kind {
            SourceKind::Pyth => {
                require!(self.exponent <= 12, ProductError::BadSource);
                require!(
                    self.max_age.get() > 0 && self.max_age.get() <= MAX_AGE_SECONDS,
                    ProductError::BadSource
                );
            }
            SourceKind::Switchboard => {
                require!(self.min_samples >= MIN_SAMPLES, ProductError::BadSource);
                require!(
                    self.max_age.get() > 0 && self.max_age.get() <= MAX_AGE_SLOTS,
                    ProductError::BadSource
                );
                require!(self.queue != [0; 32] && self.feed_hash != [0; 32], ProductError::BadSource);
            }
        }
        Ok(())
    }
}

/// The parametric part of the sealed terms. It lies on the watch, so that an observation and a purchase read one account.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct ParametricTerms {
    /// Prices below it are a breach; scale 1e9.
    pub strike: PodI64,
    /// Price at which a linear payout begins; scale 1e9, at most the strike.
    pub attachment: PodI64,
    /// Price at which a linear payout is the largest; scale 1e9.
    pub exhaustion: PodI64,
    /// Largest payout, parts per billion of cover.
    pub largest: PodU64,
    /// Lamports per observation that advances a window.
    pub bounty: PodU64,
    /// Length of an observation window, seconds.
    pub window: PodU32,
    /// Spacing of counted observations, seconds.
    pub spacing: PodU32,
    /// A longer pause between breach observations restarts the window, seconds.
    pub max_gap: PodU32,
    /// Breach observations that a window needs.
    pub min_count: PodU16,
    /// Nothing is sold when the last price lies within this of the strike, basis points.
    pub guard_bps: PodU16,
    /// Nothing is sold when a source's interval is wider than this, basis points of its price (half width).
    pub sale_width_bps: PodU16,
    /// 1: pays the largest payout below the attachment; 0: linear.
    pub binary: u8,
    /// Sources that must agree.
    pub need: u8,
    /// Sources listed.
    pub source_count: u8,
    pub _pad: [u8; 7],
    /// The sources; the first `source_count` count.
    pub sources: [Source; MAX_SOURCES],
}

const _: () = assert!(core::mem::size_of::<ParametricTerms>() == 40 + 12 + 6 + 3 + 7 + 4 * 112);

impl ParametricTerms {
    /// The payout curve in the form of the math crate.
    pub fn payout_curve(&self) -> PayoutCurve {
        PayoutCurve {
            attachment: self.attachment.get(),
            exhaustion: self.exhaustion.get(),
            largest: self.largest.get(),
            binary: self.binary == 1,
        }
    }

    /// The window's rules in the form of the math crate.
    pub fn rules(&self) -> Rules {
        Rules {
            length: self.window.get(),
            min_count: self.min_count.get(),
            spacing: self.spacing.get(),
            max_gap: self.max_gap.get(),
        }
    }

    /// Price at or below which nothing is sold.
    pub fn guard_price(&self) -> Result<i64> {
        let strike = u64::try_from(self.strike.get()).map_err(|_| ProductError::BadStrike)?;
        let band = breakwater_math::rate::share_ceil(strike, breakwater_math::rate::bps(self.guard_bps.get())).or_math()?;
        strike
            .checked_add(band)
            .and_then(|p| i64::try_from(p).ok())
            .ok_or_else(|| ProductError::BadStrike.into())
    }

    /// The sources that count.
    pub fn sources(&self) -> &[Source] {
        &self.sources[..usize::from(self.source_count).min(MAX_SOURCES)]
    }

    /// Bounds that hold from the draft on.
    #[inline(never)]
    pub fn check_draft(&self) -> Result<()> {
        require!(
            self.strike.get() > 0 && self.attachment.get() <= self.strike.get(),
            ProductError::BadStrike
        );
        require!(self.binary <= 1, ProductError::BadPayout);
        require!(self.payout_curve().check().is_ok(), ProductError::BadPayout);
        require!(
            self.window.get() >= MIN_WINDOW && self.window.get() <= MAX_WINDOW,
            ProductError::BadWindow
        );
        require!(
            self.min_count.get() >= MIN_WINDOW_COUNT && self.spacing.get() >= MIN_SPACING,
            ProductError::BadWindow
        );
        require!(self.max_gap.get() > self.spacing.get(), ProductError::BadWindow);
        let least = u64::from(self.spacing.get()).saturating_mul(u64::from(self.min_count.get()));
        require!(least <= u64::from(MAX_WINDOW), ProductError::BadWindow);
        require!(i64::from(self.max_gap.get()) < breakwater_math::DAY, ProductError::BadWindow);
        require!(
            self.guard_bps.get() <= 2_000 && self.sale_width_bps.get() > 0,
            ProductError::BadGuard
        );
        require!(self.bounty.get() <= MAX_BOUNTY, ProductError::BadBounty);
        self.guard_price().map(|_| ())
    }

    /// What sealing adds: at least `need` sources, each another feed, and no single source decides when there are several.
    pub fn check_sealed(&self) -> Result<()> {
        self.check_draft()?;
        let sources = self.sources();
        require!(self.need >= 1 && usize::from(self.need) <= sources.len(), ProductError::BadQuorum);
        // More than half must agree: else leaving a source out could turn a breach into a recovery.
        require!(
            breakwater_math::quorum::check_rule(usize::from(self.need), sources.len()).is_ok(),
            ProductError::BadQuorum
        );
        for (i, source) in sources.iter().enumerate() {
            source.check()?;
            require!(
                sources.iter().skip(i + 1).all(|other| other.feed != source.feed),
                ProductError::DuplicateSource
            );
        }
        Ok(())
    }
}
