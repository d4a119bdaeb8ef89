//! What happened, in sentences and in groups: for the terminal and for the page.

use {
    crate::{
        format::{count, money, percent, price},
        plan::{Group, LEAVER, NOTICE_DAYS, UNDERWRITERS},
        record::{Breach, Incident, Sale},
        run::Run,
        time::{DAY, clock, midnight_after, utc},
    },
    std::collections::BTreeMap,
};

/// One thing that happened.
pub struct Event {
    pub at: i64,
    pub what: String,
}

/// Policies of one group.
pub struct GroupLine {
    pub group: Group,
    pub policies: usize,
    pub cover: u64,
    pub premium: u64,
    pub paid: u64,
    /// Policies that were paid something.
    pub served: usize,
}

/// Compute units of one instruction.
pub struct Units {
    pub name: &'static str,
    pub count: usize,
    pub min: u64,
    pub mean: u64,
    pub max: u64,
}

/// Everything that mattered, in order of time.
pub fn timeline(run: &Run) -> Vec<Event> {
    let mut out = Vec::new();
    let mut add = |at: i64, what: String| out.push(Event { at, what });
    for (number, breach) in run.record.breaches.iter().enumerate() {
        let prices: Vec<String> = run.setup.tape.at(breach.first).iter().flatten().map(|p| price(*p)).collect();
        add(
            breach.first,
            format!(
                "first breach observation at {}: {} USDC in force, {} still waiting",
                prices.join(" and "),
                money(breach.cover),
                money(breach.waiting)
            ),
        );
        if let Some(at) = breach.ended_at {
            add(at, format!("breach {} ends: {}", number + 1, why_ended(run, breach, at)));
        }
    }
    for (number, incident) in run.record.incidents.iter().enumerate() {
        add_incident(&mut add, run, number, incident);
    }
    for (index, sale) in run.record.sales.iter().enumerate() {
        if let (Some(Sale::Refused(reason)), Group::Late) = (sale, run.setup.plan.buyers[index].group) {
            add(
                run.setup.plan.buyers[index].at,
                format!("a purchase is refused: {}", reason.trim_start_matches("PolicyError::")),
            );
        }
    }
    add_exits(&mut add, run);
    let back: u64 = run.record.returned.iter().sum::<u64>() - run.record.exits.iter().map(|exit| exit.amount).sum::<u64>();
    let what = format!(
        "all cover has ended: the underwriters who are left leave with {} USDC, the treasury with {}",
        money(back),
        money(run.record.fees_swept)
    );
    add(run.record.end_at, what);
    out.sort_by_key(|event| event.at);
    out
}

fn why_ended(run: &Run, breach: &Breach, at: i64) -> &'static str {
    let closed = run.record.windows.iter().any(|w| w.start >= breach.first && w.closed_at <= at);
    let silent = at > run.setup.tape.readable_until(run.setup.terms.need);
    match (silent, closed) {
        (true, true) => "fourteen days have passed since the last breach observation",
        (true, false) => "no window had closed, and a day has passed without a reading",
        (false, _) if breach.cover == 0 => "no cover was in force",
        (false, true) => "a day of recoveries has passed, or nobody's cover runs any more",
        (false, false) => "twelve recoveries, and no window had closed",
    }
}

fn add_incident(add: &mut impl FnMut(i64, String), run: &Run, number: usize, incident: &Incident) {
    let name = if run.record.incidents.len() > 1 {
        format!("incident {}: ", number + 1)
    } else {
        String::new()
    };
    for (i, step) in incident.steps.iter().enumerate() {
        let verb = if i == 0 { "triggered" } else { "raised" };
        add(
            step.added_at,
            format!(
                "{name}{verb} to {} (step {}): the window from {} averaged {}",
                percent(step.ratio),
                i + 1,
                window_start(step.window_start, step.added_at),
                price(step.price)
            ),
        );
    }
    let mut finals: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (i, step) in incident.steps.iter().enumerate() {
        finals.entry(step.final_at).or_default().push(i);
    }
    let mut later: BTreeMap<i64, Vec<u64>> = BTreeMap::new();
    for p in run
        .record
        .payments
        .iter()
        .filter(|p| p.incident == number && !finals.contains_key(&p.at))
    {
        later.entry(p.at).or_default().push(p.amount);
    }
    for (at, paid) in later {
        let to = count(paid.len(), "policy", "policies");
        add(
            at,
            format!(
                "{name}{} paid to {to} that had to settle an earlier incident first",
                money(paid.iter().sum())
            ),
        );
    }
    for (at, steps) in finals {
        let set_aside: u64 = steps.iter().map(|i| incident.steps[*i].funded).sum();
        let paid: Vec<u64> = run
            .record
            .payments
            .iter()
            .filter(|p| p.incident == number && p.at == at)
            .map(|p| p.amount)
            .collect();
        let names: Vec<String> = steps.iter().map(|i| (i + 1).to_string()).collect();
        add(
            at,
            format!(
                "{name}{} final: {} USDC set aside, {} paid to {}",
                if names.len() == 1 {
                    format!("step {} is", names[0])
                } else {
                    format!("steps {} are", names.join(" and "))
                },
                money(set_aside),
                money(paid.iter().sum()),
                count(paid.len(), "policy", "policies")
            ),
        );
    }
    if let Some(at) = incident.sealed_at {
        add(at, format!("{name}sealed: no step can come any more"));
    }
    if let Some(at) = incident.closed_at {
        add(
            at,
            format!(
                "{name}closed: {} passed, {}",
                count(incident.eligible, "policy", "policies"),
                left_over(incident.left)
            ),
        );
    }
}

/// What an incident reserved and no policy needed. Less than a cent is told in atoms.
pub fn left_over(atoms: u64) -> String {
    match atoms {
        0 => "nothing is left over".to_owned(),
        1..10_000 => format!("{} left over by rounding", count(atoms as usize, "atom is", "atoms are")),
        _ => format!("{} USDC left over go back to who bore the loss", money(atoms)),
    }
}

/// The underwriter who wants to leave when the price falls.
fn add_exits(add: &mut impl FnMut(i64, String), run: &Run) {
    let Some(first) = run.record.breaches.first() else { return };
    let name = UNDERWRITERS[LEAVER];
    add(
        first.first,
        format!("the {name} underwriter gives notice of {NOTICE_DAYS} d on everything"),
    );
    let refused = run.record.exits_undecided;
    if refused > 0 {
        let over = midnight_after(first.first, NOTICE_DAYS) * DAY;
        add(
            over,
            format!("the notice is over; leaving is refused ({refused} attempts) while losses are undecided"),
        );
    }
    if let (Some(from), Some(to)) = (run.record.exits.first(), run.record.exits.last()) {
        let sum: u64 = run.record.exits.iter().map(|exit| exit.amount).sum();
        let until = if to.at > from.at {
            format!(", bit by bit until {}", utc(to.at))
        } else {
            String::new()
        };
        add(from.at, format!("the {name} underwriter leaves with {} USDC{until}", money(sum)));
    }
}

/// `08:45`, with the date when it is another day's.
fn window_start(start: i64, at: i64) -> String {
    if start.div_euclid(DAY) == at.div_euclid(DAY) {
        clock(start)
    } else {
        utc(start)
    }
}

/// Policies by group, those that were sold.
pub fn groups(run: &Run) -> Vec<GroupLine> {
    let mut lines: BTreeMap<Group, GroupLine> = BTreeMap::new();
    for (index, sale) in run.record.sales.iter().enumerate() {
        let Some(Sale::Made { premium, .. }) = sale else { continue };
        let buyer = &run.setup.plan.buyers[index];
        let empty = GroupLine {
            group: buyer.group,
            policies: 0,
            cover: 0,
            premium: 0,
            paid: 0,
            served: 0,
        };
        let line = lines.entry(buyer.group).or_insert(empty);
        let paid = run.record.paid_to(index);
        line.policies += 1;
        line.cover += buyer.cover;
        line.premium += premium;
        line.paid += paid;
        line.served += usize::from(paid > 0);
    }
    lines.into_values().collect()
}

/// Policies that got their whole cover, and the most atoms that rounding, step by step, left of one.
pub fn wholly_paid(run: &Run) -> Option<(usize, u64)> {
    let whole = run
        .record
        .incidents
        .iter()
        .any(|i| i.steps.last().is_some_and(|s| s.ratio == 1_000_000_000 && s.final_at > 0));
    let steps = run.record.incidents.iter().map(|i| i.steps.len() as u64).sum::<u64>();
    let left = |index: usize| run.setup.plan.buyers[index].cover - run.record.paid_to(index);
    let all: Vec<u64> = (0..run.record.sales.len())
        .filter(|i| run.record.paid_to(*i) > 0)
        .map(left)
        .filter(|left| *left < steps)
        .collect();
    let most = all.iter().copied().max()?;
    whole.then_some((all.len(), most))
}

/// What the underwriters put in and got back.
pub fn underwriters(run: &Run) -> Vec<(&'static str, u64, u64)> {
    let put_in = |owner: usize| run.setup.plan.deposits.iter().filter(|d| d.owner == owner).map(|d| d.amount).sum();
    let names = crate::plan::UNDERWRITERS.iter().enumerate();
    names
        .zip(&run.record.returned)
        .map(|((owner, name), back)| (*name, put_in(owner), *back))
        .collect()
}

/// Compute units over several runs, most expensive first.
pub fn units<'a>(runs: impl Iterator<Item = &'a Run>) -> Vec<Units> {
    let mut all: BTreeMap<&'static str, Vec<u64>> = BTreeMap::new();
    for run in runs {
        for (name, values) in &run.facts.units {
            all.entry(name).or_default().extend(values);
        }
    }
    let line = |(name, values): (&'static str, Vec<u64>)| Units {
        name,
        count: values.len(),
        min: values.iter().copied().min().unwrap_or(0),
        mean: values.iter().sum::<u64>() / (values.len() as u64).max(1),
        max: values.iter().copied().max().unwrap_or(0),
    };
    let mut out: Vec<Units> = all.into_iter().map(line).collect();
    out.sort_by_key(|line| std::cmp::Reverse(line.max));
    out
}
