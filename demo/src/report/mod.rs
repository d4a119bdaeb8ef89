//! The report: one page that holds everything, its charts as files beside it, and the result as JSON.

mod charts;
pub mod svg;

use {
    crate::{
        exploit::Scene,
        format::{change, grouped, money},
        governance::Scene as Governance,
        record::Ledger,
        run::{Outcome, Run},
        scenario::Kind,
        story, text,
        time::utc,
        year::Year,
    },
    anyhow::{Context, Result},
    std::{fmt::Write, path::Path},
    svg::escape,
};

const STYLE: &str = "\
body{font:15px/1.5 system-ui,sans-serif;color:#222;max-width:1040px;margin:2em auto;padding:0 1em}\
h1{font-size:1.7em}h2{margin-top:2.4em;border-top:1px solid #ddd;padding-top:1em}h3{margin:1.6em 0 .3em}\
table{border-collapse:collapse;margin:.6em 0;font-size:.93em}th,td{padding:.25em .8em;border-bottom:1px solid #e6e6e6;text-align:right;vertical-align:top}\
th:first-child,td:first-child,.left td,.left th{text-align:left}th{font-weight:600}td{font-variant-numeric:tabular-nums}\
svg{max-width:100%;height:auto}figure{margin:1em 0}figcaption{font-size:.88em;color:#555}.bad{color:#b00020;font-weight:600}.good{color:#117733}";

/// Makes the folder of the report and writes into it once, so that nobody waits for a replay whose report has no place.
pub fn check_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made. Give another folder with --out", folder.display()))?;
    let probe = folder.join(".breakwater-report");
    std::fs::write(&probe, [])
        .and_then(|()| std::fs::remove_file(&probe))
        .with_context(|| format!("{}: cannot be written. Give another folder with --out", folder.display()))
}

/// Writes the year's page, its charts and the JSON into a folder. Returns the page's path.
pub fn write_year(folder: &Path, year: &Year, seed: u64, result: &serde_json::Value) -> Result<std::path::PathBuf> {
    let charts = crate::year::report::charts(year).map(|chart| (chart.name, chart.drawing, chart.caption));
    let text = crate::year::report::text(year, seed);
    write_story(folder, ("year", "A year of one pool"), &charts, &text, result)
}

/// Writes the exploit's page, its charts and the JSON into a folder. Returns the page's path.
pub fn write_exploit(folder: &Path, scene: &Scene, seed: u64, result: &serde_json::Value) -> Result<std::path::PathBuf> {
    let charts = crate::exploit::charts::all(scene).map(|chart| (chart.name, chart.drawing, chart.caption));
    let text = crate::exploit::report::text(scene, seed);
    write_story(folder, ("exploit", "An exploit and its jurors"), &charts, &text, result)
}

/// Writes governance's page, its chart and the JSON into a folder. Returns the page's path.
pub fn write_governance(folder: &Path, scene: &Governance, seed: u64, result: &serde_json::Value) -> Result<std::path::PathBuf> {
    let charts = crate::governance::charts::all(scene);
    let text = crate::governance::report::text(scene, seed);
    write_story(
        folder,
        ("governance", "Who decides, and what nobody can decide"),
        &charts,
        &text,
        result,
    )
}

fn write_story(
    folder: &Path,
    (name, title): (&str, &str),
    charts: &[(&str, String, &str)],
    text: &str,
    result: &serde_json::Value,
) -> Result<std::path::PathBuf> {
    let put = |name: &str, content: &str| {
        let path = folder.join(name);
        std::fs::write(&path, content)
            .with_context(|| format!("{}: cannot be written. Give another folder with --out", path.display()))
            .map(|()| path)
    };
    check_folder(folder)?;
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n"
    );
    for (chart, drawing, caption) in charts {
        put(&format!("{name}-{chart}.svg"), drawing)?;
        let _ = writeln!(page, "<figure>{drawing}<figcaption>{}</figcaption></figure>", escape(caption));
    }
    let _ = write!(page, "<pre>{}</pre>\n</body></html>\n", escape(text));
    put("result.json", &format!("{result:#}\n"))?;
    put("index.html", &page)
}

/// Writes the page, the charts and the JSON into a folder. Returns the page's path.
pub fn write(folder: &Path, outcomes: &[Outcome], people: (usize, u64), result: &serde_json::Value) -> Result<std::path::PathBuf> {
    let put = |name: &str, content: &str| {
        let path = folder.join(name);
        std::fs::write(&path, content)
            .with_context(|| format!("{}: cannot be written. Give another folder with --out", path.display()))
            .map(|()| path)
    };
    check_folder(folder)?;
    let mut page = head(outcomes, people);
    for outcome in outcomes {
        let _ = write!(
            page,
            "<h2 id=\"{0}\">{1}</h2>\n<p>{2}</p>\n",
            escape(&outcome.id),
            escape(&outcome.title),
            escape(&outcome.about)
        );
        for (i, run) in outcome.runs.iter().enumerate() {
            let name = if i == 0 {
                outcome.id.clone()
            } else {
                format!("{}-{}", outcome.id, i + 1)
            };
            section(&mut page, outcome, run, &mut |kind, chart| {
                put(&format!("{name}-{kind}.svg"), chart).map(|_| ())
            })?;
        }
    }
    units(&mut page, outcomes);
    page.push_str("</body></html>\n");
    put("result.json", &format!("{result:#}\n"))?;
    put("index.html", &page)
}

fn table(page: &mut String, class: &str, header: &[&str], rows: &[Vec<String>]) {
    let _ = write!(page, "<table class=\"{class}\"><tr>");
    header.iter().for_each(|cell| page.push_str(&format!("<th>{}</th>", escape(cell))));
    page.push_str("</tr>\n");
    for row in rows {
        page.push_str("<tr>");
        row.iter().for_each(|cell| page.push_str(&format!("<td>{}</td>", escape(cell))));
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
}

fn head(outcomes: &[Outcome], (holders, seed): (usize, u64)) -> String {
    let failures: Vec<String> = outcomes.iter().flat_map(Outcome::failures).collect();
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Breakwater: replays</title><style>{STYLE}</style></head><body>\n<h1>Breakwater: real prices through the built program</h1>\n\
         <p>In process, in a Solana VM with the program's bytecode: three underwriters, {} buyers of cover (seed {seed}), a keeper that sends what \
         anyone may send, and the price series below as oracles. What happened is compared, to the atom, with a plain computation over the same \
         series that shares no code with the program.</p>\n",
        grouped(holders as u64)
    );
    if failures.is_empty() {
        page.push_str(
            "<p class=\"good\">All checks hold: every run equals the reference, no atom was made or lost, and no control paid.</p>\n",
        );
    }
    for failure in &failures {
        let _ = writeln!(page, "<p class=\"bad\">{}</p>", escape(failure));
    }
    let mut rows = Vec::new();
    for outcome in outcomes {
        for run in &outcome.runs {
            let mut cells = vec![outcome.title.clone()];
            cells.extend(text::run_cells(run));
            cells.push(run.facts.conservation.to_string());
            rows.push(cells);
        }
    }
    let header = [&["scenario"], text::RUN_HEADER.as_slice(), &["atoms made or lost"]].concat();
    table(&mut page, "", &header, &rows);
    page
}

fn section(page: &mut String, outcome: &Outcome, run: &Run, put: &mut dyn FnMut(&str, &str) -> Result<()>) -> Result<()> {
    let main = outcome.kind != Kind::Control;
    if !main {
        let _ = writeln!(page, "<h3>{}</h3>", escape(run.setup.variant.as_deref().unwrap_or("As it is")));
    }
    let [first, second] = text::terms(&run.setup.terms, run.setup.tape.series.len());
    let _ = writeln!(
        page,
        "<p>Terms: {}; {}. {}. {}.</p>",
        escape(&first),
        escape(&second),
        escape(&capital(&text::people(run))),
        escape(&capital(&text::seen(run)))
    );
    let assumed: String = run
        .setup
        .assumptions()
        .iter()
        .map(|line| format!("<li>{}.</li>", escape(&capital(line))))
        .collect();
    let _ = writeln!(page, "<ul>{assumed}</ul>");
    let prices = charts::prices(run);
    put("prices", &prices)?;
    let _ = writeln!(
        page,
        "<figure>{prices}<figcaption>Prices, {}. Grey bars are closed windows at their time-weighted average.</figcaption></figure>",
        charts::caption(run)
    );
    if let Some(chart) = charts::payouts(run) {
        put("payouts", &chart)?;
        let _ = writeln!(
            page,
            "<figure>{chart}<figcaption>Above: what the incident pays, as added and as final. Below: what reached holders.</figcaption></figure>"
        );
    }
    if run.record.breaches.is_empty() && !main {
        return Ok(());
    }
    timeline(page, run);
    steps(page, run);
    if main {
        people(page, run);
        let chart = charts::pool(run);
        put("pool", &chart)?;
        let _ = writeln!(page, "<h3>The pool</h3><figure>{chart}</figure>");
        pool(page, run);
    }
    let _ = writeln!(page, "<pre>{}</pre>", escape(&text::checks(run)));
    Ok(())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn timeline(page: &mut String, run: &Run) {
    page.push_str("<h3>Timeline (UTC)</h3>\n");
    let rows: Vec<Vec<String>> = story::timeline(run)
        .into_iter()
        .map(|event| vec![utc(event.at), event.what])
        .collect();
    table(page, "left", &["time", "what"], &rows);
}

fn steps(page: &mut String, run: &Run) {
    for (number, incident) in run.record.incidents.iter().enumerate() {
        let rows: Vec<Vec<String>> = incident
            .steps
            .iter()
            .enumerate()
            .map(|(i, s)| {
                vec![
                    (i + 1).to_string(),
                    utc(s.window_start),
                    crate::format::price(s.price),
                    crate::format::percent(s.ratio),
                    utc(s.added_at),
                    utc(s.final_at),
                    money(s.eligible),
                    money(s.funded),
                ]
            })
            .collect();
        let _ = writeln!(page, "<h3>Incident {}</h3>", number + 1);
        table(
            page,
            "",
            &[
                "step",
                "window from",
                "average",
                "pays in all",
                "added",
                "final",
                "eligible cover",
                "set aside",
            ],
            &rows,
        );
        let _ = writeln!(
            page,
            "<p>{} policies eligible, {} refused because they were not in force at the first breach. {} USDC paid, {}.</p>",
            incident.eligible,
            incident.refused,
            money(incident.paid),
            story::left_over(incident.left)
        );
    }
}

fn people(page: &mut String, run: &Run) {
    page.push_str("<h3>Who got what (USDC)</h3>\n");
    let rows: Vec<Vec<String>> = story::groups(run)
        .iter()
        .map(|g| {
            vec![
                g.group.label().to_owned(),
                g.policies.to_string(),
                money(g.cover),
                money(g.premium),
                g.served.to_string(),
                money(g.paid),
            ]
        })
        .collect();
    table(page, "", &["policies", "number", "cover", "premium", "paid to", "paid"], &rows);
    for (reason, number) in run.record.sales_refused() {
        let _ = writeln!(page, "<p>{number} late purchase(s) refused: {}.</p>", escape(&reason));
    }
    if let Some(line) = text::whole_cover(run) {
        let _ = writeln!(page, "<p>{}.</p>", escape(&line));
    }
    let rows: Vec<Vec<String>> = story::underwriters(run)
        .into_iter()
        .map(|(name, put_in, back)| vec![name.to_owned(), money(put_in), money(back), change(put_in, back)])
        .collect();
    table(page, "", &["underwriter", "put in", "got back", "change"], &rows);
}

fn pool(page: &mut String, run: &Run) {
    let row = |name: &str, l: &Ledger| {
        let parts = [l.junior, l.senior, l.unearned, l.reserve, l.payable, l.fees, l.owed()].map(money);
        [vec![name.to_owned()], parts.to_vec()].concat()
    };
    let r = &run.record;
    let before = if r.breaches.is_empty() {
        "after the replay"
    } else {
        "before the first breach"
    };
    let rows = [
        row(before, &r.before),
        row("when all was decided", &r.after),
        row("when all had left", &r.end),
    ];
    table(
        page,
        "",
        &["", "junior", "senior", "unearned", "reserve", "payable", "fees", "vault"],
        &rows,
    );
}

fn units(page: &mut String, outcomes: &[Outcome]) {
    page.push_str("<h2>Compute units</h2>\n<p>Of every accepted instruction in all runs.</p>\n");
    let rows: Vec<Vec<String>> = story::units(outcomes.iter().flat_map(|outcome| &outcome.runs))
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
    table(page, "", &["instruction", "sent", "least", "mean", "most"], &rows);
}
