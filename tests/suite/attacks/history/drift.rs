//! Drift, April 2026: a council whose signatures had been collected ahead of time, with durable nonces, moved the admin in two transactions without
//! a delay; the new one listed a worthless mint, pinned its feed, lifted the limits and emptied the vaults in twelve minutes. Here a rogue
//! bootstrap authority has 24 hours (R13).

use {
    crate::{governance::kit::*, pool::tamper::*, upgrade::nonce::refused_with_a_durable_nonce},
    breakwater::{
        errors::{GovernanceError, TreasuryError},
        state::{Action, ListingKind, ProposalState},
    },
    breakwater_testkit::{client::ix, *},
};

/// The rogue queues an action now and sends it in every hour of its day; it is refused, and the guardian cancels it.
#[track_caller]
fn not_within_a_day(w: &mut World, action: Action) {
    let (queued, proposal) = w.queue(action);
    queued.ok();
    let start = w.now();
    let execute = w.executing(&proposal, &action);
    for hour in 0..24 {
        w.set_time(start + hour * HOUR);
        w.send_all(std::slice::from_ref(&execute)).refused(GovernanceError::TimelockRunning);
    }
    w.set_time(start + DAY - 1);
    w.send_all(std::slice::from_ref(&execute)).refused(GovernanceError::TimelockRunning);
    w.cancel_proposal(&proposal).ok();
    w.set_time(start + DAY);
    w.send_all(&[execute]).refused(GovernanceError::NotQueued);
    assert_eq!(w.proposal(&proposal).state, ProposalState::Cancelled);
}

#[test]
fn r13_drift_a_a_rogue_admin_cannot_list_a_mint_within_a_day() {
    let mut w = World::new();
    let worthless = w.wallet_address();
    w.put_mint(worthless, 6);
    not_within_a_day(
        &mut w,
        Action::List {
            kind: ListingKind::Mint,
            id: worthless,
            queue: Address::default(),
            feed_hash: [0; 32],
        },
    );
    // Nor make a pool of it, which needs the listing too.
    let parameters = PoolSpec::default().0;
    let action = Action::CreatePool {
        mint: worthless,
        parameters,
    };
    let create = w.ready(action);
    w.send_all(&[create]).refused_somehow();
}

#[test]
fn r13_drift_b_a_rogue_admin_cannot_change_a_feed_ever_and_list_one_not_within_a_day() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let own = SourceSpec::Pyth(0x66);
    let before = w.snapshot(&[product, pda::watch(&product)]);
    let args = own.args();
    not_within_a_day(
        &mut w,
        Action::List {
            kind: ListingKind::Pyth,
            id: Address::new_from_array(args.feed),
            queue: Address::new_from_array(args.queue),
            feed_hash: args.feed_hash,
        },
    );
    // Sealed terms take no source, listed or not.
    w.list_feed(own);
    w.send_all(&[ix::add_source(w.bootstrap, product, args)]).refused_somehow();
    assert_eq!(w.snapshot(&[product, pda::watch(&product)]), before);
}

#[test]
fn r13_drift_c_a_rogue_admin_cannot_lift_a_cap_within_a_day() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let mut limits = DepegSpec::default().limits;
    limits.cap *= 2;
    not_within_a_day(&mut w, Action::SetLimits { product, limits });
    let (pool, mut parameters) = (w.pool, PoolSpec::default().0);
    parameters.correlation_bps = 0;
    not_within_a_day(&mut w, Action::SetPool { pool, parameters });
    assert_eq!(w.product(&product).limits.cap.get(), DepegSpec::default().limits.cap);
}

#[test]
fn r13_r9_drift_d_a_rogue_admin_moves_nothing_within_a_day_and_never_more_than_the_cap() {
    let mut w = World::new();
    let donor = w.actor(1_000_000);
    w.fund_purse(&donor, 1_000_000).ok();
    w.underwriter(SENIOR, 10_000 * USDC);
    let to = w.actor(0);
    let (mint, capital) = (w.mint, w.balance(&pda::vault(&w.pool)));
    let steal = |amount| Action::Spend { mint, to, amount };
    not_within_a_day(&mut w, steal(100_000));
    // Though the guardian sleeps: 31 withdrawals after a day are a tenth, once.
    let all: Vec<_> = (0..31).map(|n| w.ready(steal(100_000 - n))).collect();
    for (n, execute) in all.into_iter().enumerate() {
        let outcome = w.send_all(&[execute]);
        if n == 0 {
            outcome.ok();
        } else {
            outcome.refused(TreasuryError::AboveCap);
        }
    }
    assert_eq!((w.wallet(&to), w.balance(&pda::vault(&w.pool))), (100_000, capital));
}

#[test]
fn a68_drift_the_admin_does_not_move_within_a_day_and_the_new_one_must_sign() {
    let mut w = World::new();
    let rogue = w.wallet_address();
    let action = Action::NameBootstrap { bootstrap: rogue };
    let (queued, proposal) = w.queue(action);
    queued.ok();
    w.execute_proposal(&proposal).refused(GovernanceError::TimelockRunning);
    w.send_all(&[ix::accept_bootstrap(rogue)]).refused(GovernanceError::NotNamed);
    w.advance(DAY);
    w.execute_proposal(&proposal).ok();
    let accept = ix::accept_bootstrap(rogue);
    w.send_all(&[accept.unsigned(&rogue)])
        .refused_by_framework(solana_instruction_error::InstructionError::MissingRequiredSignature);
    w.send_all(&[accept]).ok();
    // And then waits a day like the one before.
    w.bootstrap = rogue;
    not_within_a_day(&mut w, fees(3_000));
}

#[test]
fn a69_drift_what_was_signed_ahead_of_time_with_a_durable_nonce_is_refused() {
    let mut w = World::new();
    let rogue = w.wallet_address();
    let right = w.queueing(Action::NameBootstrap { bootstrap: rogue });
    refused_with_a_durable_nonce(&mut w, right);
    // And what was queued dies of itself: nobody keeps it for a better day.
    let (queued, proposal) = w.queue(fees(3_000));
    queued.ok();
    w.advance(15 * DAY);
    w.execute_proposal(&proposal).refused(GovernanceError::ProposalDead);
}
