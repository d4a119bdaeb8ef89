//! Governance tokens for underwriters: their own instructions, and what a running emission adds to others.

use {
    crate::{
        measure::Bench,
        scenario::{ONE, buy},
    },
    breakwater_client::{ix, pda},
    breakwater_floor::{CLOSE, CREATE, PULL, PUSH, TOKEN},
    breakwater_testkit::{DAY, DepegSpec, JUNIOR, SENIOR, USDC, World, jurors::GOVERNANCE_MINT},
};

pub fn run(b: &mut Bench) {
    let mut w = World::new();
    w.electorate().ok();
    let product = w.product_from(&DepegSpec::default());
    let (pool, keeper, treasury) = (w.pool, w.keeper, w.treasury);
    let open = ix::open_rewards(pool, keeper, GOVERNANCE_MINT);
    b.row(&mut w, "open_rewards", open, CREATE | TOKEN, 112);
    let owner = w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    w.emit_rewards(1_234_567_890_123_456, 100 * 86_400);
    w.fund(owner, 300_000 * USDC);
    let own = pda::associated_token(&owner, &w.mint);
    w.advance(DAY + 1);
    let deposit = ix::deposit(pool, owner, own, JUNIOR, 10_000 * USDC, 0);
    b.row(&mut w, "deposit, rewards run", deposit, PULL, 97);
    w.observe_at(&product, ONE).ok();
    let buyer = w.actor(100_000 * USDC);
    for id in 0..4 {
        w.buy(&product, &buyer, id, 10_000 * USDC, 30).ok();
    }
    w.advance(1);
    let next = buy(&w, product, buyer, 4, 10_000 * USDC);
    b.row(&mut w, "buy_policy, rewards run", next, CREATE | PULL, 176);
    w.request(&owner, JUNIOR, 1_000_000_000).ok();
    w.advance(9 * DAY);
    w.fund(owner, USDC);
    w.deposit(&owner, JUNIOR, USDC).ok();
    w.advance(1);
    let withdraw = ix::withdraw(pool, owner, own, JUNIOR, 1_000, 1);
    b.row(&mut w, "withdraw, rewards run", withdraw, PUSH, 98);
    w.advance(1);
    let destination = w.grant(&owner, 0);
    let claim = ix::claim_rewards(pool, keeper, owner, destination, JUNIOR);
    b.row(&mut w, "claim_rewards", claim, PUSH, 89);
    let mut w = World::new();
    w.open_rewards().ok();
    w.emit_rewards(1_000_000, 7 * 86_400);
    w.advance(7 * DAY);
    let destination = w.grant(&treasury, 0);
    let close = ix::close_rewards(pool, destination, w.keeper);
    b.row(&mut w, "close_rewards", close, CLOSE | PUSH, 64);
}
