// The local network itself: its start and end, its commands, and that migrations bring an empty one to the seeded state.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { AnchorProvider, Program, Wallet } from "@anchor-lang/core";
import { Connection, type PublicKey, SystemProgram } from "@solana/web3.js";
import { Breakwater, loadIdl } from "../../migrations/breakwater";
import { key, mint, seed } from "../../migrations/seed";
import { Localnet, binary } from "./localnet";
import { World } from "./world";

const run = promisify(execFile);
const root = join(__dirname, "../..");

test("a taken port is a clear error that says how to choose another", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(address && typeof address === "object");
  for (const [flag, other] of [["--rpc-port", "--ws-port"], ["--ws-port", "--rpc-port"]] as const) {
    const start = run(binary(), ["start", flag, String(address.port), other, "0"], { cwd: root });
    await assert.rejects(start, ({ code, stderr }: { code: number; stderr: string }) => {
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`port ${address.port} is taken .*choose another with ${flag}`));
      return true;
    });
  }
  server.close();
});

test("commands: feeds, time, airdrops, and what they refuse", { timeout: 60_000 }, async (t) => {
  const world = await World.start();
  const { net } = world;
  t.after(() => net.stop());
  const before = await net.now();
  await net.advance("1h");
  const moved = (await net.now()) - before;
  assert(moved >= 3_600 && moved < 3_660, `an hour is ${moved} s`);
  await assert.rejects(net.advance("-1h"), /time moves forward only/);
  await assert.rejects(net.setFeed("doge", "1"), /there is no feed `doge`/);
  await net.setFeed("usdc-pyth", "0.97");
  assert.match(await net.command("feed", "list"), /usdc-pyth +0\.97000000/);
  await world.observe(world.usdc);
  assert.equal((await world.watch(world.usdc)).price.toString(), "1000500000", "the higher of two upper bounds");
  await net.setFeed("usdc", "0.93");
  await net.advance("5m");
  assert.match(await net.command("observe"), /^observed at /);
  assert.equal((await world.watch(world.usdc)).state, 1, "what a keeper sends from the command line starts a breach");
  const holder = key("holder-1").publicKey;
  const had = await world.balance(holder);
  await net.command("airdrop", "holder-1", "--tokens", "7");
  assert.equal((await world.balance(holder)) - had, 7_000_000n);
  assert.equal(await net.stop(), 0, "Ctrl-C ends it cleanly");
  await assert.rejects(new Connection(net.state.rpcUrl).getSlot(), "its port is free again");
});

test("a client with nothing but the IDL confirms over WebSocket", { timeout: 60_000 }, async (t) => {
  const net = await Localnet.start();
  t.after(() => net.stop());
  const owner = key("holder-2");
  const program = new Program(loadIdl(), new AnchorProvider(net.connection, new Wallet(owner)));
  const bw = new Breakwater(program.provider);
  const pool = bw.pool(0);
  const accounts = { owner: owner.publicKey, pool, position: bw.position(pool, owner.publicKey) };
  const all = { ...accounts, systemProgram: SystemProgram.programId };
  await program.methods.openPosition!().accountsPartial(all).rpc({ commitment: "confirmed" });
  const position = await bw.fetch<{ owner: PublicKey }>("position", accounts.position);
  assert(position?.owner.equals(owner.publicKey));
});

test("migrations bring an empty network to the seeded state, and only its upgrade authority may begin", { timeout: 120_000 }, async (t) => {
  const [seeded, empty] = [await World.start(), await World.start("--empty")];
  t.after(() => Promise.all([seeded.net.stop(), empty.net.stop()]));
  const stranger = key("holder-1");
  const args = { governance: stranger.publicKey, guardian: stranger.publicKey, revenueMint: stranger.publicKey, feeBps: 0, revenueBps: 0 };
  const steal = await empty.breakwater.initialise(stranger.publicKey, args);
  await empty.refused("NotUpgradeAuthority", empty.send([steal], stranger));

  const { rpcEndpoint } = empty.net.connection;
  const environment = { ...process.env, ANCHOR_PROVIDER_URL: rpcEndpoint };
  const migrate = () => run(process.execPath, ["--import", "tsx", "migrations/deploy.ts"], { cwd: root, env: environment });
  const first = await migrate();
  assert.match(first.stdout, /sealed USDC de-peg/);
  const again = await migrate();
  assert.equal(again.stdout, first.stdout.split("\n").filter((line) => line === "" || line.startsWith("step ")).join("\n"), "a second run changes nothing");

  const wanted = await snapshot(seeded);
  assert.deepEqual(await snapshot(empty), wanted);
  assert.equal((await seeded.breakwater.fetch<{ status: number }>("product", seeded.usdc.product))?.status, 1);
});

test("a program without an upgrade authority cannot be initialised", { timeout: 60_000 }, async (t) => {
  const world = await World.start("--empty");
  t.after(() => world.net.stop());
  const { connection } = world.net;
  const request = { jsonrpc: "2.0", id: 1, method: "surfnet_setProgramAuthority", params: [world.net.state.program, null] };
  await fetch(connection.rpcEndpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  const governance = key("governance");
  const args = { governance: governance.publicKey, guardian: governance.publicKey, revenueMint: governance.publicKey, feeBps: 0, revenueBps: 0 };
  const initialise = await world.breakwater.initialise(governance.publicKey, args);
  await world.refused("NoUpgradeAuthority", world.send([initialise], governance));
});

/** Everything that the seed says, as the chain has it: accounts with their times blanked out. */
async function snapshot(world: World): Promise<Record<string, unknown>> {
  const { breakwater: bw } = world;
  const state: Record<string, unknown> = { config: await bw.fetch("config", bw.config), pool: await world.pool() };
  for (const { name, product } of [
    { name: "usdc", product: world.usdc },
    { name: "usdt", product: world.usdt },
  ]) {
    state[`${name} product`] = await world.product(product);
    state[`${name} watch`] = await world.watch(product);
  }
  for (const { name } of seed.wallets) {
    const owner = key(name).publicKey;
    state[`${name} tokens`] = await world.balance(owner);
    state[`${name} position`] = await bw.fetch("position", bw.position(world.usdc.pool, owner));
  }
  state.mint = (await world.net.connection.getAccountInfo(mint, "processed"))?.data.toString("hex");
  return JSON.parse(JSON.stringify(state, blank)) as Record<string, unknown>;
}

const TIMES = new Set(["initialisedAt", "recognisedAt", "rolledDay", "observedAt", "orders"]);

function blank(name: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return TIMES.has(name) ? null : value;
}
