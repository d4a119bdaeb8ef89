//! `docs/guides/juror.md`.

use {
    super::{Rows, grouped},
    crate::claims::kit::*,
    breakwater_testkit::{
        courts::{TOKEN, juror},
        *,
    },
};

const GUIDE: &str = include_str!("../../../docs/guides/juror.md");

/// Governance tokens, whole ones with a comma.
fn whole(atoms: u64) -> String {
    let text = grouped(atoms / 1_000);
    text.strip_suffix(".00").expect("whole tokens").to_owned()
}

/// Governance tokens with two decimals, cut.
fn cents(atoms: u64) -> String {
    grouped(atoms / 1_000)
}

#[test]
fn the_jurors_guide_says_what_the_program_does() {
    let mut rows = Rows::default();
    let (mut w, key) = claimed();
    let case = key.case(0);
    let round = *w.case(&case).current();
    rows.text("electorate, tokens", whole(round.electorate.get()));
    rows.text("most that one ballot weighs, tokens", whole(round.cap.get()));
    rows.text("days from a lock at noon until it weighs", days_until_it_weighs().to_string());
    let hours = |from: i64, to: i64| ((to - from) / 3_600).to_string();
    rows.text(
        "evidence | read what claimant and others have brought; anyone may add some (`submit_evidence`)",
        hours(round.opened_at.get(), round.commit_from.get()),
    );
    rows.text(
        "commit | `commit_ballot` with the hash of your choice",
        hours(round.commit_from.get(), round.reveal_from.get()),
    );
    rows.text(
        "reveal | `reveal_ballot` with choice and salt; whoever knows both may send it for you",
        hours(round.reveal_from.get(), round.reveal_until.get()),
    );
    w.to_commit(&case);
    let choice = |n: usize| if n < 14 { 10 } else { 0 };
    for n in 0..20 {
        w.commit(&case, &juror(n), choice(n)).ok();
    }
    w.to_reveal(&case);
    for n in 0..18 {
        w.reveal(&case, &juror(n), choice(n)).ok();
    }
    w.to_count(&case);
    w.advance_case(&case).ok();
    let window = w.case(&case).appeal_until.get() - w.now();
    rows.text(
        "appeal window, after a decision | nothing, unless somebody pays for another round",
        hours(0, window),
    );
    w.end_case(&case);
    let before: Vec<u64> = (0..20).map(|n| w.escrow(&juror(n)).locked.get()).collect();
    for n in 0..20 {
        w.settle_ballot(&case, &juror(n), 0).ok();
    }
    let after: Vec<u64> = (0..20).map(|n| w.escrow(&juror(n)).locked.get()).collect();
    assert!((0..14).all(|n| after[n] - before[n] == after[0] - before[0]));
    rows.text("lost by each who did not reveal, tokens", cents(before[18] - after[18]));
    rows.text("lost by each who denied, tokens", cents(before[14] - after[14]));
    rows.text("won by each who accepted, tokens", cents(after[0] - before[0]));
    let fee = w.balance(&pda::associated_token(&juror(0), &w.mint));
    rows.usdc("fee to each who accepted, USDC", fee);
    w.assert_books();
    // Beside the rows: the heads of four tables, and four lines of words.
    rows.check(GUIDE, 8);
}

fn days_until_it_weighs() -> i64 {
    let mut w = World::new();
    w.electorate().ok();
    let owner = w.juror(TOKEN);
    let noon = w.now();
    assert_eq!(noon % DAY, DAY / 2);
    while w.weight(&owner) == 0 {
        w.next_midnight();
    }
    (w.now() - noon + DAY - 1) / DAY
}
