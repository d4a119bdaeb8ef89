//! every term and limit of a draft, at its bounds and one beyond.

use {super::*, breakwater::errors::ProductError::*, solana_instruction_error::InstructionError};

type Change = fn(&mut DepegSpec);

#[track_caller]
fn all_refused(cases: &[(breakwater::errors::ProductError, Change)]) {
    let mut w = World::new();
    for (line, (error, change)) in cases.iter().enumerate() {
        let ix = draft_of(&w, &changed(change));
        println!("case {line}");
        w.send_all(&[ix]).refused(*error);
    }
    assert_eq!(w.pool().product_count.get(), 0);
}

#[track_caller]
fn all_accepted(cases: &[Change]) {
    let mut w = World::new();
    for (line, change) in cases.iter().enumerate() {
        let ix = draft_of(&w, &changed(change));
        println!("case {line}");
        w.send_all(&[ix]).ok();
    }
    assert_eq!(w.pool().product_count.get() as usize, cases.len());
}

/// Every kind with its byte; whether oracles settle it through incidents.
pub const KINDS: [(u8, bool); 12] = [
    (0, false),
    (1, false),
    (2, false),
    (3, false),
    (4, false),
    (16, true),
    (17, true),
    (18, true),
    (19, true),
    (20, true),
    (21, false),
    (22, false),
];

#[test]
fn a71_kinds_are_the_twelve_that_exist() {
    let mut w = World::new();
    for kind in 0..=u8::MAX {
        let by_sources = draft_of(&w, &changed(|s| s.terms.kind = kind));
        let by_jurors = assessed_of(&w, &changed(|s| s.terms.kind = kind));
        if KINDS.iter().any(|(k, _)| *k == kind) {
            // Jurors decide the kinds below 16, and those have no watch.
            let (right, wrong) = if kind < 16 {
                (by_jurors, by_sources)
            } else {
                (by_sources, by_jurors)
            };
            w.send_all(&[wrong]).refused(WatchMismatch);
            w.send_all(&[right]).ok();
        } else {
            w.send_all(&[by_sources]).refused(UnknownKind);
            w.send_all(&[by_jurors]).refused(UnknownKind);
        }
    }
}

#[test]
fn a71_a_product_is_settled_by_claims_or_by_incidents_and_a_parametric_one_by_incidents() {
    let mut w = World::new();
    for (kind, parametric) in KINDS {
        let draft = if kind < 16 { assessed_of } else { draft_of };
        let ix = draft(&w, &changed(|s| (s.terms.kind, s.terms.by_incident) = (kind, false)));
        let outcome = w.send_all(std::slice::from_ref(&ix));
        if parametric {
            outcome.refused(BadSettlement);
        } else {
            outcome.ok();
        }
        // Anything but yes or no does not decode. Discriminator, group, kind, then the answer.
        let mut bad = draft(&w, &changed(|s| s.terms.kind = kind));
        bad.data[8 + 1 + 1] = 2;
        w.send_all(&[bad]).refused_by_framework(InstructionError::InvalidInstructionData);
    }
}

#[test]
fn a71_periods_waiting_and_grace() {
    all_refused(&[
        (BadPeriodBounds, |s| s.terms.min_days = 6),
        (BadPeriodBounds, |s| s.terms.min_days = 0),
        (BadPeriodBounds, |s| s.terms.max_days = 366),
        (BadPeriodBounds, |s| s.terms.max_days = u16::MAX),
        (BadPeriodBounds, |s| (s.terms.min_days, s.terms.max_days) = (31, 30)),
        (BadWaiting, |s| (s.terms.waiting_days, s.terms.min_days) = (31, 40)),
        (BadWaiting, |s| s.terms.waiting_days = 7),
        (BadWaiting, |s| s.terms.waiting_days = u16::MAX),
        (BadGrace, |s| s.terms.grace_days = 36),
        (BadGrace, |s| s.terms.grace_days = u16::MAX),
    ]);
    all_accepted(&[
        |s| (s.terms.min_days, s.terms.max_days) = (7, 7),
        |s| (s.terms.min_days, s.terms.max_days) = (365, 365),
        |s| (s.terms.waiting_days, s.terms.min_days) = (30, 31),
        |s| (s.terms.waiting_days, s.terms.min_days) = (6, 7),
        |s| s.terms.waiting_days = 0,
        |s| s.terms.grace_days = 35,
    ]);
}

#[test]
fn a71_cover_and_deductible() {
    all_refused(&[
        (BadCoverBounds, |s| s.terms.min_cover = 0),
        (BadCoverBounds, |s| (s.terms.min_cover, s.terms.max_cover) = (11, 10)),
        (BadCoverBounds, |s| s.terms.min_cover = u64::MAX),
        // Parametric: none, the curve says what is paid.
        (BadDeductible, |s| s.terms.deductible_bps = 1),
    ]);
    all_accepted(&[
        |s| (s.terms.min_cover, s.terms.max_cover) = (1, 1),
        |s| s.terms.max_cover = u64::MAX,
        |s| (s.terms.kind, s.terms.deductible_bps) = (21, 500),
    ]);
}

#[test]
fn a71_an_assessed_product_bears_less_than_all_and_counts_at_least_half() {
    let mut w = World::new();
    let draft = |w: &World, bps: u16, severity: u64| {
        assessed_of(
            w,
            &changed(|s| (s.terms.kind, s.terms.deductible_bps, s.limits.severity) = (1, bps, severity)),
        )
    };
    for (bps, severity, error) in [
        (10_000, 500_000_000, BadDeductible),
        (u16::MAX, 500_000_000, BadDeductible),
        (0, 499_999_999, BadSeverity),
        (0, 1_000_000_001, BadSeverity),
    ] {
        let bad = draft(&w, bps, severity);
        w.send_all(&[bad]).refused(error);
    }
    for (bps, severity) in [(9_999, 500_000_000), (0, 1_000_000_000)] {
        let good = draft(&w, bps, severity);
        w.send_all(&[good]).ok();
    }
}

#[test]
fn a71_loadings() {
    all_refused(&[
        (BadLoading, |s| s.limits.audit_most = 1_000_000_001),
        (BadLoading, |s| (s.limits.audit_per_day, s.limits.audit_most) = (11, 10)),
        (BadLoading, |s| s.limits.experience = 9_000_000_001),
    ]);
    all_accepted(&[
        |s| (s.limits.audit_per_day, s.limits.audit_most) = (1_000_000_000, 1_000_000_000),
        |s| (s.limits.experience, s.limits.audit_days) = (9_000_000_000, u16::MAX),
    ]);
}

#[test]
fn a71_strike_and_payout() {
    all_refused(&[
        (BadStrike, |s| s.parametric.strike = 0),
        (BadStrike, |s| s.parametric.strike = -1),
        (BadStrike, |s| s.parametric.strike = i64::MIN),
        (BadStrike, |s| s.parametric.attachment = 950_000_001),
        // The guard band above it would not fit.
        (BadStrike, |s| s.parametric.strike = i64::MAX),
        (BadPayout, |s| s.parametric.largest = 0),
        (BadPayout, |s| s.parametric.largest = 1_000_000_001),
        (BadPayout, |s| s.parametric.largest = u64::MAX),
        (BadPayout, |s| s.parametric.attachment = 0),
        (BadPayout, |s| s.parametric.attachment = -1),
        (BadPayout, |s| s.parametric.exhaustion = 950_000_000),
        (BadPayout, |s| s.parametric.exhaustion = -1),
        (BadPayout, |s| (s.parametric.binary, s.parametric.attachment) = (true, 0)),
        (BadPayout, |s| (s.parametric.binary, s.parametric.largest) = (true, 0)),
    ]);
    all_accepted(&[
        |s| (s.parametric.strike, s.parametric.attachment, s.parametric.exhaustion) = (1, 1, 0),
        |s| s.parametric.attachment = 800_000_001,
        |s| s.parametric.exhaustion = 949_999_999,
        |s| s.parametric.largest = 1,
        |s| (s.parametric.guard_bps, s.parametric.strike) = (0, i64::MAX),
        // A binary payout has no exhaustion.
        |s| (s.parametric.binary, s.parametric.exhaustion) = (true, 2_000_000_000),
    ]);
}

#[test]
fn a71_the_observation_window() {
    all_refused(&[
        (BadWindow, |s| s.parametric.window = 899),
        (BadWindow, |s| s.parametric.window = 604_801),
        (BadWindow, |s| s.parametric.window = u32::MAX),
        (BadWindow, |s| s.parametric.min_count = 2),
        (BadWindow, |s| s.parametric.min_count = 0),
        (BadWindow, |s| s.parametric.spacing = 59),
        (BadWindow, |s| s.parametric.max_gap = 240),
        (BadWindow, |s| s.parametric.max_gap = 86_400),
        (BadWindow, |s| s.parametric.max_gap = u32::MAX),
        (BadWindow, |s| (s.parametric.spacing, s.parametric.max_gap) = (86_400, 86_399)),
        // 2,521 observations 240 seconds apart take longer than a week.
        (BadWindow, |s| s.parametric.min_count = 2_521),
        (BadWindow, |s| (s.parametric.min_count, s.parametric.spacing) = (u16::MAX, 599)),
    ]);
    all_accepted(&[
        |s| s.parametric.window = 900,
        |s| s.parametric.window = 604_800,
        |s| s.parametric.min_count = 3,
        |s| s.parametric.min_count = 2_520,
        |s| s.parametric.spacing = 60,
        |s| s.parametric.max_gap = 241,
        |s| s.parametric.max_gap = 86_399,
    ]);
}

#[test]
fn a71_the_guard_of_sales_and_the_bounty() {
    all_refused(&[
        (BadGuard, |s| s.parametric.guard_bps = 2_001),
        (BadGuard, |s| s.parametric.guard_bps = u16::MAX),
        (BadGuard, |s| s.parametric.sale_width_bps = 0),
        (BadBounty, |s| s.parametric.bounty = 1_000_001),
        (BadBounty, |s| s.parametric.bounty = u64::MAX),
    ]);
    all_accepted(&[
        |s| s.parametric.guard_bps = 0,
        |s| s.parametric.guard_bps = 2_000,
        |s| s.parametric.sale_width_bps = 1,
        |s| s.parametric.sale_width_bps = u16::MAX,
        |s| s.parametric.bounty = 0,
        |s| s.parametric.bounty = 1_000_000,
    ]);
}

/// Limits that no product may have: also those that `set_limits` refuses.
pub const BAD_LIMITS: [(breakwater::errors::ProductError, Change); 13] = [
    (BadLimits, |s| s.limits.cap = 0),
    (BadLimits, |s| s.limits.base = 80_000_001),
    (BadLimits, |s| s.limits.at_kink = 400_000_001),
    (BadLimits, |s| s.limits.full = 100_000_000_001),
    (BadLimits, |s| s.limits.full = u64::MAX),
    (BadLimits, |s| s.limits.full = 79_999_999),
    (BadLimits, |s| s.limits.minimum = 100_000_000_001),
    (BadLimits, |s| s.limits.kink = 0),
    (BadLimits, |s| s.limits.kink = 1_000_000_000),
    (BadLimits, |s| s.limits.kink = u64::MAX),
    (BadSeverity, |s| s.limits.severity = 999_999_999),
    (BadSeverity, |s| s.limits.severity = 1_000_000_001),
    (BadSeverity, |s| s.limits.severity = u64::MAX),
];

/// Limits at their bounds.
pub const GOOD_LIMITS: [Change; 8] = [
    |s| s.limits.cap = 1,
    |s| s.limits.cap = u64::MAX,
    |s| (s.limits.base, s.limits.at_kink, s.limits.full) = (0, 0, 0),
    |s| (s.limits.base, s.limits.at_kink, s.limits.full) = (100_000_000_000, 100_000_000_000, 100_000_000_000),
    |s| s.limits.kink = 1,
    |s| s.limits.kink = 999_999_999,
    |s| s.limits.minimum = 0,
    |s| s.limits.minimum = 100_000_000_000,
];

#[test]
fn a71_price_cap_and_severity() {
    all_refused(&BAD_LIMITS);
    all_accepted(&GOOD_LIMITS);
    // The severity is at least the largest payout and may be more.
    all_refused(&[(BadSeverity, |s| {
        (s.parametric.largest, s.limits.severity) = (500_000_000, 499_999_999)
    })]);
    all_accepted(&[
        |s| (s.parametric.largest, s.limits.severity) = (500_000_000, 500_000_000),
        |s| (s.parametric.largest, s.limits.severity) = (500_000_000, 1_000_000_000),
    ]);
}
