//! Every decision on one axis of time: its vote, its delay, and how it ended.

use {
    super::{Decision, START, Scene},
    crate::{
        report::svg::{Anchor, Pen, Svg},
        time::{DAY, date, utc},
    },
};

const INK: &str = "#333";
const VOTE: &str = "#0072b2";
const DELAY: &str = "#e69f00";
const WAITS: &str = "#999999";
const DONE: &str = "#009e73";
const STOPPED: &str = "#d55e00";

/// Name, drawing, caption.
pub fn all(scene: &Scene) -> [(&'static str, String, &'static str); 1] {
    [(
        "timeline",
        timeline(scene),
        "Every action from its proposal to its end: blue is the vote, orange the delay, a grey line what waits for somebody or in vain. A green dot is an execution, a red one the end of what was not executed. \
         Names in red are hostile.",
    )]
}

fn timeline(scene: &Scene) -> String {
    let (left, right, top, step) = (310.0, 1_060.0, 56.0, 19.0);
    let bottom = top + scene.decisions.len() as f64 * step;
    let mut svg = Svg::new(1_080.0, bottom + 40.0);
    let days = (scene.end - START) as f64;
    let at = |t: i64| left + (t - START) as f64 / days * (right - left);
    let mut x = left;
    for (name, color) in [("vote", VOTE), ("delay", DELAY), ("executed", DONE), ("stopped", STOPPED)] {
        svg.rect((x, 12.0), (14.0, 14.0), color, name);
        svg.text((x + 20.0, 24.0), Anchor::Start, INK, name);
        x += 100.0;
    }
    let mut day = START;
    while day < scene.end {
        svg.line((at(day), top - 8.0), (at(day), bottom), Pen::new("#e4e4e4", 1.0));
        let label = date(day);
        svg.text((at(day), bottom + 17.0), Anchor::Middle, INK, &label[5..]);
        day += 14 * DAY;
    }
    svg.text((right, bottom + 34.0), Anchor::End, INK, "2026 (UTC)");
    for (n, d) in scene.decisions.iter().enumerate() {
        row(&mut svg, d, top + n as f64 * step, &at, left);
    }
    svg.finish("Every decision, its vote, its delay and its end")
}

fn row(svg: &mut Svg, d: &Decision, y: f64, at: &impl Fn(i64) -> f64, left: f64) {
    let color = if d.hostile { STOPPED } else { INK };
    svg.text((left - 8.0, y + 11.0), Anchor::End, color, &d.title);
    let span = |from: i64, to: i64| ((at(from), y + 3.0), ((at(to) - at(from)).max(1.0), 9.0));
    if d.vote_until > d.opened {
        let (corner, size) = span(d.opened, d.vote_until);
        svg.rect(corner, size, VOTE, &format!("vote until {}", utc(d.vote_until)));
    }
    let over = d.over.unwrap_or(d.eta);
    if d.eta > 0 {
        let (corner, size) = span(d.vote_until, over.max(d.vote_until).min(d.eta));
        svg.rect(corner, size, DELAY, &format!("executable from {}", utc(d.eta)));
    }
    let waits = d.eta.max(d.vote_until);
    if over > waits {
        svg.line((at(waits), y + 7.5), (at(over), y + 7.5), Pen::new(WAITS, 1.5));
    }
    let end = if d.end == "executed" { DONE } else { STOPPED };
    svg.dot((at(over), y + 7.5), 4.5, end, &format!("{}, {}", d.end, utc(over)));
}
