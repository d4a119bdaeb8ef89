//! Prices as people write them.

use anyhow::{Result, anyhow, bail};

/// Prices are integers at this scale.
pub const SCALE: i64 = 1_000_000_000;
const DECIMALS: usize = 9;

/// A price at scale 1e9, rounded down, and whether anything was cut off.
pub fn parse_price(text: &str) -> Result<(i64, bool)> {
    let bad = || anyhow!("price '{text}' is not a decimal number. Write 0.9176, without a sign, thousands separators or an exponent");
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(rest) {
        return Err(bad());
    }
    let kept = &rest[..rest.len().min(DECIMALS)];
    let cut = rest[kept.len()..].bytes().any(|b| b != b'0');
    let scaled: i64 = format!("{whole}{kept:0<DECIMALS$}")
        .parse()
        .map_err(|_| anyhow!("price '{text}' is too large: at most 1,000,000,000"))?;
    if scaled > 1_000_000_000 * SCALE {
        bail!("price '{text}' is too large: at most 1,000,000,000");
    }
    if scaled == 0 {
        bail!("price '{text}' is not above zero (prices have nine decimals here). An oracle does not publish such a price: delete the row");
    }
    Ok((scaled, cut))
}
