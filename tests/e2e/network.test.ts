// The local network itself: its start and end, its commands, and that migrations bring an empty one to the seeded state.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { AnchorProvider, Program, Wallet } from "@anchor-lang/core";
import { Connection, type PublicKey, SystemProgram } from "@solana/web3.js";
import { type Beginning, Breakwater, loadIdl } from "../../migrations/breakwater";
import { governanceMint, key, mint, seed } from "../../migrations/seed";
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

/** Runs the migrations as a person does, on this network. */
async function migrate({ net }: World, ...flags: string[]): Promise<string> {
  const environment = { ...process.env, ANCHOR_PROVIDER_URL: net.connection.rpcEndpoint };
  const { stdout } = await run(process.execPath, ["--import", "tsx", "migrations/deploy.ts", ...flags], { cwd: root, env: environment });
  return stdout;
}

/** What a run says besides the names of its steps. */
function done(stdout: string): string[] {
  return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("step "));
}

test("migrations bring an empty network to the seeded state, a day at a time, and only its upgrade authority may begin", { timeout: 300_000 }, async (t) => {
  const [seeded, empty] = [await World.start(), await World.start("--empty")];
  t.after(() => Promise.all([seeded.net.stop(), empty.net.stop()]));
  const stranger = key("holder-1");
  const steal = await empty.breakwater.initialise(stranger.publicKey, mint, beginning(stranger.publicKey));
  await empty.refused("NotUpgradeAuthority", empty.send([steal], stranger));

  const first = done(await migrate(empty));
  assert.equal(first.filter((line) => /^queued proposal \d: .*, can be executed from \d{4}-\d\d-\d\d /.test(line)).length, 6);
  assert.match(first.at(-1)!, /^not before .* UTC: list the mint, .*, create the pool; run this again then$/);
  assert.deepEqual(done(await migrate(empty)), first.slice(-1), "a run before the time only says so");
  await empty.net.advance("24h");
  const second = done(await migrate(empty));
  assert(second.includes("executed: create the pool"));
  assert.match(second.at(-1)!, /^not before .* UTC: seal USDC de-peg, seal USDT de-peg; run this again then$/);
  await empty.net.advance("24h");
  assert((await migrate(empty)).includes("executed: seal USDC de-peg"));
  assert.deepEqual(done(await migrate(empty)), [], "once it is all there, a run changes nothing");

  const wanted = await snapshot(seeded);
  assert.deepEqual(await snapshot(empty), wanted);
  assert.equal((await seeded.breakwater.fetch<{ status: number }>("product", seeded.usdc.product))?.status, 1);
});

test("migrations with --travel go through in one run, on a network whose feeds are published as time passes", { timeout: 180_000 }, async (t) => {
  const world = new World(await Localnet.publishing(1, "--empty"));
  t.after(() => world.net.stop());
  const lines = done(await migrate(world, "--travel"));
  assert.equal(lines.at(-1), "observed USDT de-peg");
  assert.deepEqual(done(await migrate(world)), []);
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
  const bootstrap = key("bootstrap");
  const initialise = await world.breakwater.initialise(bootstrap.publicKey, mint, beginning(bootstrap.publicKey));
  await world.refused("NoUpgradeAuthority", world.send([initialise], bootstrap));
});

function beginning(who: PublicKey): Beginning {
  return { bootstrap: who, guardian: who, revenueMint: who, feeBps: 0, revenueBps: 0 };
}

/** Everything that the seed says, as the chain has it: accounts with their times blanked out. */
async function snapshot(world: World): Promise<Record<string, unknown>> {
  const { breakwater: bw } = world;
  const state: Record<string, unknown> = { config: await bw.fetch("config", bw.config), dao: await bw.fetch("dao", bw.dao), pool: await world.pool() };
  for (let number = 0n; number < (await bw.proposals()); number++) {
    state[`proposal ${number}`] = await world.proposal(bw.proposal(number));
  }
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
  for (const [name, address] of Object.entries({ mint, governanceMint, purse: bw.purse(mint) })) {
    state[name] = (await world.net.connection.getAccountInfo(address, "processed"))?.data.toString("hex");
  }
  return JSON.parse(JSON.stringify(state, blank)) as Record<string, unknown>;
}

const TIMES = new Set([
  ...["initialisedAt", "actedAt", "draftedAt", "recognisedAt", "rolledDay", "observedAt", "orders"],
  ...["openedAt", "voteUntil", "eta", "deadAt"],
]);

function blank(name: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return TIMES.has(name) ? null : value;
}
