//! What a product has lists of: policies, episodes, incidents with their steps, windows and observations.

use super::{Amount, BILLION, DAY};

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
    /// Day at whose midnight its stream ends.
    pub until: u64,
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
            until: 0,
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
    /// What was recovered last can be collected until then.
    pub collect_until: u64,
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
        (!lacks && fetched) || (self.had_its_year(now) && now >= self.collect_until)
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
