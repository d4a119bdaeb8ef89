//! Random lives that are abandoned at a random moment.
//!
//! `BREAKWATER_RUN_OFF_SEEDS` lives from seed `BREAKWATER_RUN_OFF_FIRST` on.

use {
    super::strangers::*,
    crate::{
        attacks::cases_fuzz::{Run, number},
        incident::kit::thaw,
    },
    breakwater_testkit::{courts::*, jurors::GOVERNANCE_MINT, *},
};

/// INV-01, 04, 05, 08 to 11, 13, 18, 20: policies, breaches, claims, declared incidents, disputes, ballots, requests, losses, at any point of their lives.
#[test]
fn inv18_inv20_a_random_life_that_everybody_with_a_name_abandons_ends_within_a_bounded_time() {
    let (first, seeds) = (number("BREAKWATER_RUN_OFF_FIRST", 1), number("BREAKWATER_RUN_OFF_SEEDS", 24));
    let mut longest = 0;
    for seed in first..first + seeds {
        let mut run = Run::new(seed);
        let steps = 10 + run.next(70);
        for _ in 0..steps {
            run.step();
        }
        // What the mint's issuer has frozen it thaws: its power is no key of this protocol.
        let people: Vec<Address> = run.holders.iter().copied().chain((0..JURORS).map(juror)).collect();
        for who in people {
            let account = pda::associated_token(&who, &run.w.mint);
            thaw(&mut run.w, &account);
        }
        run.w.lose_keys(&[]);
        let w = &mut run.w;
        let tokens = |w: &World| [tokens_of(w, &w.mint), tokens_of(w, &GOVERNANCE_MINT)];
        let (rents, had) = (rents(w), tokens(w));
        let before = purses_of(w, &rents);
        let mut strangers = Strangers::new(w);
        let days = strangers.end_everything();
        assert_eq!(tokens(w), had, "INV-04, seed {seed}");
        assert_rents(w, &rents, &before);
        println!("seed {seed}: {steps} acts, {} accounts, ended after {days} days", rents.len());
        longest = longest.max(days);
    }
    println!("{seeds} lives, at most {days} days of {ENDS_WITHIN}", days = longest);
}
