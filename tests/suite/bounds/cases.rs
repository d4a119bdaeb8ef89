//! Each bound with the actions that set its parameter, all else about them valid.

use {
    super::*,
    breakwater::{
        instructions::{court::create::CourtArgs, pool::create::CreatePoolArgs, product::terms_args::LimitsArgs},
        state::{Court, DiscountArgs, Product, VotingArgs, Watch},
    },
    breakwater_testkit::specs::PoolSpec,
};

/// How an action beyond the bound fails when it is executed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Executed {
    /// As when it is queued.
    Alike,
    /// Setting a court fails with this error first.
    Court(u32),
    /// As an emission of the rewards' ledger.
    Emission,
}

/// The actions that set the parameter to a value.
type Actions = Box<dyn Fn(&World, u64) -> Vec<Action>>;

pub struct Case {
    pub bound: Bound,
    /// Code of the error beyond the bound.
    pub error: u32,
    /// Largest number of the parameter's type.
    pub largest: u64,
    pub actions: Actions,
    /// Makes the world one in which the value is valid.
    pub prepare: fn(&mut World, u64),
    pub executed: Executed,
    /// Sets the limit in a draft's arguments.
    pub limits: Option<fn(&mut LimitsArgs, u64)>,
    /// A draft that jurors decide.
    pub assessed: bool,
}

/// A court and jurors, a product of each way to decide, a second pool without a court, rewards, and governance tokens in the treasury.
pub fn ground() -> World {
    let mut w = World::new();
    assert_eq!(w.product_from(&DepegSpec::default()), depeg(&w));
    assert_eq!(w.assessed(&AssessedSpec::default()), assessed(&w));
    let mint = w.mint;
    w.create_pool(mint, PoolSpec::default().0).ok();
    w.open_rewards().ok();
    w.endow(1_000_000);
    let keeper = w.keeper;
    w.grant(&keeper, 0);
    w
}

fn depeg(w: &World) -> Address {
    pda::product(&w.pool, 0)
}

fn assessed(w: &World) -> Address {
    pda::product(&w.pool, 1)
}

fn case(bound: Bound, error: impl Into<ErrorCode>, largest: u64, actions: impl Fn(&World, u64) -> Vec<Action> + 'static) -> Case {
    Case {
        bound,
        error: error.into().0,
        largest,
        actions: Box::new(actions),
        prepare: |_, _| (),
        executed: Executed::Alike,
        limits: None,
        assessed: false,
    }
}

const BYTE: u64 = u8::MAX as u64;
const SHORT: u64 = u16::MAX as u64;
const WORD: u64 = u32::MAX as u64;
const LONG: u64 = u64::MAX;

fn voting(bound: Bound, largest: u64, set: fn(&mut VotingArgs, u64)) -> Case {
    case(bound, GovernanceError::BadVoting, largest, move |_, value| {
        let mut voting = VotingArgs::START;
        set(&mut voting, value);
        vec![Action::SetVoting { voting }]
    })
}

fn pool(bound: Bound, largest: u64, set: fn(&mut CreatePoolArgs, u64)) -> Case {
    case(bound, PoolError::BadParameter, largest, move |w, value| {
        let mut parameters = PoolSpec::default().0;
        set(&mut parameters, value);
        let (mint, pool) = (w.mint, w.pool);
        vec![Action::CreatePool { mint, parameters }, Action::SetPool { pool, parameters }]
    })
}

fn court(bound: Bound, largest: u64, set: fn(&mut CourtArgs, u64)) -> Case {
    case(bound, CaseError::BadCourt, largest, move |w, value| {
        let mut parameters = court_args();
        parameters.token_value = w.court().token_value.get();
        set(&mut parameters, value);
        let (pool, court) = (pda::pool(1), pda::court(&w.pool));
        vec![Action::CreateCourt { pool, parameters }, Action::SetCourt { court, parameters }]
    })
}

fn limits(bound: Bound, error: ProductError, set: fn(&mut LimitsArgs, u64)) -> Case {
    let setting = move |w: &World, value: u64| {
        let (product, mut limits) = (depeg(w), DepegSpec::default().limits);
        set(&mut limits, value);
        vec![Action::SetLimits { product, limits }]
    };
    Case {
        limits: Some(set),
        ..case(bound, error, LONG, setting)
    }
}

/// The court's token is worth this already, so that it need not move.
fn worth(w: &mut World, value: u64) {
    let (address, mut court): (_, Box<Court>) = (pda::court(&w.pool), w.court());
    court.token_value = value.into();
    w.write(&address, &*court);
}

/// The de-peg product's largest payout and severity are one part per billion.
fn least_payout(w: &mut World, _: u64) {
    let product = depeg(w);
    let (watch_at, mut watch) = (pda::watch(&product), w.watch(&product));
    watch.terms.largest = 1.into();
    w.write::<Watch>(&watch_at, &watch);
    let mut changed = w.product(&product);
    changed.limits.severity = 1.into();
    w.write::<Product>(&product, &changed);
}

fn severity(w: &World, value: u64) -> Vec<Action> {
    let (product, mut limits) = (assessed(w), AssessedSpec::default().limits);
    limits.severity = value;
    vec![Action::SetLimits { product, limits }]
}

fn tier(bound: Bound, made: fn(u64) -> DiscountArgs) -> Case {
    case(bound, AccessError::BadDiscounts, LONG, move |_, value| {
        let none = DiscountArgs { least: 0, discount: 0 };
        vec![Action::SetDiscounts {
            tiers: [made(value), none, none, none],
        }]
    })
}

fn fees(bound: Bound, error: impl Into<ErrorCode>, made: fn(u16) -> (u16, u16)) -> Case {
    case(bound, error, SHORT, move |_, value| {
        let (fee_bps, revenue_bps) = made(u16::try_from(value).expect("a share"));
        vec![Action::SetFees { fee_bps, revenue_bps }]
    })
}

/// What moves money of the treasury.
fn treasury(bound: Bound, largest: u64, made: fn(&World, u64) -> Action) -> Case {
    case(bound, GovernanceError::BadAmount, largest, move |w, value| vec![made(w, value)])
}

/// One case of each bound, in the order of the list.
pub fn cases() -> Vec<Case> {
    use ProductError::{BadLimits, BadLoading, BadSeverity};
    let moved = ErrorCode::from(CaseError::ValueMoved).0;
    vec![
        voting(VOTE, WORD, |a, v| a.vote = v as u32),
        // The longer delay is never the shorter one.
        voting(DELAY, WORD, |a, v| (a.delay, a.long_delay) = (v as u32, LONG_DELAY.most as u32)),
        voting(LONG_DELAY, WORD, |a, v| a.long_delay = v as u32),
        voting(QUORUM, SHORT, |a, v| a.quorum_bps = v as u16),
        voting(THRESHOLD, SHORT, |a, v| a.threshold_bps = v as u16),
        voting(BOND, SHORT, |a, v| a.bond_bps = v as u16),
        voting(SPEND, SHORT, |a, v| a.spend_bps = v as u16),
        pool(JUNIOR_WEIGHT, LONG, |a, v| a.junior_weight = v),
        pool(MIN_DEPOSIT, LONG, |a, v| a.min_deposit = v),
        pool(RESERVE, SHORT, |a, v| a.reserve_bps = v as u16),
        pool(MARGIN, SHORT, |a, v| a.margin_bps = v as u16),
        pool(CORRELATION, SHORT, |a, v| a.correlation_bps = v as u16),
        pool(JUNIOR_FLOOR, SHORT, |a, v| a.junior_floor_bps = v as u16),
        pool(NOTICE, BYTE, |a, v| a.notice_days = v as u8),
        pool(GROUP_CAP, SHORT, |a, v| a.group_caps_bps[7] = v as u16),
        Case {
            prepare: worth,
            executed: Executed::Court(moved),
            ..court(TOKEN_VALUE, LONG, |a, v| a.token_value = v)
        },
        court(CASE_FEE, LONG, |a, v| a.fee = v),
        court(MIN_BOND, LONG, |a, v| a.min_bond = v),
        court(DECLARE_LEAST, LONG, |a, v| a.declare_least = v),
        court(EVIDENCE, WORD, |a, v| a.evidence = v as u32),
        court(COMMIT, WORD, |a, v| a.commit = v as u32),
        court(REVEAL, WORD, |a, v| a.reveal = v as u32),
        court(APPEAL, WORD, |a, v| a.appeal = v as u32),
        limits(CAP, BadLimits, |a, v| a.cap = v),
        // The curve rises: what lies behind it is as high.
        limits(BASE, BadLimits, |a, v| {
            (a.base, a.at_kink, a.full) = (v, v.max(a.at_kink), v.max(a.full))
        }),
        limits(KINK, BadLimits, |a, v| a.kink = v),
        limits(AT_KINK, BadLimits, |a, v| {
            (a.base, a.at_kink, a.full) = (v.min(a.base), v, v.max(a.full))
        }),
        limits(FULL, BadLimits, |a, v| {
            (a.base, a.at_kink, a.full) = (v.min(a.base), v.min(a.at_kink), v)
        }),
        limits(MINIMUM, BadLimits, |a, v| a.minimum = v),
        Case {
            limits: Some(|a, v| a.severity = v),
            assessed: true,
            ..case(SEVERITY, BadSeverity, LONG, severity)
        },
        Case {
            prepare: least_payout,
            ..limits(WATCHED_SEVERITY, BadSeverity, |a, v| a.severity = v)
        },
        limits(AUDIT_PER_DAY, BadLoading, |a, v| {
            (a.audit_per_day, a.audit_most) = (v, v.min(AUDIT_MOST.most))
        }),
        limits(AUDIT_MOST, BadLoading, |a, v| a.audit_most = v),
        limits(EXPERIENCE, BadLoading, |a, v| a.experience = v),
        Case {
            largest: SHORT,
            ..limits(AUDIT_DAYS, BadLoading, |a, v| a.audit_days = v as u16)
        },
        fees(FEE, AccessError::FeeOutOfBounds, |v| (v, 0)),
        fees(REVENUE, TreasuryError::RevenueOutOfBounds, |v| (0, v)),
        tier(DISCOUNT_LEAST, |least| DiscountArgs { least, discount: 1 }),
        tier(DISCOUNT, |discount| DiscountArgs { least: 1, discount }),
        Case {
            executed: Executed::Emission,
            ..treasury(EMISSION_DAYS, SHORT, |w, v| Action::Emit {
                pool: w.pool,
                amount: 1,
                days: v as u16,
            })
        },
        Case {
            executed: Executed::Emission,
            ..treasury(EMISSION, LONG, |w, amount| Action::Emit {
                pool: w.pool,
                amount,
                days: 7,
            })
        },
        treasury(SPENDING, LONG, |w, amount| Action::Spend {
            mint: GOVERNANCE_MINT,
            to: w.keeper,
            amount,
        }),
    ]
}

/// A valid action and one that breaks a bound between two of its parameters.
pub fn pairs(w: &World) -> Vec<(Action, Action, u32)> {
    let voting = |delay: u32, long_delay: u32| Action::SetVoting {
        voting: VotingArgs {
            delay,
            long_delay,
            ..VotingArgs::START
        },
    };
    let product = depeg(w);
    let limits = |set: fn(&mut LimitsArgs)| {
        let mut limits = DepegSpec::default().limits;
        set(&mut limits);
        Action::SetLimits { product, limits }
    };
    let tiers = |second: (u64, u64)| {
        let tier = |(least, discount)| DiscountArgs { least, discount };
        Action::SetDiscounts {
            tiers: [(10, 10), second, (0, 0), (0, 0)].map(tier),
        }
    };
    let (bad_voting, bad_limits) = (
        ErrorCode::from(GovernanceError::BadVoting).0,
        ErrorCode::from(ProductError::BadLimits).0,
    );
    let (bad_loading, bad_tiers) = (
        ErrorCode::from(ProductError::BadLoading).0,
        ErrorCode::from(AccessError::BadDiscounts).0,
    );
    let bad_severity = ErrorCode::from(ProductError::BadSeverity).0;
    let days = 86_400;
    vec![
        (voting(4 * days, 4 * days), voting(4 * days + 1, 4 * days), bad_voting),
        (limits(|a| a.at_kink = a.full), limits(|a| a.at_kink = a.full + 1), bad_limits),
        (limits(|a| a.base = a.at_kink), limits(|a| a.base = a.at_kink + 1), bad_limits),
        (
            limits(|a| (a.audit_per_day, a.audit_most) = (10, 10)),
            limits(|a| (a.audit_per_day, a.audit_most) = (11, 10)),
            bad_loading,
        ),
        // The terms' largest payout is the whole cover.
        (limits(|_| ()), limits(|a| a.severity -= 1), bad_severity),
        (tiers((11, 11)), tiers((10, 11)), bad_tiers),
        (tiers((11, 11)), tiers((11, 10)), bad_tiers),
        (tiers((0, 0)), tiers((0, 11)), bad_tiers),
        (tiers((0, 0)), tiers((11, 0)), bad_tiers),
    ]
}
