// The whole life of a de-peg on a local network, through the IDL: capital in, cover sold, price down, payout, capital out.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { PublicKey } from "@solana/web3.js";
import { key, seed } from "../../migrations/seed";
import { DAY, midnightAfter, needed, payout, premium, ratio, sharesFor, upperBound, valueOf } from "./formula";
import { World, big } from "./world";

const JUNIOR = 0;
const SENIOR = 1;
/** Odd numbers, so that every rounding shows. */
const COVER = 12_345_678_901n;
const DEPEGGED = "0.9317";
/** Seven days: the shortest the product sells. */
const DAYS = 7;

const [alice, bob, keeper] = [key("holder-1"), key("holder-2"), key("keeper")];
const [junior, senior] = [key("underwriter-1"), key("underwriter-2")];

let world: World;
before(async () => {
  world = await World.start();
});
after(async () => {
  assert.equal(await world.net.stop(), 0, "Ctrl-C ends it cleanly");
});

test("a de-peg from deposit to withdrawal", { timeout: 180_000 }, async (t) => {
  const { usdc, breakwater: bw } = world;
  let policy: PublicKey;
  let late: PublicKey;

  await t.test("an underwriter deposits and gets shares by the formula", async () => {
    const amount = 50_000_000_007n;
    const [tranche, vault, had] = [await world.tranche(JUNIOR), await world.vault(), await world.shares(junior.publicKey, JUNIOR)];
    await world.send([await bw.deposit(junior.publicKey, usdc, JUNIOR, amount)], junior);
    assert.equal((await world.vault()) - vault, amount);
    const got = (await world.shares(junior.publicKey, JUNIOR)) - had;
    assert.equal(got, sharesFor(amount, tranche.capital, tranche.shares));
  });

  await t.test("a holder buys cover at the price of the curve", async () => {
    const [before, used] = [await world.balance(alice.publicKey), big((await world.product(usdc)).active)];
    policy = await world.buy(usdc, alice, 1n, COVER, DAYS);
    const sold = await world.policy(policy);
    const at = Number(big(sold.soldAt));
    assert.equal(sold.endDay, midnightAfter(at, DAYS));
    const price = premium(seed.products[0]!.limits, used, COVER, BigInt(sold.endDay * DAY - at));
    assert.equal(big(sold.premium), price);
    assert.equal(before - (await world.balance(alice.publicKey)), price);
    assert.equal(big((await world.product(usdc)).active), used + COVER);
  });

  await t.test("cover is in force two days later; what is sold then still waits", async () => {
    await world.net.advance("2d");
    assert((await world.policy(policy)).startDay * DAY <= (await world.net.now()));
    late = await world.buy(usdc, bob, 1n, COVER, DAYS);
  });

  await t.test("an hour below the strike closes a window", async () => {
    await world.net.setFeed("usdc", DEPEGGED);
    await world.net.advance("1");
    await world.observe(usdc);
    assert.equal((await world.watch(usdc)).state, 1);
    const early = bw.trigger(keeper.publicKey, usdc, 1, 0);
    await world.refused("NoWindow", world.send([await early], keeper));
    for (let step = 0; step < 12; step += 1) {
      await world.net.advance("5m");
      await world.observe(usdc);
    }
    assert.equal((await world.watch(usdc)).closedWindows, 1);
  });

  const { parametric } = seed.products[0]!;
  const bounds = seed.products[0]!.sources.map(({ feed, intervalBps }) => {
    const conf = seed.feeds.find(({ name }) => name === feed)!.conf;
    return upperBound(DEPEGGED, conf, intervalBps);
  });
  // Two of two agree that the price is at most the higher of their upper bounds.
  const price = bounds.reduce((a, b) => (a > b ? a : b));
  const share = ratio(price, parametric);
  const paid = payout(COVER, share);

  await t.test("anybody triggers the incident, with the ratio of the curve", async () => {
    await world.send([await bw.trigger(keeper.publicKey, usdc, 1, 0)], keeper);
    const { ladder, cover } = await world.incident(usdc, 0);
    assert.equal(big(ladder[0]?.price), price, "a constant price is its own time-weighted mean");
    assert.equal(big(ladder[0]?.ratio), share);
    assert.equal(big(cover), COVER, "the policy that waits is not at stake");
    assert.equal(big(ladder[0]?.needed), needed(big(ladder[0]?.eligible), share));
  });

  await t.test("the step is final after its wait, not before", async () => {
    await world.refused("StillWaiting", world.send([await bw.finaliseStep(usdc, 0)], keeper));
    await world.net.advance("6h");
    const [before, expected] = [await world.pool(), big((await world.incident(usdc, 0)).ladder[0]?.needed)];
    await world.send([await bw.finaliseStep(usdc, 0)], keeper);
    const pool = await world.pool();
    assert.equal(big(pool.payable) - big(before.payable), expected);
    assert.equal(big((await world.incident(usdc, 0)).funded), expected);
  });

  await t.test("the holder is paid to the atom, once, by anybody", async () => {
    const [before, vault] = [await world.balance(alice.publicKey), await world.vault()];
    const settle = () => bw.settlePolicy(keeper.publicKey, usdc, 0, policy, alice.publicKey);
    await world.send([await settle()], keeper);
    assert.equal((await world.balance(alice.publicKey)) - before, paid);
    assert.equal(vault - (await world.vault()), paid);
    assert.equal(big((await world.policy(policy)).paid), paid);
    await world.refused("NothingToPay", world.send([await settle()], keeper));
  });

  await t.test("who was still waiting gets nothing", async () => {
    const settle = await bw.settlePolicy(keeper.publicKey, usdc, 0, late, bob.publicKey);
    await world.refused("NotEligible", world.send([settle], keeper));
  });

  await t.test("a day of recovery ends the breach", async () => {
    await world.net.setFeed("usdc", "0.9998");
    await world.refused("BreachNotOver", world.send([await bw.sealIncident(usdc, 0)], keeper));
    for (let step = 0; step < 13; step += 1) {
      await world.net.advance("2h");
      await world.observe(usdc);
    }
    assert.equal((await world.watch(usdc)).state, 0);
  });

  await t.test("three days later the incident is sealed, passed and closed", async () => {
    await world.net.advance("73h");
    await world.send([await bw.sealIncident(usdc, 0)], keeper);
    assert.equal(big((await world.pool()).provisional), 0n);
    const settle = await bw.settlePolicy(keeper.publicKey, usdc, 0, policy, alice.publicKey);
    const before = await world.balance(alice.publicKey);
    await world.send([settle], keeper);
    assert.equal(await world.balance(alice.publicKey), before, "passing pays nothing");
    await world.send([await bw.closeIncident(usdc, 0, keeper.publicKey)], keeper);
    assert.equal((await world.product(usdc)).openIncidents, 0);
    assert.equal(big((await world.pool()).payable), 0n);
    assert.equal(await bw.fetch("incident", bw.incident(usdc.product, 0)), null);
  });

  await t.test("an underwriter leaves after the notice, at the price of shares", async () => {
    const part = (await world.shares(senior.publicKey, SENIOR)) / 3n;
    await world.send([await bw.requestWithdrawal(senior.publicKey, usdc, SENIOR, part)], senior);
    const execute = () => bw.executeWithdrawal(keeper.publicKey, senior.publicKey, usdc, SENIOR);
    await world.refused("NotMatured", world.send([await execute()], keeper));
    await world.net.advance("8d");
    const [had, vault, shares] = [await world.balance(senior.publicKey), await world.vault(), (await world.tranche(SENIOR)).shares];
    await world.send([await execute()], keeper);
    const amount = (await world.balance(senior.publicKey)) - had;
    assert.equal(vault - (await world.vault()), amount);
    const left = await world.tranche(SENIOR);
    assert.equal(left.shares, shares - part);
    assert.equal(amount, valueOf(part, left.capital + amount, shares));
  });

  await t.test("a policy that is over is closed, and its rent goes back", async () => {
    const { endDay } = await world.policy(policy);
    const over = (endDay + seed.products[0]!.terms.graceDays) * DAY - (await world.net.now());
    if (over > 0) {
      await world.refused("PolicyNotOver", world.send([await bw.closePolicy(usdc, alice.publicKey, 1n)], keeper));
      await world.net.advance(String(over + 1));
    }
    const before = await world.net.connection.getBalance(alice.publicKey, "processed");
    await world.send([await bw.closePolicy(usdc, alice.publicKey, 1n)], keeper);
    assert((await world.net.connection.getBalance(alice.publicKey, "processed")) > before);
    assert.equal((await world.product(usdc)).openPolicies, 1);
  });
});
