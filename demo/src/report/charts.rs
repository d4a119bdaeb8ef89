//! The charts of a run: prices with windows and steps, payouts, the pool.

use {
    super::svg::{Anchor, Frame, Pen, Svg, decimals},
    crate::{
        format::{USDC, money, percent, price},
        record::Ledger,
        run::Run,
        time::{DAY, HOUR, utc},
    },
    std::collections::BTreeMap,
};

const SOURCE: [&str; 4] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7"];
const STRIKE: &str = "#d55e00";
const WINDOW: &str = "#8c8c8c";
const STEP: &str = "#222222";
const PAID: &str = "#117733";
const WIDTH: f64 = 1_000.0;
const LEFT: f64 = 84.0;
const INNER: f64 = WIDTH - LEFT - 24.0;

fn number(p: i64) -> f64 {
    p as f64 / 1e9
}

/// What the price chart shows in time: the breaches and the first payments with a margin, or everything.
fn span(run: &Run) -> (i64, i64) {
    let (tape, r) = (&run.setup.tape, &run.record);
    let Some(first) = r.breaches.first().map(|breach| breach.first) else {
        return (tape.from, tape.to);
    };
    let windows = r.windows.iter().map(|w| w.closed_at);
    let seen = windows.chain(r.breaches.iter().map(|breach| breach.first)).max().unwrap_or(first);
    let soon = r
        .payments
        .iter()
        .map(|p| p.at)
        .filter(|at| *at < seen + 2 * DAY)
        .max()
        .unwrap_or(seen);
    let end = seen.max(soon);
    let margin = ((end - first) / 6).max(12 * HOUR);
    (
        (first - margin).max(tape.from.min(first - HOUR)),
        (end + margin).min(tape.to.max(end + HOUR)),
    )
}

/// Rows of a series inside a time, with the price that holds at its start; thinned to a few per pixel, extremes kept.
fn visible(rows: &[(i64, i64)], x: (i64, i64)) -> Vec<(i64, f64)> {
    let first = rows.partition_point(|row| row.0 <= x.0).saturating_sub(1);
    let inside: Vec<(i64, i64)> = rows[first..].iter().copied().take_while(|row| row.0 <= x.1).collect();
    let bucket = ((x.1 - x.0) / 1_500).max(1);
    let mut out: Vec<(i64, f64)> = Vec::new();
    let mut buckets: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
    for row in inside {
        buckets.entry(row.0 / bucket).or_default().push(row);
    }
    for rows in buckets.values() {
        let low = rows.iter().min_by_key(|row| row.1);
        let high = rows.iter().max_by_key(|row| row.1);
        let mut keep: Vec<(i64, i64)> = rows
            .first()
            .into_iter()
            .chain(low)
            .chain(high)
            .chain(rows.last())
            .copied()
            .collect();
        keep.sort_unstable();
        keep.dedup();
        out.extend(keep.into_iter().map(|(t, p)| (t, number(p))));
    }
    out
}

/// Prices of all sources, strike and exhaustion, closed windows at their average, steps and payments.
pub fn prices(run: &Run) -> String {
    let (tape, terms) = (&run.setup.tape, &run.setup.terms);
    let x = span(run);
    let shown: Vec<Vec<(i64, f64)>> = tape.series.iter().map(|one| visible(one.rows(), x)).collect();
    let mut values: Vec<f64> = shown.iter().flatten().map(|row| row.1).collect();
    values.push(number(terms.strike));
    if !run.record.windows.is_empty() {
        let lowest = run.record.windows.iter().map(|w| w.price).min().unwrap_or_default();
        // The exhaustion belongs into the picture when it is near enough not to flatten it.
        if lowest - terms.exhaustion < 3 * (terms.strike - lowest) {
            values.push(number(terms.exhaustion));
        }
    }
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    let pad = ((high - low) * 0.05).max(0.000_5);
    let frame = Frame {
        left: LEFT,
        top: 56.0,
        width: INNER,
        height: 340.0,
        x,
        y: (low - pad, high + pad),
    };
    let mut svg = Svg::new(WIDTH, 448.0);
    frame.axes(&mut svg, &format!("price, {}", run.setup.unit), |v, apart| {
        format!("{v:.*}", decimals(apart).max(2))
    });
    frame.name_time(&mut svg);
    windows(&mut svg, &frame, run);
    for (i, rows) in shown.iter().enumerate() {
        let mut rows = rows.clone();
        let end = tape.series[i].last().min(x.1);
        if let Some(last) = rows.last().copied()
            && last.0 < end
        {
            rows.push((end, last.1));
        }
        frame.stairs(&mut svg, &rows, Pen::new(SOURCE[i % SOURCE.len()], 1.6));
        if tape.series[i].last() < x.1
            && let Some((t, v)) = rows.last()
        {
            svg.dot(
                (frame.at(*t), frame.up(*v)),
                4.0,
                SOURCE[i % SOURCE.len()],
                &format!("{} ends: silent from here", tape.series[i].name),
            );
        }
    }
    levels(&mut svg, &frame, run);
    steps(&mut svg, &frame, run);
    payment_marks(&mut svg, &frame, run);
    legend(&mut svg, run);
    svg.finish("Prices, strike, windows, steps and payments")
}

fn windows(svg: &mut Svg, frame: &Frame, run: &Run) {
    for w in &run.record.windows {
        let (from, to, y) = (frame.at(w.start), frame.at(w.closed_at), frame.up(number(w.price)));
        let title = format!("window {} to {}: {}", utc(w.start), utc(w.closed_at), price(w.price));
        svg.rect((from, y - 2.5), ((to - from).max(1.5), 5.0), WINDOW, &title);
    }
}

fn levels(svg: &mut Svg, frame: &Frame, run: &Run) {
    let right = frame.left + frame.width;
    for (name, level) in [("strike", run.setup.terms.strike), ("exhaustion", run.setup.terms.exhaustion)] {
        let value = number(level);
        if value >= frame.y.0 && value <= frame.y.1 {
            let y = frame.up(value);
            svg.line((frame.left, y), (right, y), Pen::dashed(STRIKE, 1.4));
            svg.text((right - 4.0, y - 5.0), Anchor::End, STRIKE, &format!("{name} {}", price(level)));
        }
    }
}

fn steps(svg: &mut Svg, frame: &Frame, run: &Run) {
    for incident in &run.record.incidents {
        for (i, step) in incident.steps.iter().enumerate() {
            let Some(w) = run.record.windows.iter().find(|w| w.start == step.window_start) else {
                continue;
            };
            let at = (frame.at((w.start + w.closed_at) / 2), frame.up(number(step.price)));
            let title = format!(
                "step {}: {} from {}, added {}, final {}",
                i + 1,
                percent(step.ratio),
                price(step.price),
                utc(step.added_at),
                utc(step.final_at)
            );
            svg.badge((at.0, at.1 + 13.0), &(i + 1).to_string(), STEP, &title);
        }
    }
}

/// Payments by time: how much, to how many.
fn batches(run: &Run) -> BTreeMap<i64, (u64, usize)> {
    let mut out = BTreeMap::new();
    for p in &run.record.payments {
        let entry = out.entry(p.at).or_insert((0, 0));
        entry.0 += p.amount;
        entry.1 += 1;
    }
    out
}

fn payment_marks(svg: &mut Svg, frame: &Frame, run: &Run) {
    let bottom = frame.top + frame.height;
    for (at, (amount, count)) in batches(run).into_iter().filter(|(at, _)| frame.holds(*at)) {
        let x = frame.at(at);
        svg.line(
            (x, frame.top),
            (x, bottom),
            Pen {
                color: PAID,
                width: 1.2,
                dash: "2 4",
            },
        );
        svg.dot(
            (x, bottom - 6.0),
            5.0,
            PAID,
            &format!("{}: {} USDC paid to {count} policies", utc(at), money(amount)),
        );
    }
}

fn legend(svg: &mut Svg, run: &Run) {
    let mut x = LEFT;
    let mut entry = |svg: &mut Svg, name: &str, mark: &dyn Fn(&mut Svg, f64)| {
        mark(svg, x);
        svg.text((x + 26.0, 28.0), Anchor::Start, "#333", name);
        x += 48.0 + 7.1 * name.chars().count() as f64;
    };
    for (i, one) in run.setup.tape.series.iter().enumerate() {
        let pen = Pen::new(SOURCE[i % SOURCE.len()], 2.0);
        entry(svg, &one.name, &|svg, x| svg.line((x, 24.0), (x + 20.0, 24.0), pen));
    }
    if !run.record.windows.is_empty() {
        entry(svg, "closed window", &|svg, x| {
            svg.rect((x, 21.5), (20.0, 5.0), WINDOW, "closed window at its average")
        });
    }
    if !run.record.incidents.is_empty() {
        entry(svg, "step", &|svg, x| svg.badge((x + 10.0, 24.0), "n", STEP, "step of the ladder"));
        entry(svg, "payments", &|svg, x| svg.dot((x + 10.0, 24.0), 5.0, PAID, "payments"));
    }
}

/// The ladder over time, and what has been paid so far.
pub fn payouts(run: &Run) -> Option<String> {
    let batches = batches(run);
    let first = run.record.incidents.first()?.first_breach;
    let last = *batches.keys().last()?;
    let margin = ((last - first) / 20).max(2 * HOUR);
    let x = (first - margin, last + margin);
    let mut svg = Svg::new(WIDTH, 500.0);
    let ladder = Frame {
        left: LEFT,
        top: 56.0,
        width: INNER,
        height: 160.0,
        x,
        y: (0.0, top_ratio(run)),
    };
    ladder.axes(&mut svg, "payout, % of cover", |v, apart| format!("{v:.*}", decimals(apart)));
    for incident in &run.record.incidents {
        let mut added = vec![(x.0, 0.0)];
        let mut last_final = vec![(x.0, 0.0)];
        for step in &incident.steps {
            added.push((step.added_at, step.ratio as f64 / 1e7));
            last_final.push((step.final_at, step.ratio as f64 / 1e7));
        }
        for line in [&mut added, &mut last_final] {
            let end = line.last().map_or(0.0, |row| row.1);
            line.push((x.1, end));
        }
        ladder.stairs(&mut svg, &added, Pen::dashed(WINDOW, 1.6));
        ladder.stairs(&mut svg, &last_final, Pen::new(STEP, 2.0));
    }
    let total: u64 = batches.values().map(|b| b.0).sum();
    let paid = Frame {
        top: 280.0,
        y: (0.0, total as f64 / USDC as f64 * 1.08),
        ..ladder
    };
    paid.axes(&mut svg, "paid so far, USDC", short_money);
    paid.name_time(&mut svg);
    let mut sum = 0u64;
    let mut rows = vec![(x.0, 0.0)];
    for (at, (amount, _)) in &batches {
        sum += amount;
        rows.push((*at, sum as f64 / USDC as f64));
    }
    let end = rows.last().map_or(0.0, |row| row.1);
    rows.push((x.1, end));
    paid.stairs(&mut svg, &rows, Pen::new(PAID, 2.0));
    let mut sum = 0u64;
    for (at, (amount, count)) in &batches {
        sum += amount;
        let title = format!("{}: {} USDC to {count} policies", utc(*at), money(*amount));
        svg.dot((paid.at(*at), paid.up(sum as f64 / USDC as f64)), 5.0, PAID, &title);
    }
    svg.line((LEFT, 24.0), (LEFT + 20.0, 24.0), Pen::dashed(WINDOW, 1.6));
    svg.text((LEFT + 26.0, 28.0), Anchor::Start, "#333", "step added");
    svg.line((LEFT + 120.0, 24.0), (LEFT + 140.0, 24.0), Pen::new(STEP, 2.0));
    svg.text((LEFT + 146.0, 28.0), Anchor::Start, "#333", "step final");
    svg.line((LEFT + 240.0, 24.0), (LEFT + 260.0, 24.0), Pen::new(PAID, 2.0));
    svg.text((LEFT + 266.0, 28.0), Anchor::Start, "#333", "paid");
    Some(svg.finish("Steps and payments"))
}

fn top_ratio(run: &Run) -> f64 {
    let top = run
        .record
        .incidents
        .iter()
        .flat_map(|i| &i.steps)
        .map(|s| s.ratio)
        .max()
        .unwrap_or(0);
    (top as f64 / 1e7 * 1.08).max(1.0)
}

fn short_money(v: f64, apart: f64) -> String {
    let (unit, name) = match v {
        v if v >= 1e6 => (1e6, " M"),
        v if v >= 1e3 => (1e3, " k"),
        _ => (1.0, ""),
    };
    format!("{:.*}{name}", decimals(apart / unit), v / unit)
}

/// The vault at three moments, by what it is for.
pub fn pool(run: &Run) -> String {
    let r = &run.record;
    let before = if r.breaches.is_empty() {
        "after the replay"
    } else {
        "before the first breach"
    };
    let bars: [(&str, &Ledger); 3] = [
        (before, &r.before),
        ("when all was decided", &r.after),
        ("when all had left", &r.end),
    ];
    let most = bars.iter().map(|(_, l)| l.owed()).max().unwrap_or(1).max(1);
    let mut svg = Svg::new(WIDTH, 190.0);
    type Part = (&'static str, &'static str, fn(&Ledger) -> u64);
    let parts: [Part; 6] = [
        ("junior", "#0072b2", |l| l.junior),
        ("senior", "#56b4e9", |l| l.senior),
        ("unearned premium", "#e69f00", |l| l.unearned),
        ("reserve", "#009e73", |l| l.reserve),
        ("payable", "#cc79a7", |l| l.payable),
        ("fees", "#999999", |l| l.fees),
    ];
    let (left, width) = (170.0, WIDTH - 170.0 - 150.0);
    for (i, (name, ledger)) in bars.iter().enumerate() {
        let y = 44.0 + i as f64 * 44.0;
        svg.text((left - 8.0, y + 20.0), Anchor::End, "#333", name);
        let mut x = left;
        for (part, color, value) in parts {
            let w = value(ledger) as f64 / most as f64 * width;
            svg.rect((x, y), (w, 30.0), color, &format!("{part}: {} USDC", money(value(ledger))));
            x += w;
        }
        svg.text(
            (x + 8.0, y + 20.0),
            Anchor::Start,
            "#333",
            &format!("{} USDC", money(ledger.owed())),
        );
    }
    let mut x = left;
    for (part, color, _) in parts {
        svg.rect((x, 14.0), (14.0, 14.0), color, part);
        svg.text((x + 20.0, 26.0), Anchor::Start, "#333", part);
        x += 44.0 + 7.0 * part.len() as f64;
    }
    svg.finish("The vault before and after")
}

/// Time shown by the price chart, for its caption: in hours below four days, else in days, rounded.
pub fn caption(run: &Run) -> String {
    let (from, to) = span(run);
    let (unit, name) = if to - from < 4 * DAY { (HOUR, "hours") } else { (DAY, "days") };
    format!("{} to {} ({} {name})", utc(from), utc(to), (to - from + unit / 2) / unit)
}
