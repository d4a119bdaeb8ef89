//! What jurors lock: at once, after a silence as long as a month, and after years.

use {
    crate::measure::Bench,
    breakwater::state::DiscountArgs,
    breakwater_client::{ix, pda},
    breakwater_floor::{CLOSE, CREATE, PULL, PUSH, TOKEN},
    breakwater_testkit::{DAY, DepegSpec, SENIOR, USDC, World, jurors::GOVERNANCE_MINT},
};

/// Everything, in an order that a reader follows.
pub fn run(b: &mut Bench) {
    let mut w = World::new();
    let payer = w.wallet_address();
    let create = ix::create_electorate(payer, GOVERNANCE_MINT);
    b.row(&mut w, "create_electorate", create, CREATE | TOKEN, 80);
    let owner = w.wallet_address();
    let purse = w.grant(&owner, 1_000_000);
    b.row(&mut w, "open_escrow", ix::open_escrow(owner), CREATE, 52);
    let lock = ix::lock(owner, purse, 10_000);
    w.send_all(&[ix::lock(owner, purse, 1)]).ok();
    b.row(&mut w, "lock", lock.clone(), PULL, 72);
    w.advance(DAY);
    b.row(&mut w, "request_unlock", ix::request_unlock(owner, 1), 0, 80);
    w.advance(7 * DAY);
    let unlock = ix::unlock(owner, purse);
    b.row(&mut w, "unlock", unlock, PUSH, 56);
    let empty = w.wallet_address();
    w.open_escrow(&empty).ok();
    b.row(&mut w, "close_escrow", ix::close_escrow(empty), CLOSE, 52);
    // Every slot full, and none of it counted for 600 days.
    for _ in 0..31 {
        w.lock(&owner, 100).ok();
        w.advance(DAY);
    }
    w.advance(600 * DAY);
    b.row(&mut w, "lock, worst", lock, PULL, 72);
    for _ in 0..31 {
        w.lock(&owner, 100).ok();
        w.advance(DAY);
    }
    w.advance(600 * DAY);
    let all = w.escrow(&owner).locked.get();
    b.row(&mut w, "request_unlock, worst", ix::request_unlock(owner, all), 0, 80);
    discount(b);
    revenue(b);
}

/// The treasury's purse, and a share of fees that streams while tokens are locked, under notice and claimed.
fn revenue(b: &mut Bench) {
    let mut w = World::new();
    w.electorate().ok();
    let (keeper, gov, mint, pool) = (w.keeper, w.governance, w.mint, w.pool);
    b.row(&mut w, "close_purse", ix::close_purse(mint, gov), CLOSE, 40);
    b.row(&mut w, "open_purse", ix::open_purse(keeper, mint), CREATE | TOKEN, 80);
    let payer = w.actor(100 * USDC);
    let source = pda::associated_token(&payer, &mint);
    b.row(&mut w, "fund_purse", ix::fund_purse(payer, mint, source, USDC), PULL, 56);
    let (vault, purse) = (w.treasury_vault(), pda::purse(&mint));
    let held = w.treasury();
    w.put_token(vault, &mint, &purse, held + 7);
    b.row(&mut w, "gather_donations", ix::gather_donations(mint), 0, 56);
    // The floor makes a token account as a second one only: here it creates the bytes, and does not make them one.
    b.row(&mut w, "open_revenue", ix::open_revenue(keeper, mint), CREATE, 80);
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    let owner = w.wallet_address();
    w.with_escrow(&owner, 1_000_000_000);
    w.fund(owner, 0);
    let tokens = w.grant(&owner, 1_000_000);
    for name in ["sweep_fees, shared", "sweep_fees, joins what streams"] {
        w.holder(&product, 10_000 * USDC, 30);
        b.row(&mut w, name, ix::sweep_fees(pool, mint), PUSH, 56);
        w.advance(3 * DAY);
    }
    b.row(&mut w, "lock, while a share streams", ix::lock(owner, tokens, 10_000), PULL, 72);
    w.advance(DAY);
    b.row(&mut w, "request_unlock, while a share streams", ix::request_unlock(owner, 1), 0, 80);
    w.advance(DAY);
    let own = pda::associated_token(&owner, &mint);
    b.row(&mut w, "claim_revenue", ix::claim_revenue(keeper, owner, own), PUSH, 72);
}

/// A purchase by somebody whose escrow has been counted a month ago.
fn discount(b: &mut Bench) {
    let mut w = World::new();
    w.electorate().ok();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    let tier = |n: u64| DiscountArgs {
        least: n * 1_000,
        discount: n * 50_000_000,
    };
    w.set_discounts([1, 2, 3, 4].map(tier)).ok();
    let buyer = w.actor(100_000 * USDC);
    w.with_escrow(&buyer, 5_000);
    w.advance(31 * DAY);
    w.observe_at(&product, crate::scenario::ONE).ok();
    for id in 0..4 {
        w.buy(&product, &buyer, id, 10_000 * USDC, 30).ok();
    }
    let next = ix::with_escrow(crate::scenario::buy(&w, product, buyer, 4, 10_000 * USDC));
    b.row(&mut w, "buy_policy, with an escrow", next, CREATE | PULL, 176);
    let own = pda::associated_token(&buyer, &w.mint);
    let policy = pda::policy(&product, &buyer, 0);
    let extend = ix::extend_policy(w.pool, product, policy, buyer, own, 30, u64::MAX);
    b.row(&mut w, "extend_policy, with an escrow", ix::with_escrow(extend), PULL, 128);
}
