//! `retire_pool`.

use {
    super::{second_pool, tamper::*},
    breakwater::{constants::SILENCE, errors::GovernanceError, events::PoolRetired, state::Action},
    breakwater_testkit::{client::ix, *},
};

fn retiring(w: &World) -> Action {
    Action::RetirePool { pool: w.pool }
}

#[test]
fn retire_pool_takes_exactly_what_it_declares_and_writes_that_it_is_retired() {
    let mut w = World::new();
    let action = retiring(&w);
    refused_unless_queued_and_back(&mut w, action);
    let right = w.ready(action);
    let (before, said) = (w.pool(), PoolRetired { pool: w.pool, at: w.now() });
    refused_unless_as_declared(&mut w, &right).emits(said).ok();
    let mut wanted = *before;
    wanted.retired = 1;
    wanted.revise();
    assert_eq!(bytemuck::bytes_of(&*w.pool()), bytemuck::bytes_of(&wanted));
    assert_eq!(w.config().acted_at.get(), w.now());
}

#[test]
fn inv17_a_proposal_about_another_pool_does_not_retire_this_one() {
    let mut w = World::new();
    let (first, second) = (w.pool, second_pool(&mut w));
    let action = retiring(&w);
    for right in [w.ready(action), w.queueing(action)] {
        w.send_all(&[right.swapped(&first, &second)]).refused(GovernanceError::OtherSubject);
    }
}

#[test]
fn a66_parameters_that_were_set_since_make_the_retirement_stale() {
    let mut w = World::new();
    let action = retiring(&w);
    let right = w.ready(action);
    w.set_pool(PoolSpec::default().0).ok();
    w.send_all(&[right]).refused(GovernanceError::ProposalStale);
}

#[test]
fn a_pool_is_retired_once_and_when_it_sells_nothing_any_more() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let action = retiring(&w);
    let (first, second) = (w.ready(action), w.ready(action));
    w.send_all(std::slice::from_ref(&first)).refused(GovernanceError::PoolStillSells);
    w.retire(&product).ok();
    w.send_all(&[first]).ok();
    w.send_all(&[second]).refused(GovernanceError::PoolRetired);
    w.advance(SILENCE);
    w.send_all(&[ix::retire_pool(None, w.pool)]).refused(GovernanceError::PoolRetired);
}

#[test]
fn a_retired_pool_takes_no_capital_and_lets_all_of_it_go() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 100 * USDC);
    w.fund(owner, 100 * USDC);
    w.retire_pool();
    w.deposit(&owner, SENIOR, 50 * USDC).refused(GovernanceError::PoolRetired);
    w.request_all(&owner, SENIOR).ok();
    w.advance(9 * DAY);
    w.execute(&owner, SENIOR).ok();
    w.close_position(&owner).ok();
    w.close_pool().ok();
    w.assert_books();
}

#[test]
fn inv18_without_a_proposal_it_is_retired_when_nobody_governs_and_nobody_uses_it() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let retire = ix::retire_pool(None, w.pool);
    let silent = w.config().acted_at.get() + SILENCE;
    w.set_time(silent);
    w.send_all(std::slice::from_ref(&retire)).refused(GovernanceError::PoolStillSells);
    w.send_all(&[ix::retire_product(None, w.pool, product)]).ok();
    w.set_time(silent - 1);
    w.send_all(std::slice::from_ref(&retire)).refused(GovernanceError::NotAbandoned);
    w.set_time(silent);
    let base = w.svm.clone();
    w.underwriter(SENIOR, 1_000 * USDC);
    w.send_all(std::slice::from_ref(&retire)).refused(GovernanceError::NotAbandoned);
    w.svm = base;
    // An empty position keeps nothing open.
    let (owner, stranger) = (w.wallet_address(), w.wallet_address());
    w.open_position(&owner).ok();
    let (address, clean) = (w.pool, w.pool());
    let mut pool = *clean;
    pool.active_cover = 1.into();
    w.write(&address, &pool);
    w.send_all(std::slice::from_ref(&retire)).refused(GovernanceError::NotAbandoned);
    w.write(&address, &*clean);
    let acted_at = w.config().acted_at;
    let said = PoolRetired { pool: address, at: silent };
    w.send_all(&[retire]).emits(said).ok();
    assert_eq!((w.pool().retired, w.config().acted_at), (1, acted_at));
    // The position, its retired product and it are closed by anyone.
    w.send_all(&[ix::close_left_position(w.pool, stranger, owner)]).ok();
    w.close_product(&product).ok();
    w.close_pool().ok();
}
