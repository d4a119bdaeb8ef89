//! INV-19: an instruction costs the same among 10 policies and among 10,000. Both pools have the same capital, the same cover in force and
//! the same breach; only the number of policies differs.

use {
    crate::{
        measure::{Bench, Row},
        scenario::{ONE, buy, observe},
    },
    anyhow::{Result, ensure},
    breakwater_client::{ix, pda},
    breakwater_floor::{CLOSE, CREATE, PULL, PUSH},
    breakwater_testkit::{DAY, DepegSpec, SENIOR, USDC, World},
};

/// Cover in force besides the policy that is measured.
const COVER: u64 = 500_000 * USDC;
/// Units by which two figures may differ: premiums are rounded up per policy, and divisions take a few steps more or fewer.
const NOISE: u64 = 20;

/// Measures the same instructions in both pools. An error if a figure depends on the number of policies.
pub fn compare(b: &mut Bench) -> Result<()> {
    let (few, many) = (measure(10), measure(10_000));
    for (small, large) in few.iter().zip(&many) {
        let (name, ten, many_units) = (&small.name, small.units, large.units);
        ensure!(
            ten.abs_diff(many_units) <= NOISE,
            "{name}: {ten} units among 10 policies, {many_units} among 10,000"
        );
    }
    for (row, count) in few
        .into_iter()
        .map(|row| (row, 10))
        .chain(many.into_iter().map(|row| (row, 10_000)))
    {
        let name = format!("{}, among {count} policies", row.name);
        b.rows.push(Row { name, ..row });
    }
    Ok(())
}

fn measure(count: u64) -> Vec<Row> {
    let mut b = Bench::default();
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 4_000_000 * USDC);
    let buyer = w.actor(1_000_000 * USDC);
    w.observe_at(&product, ONE).ok();
    for id in 1..=count {
        w.buy(&product, &buyer, id, COVER / count, 30).ok();
    }
    let (pool, mint) = (w.pool, w.mint);
    let next = buy(&w, product, buyer, 0, 10_000 * USDC);
    b.row(&mut w, "buy_policy", next, CREATE | PULL, 176);
    let another = buy(&w, product, buyer, 20_000, 10_000 * USDC);
    w.send_all(&[another]).ok();
    w.advance(3 * DAY);
    let account = w.fund(owner, 20_000 * USDC);
    let deposit = ix::deposit(pool, owner, account, SENIOR, 10_000 * USDC, 0);
    b.row(&mut w, "deposit", deposit, PULL, 97);
    let leave = ix::request_withdrawal(pool, owner, SENIOR, 1_000_000_000);
    w.send_all(&[leave]).ok();
    w.advance(8 * DAY);
    w.roll(&product).ok();
    w.deposit(&owner, SENIOR, 10 * USDC).ok();
    let withdraw = ix::withdraw(pool, owner, account, SENIOR, 500_000_000, 1);
    b.row(&mut w, "withdraw", withdraw, PUSH, 98);
    let keeper = w.keeper;
    let execute = ix::execute_withdrawal(pool, keeper, owner, account, SENIOR);
    b.row(&mut w, "execute_withdrawal", execute, PUSH, 98);
    w.observe_at(&product, ONE).ok();
    let policy = pda::policy(&product, &buyer, 20_000);
    let extend = ix::extend_policy(pool, product, policy, buyer, pda::associated_token(&buyer, &w.mint), 30, u64::MAX);
    b.row(&mut w, "extend_policy", extend, PULL, 128);
    let holder = pda::associated_token(&buyer, &w.mint);
    let cancel = ix::cancel_policy(pool, product, policy, buyer, buyer, holder, 0);
    b.row(&mut w, "cancel_policy", cancel, PUSH | CLOSE, 128);
    w.advance(300);
    w.publish_all(&product, 900_000_000);
    let start = observe(&w, product, true);
    b.row(&mut w, "observe, starts a breach", start, 0, 130);
    w.advance(300);
    w.hold(&product, 900_000_000, 3_900);
    b.row(&mut w, "trigger", ix::trigger(keeper, pool, product, 0, 1), CREATE, 124);
    w.advance(DAY);
    b.row(&mut w, "finalise_step", ix::finalise_step(pool, product, 0), 0, 81);
    let settle = ix::settle_policy(keeper, pool, product, 0, pda::policy(&product, &buyer, 0), buyer, mint);
    b.row(&mut w, "settle_policy", settle, PUSH, 209);
    b.rows
}
