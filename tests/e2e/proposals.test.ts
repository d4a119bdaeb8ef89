// Proposals as wallets and apps show them: each carries its action, which the IDL alone reads by name and arguments.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AnchorProvider, Program, Wallet } from "@anchor-lang/core";
import type { PublicKey } from "@solana/web3.js";
import { type Action, type Proposal, limitsArgs, loadIdl } from "../../migrations/breakwater";
import { key, listed, mint, seed } from "../../migrations/seed";
import { World } from "./world";

const stranger = key("holder-2");

let world: World;
before(async () => {
  world = await World.start();
});
after(() => world.net.stop());

/** Name and arguments of an action, with every value as text. */
function read(action: Action): [string, unknown] {
  const entries = Object.entries(action);
  assert.equal(entries.length, 1, "an action is one variant of the enum");
  const [name, args] = entries[0]!;
  return [name, JSON.parse(JSON.stringify(args, text))];
}

/** Integers and addresses print themselves in ways of their own before a replacer sees them. */
function text(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const raw = this[name] as { toBase58?(): string; toArrayLike?: unknown; toString(): string } | null;
  if (raw && typeof raw === "object" && (raw.toBase58 || raw.toArrayLike)) return raw.toBase58?.() ?? raw.toString();
  return typeof value === "number" ? String(value) : value;
}

function texts(values: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(values, text));
}

const zeros = Array.from({ length: 32 }, () => 0);

test("every action that seeded the network reads as what it did", async () => {
  // Nothing but the IDL and a connection, as a wallet has it.
  const program = new Program(loadIdl(), new AnchorProvider(world.net.connection, new Wallet(stranger)));
  const accounts = program.account as Record<string, { fetch(address: PublicKey): Promise<unknown> }>;
  const seen: [string, unknown][] = [];
  for (let number = 0n; number < (await world.breakwater.proposals()); number++) {
    const proposal = (await accounts.proposal!.fetch(world.breakwater.proposal(number))) as Proposal;
    assert.equal(proposal.number.toString(), number.toString());
    assert.deepEqual(Object.keys(proposal.state), ["executed"]);
    assert.equal(proposal.byBootstrap, true);
    assert.deepEqual(Buffer.from(proposal.hash), world.breakwater.actionHash(proposal.action), "the hash is that of what is shown");
    seen.push(read(proposal.action));
  }
  const list = (kind: string, id: string, queue = "1".repeat(32), feedHash = zeros) => ["list", texts({ kind: { [kind]: {} }, id, queue, feedHash })];
  const feeds = seed.feeds.map((feed) => {
    const { kind, id } = listed(feed);
    return list(kind, id.toBase58(), feed.queue, feed.jobs ? [...Buffer.from(feed.jobs, "hex")] : zeros);
  });
  const seals = await Promise.all(
    [world.usdc, world.usdt].map(async (product) => {
      const { termsHash } = await world.product(product);
      const { group, limits } = product.terms;
      return ["sealProduct", texts({ product: product.product, termsHash, group, limits })];
    }),
  );
  const pool = ["createPool", texts({ mint, parameters: seed.pool })];
  assert.deepEqual(seen, [list("mint", mint.toBase58()), ...feeds, pool, ...seals]);
});

test("an action is read while it waits, executed by a stranger after its day, and only once", { timeout: 60_000 }, async () => {
  const { pool, product, terms } = world.usdc;
  const limits = { ...terms.limits, cap: terms.limits.cap / 2 };
  const about = { product, watch: world.breakwater.watch(product) };
  const address = await world.queue({ setLimits: { product, limits: limitsArgs(limits) } }, about);
  const proposal = await world.proposal(address);
  assert.deepEqual(Object.keys(proposal.state), ["queued"]);
  assert.deepEqual(read(proposal.action), ["setLimits", texts({ product, limits })]);
  const wait = proposal.eta.toNumber() - (await world.net.now());
  assert(wait > 86_000 && wait <= 86_400, `it waits for a day: ${wait} s`);
  const execute = () => world.breakwater.setLimits(address, pool, product);
  await world.refused("TimelockRunning", world.send([await execute()], stranger));
  await world.net.advance("24h");
  await world.send([await execute()], stranger);
  const now = texts((await world.product(world.usdc)).limits) as Record<string, unknown>;
  for (const [name, value] of Object.entries(limits)) assert.equal(now[name], String(value), name);
  await world.refused("NotQueued", world.send([await execute()], stranger));
});

test("an action without arguments reads by its name; one that changes its subject makes another stale; a fortnight later it is dead", { timeout: 60_000 }, async () => {
  const [fees, other] = [{ setFees: { feeBps: 700, revenueBps: 2_500 } }, { setFees: { feeBps: 0, revenueBps: 0 } }];
  const [offer, first, second] = [await world.queue({ handOver: {} }), await world.queue(fees), await world.queue(other)];
  assert.deepEqual(read((await world.proposal(offer)).action), ["handOver", {}]);
  assert.deepEqual(read((await world.proposal(first)).action), ["setFees", texts(fees.setFees)]);
  await world.net.advance("24h");
  const execute = async (proposal: PublicKey) => world.send([await world.breakwater.setParameters(proposal)], stranger);
  await execute(first);
  const config = await world.breakwater.fetch<{ feeBps: number; revenueBps: number }>("config", world.breakwater.config);
  assert.deepEqual([config?.feeBps, config?.revenueBps], [700, 2_500]);
  await world.refused("ProposalStale", execute(second));
  await world.net.advance("14d");
  await world.refused("ProposalDead", execute(offer));
});
