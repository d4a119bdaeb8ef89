//! Mango, October 2022: whoever had emptied the protocol voted with the tokens taken from it for a settlement in their own favour. The part of
//! governance; what a lone price does stands in `attacks/oracle.rs`.

use {
    crate::governance::kit::*,
    breakwater::{
        errors::{EscrowError, GovernanceError, PoolError},
        state::Action,
    },
    breakwater_testkit::{client::ix, governance::FOR, jurors::GOVERNANCE_MINT, *},
};

#[test]
fn a61_mango_governance_tokens_that_came_from_the_pool_have_no_weight_in_what_is_decided_then() {
    let mut w = World::new();
    let members = ten(&mut w);
    w.open_rewards().ok();
    let attacker = w.underwriter(SENIOR, 100_000 * USDC);
    w.emit_rewards(5 * STAKE, 7 * 86_400);
    w.open_escrow(&attacker).ok();
    w.advance(8 * DAY);
    let settle = Action::Spend {
        mint: w.mint,
        to: attacker,
        amount: 1,
    };
    let proposal = proposed(&mut w, &members[0], settle);
    w.claim_rewards(&attacker, SENIOR).ok();
    let taken = w.balance(&pda::associated_token(&attacker, &GOVERNANCE_MINT));
    assert!(taken > 4 * STAKE, "almost all of it");
    w.lock(&attacker, taken).ok();
    for at in [w.now(), w.proposal(&proposal).vote_until - 1] {
        w.set_time(at);
        w.cast(&proposal, &attacker, FOR).refused(GovernanceError::NoVote);
    }
    // Nor do they propose it, within a week.
    w.grant(&attacker, STAKE);
    let source = pda::associated_token(&attacker, &GOVERNANCE_MINT);
    let propose = ix::propose(
        attacker,
        w.dao().proposals.get(),
        GOVERNANCE_MINT,
        source,
        ix::About::default(),
        settle,
    );
    w.send_all(&[propose]).refused(GovernanceError::BelowProposers);
}

#[test]
fn a61_mango_what_the_pool_pays_out_is_no_governance_token() {
    let mut w = World::new();
    ten(&mut w);
    let attacker = w.actor(1_000_000 * USDC);
    w.open_escrow(&attacker).ok();
    let money = pda::associated_token(&attacker, &w.mint);
    let outcome = w.send_all(&[ix::lock(attacker, money, USDC)]);
    assert!(
        [
            outcome::ErrorCode::from(EscrowError::WrongGovernanceMint).0,
            outcome::ErrorCode::from(PoolError::WrongMint).0
        ]
        .contains(&outcome.code().expect("a refusal"))
    );
    outcome.refused_somehow();
}
