// A local network of its own for each suite: on free ports, with its files in a folder of its own, gone when the suite ends.

import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { promisify } from "node:util";
import { Connection } from "@solana/web3.js";

type Child = ChildProcessByStdio<Writable, Readable, null>;

const root = join(__dirname, "../..");
const run = promisify(execFile);
const STOP_MS = 15_000;

/** What `start` leaves for other commands. */
interface State {
  rpcUrl: string;
  wsUrl: string;
  program: string;
  mint: string;
  pool: string;
  products: Record<string, string>;
}

/** The binary that `cargo xtask localnet` runs. */
export function binary(): string {
  const cache = process.env.BREAKWATER_CACHE ?? join(homedir(), ".cache/breakwater");
  const path = process.env.BREAKWATER_LOCALNET_BIN ?? join(cache, "target/localnet/debug/breakwater-localnet");
  if (!existsSync(path)) throw new Error(`${path} is missing: build it with \`cargo xtask setup\``);
  return path;
}

export class Localnet {
  private ending: Promise<number | null> | undefined;

  private constructor(
    private readonly child: Child,
    private readonly folder: string,
    readonly port: number,
    readonly state: State,
    readonly connection: Connection,
  ) {}

  /** Starts one and waits until it says that it is ready. Feeds are published only when they or the time are moved. */
  static start(...extra: string[]): Promise<Localnet> {
    return Localnet.publishing(0, ...extra);
  }

  /** As `start`, with feeds published every so many seconds; 0: only when they or the time are moved. */
  static async publishing(seconds: number, ...extra: string[]): Promise<Localnet> {
    const folder = mkdtempSync(join(tmpdir(), "breakwater-e2e-"));
    const args = ["start", "--rpc-port", "0", "--ws-port", "0", "--dir", folder, "--publish-every", String(seconds), "--until-stdin-ends"];
    const program = process.env.BREAKWATER_PROGRAM ?? join(root, "target/deploy/breakwater.so");
    const child = spawn(binary(), [...args, "--program", program, ...extra], { stdio: ["pipe", "pipe", "inherit"] });
    const port = await ready(child);
    const state = JSON.parse(readFileSync(join(folder, `${port}.json`), "utf8")) as State;
    const connection = new Connection(state.rpcUrl, { commitment: "processed", wsEndpoint: state.wsUrl });
    return new Localnet(child, folder, port, state, connection);
  }

  /** Runs a command on this network, as one would type it. Fails with what it prints to standard error. */
  async command(...args: string[]): Promise<string> {
    const { stdout } = await run(binary(), [...args, "--rpc-port", String(this.port), "--dir", this.folder]);
    return stdout;
  }

  /** Sets a feed, or all feeds of an asset, and publishes. */
  async setFeed(name: string, price: string): Promise<void> {
    await this.command("feed", "set", name, price);
  }

  /** Moves time forward and publishes. */
  async advance(by: string): Promise<void> {
    await this.command("time", "advance", by);
  }

  /** The chain's clock, unix seconds. */
  async now(): Promise<number> {
    return Number(/\((\d+)\)/.exec(await this.command("time", "show"))?.[1]);
  }

  /** Ctrl-C, once. Gives the exit code. */
  stop(): Promise<number | null> {
    this.ending ??= this.end();
    return this.ending;
  }

  private async end(): Promise<number | null> {
    const gone = exit(this.child);
    this.child.kill("SIGINT");
    const code = await gone;
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}

/** The port, once the network says that it is ready. */
async function ready(child: Child): Promise<number> {
  let [port, started] = [0, false];
  for await (const line of createInterface({ input: child.stdout })) {
    port = Number(/^JSON-RPC\s+http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1] ?? port);
    started = line.startsWith("ready");
    if (started) break;
  }
  if (!started) throw new Error(`the network ended before it was ready (exit code ${child.exitCode})`);
  // Whatever else it prints shall not fill the pipe.
  child.stdout.resume();
  return port;
}

function exit(child: Child): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`the network did not stop within ${STOP_MS} ms of Ctrl-C`));
    }, STOP_MS);
    child.once("exit", (code) => {
      clearTimeout(late);
      resolve(code);
    });
  });
}
