// Refusals, each under the name that the IDL gives it. No test needs another: each brings the network to what it is about.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { limitsArgs } from "../../migrations/breakwater";
import { key } from "../../migrations/seed";
import { World } from "./world";

const COVER = 1_000_000_000n;
const [holder, keeper, stranger, underwriter] = [key("holder-1"), key("keeper"), key("holder-2"), key("underwriter-1")];
const NO_LIMIT = 1_000_000_000_000n;

let world: World;
before(async () => {
  world = await World.start();
});
after(() => world.net.stop());

/** Buys cover without an observation of its own. */
async function buy(product: World["usdc"], id: bigint, maxPremium = NO_LIMIT, cover = COVER): Promise<void> {
  const purchase = { id, cover, days: 30, maxPremium, holder: holder.publicKey };
  await world.send([await world.breakwater.buyPolicy(holder.publicKey, product, purchase)], holder);
}

/** A fresh reading at this price. Where the network's own publisher comes between, the next second's reading is as good. */
async function priced(asset: "usdc" | "usdt", price: string): Promise<void> {
  for (let tries = 3; ; tries--) {
    await world.net.setFeed(asset, price);
    await world.net.advance("1");
    try {
      await world.observe(world[asset]);
      return;
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
}

test("PremiumTooHigh: the premium is above what the buyer accepts", async () => {
  await priced("usdc", "0.9999");
  await world.refused("PremiumTooHigh", buy(world.usdc, 10n, 1n));
});

test("CoverOutOfBounds: more than one policy may cover", async () => {
  await priced("usdc", "0.9999");
  const most = BigInt(world.usdc.terms.terms.maxCover);
  await world.refused("CoverOutOfBounds", buy(world.usdc, 11n, NO_LIMIT, most + 1n));
});

test("NearStrike: the price lies within the guard band of the strike", async () => {
  await priced("usdc", "0.9590");
  await world.refused("NearStrike", buy(world.usdc, 12n));
  await priced("usdc", "0.9999");
  await buy(world.usdc, 12n);
});

test("WatchStale: the last observation is older than ten minutes", async () => {
  await priced("usdc", "0.9999");
  await world.net.advance("11m");
  await world.refused("WatchStale", buy(world.usdc, 13n));
});

test("Replayed: a reading counts once", async () => {
  await priced("usdc", "0.9999");
  const [watch, observe] = [await world.watch(world.usdc), () => world.observe(world.usdc)];
  // In the same second it is too soon for any reading.
  while ((await world.net.now()) <= Number(watch.observedAt)) await new Promise((resolve) => setImmediate(resolve));
  await world.refused("Replayed", observe());
});

test("Stale: the oracles have been silent", async () => {
  await world.net.setFeed("usdc", "0.9999");
  const { connection } = world.net;
  const clock = Number(await world.net.now()) + 3_600;
  // Time alone moves, without the feeds: nobody publishes.
  const body = { jsonrpc: "2.0", id: 1, method: "surfnet_timeTravel", params: [{ absoluteTimestamp: clock * 1_000 }] };
  await fetch(connection.rpcEndpoint, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  await world.refused("Stale", world.observe(world.usdc));
});

test("InBreach: nothing is sold below the strike", async () => {
  await priced("usdt", "0.90");
  await world.refused("InBreach", buy(world.usdt, 14n));
});

test("NothingEligible: a breach that hit no cover opens no incident", async () => {
  await priced("usdt", "0.90");
  const { episodeCount, incidentCount } = await world.product(world.usdt);
  const trigger = await world.breakwater.trigger(keeper.publicKey, world.usdt, episodeCount, incidentCount);
  await world.refused("NothingEligible", world.send([trigger], keeper));
});

test("NotMatured: the notice of a withdrawal is not over", async () => {
  const part = (await world.shares(underwriter.publicKey, 0)) / 10n;
  const request = await world.breakwater.requestWithdrawal(underwriter.publicKey, world.usdc, 0, part);
  const execute = await world.breakwater.executeWithdrawal(keeper.publicKey, underwriter.publicKey, world.usdc, 0);
  await world.send([request], underwriter);
  await world.refused("NotMatured", world.send([execute], keeper));
});

test("BelowMinimumDeposit: a deposit smaller than the pool takes", async () => {
  const deposit = await world.breakwater.deposit(underwriter.publicKey, world.usdc, 0, 999_999n);
  await world.refused("BelowMinimumDeposit", world.send([deposit], underwriter));
});

test("NotBootstrap: a stranger queues an action", async () => {
  const number = await world.breakwater.proposals();
  const queue = await world.breakwater.queueAction(stranger.publicKey, number, { setFees: { feeBps: 0, revenueBps: 0 } });
  await world.refused("NotBootstrap", world.send([queue], stranger));
  assert.equal(await world.breakwater.proposals(), number);
});

test("TimelockRunning: an action is executed before its time", async () => {
  const { pool, product, terms } = world.usdc;
  const action = { setLimits: { product, limits: limitsArgs({ ...terms.limits, cap: terms.limits.cap / 2 }) } };
  const proposal = await world.queue(action, { product, watch: world.breakwater.watch(product) });
  const before = await world.product(world.usdc);
  const execute = await world.breakwater.setLimits(proposal, pool, product);
  await world.refused("TimelockRunning", world.send([execute], stranger));
  assert.deepEqual(await world.product(world.usdc), before);
});

test("a refusal tells code and message, too", async () => {
  const deposit = await world.breakwater.deposit(underwriter.publicKey, world.usdc, 0, 1n);
  await assert.rejects(world.send([deposit], underwriter), (thrown: { code: number; message: string }) => {
    assert.equal(thrown.code, 6107);
    assert.match(thrown.message, /smaller than the pool's minimum/);
    return true;
  });
});
