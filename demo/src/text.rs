//! The result for a terminal.

use {
    crate::{
        chain::oracle_name,
        format::{change, count, grouped, money, percent, price},
        record::Ledger,
        run::{Outcome, Run},
        scenario::Kind,
        story,
        terms::Terms,
        time::{short, span, utc},
    },
    std::fmt::Write,
};

/// Columns of the terminal that sentences may fill.
const WIDTH: usize = 120;

/// Aligned columns; the first is left, the others right.
fn table(out: &mut String, header: &[&str], rows: &[Vec<String>]) {
    let width = |i: usize| {
        rows.iter()
            .map(|row| row[i].chars().count())
            .chain([header[i].chars().count()])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let mut line = |cells: &[String]| {
        let mut text = String::from("    ");
        for (i, cell) in cells.iter().enumerate() {
            let pad = " ".repeat(widths[i] - cell.chars().count());
            let _ = if i == 0 {
                write!(text, "{cell}{pad}")
            } else {
                write!(text, "   {pad}{cell}")
            };
        }
        let _ = writeln!(out, "{}", text.trim_end());
    };
    line(&header.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>());
    rows.iter().for_each(|row| line(row));
}

/// A scenario with its runs.
pub fn outcome(outcome: &Outcome) -> String {
    let mut out = format!("\n{} ({})\n", outcome.title, outcome.id);
    if !outcome.about.is_empty() {
        let _ = writeln!(out, "  {}", outcome.about);
    }
    if outcome.kind == Kind::Control {
        control(&mut out, outcome);
    } else if let Some(run) = outcome.runs.first() {
        full(&mut out, run);
    }
    out
}

/// The terms in two lines.
pub fn terms(terms: &Terms, sources: usize) -> [String; 2] {
    [
        format!(
            "a breach is below {} by {} of {sources}; pays from 0 % at {} to 100 % at {}, straight in between",
            price(terms.strike),
            terms.need,
            price(terms.strike),
            price(terms.exhaustion)
        ),
        format!(
            "windows of {} with {} observations, {} to {} apart; cover begins after {} d; nothing is sold within {} of the strike",
            span(i64::from(terms.window)),
            terms.min_count(),
            span(i64::from(terms.spacing())),
            span(i64::from(terms.max_gap())),
            terms.waiting_days,
            percent(u64::from(terms.guard_bps) * 100_000)
        ),
    ]
}

fn sources(out: &mut String, run: &Run) {
    let rows: Vec<Vec<String>> = run
        .setup
        .tape
        .series
        .iter()
        .enumerate()
        .map(|(i, one)| {
            let (low, high, gap) = (one.lowest(), one.highest(), one.longest_gap());
            let minute = |t: i64| t.div_euclid(60) * 60;
            vec![
                one.name.clone(),
                grouped(one.rows().len() as u64),
                format!("{} to {}", utc(minute(one.first())), utc(minute(one.last()))),
                format!("{} on {}", price(low.1), short(low.0)),
                price(high.1),
                span(gap.1 - gap.0),
                oracle_name(i + 1, one).to_owned(),
            ]
        })
        .collect();
    table(
        out,
        &["source", "rows", "time (UTC)", "lowest", "highest", "longest gap", "published as"],
        &rows,
    );
    for one in run.setup.tape.series.iter().filter(|one| one.repeated + one.cut > 0) {
        let _ = writeln!(
            out,
            "    {}: {} of repeated times dropped, {} cut after nine decimals",
            one.file,
            count(one.repeated, "row", "rows"),
            count(one.cut, "price", "prices")
        );
    }
}

/// A line with its name before it, broken where it grows long.
fn named(out: &mut String, name: &str, text: &str) {
    let mut line = format!("  {name:<8}");
    for word in text.split(' ') {
        if line.chars().count() + word.chars().count() >= WIDTH {
            let _ = writeln!(out, "{line}");
            line = format!("{:<10}", "");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(out, "{line}");
}

fn full(out: &mut String, run: &Run) {
    sources(out, run);
    let [first, second] = terms(&run.setup.terms, run.setup.tape.series.len());
    named(out, "terms", &first);
    named(out, "", &second);
    for (i, line) in run.setup.assumptions().iter().enumerate() {
        named(out, if i == 0 { "replay" } else { "" }, line);
    }
    named(out, "people", &people(run));
    named(out, "seen", &seen(run));
    let _ = writeln!(out, "\n  timeline (UTC)");
    for event in story::timeline(run) {
        let _ = writeln!(out, "    {:<19}  {}", utc(event.at), event.what);
    }
    let _ = writeln!(out, "\n  who got what (USDC)");
    group_table(out, run);
    let _ = writeln!(out);
    underwriter_table(out, run);
    let _ = writeln!(out, "\n  the pool (USDC)");
    pool_table(out, run);
    let _ = writeln!(out, "\n  checks\n{}", checks(run));
}

/// Underwriters, policies and premiums in one sentence.
pub fn people(run: &Run) -> String {
    format!(
        "{} with {} USDC; {} sold for {} USDC of premiums",
        count(crate::plan::UNDERWRITERS.len(), "underwriter", "underwriters"),
        money(run.setup.plan.capital()),
        count(run.record.sold(), "policy", "policies"),
        money(run.record.premiums)
    )
}

/// Observations in one sentence.
pub fn seen(run: &Run) -> String {
    let r = &run.record;
    format!(
        "{}, {} of them in breach; {} closed, {}",
        count(r.observations as usize, "observation", "observations"),
        grouped(r.breach_observations),
        count(r.windows.len(), "window", "windows"),
        count(r.incidents.len(), "incident", "incidents")
    )
}

fn group_table(out: &mut String, run: &Run) {
    let groups = story::groups(run);
    let mut rows: Vec<Vec<String>> = groups
        .iter()
        .map(|g| {
            vec![
                g.group.label().to_owned(),
                grouped(g.policies as u64),
                money(g.cover),
                money(g.premium),
                grouped(g.served as u64),
                money(g.paid),
            ]
        })
        .collect();
    let sum = |f: fn(&story::GroupLine) -> u64| groups.iter().map(f).sum::<u64>();
    let all = vec![
        "all".to_owned(),
        grouped(sum(|g| g.policies as u64)),
        money(sum(|g| g.cover)),
        money(sum(|g| g.premium)),
        grouped(sum(|g| g.served as u64)),
        money(sum(|g| g.paid)),
    ];
    rows.push(all);
    table(out, &["policies", "number", "cover", "premium", "paid to", "paid"], &rows);
    for (number, incident) in run.record.incidents.iter().enumerate() {
        let _ = writeln!(
            out,
            "    incident {}: {} eligible, {} refused (not in force at the first breach)",
            number + 1,
            incident.eligible,
            incident.refused
        );
    }
    if let Some(line) = whole_cover(run) {
        let _ = writeln!(out, "    {line}");
    }
}

/// How many got their whole cover.
pub fn whole_cover(run: &Run) -> Option<String> {
    let (number, left) = story::wholly_paid(run)?;
    let to = count(number, "policy", "policies");
    let but = match left {
        0 => String::new(),
        _ => format!(", but for at most {} that rounding leaves", count(left as usize, "atom", "atoms")),
    };
    Some(format!("{to} got the whole cover{but}"))
}

fn underwriter_table(out: &mut String, run: &Run) {
    let rows: Vec<Vec<String>> = story::underwriters(run)
        .into_iter()
        .map(|(name, put_in, back)| vec![name.to_owned(), money(put_in), money(back), change(put_in, back)])
        .collect();
    table(out, &["underwriter", "put in", "got back", "change"], &rows);
}

fn pool_table(out: &mut String, run: &Run) {
    let row = |name: &str, l: &Ledger| {
        let mut cells = vec![name.to_owned()];
        cells.extend([l.junior, l.senior, l.unearned, l.reserve, l.payable, l.fees, l.owed()].map(money));
        cells
    };
    let before = if run.record.breaches.is_empty() {
        "after the replay"
    } else {
        "before the first breach"
    };
    let rows = [
        row(before, &run.record.before),
        row("when all was decided", &run.record.after),
        row("when all had left", &run.record.end),
    ];
    table(
        out,
        &["", "junior", "senior", "unearned", "reserve", "payable", "fees", "vault"],
        &rows,
    );
}

/// Compute units of every accepted instruction in all runs.
pub fn compute_units(outcomes: &[Outcome]) -> String {
    let mut out = String::from("\nCompute units of every accepted instruction\n");
    let runs = outcomes.iter().flat_map(|outcome| &outcome.runs);
    let rows: Vec<Vec<String>> = story::units(runs)
        .iter()
        .map(|u| {
            vec![
                u.name.to_owned(),
                grouped(u.count as u64),
                grouped(u.min),
                grouped(u.mean),
                grouped(u.max),
            ]
        })
        .collect();
    table(&mut out, &["instruction", "sent", "least", "mean", "most"], &rows);
    out
}

/// Reference, conservation and vault in lines.
pub fn checks(run: &Run) -> String {
    let mut out = String::new();
    let _ = match run.differences.as_slice() {
        [] => writeln!(
            out,
            "    reference      {} and {} equal a plain computation over the same series, to the atom",
            count(run.record.payments.len(), "payment", "payments"),
            count(run.record.sold(), "premium", "premiums")
        ),
        all => writeln!(
            out,
            "    reference      DIFFERS in {} places:\n      {}",
            all.len(),
            all.iter().take(10).cloned().collect::<Vec<_>>().join("\n      ")
        ),
    };
    let _ = writeln!(
        out,
        "    conservation   all token accounts after less before: {} atoms",
        run.facts.conservation
    );
    let _ = write!(
        out,
        "    vault          less the ledger at the end: {} atoms; equal at {} in between",
        run.facts.vault_over_ledger,
        count(run.facts.comparisons, "time", "times")
    );
    out
}

fn control(out: &mut String, outcome: &Outcome) {
    let Some(first) = outcome.runs.first() else { return };
    sources(out, first);
    let [line, _] = terms(&first.setup.terms, first.setup.tape.series.len());
    named(out, "terms", &line);
    if let Some(line) = first.setup.assumptions().first() {
        named(out, "replay", line);
    }
    named(out, "people", &people(first));
    let rows: Vec<Vec<String>> = outcome.runs.iter().map(run_cells).collect();
    table(out, &RUN_HEADER, &rows);
    for run in &outcome.runs {
        for difference in run.differences.iter().take(5) {
            let _ = writeln!(out, "    DIFFERS {difference}");
        }
    }
}

/// Columns of [`run_cells`].
pub const RUN_HEADER: [&str; 8] = [
    "run",
    "observations",
    "in breach",
    "windows",
    "incidents",
    "paid to",
    "paid (USDC)",
    "reference",
];

/// A run in one line.
pub fn run_cells(run: &Run) -> Vec<String> {
    let r = &run.record;
    let served = (0..r.sales.len()).filter(|i| r.paid_to(*i) > 0).count();
    vec![
        run.setup.variant.clone().unwrap_or_else(|| "as it is".to_owned()),
        grouped(r.observations),
        grouped(r.breach_observations),
        grouped(r.windows.len() as u64),
        grouped(r.incidents.len() as u64),
        format!("{served} of {}", r.sold()),
        money(r.paid()),
        if run.differences.is_empty() { "equal" } else { "DIFFERS" }.to_owned(),
    ]
}
