//! Governance as people read it: the timeline, every decision with its tally, every attempt with what stopped it, and what was compared.

use {
    super::{Attempt, Decision, START, Scene, TOKEN},
    crate::{
        format::{count, grouped, money},
        time::{DAY, date, utc},
    },
    serde_json::{Value, json},
    std::fmt::Write,
};

/// Everything that should be and is not.
pub fn failures(scene: &Scene) -> Vec<String> {
    let mut list = scene.differences.clone();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            list.push(what.to_owned());
        }
    };
    must(scene.moved.is_empty(), "something moved on the thief's day");
    let hostile = |d: &&Decision| d.hostile && d.end == "executed";
    must(!scene.decisions.iter().any(|d| hostile(&d)), "a hostile action was executed");
    must(scene.decisions.iter().all(|d| d.over.is_some()), "something was never ended");
    for theft in ["Drift", "Beanstalk", "Solend", "Synthetify", "Audius"] {
        must(scene.attempts.iter().any(|a| a.story.starts_with(theft)), "a theft was not tried");
    }
    let executed = scene.decisions.iter().filter(|d| d.tally.is_some() && d.end == "executed").count();
    must(executed == 6, "members have decided something else");
    list
}

/// Tokens, whole.
pub fn tokens(atoms: u64) -> String {
    grouped(atoms / TOKEN)
}

/// The text.
pub fn text(scene: &Scene, seed: u64) -> String {
    let mut out = format!(
        "Who decides, and what nobody can decide: {} days of governance, seed {seed}\n",
        (scene.end - START) / DAY
    );
    let _ = writeln!(
        out,
        "What was stolen elsewhere is real (docs/threats.md); people, amounts and dates are made up. The clock only goes forward; no account is written by hand but\nthose of tokens, SOL and oracles.\n\n  timeline (UTC)"
    );
    for (at, what) in &scene.timeline {
        let _ = writeln!(out, "    {}  {what}", utc(*at));
    }
    text_attempts(scene, &mut out);
    text_decisions(scene, &mut out);
    text_end(scene, &mut out);
    out
}

fn text_attempts(scene: &Scene, out: &mut String) {
    let _ = writeln!(
        out,
        "\n  what was tried, and what stopped it ({})",
        count(scene.attempts.len(), "attempt", "attempts")
    );
    let mut story = "";
    for a in &scene.attempts {
        if story != a.story {
            story = a.story;
            let _ = writeln!(out, "\n    {story}");
        }
        let Attempt {
            who, what, error, rule, ..
        } = a;
        let _ = writeln!(out, "      {}  {who} {what}\n                        {error:<34} {rule}", utc(a.at));
    }
    let _ = writeln!(
        out,
        "\n    moved within the thief's 24 hours: {}",
        if scene.moved.is_empty() {
            "nothing".to_owned()
        } else {
            scene.moved.join(", ")
        }
    );
    let _ = writeln!(out, "\n  what the rules do not stop");
    for line in &scene.limits {
        let _ = writeln!(out, "    - {line}");
    }
}

fn text_decisions(scene: &Scene, out: &mut String) {
    let _ = writeln!(
        out,
        "\n  decisions (tokens; a vote counts up to the cap)\n    {:<44} {:<12} {:<10} {:<10} {:>9} {:>9} {:>8} {:>8} {:>8} {:>6}  end",
        "", "by", "opened", "executable", "quorum", "for", "against", "neither", "cap", "voters"
    );
    for d in &scene.decisions {
        let eta = if d.eta == 0 { "never".to_owned() } else { date(d.eta) };
        let over = d.over.map_or(String::new(), |at| format!(" ({})", date(at)));
        let tally = d.tally.map_or_else(
            || format!("{:>9} {:>9} {:>8} {:>8} {:>8} {:>6}", "queue", "", "", "", "", ""),
            |t| {
                format!(
                    "{:>9} {:>9} {:>8} {:>8} {:>8} {:>6}",
                    tokens(t.quorum),
                    tokens(t.yes),
                    tokens(t.no),
                    tokens(t.abstain),
                    tokens(t.cap),
                    t.voters
                )
            },
        );
        let _ = writeln!(
            out,
            "    {:<44} {:<12} {} {eta:<10} {tally}  {}{over}",
            d.title,
            d.by,
            date(d.opened),
            d.end
        );
    }
}

fn text_end(scene: &Scene, out: &mut String) {
    let s = &scene.sums;
    let _ = writeln!(out, "\n  where the money went");
    for (name, amount) in [
        ("premiums paid in (USDC)", money(s.premiums)),
        ("fees of them", money(s.fees)),
        ("spent by members", money(s.spent)),
        ("claimed by escrows", money(s.revenue)),
        ("given to underwriters (tokens)", tokens(s.emitted)),
        ("claimed by them", tokens(s.rewarded)),
        ("bonds kept of votes that nobody wanted", tokens(s.bonds_kept)),
    ] {
        let _ = writeln!(out, "    {name:<42} {amount:>16}");
    }
    let _ = writeln!(
        out,
        "\n  checks\n    reference      {} comparisons: weights, quorums, tallies, bonds, the treasury's room, fees and rewards equal a plain computation; {} votes",
        grouped(scene.comparisons),
        grouped(s.votes)
    );
    let _ = writeln!(
        out,
        "    accounts       all {} token accounts of both mints against it, and nine sums of the program's ledgers: {} differences",
        grouped(scene.accounts as u64),
        scene.differences.len()
    );
}

/// The same as JSON.
pub fn json(scene: &Scene, seed: u64, seconds: f64) -> Value {
    let attempts: Vec<Value> = scene
        .attempts
        .iter()
        .map(|a| json!({ "at": a.at, "after": a.story, "who": a.who, "what": a.what, "error": a.error, "rule": a.rule }))
        .collect();
    let decision = |d: &Decision| {
        let tally = d.tally.map(|t| {
            json!({
                "electorate": t.electorate, "quorum": t.quorum, "cap": t.cap, "bond": t.bond, "for": t.yes, "against": t.no, "neither": t.abstain,
                "voters": t.voters, "accepted": t.accepted, "bond_back": t.bond_back,
            })
        });
        json!({
            "title": d.title, "by": d.by, "hostile": d.hostile, "opened": d.opened, "vote_until": d.vote_until, "executable_from": d.eta, "over": d.over,
            "end": d.end, "tally": tally,
        })
    };
    let decisions: Vec<Value> = scene.decisions.iter().map(decision).collect();
    let timeline: Vec<Value> = scene.timeline.iter().map(|(at, what)| json!({ "at": at, "what": what })).collect();
    let s = &scene.sums;
    json!({
        "ok": failures(scene).is_empty(), "scenario": "governance", "seed": seed, "seconds": (seconds * 10.0).round() / 10.0, "failures": failures(scene),
        "comparisons": scene.comparisons, "token_accounts": scene.accounts, "differences": scene.differences.len(), "moved_in_the_thiefs_day": scene.moved,
        "attempts": attempts, "decisions": decisions, "timeline": timeline, "not_stopped": scene.limits,
        "sums": {
            "premiums": s.premiums, "fees": s.fees, "spent": s.spent, "emitted": s.emitted, "rewarded": s.rewarded, "revenue": s.revenue,
            "bonds_kept": s.bonds_kept, "votes": s.votes,
        },
    })
}
