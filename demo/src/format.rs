//! Amounts, prices and ratios as people read them.

/// Atoms of one USDC.
pub const USDC: u64 = 1_000_000;

/// Digits in groups of three.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Atoms as USDC with cents, rounded down: `1,234.56`.
pub fn money(atoms: u64) -> String {
    format!("{}.{:02}", grouped(atoms / USDC), atoms % USDC / 10_000)
}

/// A difference of two amounts with its sign.
pub fn change(before: u64, after: u64) -> String {
    let sign = if after >= before { "+" } else { "-" };
    format!("{sign}{}", money(after.abs_diff(before)))
}

/// A price at scale 1e9, without trailing zeros but with two digits at least: `0.95`, `0.917651765`.
pub fn price(p: i64) -> String {
    let text = format!("{}.{:09}", p / 1_000_000_000, p % 1_000_000_000);
    let cut = text.trim_end_matches('0');
    let keep = cut.find('.').map_or(cut.len(), |dot| dot + 3).max(cut.len());
    text[..keep].to_owned()
}

/// Parts per billion as per cent, rounded down: `26.94 %`.
pub fn percent(ppb: u64) -> String {
    format!("{}.{:02} %", ppb / 10_000_000, ppb % 10_000_000 / 100_000)
}

/// `1 policy`, `2 policies`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n as u64), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(money(1_234_567_899), "1,234.56");
        assert_eq!(change(5_000_000, 1_500_000), "-3.50");
        assert_eq!(price(950_000_000), "0.95");
        assert_eq!(price(917_651_765), "0.917651765");
        assert_eq!(price(1_000_000_000), "1.00");
        assert_eq!(percent(269_396_766), "26.93 %");
    }
}
