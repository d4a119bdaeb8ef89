//! Terms that tests and the demo start from.

use breakwater::instructions::{
    pool::create::CreatePoolArgs,
    product::terms_args::{LimitsArgs, ParametricArgs, SourceArgs, TermsArgs},
};

/// A pool's parameters.
#[derive(Clone, Copy)]
pub struct PoolSpec(pub CreatePoolArgs);

impl Default for PoolSpec {
    /// Junior counts threefold, 5 % of premiums feed the reserve, seven days' notice, deposits from one token on, no least share of junior.
    fn default() -> Self {
        Self(CreatePoolArgs {
            junior_weight: 3_000_000_000,
            min_deposit: 1_000_000,
            reserve_bps: 500,
            margin_bps: 10_000,
            correlation_bps: 2_500,
            junior_floor_bps: 0,
            notice_days: 7,
            group_caps_bps: [10_000; 8],
        })
    }
}

/// Which oracle a source is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceSpec {
    /// Pyth, by a number that makes its feed id.
    Pyth(u8),
    /// Switchboard On-Demand, by a number that makes its address, queue and hash.
    Switchboard(u8),
}

/// A de-peg product.
#[derive(Clone)]
pub struct DepegSpec {
    pub group: u8,
    pub terms: TermsArgs,
    pub parametric: ParametricArgs,
    pub limits: LimitsArgs,
    pub sources: Vec<SourceSpec>,
}

impl Default for DepegSpec {
    /// Two of two, strike 0.95, linear from 0.95 to 0.80, one-hour windows, one day's waiting.
    fn default() -> Self {
        Self {
            group: 0,
            terms: TermsArgs {
                kind: 16,
                by_incident: true,
                waiting_days: 1,
                grace_days: 0,
                min_days: 7,
                max_days: 365,
                deductible_bps: 0,
                exclusions: 0,
                min_cover: 10_000_000,
                max_cover: 10_000_000_000_000,
                claim_window_days: 0,
                wording_hash: [7; 32],
                wording_uri: padded(b"docs/wordings/depeg.md"),
                chain: padded(b"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
                subject: padded(b"USDC"),
            },
            parametric: ParametricArgs {
                strike: 950_000_000,
                attachment: 950_000_000,
                exhaustion: 800_000_000,
                largest: 1_000_000_000,
                bounty: 5_000,
                window: 3_600,
                spacing: 240,
                max_gap: 600,
                min_count: 12,
                guard_bps: 200,
                sale_width_bps: 200,
                binary: false,
                need: 2,
            },
            limits: LimitsArgs {
                cap: 10_000_000_000_000,
                base: 20_000_000,
                kink: 800_000_000,
                at_kink: 80_000_000,
                full: 400_000_000,
                minimum: 10_000_000,
                severity: 1_000_000_000,
                audit_per_day: 0,
                audit_most: 0,
                experience: 0,
                audit_days: 0,
            },
            sources: vec![SourceSpec::Pyth(1), SourceSpec::Switchboard(2)],
        }
    }
}

/// A product that jurors decide.
#[derive(Clone)]
pub struct AssessedSpec {
    pub group: u8,
    pub terms: TermsArgs,
    pub limits: LimitsArgs,
}

impl Default for AssessedSpec {
    /// Exploits of a lending protocol, settled by claim, a week's waiting, 35 days of grace, severity 50 %.
    fn default() -> Self {
        let depeg = DepegSpec::default();
        Self {
            group: 1,
            terms: TermsArgs {
                kind: 1,
                by_incident: false,
                waiting_days: 7,
                grace_days: 35,
                min_days: 30,
                deductible_bps: 500,
                wording_uri: padded(b"docs/wordings/protocol-exploit.md"),
                subject: padded(b"lending"),
                ..depeg.terms
            },
            limits: LimitsArgs {
                severity: 500_000_000,
                ..depeg.limits
            },
        }
    }
}

/// Bytes padded with zeros.
pub fn padded<const N: usize>(text: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    out[..text.len()].copy_from_slice(text);
    out
}

impl SourceSpec {
    /// Feed id or feed address.
    pub fn feed(self) -> [u8; 32] {
        match self {
            Self::Pyth(n) => [n; 32],
            Self::Switchboard(n) => [n | 0x80; 32],
        }
    }

    /// Queue of a Switchboard feed.
    pub fn queue(self) -> [u8; 32] {
        [0x51; 32]
    }

    /// Job hash of a Switchboard feed.
    pub fn feed_hash(self) -> [u8; 32] {
        [0x52; 32]
    }

    /// The source as sealed: a minute for Pyth, 150 slots and three samples for Switchboard, 95 % intervals.
    pub fn args(self) -> SourceArgs {
        match self {
            Self::Pyth(_) => SourceArgs {
                kind: 1,
                exponent: 8,
                min_samples: 0,
                max_age: 60,
                interval_bps: 21_200,
                feed: self.feed(),
                queue: [0; 32],
                feed_hash: [0; 32],
            },
            Self::Switchboard(_) => SourceArgs {
                kind: 2,
                exponent: 0,
                min_samples: 3,
                max_age: 150,
                interval_bps: 19_600,
                feed: self.feed(),
                queue: self.queue(),
                feed_hash: self.feed_hash(),
            },
        }
    }
}
