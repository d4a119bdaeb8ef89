//! A product as lists: its policies, episodes, incidents, closed windows and observations.

use {
    super::{super::setup::Spec, Amount, BILLION, DAY, premium::Limits},
    std::rc::Rc,
};

/// One policy.
#[derive(Clone)]
pub struct Policy {
    pub buyer: usize,
    pub holder: usize,
    pub cover: Amount,
    pub paid: Amount,
    pub owed: Amount,
    pub premium: Amount,
    pub rate: u128,
    pub sold: u64,
    pub start: u64,
    pub end: u64,
    /// First incident that it has not passed.
    pub next: usize,
    /// What each incident has paid it.
    pub by_incident: Vec<(usize, Amount)>,
    pub open: bool,
}

impl Policy {
    /// Cover that runs and nothing else.
    pub fn only(cover: Amount, today: u64) -> Self {
        Self {
            buyer: 0,
            holder: 0,
            cover,
            paid: 0,
            owed: 0,
            premium: 0,
            rate: 0,
            sold: 0,
            start: today + 1,
            end: today + 2,
            next: 0,
            by_incident: vec![],
            open: true,
        }
    }

    /// Recoveries of this incident can be paid: no later one has paid it.
    pub fn may_collect(&self, incident: usize) -> bool {
        self.by_incident.iter().all(|(n, _)| *n <= incident)
    }

    /// Cover that is left.
    pub fn left(&self) -> Amount {
        self.cover - self.paid
    }

    /// Past waiting and not ended.
    pub fn in_force(&self, at: u64) -> bool {
        self.start * DAY <= at && at < self.end * DAY
    }

    /// What this incident has paid.
    pub fn paid_by(&self, incident: usize) -> Amount {
        self.by_incident.iter().find(|(n, _)| *n == incident).map_or(0, |(_, paid)| *paid)
    }
}

/// Life of an episode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    Running,
    Ended,
    Over,
}

/// A breach, from its first observation to the end of the time in which it can be triggered.
#[derive(Clone)]
pub struct Episode {
    pub phase: Phase,
    pub triggered: bool,
    pub first: u64,
    pub ended: u64,
    pub cover: Amount,
    pub waiting: Amount,
    /// What the pool holds as undecided for it.
    pub held: Amount,
    /// Day at whose midnight the last policy ends that had begun by the first breach.
    pub until: u64,
    /// What a recount has left: windows that begin then or later pay this much at most.
    pub later: Option<(u64, Amount)>,
}

impl Episode {
    /// `eligible`, as far as a recount left it.
    pub fn at_most(&self, start: u64, eligible: Amount) -> Amount {
        match self.later {
            Some((from, cover)) if start >= from => eligible.min(cover),
            _ => eligible,
        }
    }

    /// A window that starts then pays somebody.
    pub fn pays_from(&self, start: u64) -> bool {
        start < self.until * DAY
    }
}

/// One rung of an incident.
#[derive(Clone)]
pub struct Step {
    pub window: u64,
    pub price: u64,
    pub ratio: u128,
    pub rise: u128,
    pub eligible: Amount,
    pub needed: Amount,
    pub funded: Amount,
    pub final_at: u64,
    pub decided: bool,
    /// The pool could not fund it whole when it became final.
    pub cut: bool,
}

/// An incident.
#[derive(Clone)]
pub struct Incident {
    pub episode: usize,
    pub first: u64,
    pub cover: Amount,
    /// What earlier incidents have paid, since this one was opened, to policies that it counts.
    pub lowered: Amount,
    pub waiting: Amount,
    pub steps: Vec<Step>,
    pub held: Amount,
    pub funded: Amount,
    pub paid: Amount,
    pub passed: Amount,
    pub policies_passed: u32,
    pub shortfall: Amount,
    pub sealed: bool,
    pub sealed_at: u64,
    pub last_used: bool,
    pub open: bool,
    /// Where its money came from.
    pub taken: super::returns::Taken,
    /// All is settled, and only recoveries can come.
    pub recovering: bool,
    /// Policies that were counted, with their cover, when a step was cut.
    pub counted: Vec<(usize, Amount)>,
    /// Whether what was left over changed anything, once it was given out.
    pub topped: Option<bool>,
}

impl Incident {
    /// A step was cut.
    pub fn cut(&self) -> bool {
        self.steps.iter().any(|s| s.cut)
    }

    /// Cover that is still counted, after what earlier incidents have paid.
    pub fn left(&self) -> Amount {
        self.cover.saturating_sub(self.lowered)
    }

    /// Most that can still be lost: what steps that wait need, what closed windows no deeper than `deepest` can add for the cover of the
    /// last step, and what windows still to close can add up to the `largest` payout for `running` cover.
    pub fn undecided(&self, deepest: u128, running: Amount, largest: u128) -> Amount {
        let last = self.steps.last();
        let (ratio, later) = last.map_or((0, self.left()), |s| (s.ratio, s.eligible.min(self.left())));
        let reached = deepest.max(ratio);
        let waits: Amount = self.steps.iter().filter(|s| !s.decided).map(|s| s.needed).sum();
        let up = |cover: Amount, rise: u128| (cover * rise).div_ceil(BILLION);
        waits + up(later, reached - ratio) + up(running.min(self.left()), largest - reached)
    }

    /// A year has passed since the seal.
    fn had_its_year(&self, now: u64) -> bool {
        self.sealed && now - self.sealed_at >= 365 * DAY
    }

    /// Every policy has passed, or was counted with nothing to add, or its year is over.
    pub fn settled(&self, now: u64) -> bool {
        self.passed >= self.left() || self.topped == Some(false) || self.had_its_year(now)
    }

    /// Nothing can come to any policy: less than an atom for each lacks, and what was recovered was fetched; or its year is over.
    pub fn over(&self, now: u64) -> bool {
        let lacks = self.shortfall > self.policies_passed.into();
        let fetched = !self.recovering || self.paid == self.funded;
        (!lacks && fetched) || self.had_its_year(now)
    }

    /// Ratio of the last final step.
    pub fn final_ratio(&self) -> u128 {
        self.steps.iter().filter(|s| s.decided).map(|s| s.ratio).max().unwrap_or(0)
    }

    /// Final steps.
    pub fn decided(&self) -> usize {
        self.steps.iter().filter(|s| s.decided).count()
    }
}

/// A window that was filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    pub start: u64,
    pub price: u64,
    pub episode: usize,
}

/// An accepted observation, kept to prove steps by (INV-14).
#[derive(Clone)]
pub struct Seen {
    pub at: u64,
    /// Lower and upper bound of each source that took part.
    pub bounds: Vec<(u64, u64)>,
    /// Seconds since each was published.
    pub ages: Vec<u64>,
}

/// What a source last published.
#[derive(Clone, Copy, Default)]
pub struct Feed {
    pub price: u64,
    pub deviation: u64,
    pub at: u64,
    /// Order of its last accepted reading.
    pub last_order: u64,
}

/// What the oracles said.
#[derive(Clone, Default)]
pub struct Watch {
    pub feeds: Vec<Feed>,
    pub observed: u64,
    pub price: u64,
    pub lowest: u64,
    pub width: u128,
    pub breach: bool,
    pub last_breach: u64,
    pub recoveries: u32,
    pub last_recovery: u64,
    /// Times of the breach observations that count in the open window.
    pub window: Vec<u64>,
    /// Every reading since the window opened: time and breach price.
    pub prices: Vec<(u64, u64)>,
    /// Sources of the last reading.
    pub read: usize,
    /// Windows closed in the running breach.
    pub closed_now: u32,
    pub closed: Vec<Closed>,
    /// The last accepted observation, and how many there were.
    pub seen: Option<Seen>,
    pub observations: u32,
    /// Lamports above rent.
    pub purse: u64,
}

/// A product.
#[derive(Clone)]
pub struct Product {
    pub spec: Rc<Spec>,
    pub limits: Limits,
    /// Day of the last audit; 0 when there was none.
    pub audited: u64,
    /// Loading that losses left, billionths, and when it was set.
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
            loading: (0, now),
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

    /// An incident that waits only for recoveries can still pay the policy.
    pub fn may_recover(&self, q: &Policy) -> bool {
        let waits = self.incidents.iter().enumerate().filter(|(_, i)| i.open && i.recovering);
        waits.into_iter().any(|(n, i)| q.may_collect(n) && q.in_force(i.first))
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

    /// Cover that had not ended at the last roll.
    pub fn active(&self) -> Amount {
        self.policies.iter().filter(|p| p.end > self.rolled).map(Policy::left).sum()
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
        let then = self.policies.iter().filter(|p| since < p.end && p.end <= self.rolled);
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
        let left = self.active() - self.waiting() + sum(|p| p.end, day + 1, self.rolled) - late;
        match BILLION - paid {
            0 => bound,
            unpaid => bound.min((left * BILLION).div_ceil(unpaid)),
        }
    }
}
