//! The pool's parameters, a few sets of them.

use {super::*, breakwater::instructions::pool::create::CreatePoolArgs};

/// What [`Model::set_parameters`] sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Margin, correlation and junior's least share, basis points.
    pub limits: [u128; 3],
    /// Highest share of capital that each group may take, basis points.
    pub caps: [u128; GROUPS],
    /// Days of notice, where they change.
    pub notice_days: Option<u64>,
    /// The reserve's part of a premium, basis points, where it changes.
    pub reserve_bps: Option<u128>,
    /// Weight of junior, billionths, where it changes.
    pub junior_weight: Option<u128>,
}

/// Sets of limits. Only the first backs every atom of cover.
const LIMITS: [([u128; 3], [u128; GROUPS]); 6] = [
    ([10_000, 10_000, 0], [10_000; GROUPS]),
    ([10_000, 2_500, 0], [10_000; GROUPS]),
    ([12_000, 0, 1_000], [10_000, 6_000, 5_000]),
    ([15_000, 5_000, 3_000], [10_000; GROUPS]),
    ([11_000, 2_500, 2_000], [5_000, 2_500, 10_000]),
    ([13_500, 2_500, 500], [9_999, 3_333, 1]),
];
/// How many.
pub const SETS: u8 = LIMITS.len() as u8;

/// Which set, and in its higher digits what else changes.
pub fn parameters(which: u8) -> Parameters {
    let (limits, caps) = LIMITS[usize::from(which % SETS)];
    let (notice_days, reserve_bps, junior_weight) = match which / SETS % 3 {
        0 => (None, None, None),
        1 => (Some(3), Some(1_000), Some(2 * BILLION)),
        _ => (Some(30), Some(0), Some(7_777_777_777)),
    };
    Parameters {
        limits,
        caps,
        notice_days,
        reserve_bps,
        junior_weight,
    }
}

impl Parameters {
    /// As the program takes them; what does not change is as in `args`.
    pub fn args(&self, mut args: CreatePoolArgs) -> CreatePoolArgs {
        let [margin, correlation, floor] = self.limits.map(|bps| bps as u16);
        (args.margin_bps, args.correlation_bps, args.junior_floor_bps) = (margin, correlation, floor);
        for (cap, bps) in args.group_caps_bps.iter_mut().zip(self.caps) {
            *cap = bps as u16;
        }
        args.notice_days = self.notice_days.map_or(args.notice_days, |days| days as u8);
        args.reserve_bps = self.reserve_bps.map_or(args.reserve_bps, |bps| bps as u16);
        args.junior_weight = self.junior_weight.map_or(args.junior_weight, |weight| weight as u64);
        args
    }
}

impl Model {
    /// New parameters. Any limit that becomes stricter must hold afterwards, with all others.
    pub fn set_parameters(&mut self, new: &Parameters) -> Answer {
        self.recognise();
        let tighter = new.limits.iter().zip(self.limits).any(|(new, old)| *new > old);
        let lower = new.caps.iter().zip(self.caps).any(|(new, old)| *new < old);
        (self.limits, self.caps) = (new.limits, new.caps);
        self.notice_days = new.notice_days.unwrap_or(self.first.0);
        self.reserve_bps = new.reserve_bps.unwrap_or(self.first.1);
        self.junior_weight = new.junior_weight.unwrap_or(self.first.2);
        self.fix_split();
        let mut check = Check::default();
        check.need(!(tighter || lower) || self.all_limits_hold(), "PoolError::LimitsBroken");
        check.done()
    }
}
