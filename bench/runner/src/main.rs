//! Measures every instruction in the VM. `write` keeps the results, `check` compares with what is kept.

mod court;
mod crowd;
mod floor;
mod jury;
mod life;
mod measure;
mod members;
mod rewards;
mod scenario;
mod table;

use {
    anyhow::{Context, Result, bail},
    measure::Row,
    std::path::{Path, PathBuf},
};

/// A figure may not grow by more than this (parts per hundred).
const TOLERANCE: u64 = 3;

fn main() -> Result<()> {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().context("bench/")?.to_owned();
    match mode.as_str() {
        "write" => write(&folder, &scenario::run()?),
        "check" => check(&folder, &scenario::run()?),
        other => bail!("breakwater-bench: `{other}` is not a mode: write or check"),
    }
}

fn write(folder: &Path, rows: &[Row]) -> Result<()> {
    std::fs::write(folder.join("results.json"), serde_json::to_string_pretty(rows)? + "\n")?;
    std::fs::write(folder.join("RESULTS.md"), table::render(rows))?;
    print!("{}", table::render(rows));
    Ok(())
}

/// Instructions of the IDL that no row measures.
fn unmeasured(folder: &Path, rows: &[Row]) -> Result<Vec<String>> {
    let path = folder.join("../idl/breakwater.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("{}: run `cargo xtask idl`", path.display()))?;
    let idl: serde_json::Value = serde_json::from_str(&text)?;
    let names = idl["instructions"].as_array().context("instructions of the IDL")?.iter();
    let measured = |name: &str| rows.iter().any(|row| row.name.split(',').next() == Some(name));
    Ok(names
        .filter_map(|instruction| instruction["name"].as_str())
        .filter(|name| !measured(name))
        .map(|name| format!("{name} is not measured: add it to bench/runner/src/scenario.rs"))
        .collect())
}

fn check(folder: &Path, rows: &[Row]) -> Result<()> {
    let text = std::fs::read_to_string(folder.join("results.json")).context("bench/results.json: run `cargo xtask bench`")?;
    let kept: Vec<Row> = serde_json::from_str(&text)?;
    let mut grown = Vec::new();
    for row in rows {
        let Some(old) = kept.iter().find(|old| old.name == row.name) else {
            grown.push(format!("{} is new", row.name));
            continue;
        };
        for (what, was, is) in [
            ("compute units", old.units, row.units),
            ("transaction bytes", old.bytes, row.bytes),
            ("rent", old.rent, row.rent),
        ] {
            if is * 100 > was * (100 + TOLERANCE) {
                grown.push(format!("{}: {what} grew from {was} to {is}", row.name));
            }
        }
    }
    grown.extend(
        kept.iter()
            .filter(|old| rows.iter().all(|row| row.name != old.name))
            .map(|old| format!("{} is not measured any more", old.name)),
    );
    grown.extend(unmeasured(folder, rows)?);
    if !grown.is_empty() {
        bail!(
            "{}\nIf it is meant: run `cargo xtask bench` and commit bench/results.json",
            grown.join("\n")
        );
    }
    println!("{} figures, none grew by more than {TOLERANCE} %", rows.len());
    Ok(())
}
