//! `docs/pricing.md`: its examples through the program's client and formulas, and what peers would charge by their published formulas.

use {
    super::Rows,
    breakwater_math::{PPB, premium, premium::Curve},
    breakwater_testkit::USDC,
};

const PAGE: &str = include_str!("../../../docs/pricing.md");
const PERCENT: u64 = PPB / 100;

/// The curve of the page: 2 % at first, 8 % at 80 % of the cap, 30 % at the cap, never below 1 %.
const CURVE: Curve = Curve {
    base: 2 * PERCENT,
    kink: 80 * PERCENT,
    at_kink: 8 * PERCENT,
    full: 30 * PERCENT,
    minimum: PERCENT,
};
const CAP: u64 = 1_000_000 * USDC;

fn price(used: u64, cover: u64, days: u64, factor: u64) -> u64 {
    premium::loaded_price_ceil(&CURVE, CAP, used * USDC, cover * USDC, days * 86_400, factor).expect("a price")
}

fn percent(ppb: u64) -> String {
    format!("{}.{:04} %", ppb / PERCENT, ppb % PERCENT / 1_000)
}

/// Annual rate that a purchase pays on average.
fn average(used: u64, cover: u64) -> String {
    percent((u128::from(price(used, cover, 365, PPB)) * u128::from(PPB) / u128::from(cover * USDC)) as u64)
}

fn examples(rows: &mut Rows) {
    rows.usdc("10,000 for 30 days, nothing sold", price(0, 10_000, 30, PPB));
    rows.usdc("10,000 for 30 days, half of the cap sold", price(500_000, 10_000, 30, PPB));
    rows.usdc("10,000 for 30 days, the last of the cap", price(990_000, 10_000, 30, PPB));
    rows.usdc(
        "100,000 for 30 days at once, half of the cap sold",
        price(500_000, 100_000, 30, PPB),
    );
    let parts = (0..10).map(|n| price(500_000 + n * 10_000, 10_000, 30, PPB)).sum();
    rows.usdc("the same in ten parts, one after the other", parts);
    rows.usdc(
        "10,000 for 30 days, half sold, audit 50 days too old at 1 % a day",
        price(500_000, 10_000, 30, PPB + 50 * PERCENT),
    );
    rows.usdc(
        "10,000 for 30 days, half sold, right after a loss of the whole cap with experience 100 %",
        price(500_000, 10_000, 30, 2 * PPB),
    );
    rows.usdc("the same 180 days later", price(500_000, 10_000, 30, PPB + PPB / 2));
    for (used, cover) in [(0, 200_000), (0, 500_000), (400_000, 400_000), (800_000, 200_000), (0, 1_000_000)] {
        let label = format!(
            "from {} % to {} % of the cap, annual average",
            used / 10_000,
            (used + cover) / 10_000
        );
        rows.text(&label, average(used, cover));
    }
}

/// Parts per million of cover a year.
const PPM: u64 = 1_000_000;

/// Nexus Mutual (StakingProducts.calculatePremium): the base before the bump; a bump of 0.05 % for each percent of capacity bought.
fn nexus(bought: &[u64]) -> u64 {
    let (mut base, mut sum) = (2 * PPM / 100, 0);
    for percent in bought {
        sum += base * percent / 100;
        base += 500 * percent;
    }
    sum
}

/// Neptune's rate in basis points (PolicyHelperV1): utilisation after the purchase or the floor, and 1 % for each month; never above the ceiling.
fn neptune_rate(used: u64, months: u64) -> u64 {
    (used.max(700) + 100 * months).min(4_500)
}

/// Neptune, one month each.
fn neptune(bought: &[u64]) -> u64 {
    let (mut used, mut sum) = (0, 0);
    for percent in bought {
        used += percent;
        sum += neptune_rate(used * 100, 1) * 100 * percent / 100;
    }
    sum
}

/// Cozy v2's dynamic level before its level moves: 0.5 % to 10 % at 25 %, 10 % to 75 %, to 100 % when full; the area.
fn cozy(from: u64, to: u64) -> u64 {
    let area = |u: u64| -> u64 {
        // Integral from 0 to u percent, in parts per million times percent.
        let (low, mid, high) = (u.min(25), u.clamp(25, 75) - 25, u.max(75) - 75);
        5_000 * low + 95_000 * low * low / 50 + 100_000 * mid + 100_000 * high + 900_000 * high * high / 50
    };
    (area(to) - area(from)) / 100
}

/// Ours, parts per million of the cap.
fn ours(bought: &[u64]) -> u64 {
    let (mut used, mut sum) = (0, 0u128);
    for percent in bought {
        let cover = percent * 10_000;
        sum += u128::from(price(used, cover, 365, PPB));
        used += cover;
    }
    (sum * u128::from(PPM) / u128::from(CAP)) as u64
}

fn rate(ppm_of_cap: u64, percent_of_cap: u64) -> String {
    let bps100 = ppm_of_cap * 10_000 / percent_of_cap; // millionths of a percent
    format!("{}.{:02}", bps100 / 1_000_000, bps100 % 1_000_000 / 10_000)
}

fn compare(rows: &mut Rows) {
    let cases: [(&str, &[u64]); 4] = [
        ("20 % of capacity at once", &[20]),
        ("20 % in twenty purchases", &[1; 20]),
        ("80 % at once", &[80]),
        ("80 % in eight purchases", &[10; 8]),
    ];
    for (label, bought) in cases {
        let total = bought.iter().sum();
        let row = [nexus(bought), neptune(bought), cozy(0, total), ours(bought)].map(|sum| rate(sum, total));
        rows.text(label, row.join(" | "));
    }
}

#[test]
fn the_peers_formulas_are_theirs() {
    // Neptune's published inputs: 66 bps of use for a month, 1,333 for two, 3,333 and 6,666 for three.
    let published = [(66, 1), (1_333, 2), (3_333, 3), (6_666, 3)].map(|(used, months)| neptune_rate(used, months));
    assert_eq!(published, [800, 1_533, 3_633, 4_500]);
    // Vectors: Nexus 2.00 % before the first bump and 3.00 % after 20 %; Cozy dynamic level 0→25 5.25 %, 0→80 9.078125 %, 0→100 20.0625 %, 40→80 11.125 %.
    assert_eq!(nexus(&[20, 1]), 4_000 + 300);
    for (from, to, cost) in [
        (0, 25, 52_500),
        (0, 80, 90_781),
        (0, 100, 200_625),
        (40, 80, 111_250),
        (75, 100, 550_000),
        (10, 20, 62_000),
    ] {
        let average = cozy(from, to) * 100 / (to - from);
        assert!(average.abs_diff(cost) <= 100, "{from} to {to} %: {average}, not {cost}");
    }
    // Neptune: 8 % for a purchase below the floor, 36.33 % at 33.33 % used with three months (here one: 34.33 %).
    assert_eq!(neptune(&[1]), 800);
}

#[test]
fn every_number_of_the_pricing_page_is_recomputed() {
    let mut rows = Rows::default();
    examples(&mut rows);
    compare(&mut rows);
    rows.check(PAGE, 3);
}

/// R20: ten parts cost the whole and at most an atom each more.
#[test]
fn r20_the_pages_ten_parts_cost_the_whole() {
    let whole = price(500_000, 100_000, 30, PPB);
    let parts: u64 = (0..10).map(|n| price(500_000 + n * 10_000, 10_000, 30, PPB)).sum();
    assert!(parts >= whole && parts - whole < 10, "{parts} {whole}");
}
