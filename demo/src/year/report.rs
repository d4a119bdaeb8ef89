//! The year as people read it: a timeline, a table by month, sums, and three charts; and the same as JSON.

use {
    super::{GROUPS, LIMITS, Sample, Year},
    crate::{
        format::{change, money, percent},
        report::svg::{Anchor, Frame, Pen, Svg, decimals},
        time::{date, utc},
    },
    serde_json::{Value, json},
    std::fmt::Write,
};

const JUNIOR: &str = "#d55e00";
const SENIOR: &str = "#0072b2";
const INK: &str = "#333";

/// Everything that should be zero and is not.
pub fn failures(year: &Year) -> Vec<String> {
    let mut list = vec![];
    if year.sums.token_difference != 0 {
        list.push(format!(
            "all token accounts after less before: {} atoms",
            year.sums.token_difference
        ));
    }
    if year.sums.vault_difference != 0 {
        list.push(format!(
            "the vault less the ledger at the end: {} atoms",
            year.sums.vault_difference
        ));
    }
    if year.sums.losses < year.sums.paid {
        list.push(format!("{} were paid of {} that were lost", year.sums.paid, year.sums.losses));
    }
    list
}

/// The text.
pub fn text(year: &Year, seed: u64) -> String {
    let mut out = format!("A year of one pool, seed {seed}: five products in three risk groups\n\n  timeline (UTC)\n");
    for (at, what) in &year.timeline {
        let _ = writeln!(out, "    {}  {what}", utc(*at));
    }
    let _ = writeln!(out, "\n  solvency and share prices (USDC; share prices relative to 1)");
    let _ = writeln!(
        out,
        "    {:<10} {:>14} {:>14} {:>14} {:>9} {:>9} {:>9} {:>9}",
        "", "capital", "required", "active cover", "ratio", "junior", "senior", "policies"
    );
    for s in year.samples.iter().step_by(4) {
        let _ = writeln!(out, "    {}", row(s));
    }
    text_counts(year, &mut out);
    text_sums(year, &mut out);
    out
}

fn row(s: &Sample) -> String {
    let ratio = match s.summary.ratio_bps {
        u64::MAX => "-".to_owned(),
        bps => percent(bps.saturating_mul(100_000)),
    };
    let price = |p: u64| format!("{}.{:06}", p / 1_000_000_000, p % 1_000_000_000 / 1_000);
    format!(
        "{:<10} {:>14} {:>14} {:>14} {:>9} {:>9} {:>9} {:>9}",
        date(s.at),
        money(s.summary.capital),
        money(s.summary.required),
        money(s.summary.active_cover),
        ratio,
        price(s.share_prices[0]),
        price(s.share_prices[1]),
        s.policies
    )
}

fn text_counts(year: &Year, out: &mut String) {
    let _ = writeln!(out, "\n  what was done");
    for (name, count) in &year.done {
        let _ = writeln!(out, "    {count:>6} {name}");
    }
    let _ = writeln!(out, "\n  what the program refused");
    for (name, count) in &year.refused {
        let _ = writeln!(out, "    {count:>6} {name}");
    }
}

fn text_sums(year: &Year, out: &mut String) {
    let s = &year.sums;
    let _ = writeln!(out, "\n  where the money went (USDC)");
    for (name, amount) in [
        ("premiums paid in", s.premiums),
        ("refunds of cancelled policies", s.refunds),
        ("protocol fees, swept", s.fees),
        ("losses made final", s.losses),
        ("paid to holders", s.paid),
        ("recovered", s.recovered),
        ("reserve at the end, to the treasury", s.reserve_to_treasury),
    ] {
        let _ = writeln!(out, "    {name:<38} {:>16}", money(amount));
    }
    let _ = writeln!(
        out,
        "\n    {:<22} {:>14} {:>14} {:>14}",
        "underwriter", "put in", "got back", "change"
    );
    for owner in &year.owners {
        let _ = writeln!(
            out,
            "    {:<22} {:>14} {:>14} {:>14}",
            owner.name,
            money(owner.put_in),
            money(owner.got_out),
            change(owner.put_in, owner.got_out)
        );
    }
    let _ = writeln!(out, "\n  checks");
    let _ = writeln!(
        out,
        "    reference      the whole ledger and required capital equal a plain computation at {} times, and every premium, refund, exit and payment, to the atom",
        year.comparisons
    );
    let _ = writeln!(
        out,
        "    conservation   all token accounts after less before: {} atoms",
        s.token_difference
    );
    let _ = writeln!(out, "    vault          less the ledger at the end: {} atoms", s.vault_difference);
}

/// The same as JSON.
pub fn json(year: &Year, seed: u64, seconds: f64) -> Value {
    let samples: Vec<Value> = year
        .samples
        .iter()
        .map(|s| {
            let exposures: Vec<u64> = s.summary.groups.iter().map(|group| group.exposure).collect();
            json!({
                "at": s.at, "capital": s.summary.capital, "junior": s.summary.junior, "senior": s.summary.senior,
                "provisional": s.summary.provisional, "required": s.summary.required, "active_cover": s.summary.active_cover,
                "exposures": exposures, "share_prices": s.share_prices, "policies": s.policies,
            })
        })
        .collect();
    let owners: Vec<Value> = year
        .owners
        .iter()
        .map(|o| json!({ "name": o.name, "put_in": o.put_in, "got_out": o.got_out }))
        .collect();
    let timeline: Vec<Value> = year.timeline.iter().map(|(at, what)| json!({ "at": at, "what": what })).collect();
    let s = &year.sums;
    json!({
        "ok": failures(year).is_empty(), "scenario": "year", "seed": seed, "seconds": (seconds * 10.0).round() / 10.0, "failures": failures(year),
        "comparisons": year.comparisons, "done": year.done, "refused": year.refused, "timeline": timeline, "samples": samples, "underwriters": owners,
        "sums": {
            "premiums": s.premiums, "refunds": s.refunds, "fees": s.fees, "losses": s.losses, "paid": s.paid, "recovered": s.recovered,
            "reserve_to_treasury": s.reserve_to_treasury, "token_difference": s.token_difference.to_string(), "vault_difference": s.vault_difference.to_string(),
        },
    })
}

/// A chart as the page shows it.
pub struct Chart {
    pub name: &'static str,
    pub drawing: String,
    pub caption: &'static str,
}

const SOLVENCY: &str = "Capital of both tranches, required capital (what the exposures require, with the margin), and active cover. Sales and exits stop where capital would fall \
below required capital; a loss may take it there. Active cover may pass capital, because only the severity of a product's cover \
counts, which is below 100 % for cover that jurors decide, and because the groups are taken to fail together only in part. No product alone sells more cover than there is capital.";
const SHARES: &str = "What a share of each tranche is worth against its first price. It rises by premiums and by what comes back, and falls only by final losses: \
junior's first. The last step, the run-off after the year, is not shown.";
const GROUPS_SHOWN: &str = "Exposure (active cover times severity) of each risk group. A dashed line is the group's cap. Sales and exits stop at it; after a loss \
a group may lie above it, because capital has fallen and the cover that was sold stays. Until it fits again nothing of that group is sold and nobody leaves.";

/// The three charts.
pub fn charts(year: &Year) -> [Chart; 3] {
    let chart = |name, drawing, caption| Chart { name, drawing, caption };
    [
        chart("solvency", solvency(year), SOLVENCY),
        chart("shares", shares(year), SHARES),
        chart("groups", groups(year), GROUPS_SHOWN),
    ]
}

fn frame(year: &Year, y: (f64, f64)) -> Frame {
    let x = (year.samples[0].at, year.samples.last().map_or(0, |s| s.at));
    // The run-off is one jump of more than a year: the year itself is shown.
    let end = year.samples.iter().rev().nth(1).map_or(x.1, |s| s.at);
    Frame {
        left: 96.0,
        top: 40.0,
        width: 860.0,
        height: 300.0,
        x: (x.0, end),
        y,
    }
}

fn legend(svg: &mut Svg, names: &[(&str, &'static str)]) {
    let mut x = 100.0;
    for (name, color) in names {
        svg.line((x, 18.0), (x + 22.0, 18.0), Pen::new(color, 2.5));
        svg.text((x + 28.0, 22.0), Anchor::Start, INK, name);
        x += 60.0 + 7.2 * name.len() as f64;
    }
}

fn rows(year: &Year, of: impl Fn(&Sample) -> f64) -> Vec<(i64, f64)> {
    let shown = year.samples.len().saturating_sub(1);
    year.samples[..shown].iter().map(|s| (s.at, of(s))).collect()
}

fn solvency(year: &Year) -> String {
    let of = |atoms: u64| atoms as f64 / 1e12;
    let highest = year.samples.iter().map(|s| s.summary.capital.max(s.summary.active_cover)).max();
    let top = of(highest.unwrap_or_default()) * 1.1;
    let frame = frame(year, (0.0, top));
    let mut svg = Svg::new(1_000.0, 400.0);
    frame.axes(&mut svg, "USDC", |v, apart| format!("{v:.*} M", decimals(apart)));
    frame.name_time(&mut svg);
    frame.stairs(&mut svg, &rows(year, |s| of(s.summary.active_cover)), Pen::dashed("#8c8c8c", 1.8));
    frame.stairs(&mut svg, &rows(year, |s| of(s.summary.required)), Pen::new(JUNIOR, 2.2));
    frame.stairs(&mut svg, &rows(year, |s| of(s.summary.capital)), Pen::new(SENIOR, 2.2));
    legend(
        &mut svg,
        &[
            ("capital", SENIOR),
            ("required capital", JUNIOR),
            ("active cover (dashed)", "#8c8c8c"),
        ],
    );
    svg.finish("Capital, required capital and active cover over the year")
}

fn shares(year: &Year) -> String {
    let of = |p: u64| p as f64 / 1e9;
    let all = year.samples.iter().flat_map(|s| s.share_prices).map(of);
    let (low, high) = all.fold((f64::MAX, 0.0), |(l, h), p| (f64::min(l, p), f64::max(h, p)));
    let frame = frame(year, (low - (high - low) * 0.1, high + (high - low) * 0.1));
    let mut svg = Svg::new(1_000.0, 400.0);
    frame.axes(&mut svg, "price of a share", |v, apart| format!("{v:.*}", decimals(apart).max(2)));
    frame.name_time(&mut svg);
    frame.stairs(&mut svg, &rows(year, |s| of(s.share_prices[0])), Pen::new(JUNIOR, 2.2));
    frame.stairs(&mut svg, &rows(year, |s| of(s.share_prices[1])), Pen::new(SENIOR, 2.2));
    legend(&mut svg, &[("junior", JUNIOR), ("senior", SENIOR)]);
    svg.finish("Price of a share of each tranche over the year")
}

fn groups(year: &Year) -> String {
    let colors = [SENIOR, JUNIOR, "#009e73"];
    let of = |s: &Sample, n: usize| s.summary.groups[n].exposure as f64 * 100.0 / s.summary.capital.max(1) as f64;
    let frame = frame(year, (0.0, 70.0));
    let mut svg = Svg::new(1_000.0, 400.0);
    frame.axes(&mut svg, "exposure, % of capital", |v, apart| format!("{v:.*} %", decimals(apart)));
    frame.name_time(&mut svg);
    for (n, color) in colors.into_iter().enumerate() {
        let cap = LIMITS.caps[n] as f64 / 100.0;
        let y = frame.up(cap);
        svg.line((frame.left, y), (frame.left + frame.width, y), Pen::dashed(color, 1.0));
        frame.stairs(&mut svg, &rows(year, |s| of(s, n)), Pen::new(color, 2.2));
    }
    let names: Vec<(&str, &'static str)> = GROUPS.into_iter().zip(colors).collect();
    legend(&mut svg, &names);
    svg.text(
        (frame.left + frame.width, 22.0),
        Anchor::End,
        INK,
        "dashed: the most that a group may take",
    );
    svg.finish("Exposure of each risk group in per cent of capital")
}
