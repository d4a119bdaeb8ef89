// Actions by proposal: queued by the bootstrap key, executed a day later. What is queued or done already is found by its hash.

import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, type PublicKey, SYSVAR_CLOCK_PUBKEY, type TransactionInstruction } from "@solana/web3.js";
import type { About, Action, Breakwater, Proposal } from "./breakwater";
import type { Context } from "./context";
import { key } from "./seed";

/** Nothing can be done before a time: the steps go on when they are run again. */
export class Wait extends Error {
  constructor(
    /** Unix seconds. */
    readonly until: number,
    readonly names: string[],
  ) {
    super(`not before ${utc(until)}: ${names.join(", ")}`);
  }
}

/** An action that shall be executed. */
export interface Wanted {
  name: string;
  action: Action;
  about?: About;
  /** Exists once it is executed; what has no such account is wanted no more by then. */
  result?: PublicKey;
  execute(proposal: PublicKey): Promise<TransactionInstruction>;
}

/** A proposal that waits. */
interface Waiting {
  address: PublicKey;
  eta: number;
}

/** Queues what is not queued yet, and executes it all once the time of all has come. Throws `Wait` before. */
export async function enact({ breakwater, connection, send, say }: Context, wanted: Wanted[]): Promise<void> {
  const bootstrap = key("bootstrap");
  const open: (Wanted & Waiting)[] = [];
  for (const one of wanted) {
    if (one.result && (await connection.getAccountInfo(one.result, "processed"))) continue;
    let waiting = await find(breakwater, connection, one.action);
    if (!waiting) {
      const number = await breakwater.proposals();
      await send([await breakwater.queueAction(bootstrap.publicKey, number, one.action, one.about)], [bootstrap]);
      waiting = await find(breakwater, connection, one.action);
      if (!waiting) throw new Error(`proposal ${number} was queued and is not there`);
      say(`queued proposal ${number}: ${one.name}, can be executed from ${utc(waiting.eta)}`);
    }
    open.push({ ...one, ...waiting });
  }
  const until = Math.max(0, ...open.map(({ eta }) => eta));
  if ((await now(connection)) < until) {
    throw new Wait(
      until,
      open.map(({ name }) => name),
    );
  }
  for (const { name, address, execute } of open) {
    await send([await execute(address)], [bootstrap]);
    say(`executed: ${name}`);
  }
}

/** The proposal with this action that can still be executed, the latest first. */
async function find(breakwater: Breakwater, connection: Connection, action: Action): Promise<Waiting | null> {
  const [hash, at] = [breakwater.actionHash(action), await now(connection)];
  for (let number = await breakwater.proposals(); number > 0n; number--) {
    const address = breakwater.proposal(number - 1n);
    const found = await breakwater.fetch<Proposal>("proposal", address);
    const alive = found && "queued" in found.state && at < found.deadAt.toNumber();
    if (alive && hash.equals(Buffer.from(found.hash))) return { address, eta: found.eta.toNumber() };
  }
  return null;
}

/** The chain's clock, unix seconds. */
export async function now(connection: Connection): Promise<number> {
  const clock = await connection.getAccountInfo(SYSVAR_CLOCK_PUBKEY, "processed");
  if (!clock) throw new Error("the network has no clock");
  return Number(clock.data.readBigInt64LE(32));
}

/** Moves a local network's clock. A network that cannot do that refuses. */
export async function travel(connection: Connection, until: number): Promise<void> {
  for (let tries = 20; (await now(connection)) < until; tries--) {
    const body = { jsonrpc: "2.0", id: 1, method: "surfnet_timeTravel", params: [{ absoluteTimestamp: until * 1_000 }] };
    const headers = { "content-type": "application/json" };
    const response = await fetch(connection.rpcEndpoint, { method: "POST", headers, body: JSON.stringify(body) });
    const { error } = (await response.json()) as { error?: { message: string } };
    if (error && tries === 0) throw new Error(`this network's clock cannot be moved: ${error.message}`);
    if (error) await sleep(100);
  }
}

function utc(time: number): string {
  return `${new Date(time * 1_000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
