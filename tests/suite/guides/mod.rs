//! The numbers of `docs/guides` and `docs/pricing.md` are what the program does: each row of their tables is recomputed here.

mod juror;
mod policyholder;
mod pricing;
mod rules;
mod threats;
mod underwriter;
mod voting;

use breakwater_testkit::USDC;

/// Rows of the guide's tables, as it should write them.
#[derive(Default)]
pub struct Rows(Vec<(String, String)>);

impl Rows {
    pub fn usdc(&mut self, label: &str, atoms: u64) {
        self.text(label, grouped(atoms));
    }

    pub fn text(&mut self, label: &str, value: String) {
        self.0.push((label.to_owned(), value));
    }

    /// Each row stands in the guide, and every row of the guide but the heads of its tables is one of them.
    #[track_caller]
    pub fn check(&self, guide: &str, heads: usize) {
        let wanted: Vec<String> = self.0.iter().map(|(label, value)| format!("| {label} | {value} |")).collect();
        let missing: Vec<_> = wanted.iter().filter(|row| !guide.contains(row.as_str())).collect();
        assert!(missing.is_empty(), "the guide should say\n{missing:#?}");
        let numbers = guide.lines().filter(|line| line.starts_with("| ") && line.ends_with(" |")).count();
        assert_eq!(numbers, wanted.len() + heads, "every row but the heads of tables is checked");
    }
}

/// Atoms as USDC with two decimals, cut.
pub fn grouped(atoms: u64) -> String {
    let (whole, cents) = (atoms / USDC, atoms % USDC / 10_000);
    let digits = whole.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out}.{cents:02}")
}
