//! A product as lists: its policies, episodes, incidents, closed windows and observations.

pub use super::records::*;
use {
    super::{super::setup::Spec, Amount, BILLION, DAY, part_ceil, premium::Limits},
    std::rc::Rc,
};

/// A product.
#[derive(Clone)]
pub struct Product {
    pub spec: Rc<Spec>,
    pub limits: Limits,
    /// Day of the last audit; 0 when there was none.
    pub audited: u64,
    /// Loading that payments left, billionths, as of the start of a period of 180 days.
    pub loading: (u128, u64),
    /// Start and end of every policy that there ever was, extensions included.
    pub terms_seen: Vec<(u64, u64)>,
    pub retired: bool,
    /// Day of the last roll.
    pub rolled: u64,
    pub policies: Vec<Policy>,
    /// Cover that has ended while something was undecided.
    pub ended: Amount,
    /// Number n lies at n - 1.
    pub episodes: Vec<Episode>,
    pub incidents: Vec<Incident>,
    pub watch: Watch,
    pub premium_total: Amount,
    pub paid_total: Amount,
    pub cover_total: Amount,
    pub loss_total: Amount,
    /// Payments to policies, and the seconds from the first breach to each of them together.
    pub payments: u64,
    pub payment_seconds: u64,
}

impl Product {
    /// Listed and untouched; its feeds say 1.
    pub fn new(spec: Spec, now: u64) -> Self {
        let feed = Feed {
            price: BILLION as u64,
            deviation: 100_000,
            at: now,
            last_order: 0,
        };
        Self {
            limits: spec.limits.into(),
            audited: 0,
            loading: (0, 0),
            terms_seen: vec![],
            retired: false,
            rolled: super::day_of(now),
            policies: vec![],
            ended: 0,
            episodes: vec![],
            incidents: vec![],
            watch: Watch {
                feeds: vec![feed; spec.sources.len()],
                ..Watch::default()
            },
            premium_total: 0,
            paid_total: 0,
            cover_total: 0,
            loss_total: 0,
            payments: 0,
            payment_seconds: 0,
            spec: Rc::new(spec),
        }
    }

    /// What makes its curve's price dearer, billionths: losses, and an audit that is too old, or none where one is asked for.
    pub fn loaded(&self, now: u64) -> u128 {
        let limits = &self.limits;
        let age = super::day_of(now) - self.audited;
        let audit = match (limits.audit_per_day, self.audited) {
            (0, _) => 0,
            (_, 0) => limits.audit_most,
            (per_day, _) => limits.audit_most.min(per_day * u128::from(age.saturating_sub(limits.audit_days))),
        };
        BILLION + self.experience(now) + audit
    }

    /// What is left of the loading: halved every 180 days, in a straight line in between, rounded up.
    pub fn experience(&self, now: u64) -> u128 {
        let half = 180 * DAY;
        let (halvings, rest) = ((now - self.loading.1) / half, (now - self.loading.1) % half);
        if halvings > 63 {
            return 0;
        }
        let sloped = self.loading.0 * u128::from(2 * half - rest);
        sloped.div_ceil(u128::from(2 * half) << halvings)
    }

    /// A policy is paid: the part of the cap makes the price dearer now, and halves in 180 days as every other payment does.
    pub fn load(&mut self, paid: Amount, now: u64) {
        let twice = 2 * 180 * DAY;
        let since = now % (twice / 2);
        let remains = u128::from(twice - since);
        let share = part_ceil(self.limits.experience, paid.min(self.limits.cap), self.limits.cap);
        let at_start = self.experience(now - since) + part_ceil(share, twice.into(), remains);
        let most = 9 * BILLION * u128::from(twice) / remains;
        self.loading = (at_start.min(most), now - since);
    }

    /// An incident that could not be funded whole can still recover something for the policy.
    pub fn may_recover(&self, q: &Policy) -> bool {
        let waits = self
            .incidents
            .iter()
            .enumerate()
            .filter(|(_, i)| i.open && (i.recovering || i.cut()));
        q.left() > 0 && waits.into_iter().any(|(n, i)| q.may_collect(n) && q.in_force(i.first))
    }

    /// A breach or an incident is not over.
    pub fn undecided(&self) -> bool {
        let open = self.incidents.iter().any(|i| i.open && !i.recovering);
        let old = self.episodes.len().saturating_sub(4);
        let breach = |e: &Episode| e.phase == Phase::Running || (e.phase == Phase::Ended && !e.triggered);
        open || self.provisional() > 0 || self.episodes[old..].iter().any(breach)
    }

    /// Largest payout, billionths.
    pub fn largest(&self) -> u128 {
        self.spec.parametric.largest.into()
    }

    /// Days after its end in which cover is active still.
    pub fn grace(&self) -> u64 {
        self.spec.terms.grace_days.into()
    }

    /// What is left of policies whose end and grace are not over on a day.
    pub fn active_on(&self, day: u64) -> Amount {
        self.policies.iter().filter(|p| p.end + self.grace() > day).map(Policy::left).sum()
    }

    /// Cover that was active at the last roll.
    pub fn active(&self) -> Amount {
        self.active_on(self.rolled)
    }

    /// What is left of policies that have not ended on a day: the price follows it.
    pub fn unexpired_on(&self, day: u64) -> Amount {
        self.policies.iter().filter(|p| p.end > day).map(Policy::left).sum()
    }

    /// Active cover that had ended at the last roll.
    pub fn in_grace(&self) -> Amount {
        self.active() - self.unexpired_on(self.rolled)
    }

    /// The part of it that had begun and not ended.
    pub fn in_force(&self) -> Amount {
        let runs = |p: &&Policy| p.start <= self.rolled && p.end > self.rolled;
        self.policies.iter().filter(runs).map(Policy::left).sum()
    }

    /// The part of it that had not begun.
    pub fn waiting(&self) -> Amount {
        self.policies.iter().filter(|p| p.start > self.rolled).map(Policy::left).sum()
    }

    /// What is undecided.
    pub fn provisional(&self) -> Amount {
        let incidents = self.incidents.iter().filter(|i| i.open).map(|i| i.held);
        incidents.sum::<Amount>() + self.episodes.iter().map(|e| e.held).sum::<Amount>()
    }

    /// The episode with this number, if it is among the last four, which is as far as the product remembers.
    pub fn episode(&self, number: usize) -> Option<&Episode> {
        let remembered = number > 0 && number + 4 > self.episodes.len();
        remembered.then(|| self.episodes.get(number - 1)).flatten()
    }

    /// Episodes that can be triggered, now or after the end.
    pub fn untriggered(&self) -> impl Iterator<Item = &Episode> {
        let old = self.episodes.len().saturating_sub(4);
        self.episodes[old..].iter().filter(|e| e.phase != Phase::Over && !e.triggered)
    }

    /// Ended cover is at stake only if it ended after the first breach of something that is still open.
    pub fn recount_ended(&mut self) {
        let breaches = self.untriggered().map(|e| e.first);
        let incidents = self.incidents.iter().filter(|i| i.open && !i.recovering).map(|i| i.first);
        let Some(first) = breaches.chain(incidents).min() else { return };
        let since = super::day_of(first);
        if since + 108 < self.rolled {
            return;
        }
        let then = self
            .policies
            .iter()
            .filter(|p| since < p.end && p.end + self.grace() <= self.rolled);
        self.ended = self.ended.min(then.map(Policy::left).sum());
    }

    /// When a window that has not closed began, at the earliest; a gap restarts the open one.
    pub fn next_window_from(&self, now: u64) -> u64 {
        let w = &self.watch.window;
        let alive = w.last().is_some_and(|last| now - last <= self.spec.parametric.max_gap.into());
        let from = if alive { w[0] } else { now };
        from.max(now - 60 * DAY)
    }

    /// What may be lost to cover that has ended, at most.
    pub fn ended_at_stake(&self) -> Amount {
        self.ended.min(self.provisional())
    }

    /// Upper bound of the cover that a window on `day` can pay: what was in force at the first breach, less what ended since, more what
    /// was waiting then and began early enough to have ended; and never above what is left of all that had not ended on that day, of
    /// which the incident has paid at most `paid` billionths. Days more than 108 back are not looked at.
    pub fn eligible(&self, first: u64, cover: Amount, waiting: Amount, paid: u128, day: u64) -> Amount {
        let sum = |of: fn(&Policy) -> u64, from: u64, to: u64| -> Amount {
            let from = from.max(self.rolled.saturating_sub(108));
            let then = self.policies.iter().filter(|p| (from..=to).contains(&of(p)));
            then.map(Policy::left).sum()
        };
        let terms = &self.spec.terms;
        let shortest = u64::from(terms.min_days) - u64::from(terms.waiting_days.max(1)).min(terms.min_days.into());
        let since = super::day_of(first) + 1;
        let readable = since > self.rolled.saturating_sub(108);
        let not_ended = |day: u64| {
            let began = sum(|p| p.start, since, day.saturating_sub(shortest));
            let excused = if readable { waiting.min(began) } else { waiting };
            cover.saturating_sub(sum(|p| p.end, since, day).saturating_sub(excused))
        };
        // Cover only ends: the bound of an earlier day holds on a later one.
        let days = since.max(self.rolled.saturating_sub(108))..=day;
        let bound = days.map(not_ended).min().unwrap_or(cover).min(cover);
        // What began after the first breach and too late to have ended cannot be eligible.
        let late = sum(|p| p.start, since.max(day.saturating_sub(shortest) + 1), self.rolled);
        let left = self.in_force() + sum(|p| p.end, day + 1, self.rolled) - late;
        match BILLION - paid {
            0 => bound,
            unpaid => bound.min((left * BILLION).div_ceil(unpaid)),
        }
    }
}
