//! `docs/voting.md`.

use {
    super::{Rows, grouped},
    breakwater_math::{
        round::{MIN_JURORS, Turnout},
        slash,
        tally::{Form, Side, Verdict, verdict},
        weight,
    },
    breakwater_testkit::{USDC, courts::TOKEN},
};

const PAGE: &str = include_str!("../../../docs/voting.md");
const VALUE: u64 = 100 * USDC;
const ELECTORATE: u64 = 500_000 * TOKEN;

fn whole(atoms: u64) -> String {
    let text = grouped(atoms / 1_000);
    text.strip_suffix(".00").expect("whole tokens").to_owned()
}

fn worth(tokens: u64) -> u64 {
    u64::try_from(u128::from(tokens) * u128::from(VALUE) / u128::from(TOKEN)).expect("it fits")
}

/// The least number of whole tokens that makes this true.
fn least(is_enough: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, ELECTORATE / TOKEN);
    while low < high {
        let middle = (low + high) / 2;
        if is_enough(middle * TOKEN) {
            high = middle
        } else {
            low = middle + 1
        }
    }
    low * TOKEN
}

/// `own` for everything against `others` for nothing.
fn passes(own: u64, others: u64, jurors: u32, payout: u64) -> bool {
    let mut weights = [0; 22];
    (weights[20], weights[0]) = (own, others);
    let turnout = Turnout {
        revealed: own + others,
        jurors,
        electorate: ELECTORATE,
    };
    let paid = verdict(Form::Request, &weights, false).is_ok_and(|v| matches!(v, Verdict::Share(_)));
    paid && turnout.has_quorum(false) && turnout.outweighs(payout, VALUE)
}

#[test]
fn r10_a_verdict_costs_what_the_page_says() {
    let mut rows = Rows::default();
    rows.usdc("worth of the electorate, USDC", worth(ELECTORATE));
    let most = weight::assessed_cap_floor(ELECTORATE, VALUE).expect("a cap");
    rows.usdc("most cover of one assessed product, USDC", most);
    let outweigh = least(|revealed| {
        let turnout = Turnout {
            revealed,
            jurors: MIN_JURORS,
            electorate: ELECTORATE,
        };
        turnout.outweighs(most, VALUE)
    });
    rows.text("tokens that outweigh a payout of all of it", whole(outweigh));
    rows.text("… as part of the electorate", format!("{} %", outweigh * 100 / ELECTORATE));
    // The others who vote bring the rest of what the verdict needs, and are against.
    let own = least(|own| passes(own, outweigh.saturating_sub(own), 20, most));
    rows.text(
        "least own tokens to pass that verdict when the others who vote are against",
        whole(own),
    );
    rows.usdc("… worth, USDC", worth(own));
    let wallets = own.div_ceil(weight::cap_floor(ELECTORATE, weight::MANY_ESCROWS));
    rows.text("wallets that they need", wallets.to_string());
    let alone = least(|own| passes(own, 0, MIN_JURORS, 1));
    rows.text(
        "least tokens that pass the smallest verdict when nobody else votes, in five wallets",
        whole(alone),
    );
    rows.usdc("… worth, USDC", worth(alone));
    let lost = slash::slash_ceil(own, Some(Side::For), Some(Side::Against)).expect("a slash");
    rows.usdc("lost if it fails by those 75,001 tokens (0.16 %), USDC", worth(lost));
    rows.text(
        "days for which they are locked at least: seven to age, seven of a case, seven of notice",
        "21".to_owned(),
    );
    rows.check(PAGE, 1);
    let juror = slash::slash_ceil(20_000 * TOKEN, Some(Side::For), Some(Side::Against)).expect("a slash");
    assert_eq!(
        (juror, 11 * worth(juror)),
        (32 * TOKEN, 35_200 * USDC),
        "what eleven of twenty jurors risk"
    );
}
