//! Numbers that other protocols publish or test, and those of the protocol's own examples.
use breakwater_math::{
    PPB, YEAR, ladder,
    payout::{self, PayoutCurve},
    premium::{Curve, price_ceil},
    shares, stream,
    tranche::{self, Loss},
    window::{Advance, Rules, Window},
};

/// One token of six decimals, one percent, a day.
const TOKEN: u64 = 1_000_000;
const PERCENT: u64 = PPB / 100;
const DAYS: u64 = 86_400;
/// A cap of one million tokens: a percent of it is 10,000.
const CAP: u64 = 1_000_000 * TOKEN;

/// Average rate between two utilisations (hundredths of a percent of the cap), in ppb, from the premium for a year.
fn average(curve: &Curve, from: u64, to: u64) -> u64 {
    let at = |u: u64| CAP / 10_000 * u;
    let amount = at(to) - at(from);
    let price = price_ceil(curve, CAP, at(from), amount, YEAR).unwrap();
    assert_eq!(price as u128 * PPB as u128 % amount as u128, 0, "a vector with a whole answer");
    (price as u128 * PPB as u128 / amount as u128) as u64
}

/// Rate at one utilisation: the average over a thousandth of a percent around it.
fn at(curve: &Curve, u: u64) -> u64 {
    let (from, amount) = (CAP / 10_000 * u - CAP / 200_000, CAP / 100_000);
    (price_ceil(curve, CAP, from, amount, YEAR).unwrap() as u128 * PPB as u128 / amount as u128) as u64
}

/// Cozy v2, `CostModelJumpRate.t.sol`: kink 80 %, f(0) = 0, f(80 %) = 20 %, f(100 %) = 50 %.
const COZY: Curve = Curve {
    base: 0,
    kink: 80 * PERCENT,
    at_kink: 20 * PERCENT,
    full: 50 * PERCENT,
    minimum: 0,
};

#[test]
fn cozy_jump_rate_averages() {
    // from %, to %, cost in ten-thousandths of a percent
    for (from, to, cost) in [
        (0, 20, 25_000),
        (0, 50, 62_500),
        (10, 20, 37_500),
        (50, 90, 190_625),
        (0, 100, 150_000),
        (40, 80, 150_000),
        (80, 100, 350_000),
        (0, 80, 100_000),
        (20, 80, 125_000),
        (90, 100, 425_000),
    ] {
        assert_eq!(average(&COZY, from * 100, to * 100), cost * 1_000, "{from} to {to} %");
    }
}

#[test]
fn cozy_jump_rate_points() {
    assert_eq!(at(&COZY, 500), 12_500_000);
    assert_eq!(at(&COZY, 9_000), 350_000_000);
    assert_eq!(at(&COZY, 9_500), 425_000_000);
}

#[test]
fn cozy_jump_rate_with_a_base() {
    let curve = Curve {
        base: 15 * PERCENT,
        kink: 55 * PERCENT,
        at_kink: 40 * PERCENT,
        full: 45 * PERCENT,
        minimum: 0,
    };
    assert_eq!(average(&curve, 0, 10_000), 342_500_000);
}

/// DeIn (Bridge Mutual): least 1.8 %, 10 % at 85 %, 30 % at 100 %.
#[test]
fn bridge_mutual_points() {
    let curve = Curve {
        base: 0,
        kink: 85 * PERCENT,
        at_kink: 10 * PERCENT,
        full: 30 * PERCENT,
        minimum: 18_000_000,
    };
    for (u, ppb) in [
        (1_000, 18_000_000),
        (2_000, 23_529_412),
        (4_250, 50_000_000),
        (9_250, 200_000_000),
        (9_500, 233_333_333),
    ] {
        let rate = at(&curve, u);
        assert!(rate.abs_diff(ppb) <= 100, "{u}: {rate}"); // a premium of whole atoms resolves 100 ppb here
    }
}

fn flat(rate: u64) -> Curve {
    Curve {
        base: rate,
        kink: PPB / 2,
        at_kink: rate,
        full: rate,
        minimum: rate,
    }
}

/// Nexus Mutual `calculatePremium.js`: amount · 200 bps for 365 days.
#[test]
fn nexus_fixed_price() {
    for (amount, premium) in [(2_400, 48), (12_000, 240)] {
        assert_eq!(price_ceil(&flat(2 * PERCENT), CAP, 0, amount * TOKEN, YEAR), Ok(premium * TOKEN));
    }
}

/// Neptune `get-cover-fee-info.spec`: amount · rate · days / 365, here rounded up to the atom.
#[test]
fn neptune_fees() {
    let cap = 100 * CAP;
    for (amount, rate, days, fee) in [
        (100_000, 8, 30, 657_534_247),
        (1_000_000, 8, 30, 6_575_342_466),
        (10_000_000, 45, 90, 1_109_589_041_096),
    ] {
        assert_eq!(price_ceil(&flat(rate * PERCENT), cap, 0, amount * TOKEN, days * DAYS), Ok(fee));
    }
}

/// Nexus Mutual: 50 NXM over 3,116,800 s stream 16,042,094,455,852 wei a second; here in tenths, which fit 64 bits.
#[test]
fn nexus_reward_rate() {
    let rate = stream::rate_floor(5_000_000_000_000_000_000, 3_116_800).unwrap();
    assert_eq!((rate >> 64) as u64, 1_604_209_445_585);
}

/// Etherisc depeg: loss = 1 - price, down to 0.80: 1,000 at 0.90 gets 100, at 0.88 12 %, never more than 200.
#[test]
fn etherisc_depeg_payout() {
    let curve = PayoutCurve {
        attachment: 1_000_000_000,
        exhaustion: 800_000_000,
        largest: 20 * PERCENT,
        binary: false,
    };
    for (price, ppb, paid) in [
        (1_000_000_000, 0, 0),
        (900_000_000, 10 * PERCENT, 100),
        (880_000_000, 12 * PERCENT, 120),
        (800_000_000, 20 * PERCENT, 200),
        (250_000_000, 20 * PERCENT, 200),
    ] {
        assert_eq!(curve.ratio_floor(price), Ok(ppb));
        assert_eq!(payout::amount_floor(1_000 * TOKEN, ppb), Ok(paid * TOKEN));
    }
}

/// Y2K pays all or nothing: below the strike, not at it.
#[test]
fn y2k_depeg_payout() {
    let curve = PayoutCurve {
        attachment: 995_000_000,
        exhaustion: 0,
        largest: PPB,
        binary: true,
    };
    assert_eq!(curve.ratio_floor(995_000_000), Ok(0));
    assert_eq!(curve.ratio_floor(994_999_999), Ok(PPB));
}

/// Etherisc's retention of 30 % of 1,000: a loss of 200 stays with the first layer, one of 500 leaves 200 to the next.
#[test]
fn etherisc_retention() {
    assert_eq!(
        tranche::waterfall(300, 700, 0, 200),
        Loss {
            junior: 200,
            ..Loss::default()
        }
    );
    assert_eq!(
        tranche::waterfall(300, 700, 0, 500),
        Loss {
            junior: 300,
            senior: 200,
            ..Loss::default()
        }
    );
}

/// UST, May 2022: the first full hour under 0.95 averaged 0.944; two days later it stood at 0.25. Paying once at the first
/// window pays 4 %; the ladder pays the whole.
#[test]
fn ust_pays_4_percent_at_first_and_everything_two_days_later() {
    let rules = Rules {
        length: 3_600,
        min_count: 12,
        spacing: 240,
        max_gap: 600,
    };
    let curve = PayoutCurve {
        attachment: 950_000_000,
        exhaustion: 800_000_000,
        largest: PPB,
        binary: false,
    };
    let hour = |start: i64, prices: [i64; 2]| {
        let mut window = Window::default();
        (0..=12).find_map(
            |i| match window.on_breach(&rules, start + 300 * i, prices[i as usize % 2]).unwrap() {
                Advance::Closed(closed) => Some(closed),
                _ => None,
            },
        )
    };
    let first = hour(1_652_140_800, [949_000_000, 939_000_000]).unwrap();
    assert_eq!(first.price, 944_000_000);
    let early = curve.ratio_floor(first.price).unwrap();
    assert_eq!(early, 4 * PERCENT);
    let second = hour(1_652_313_600, [250_000_000; 2]).unwrap();
    let late = curve.ratio_floor(second.price).unwrap();
    assert_eq!(late, PPB);
    assert!(ladder::qualifies(late, early, PPB, ladder::STEP_MIN_RISE));
    assert_eq!(
        ladder::due_floor(1_000 * TOKEN, late - early, 960 * TOKEN, 960 * TOKEN),
        Ok(960 * TOKEN)
    );
}

/// A-31 with the numbers of the OpenZeppelin discussion: one atom, a gift of 1e12 that does reach the ledger, a victim of 1e12.
#[test]
fn erc4626_first_depositor() {
    let attacker = shares::for_deposit_floor(1, 0, 0).unwrap();
    assert_eq!(attacker, 1_000);
    let gift = 1_000_000_000_000;
    let victim = shares::for_deposit_floor(gift, gift + 1, attacker).unwrap();
    // without virtual shares the victim would get none
    assert_eq!(victim, 1_999);
    let (assets, all) = (2 * gift + 1, attacker + victim);
    assert_eq!(shares::value_floor(victim, assets, all), Ok(999_749_937_485));
    // a victim's loss of 0.025 % costs the attacker half of the gift
    assert_eq!(shares::value_floor(attacker, assets, all), Ok(500_125_031_258));
    // the program keeps gifts out of the ledger: then the victim loses nothing at all
    let victim = shares::for_deposit_floor(gift, 1, attacker).unwrap();
    assert_eq!(shares::value_floor(victim, gift + 1, attacker + victim), Ok(gift));
}
