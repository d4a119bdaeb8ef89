//! Terms as they travel in instruction data.

use {
    crate::state::{Limits, ParametricTerms, ProductTerms, Source},
    anchor_lang::prelude::*,
};

/// Terms that every product has; units as in [`ProductTerms`].
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct TermsArgs {
    pub kind: u8,
    pub by_incident: bool,
    pub waiting_days: u16,
    pub grace_days: u16,
    pub min_days: u16,
    pub max_days: u16,
    pub deductible_bps: u16,
    pub exclusions: u32,
    pub min_cover: u64,
    pub max_cover: u64,
    pub claim_window_days: u16,
    pub wording_hash: [u8; 32],
    pub wording_uri: [u8; 96],
    pub chain: [u8; 48],
    pub subject: [u8; 64],
}

/// The parametric part; units as in [`ParametricTerms`]. Sources follow one by one.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ParametricArgs {
    pub strike: i64,
    pub attachment: i64,
    pub exhaustion: i64,
    pub largest: u64,
    pub bounty: u64,
    pub window: u32,
    pub spacing: u32,
    pub max_gap: u32,
    pub min_count: u16,
    pub guard_bps: u16,
    pub sale_width_bps: u16,
    pub binary: bool,
    pub need: u8,
}

/// One oracle source; units as in [`Source`].
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SourceArgs {
    pub kind: u8,
    pub exponent: u8,
    pub min_samples: u8,
    pub max_age: u32,
    pub interval_bps: u32,
    pub feed: [u8; 32],
    pub queue: [u8; 32],
    pub feed_hash: [u8; 32],
}

/// Price, cap and severity; units as in [`Limits`].
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct LimitsArgs {
    pub cap: u64,
    pub base: u64,
    pub kink: u64,
    pub at_kink: u64,
    pub full: u64,
    pub minimum: u64,
    pub severity: u64,
    pub audit_per_day: u64,
    pub audit_most: u64,
    pub experience: u64,
    pub audit_days: u16,
}

impl From<TermsArgs> for ProductTerms {
    fn from(a: TermsArgs) -> Self {
        Self {
            kind: a.kind,
            by_incident: u8::from(a.by_incident),
            waiting_days: a.waiting_days.into(),
            grace_days: a.grace_days.into(),
            min_days: a.min_days.into(),
            max_days: a.max_days.into(),
            deductible_bps: a.deductible_bps.into(),
            exclusions: a.exclusions.into(),
            min_cover: a.min_cover.into(),
            max_cover: a.max_cover.into(),
            claim_window_days: a.claim_window_days.into(),
            _pad: [0; 6],
            wording_hash: a.wording_hash,
            wording_uri: a.wording_uri,
            chain: a.chain,
            subject: a.subject,
        }
    }
}

impl From<ParametricArgs> for ParametricTerms {
    fn from(a: ParametricArgs) -> Self {
        Self {
            strike: a.strike.into(),
            attachment: a.attachment.into(),
            exhaustion: a.exhaustion.into(),
            largest: a.largest.into(),
            bounty: a.bounty.into(),
            window: a.window.into(),
            spacing: a.spacing.into(),
            max_gap: a.max_gap.into(),
            min_count: a.min_count.into(),
            guard_bps: a.guard_bps.into(),
            sale_width_bps: a.sale_width_bps.into(),
            binary: u8::from(a.binary),
            need: a.need,
            ..bytemuck::Zeroable::zeroed()
        }
    }
}

impl From<SourceArgs> for Source {
    fn from(a: SourceArgs) -> Self {
        Self {
            kind: a.kind,
            exponent: a.exponent,
            min_samples: a.min_samples,
            _pad: 0,
            max_age: a.max_age.into(),
            interval_bps: a.interval_bps.into(),
            _pad2: [0; 4],
            feed: a.feed,
            queue: a.queue,
            feed_hash: a.feed_hash,
        }
    }
}

impl From<LimitsArgs> for Limits {
    fn from(a: LimitsArgs) -> Self {
        Self {
            cap: a.cap.into(),
            base: a.base.into(),
            kink: a.kink.into(),
            at_kink: a.at_kink.into(),
            full: a.full.into(),
            minimum: a.minimum.into(),
            severity: a.severity.into(),
            audit_per_day: a.audit_per_day.into(),
            audit_most: a.audit_most.into(),
            experience: a.experience.into(),
            audit_days: a.audit_days.into(),
        }
    }
}

impl From<Limits> for LimitsArgs {
    fn from(l: Limits) -> Self {
        Self {
            cap: l.cap.get(),
            base: l.base.get(),
            kink: l.kink.get(),
            at_kink: l.at_kink.get(),
            full: l.full.get(),
            minimum: l.minimum.get(),
            severity: l.severity.get(),
            audit_per_day: l.audit_per_day.get(),
            audit_most: l.audit_most.get(),
            experience: l.experience.get(),
            audit_days: l.audit_days.get(),
        }
    }
}
