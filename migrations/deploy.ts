// Brings a network that has only the program to the state of `breakwater-localnet start`: `anchor migrate` calls it with a provider,
// `npm run migrate` runs it by itself. Every step asks the network what is there already, so a second run changes nothing. Where proposals must wait
// for their day it says until when and ends: run it again then. `--travel` moves a local network's clock instead.

import { AnchorProvider, type Provider } from "@anchor-lang/core";
import { Connection, Keypair, LAMPORTS_PER_SOL } from "@solana/web3.js";
import { type Context, context } from "./context";
import { Wait, travel } from "./proposals";
import { key, seed } from "./seed";
import * as mint from "./steps/0001_mint";
import * as protocol from "./steps/0002_protocol";
import * as pool from "./steps/0003_pool";
import * as products from "./steps/0004_products";
import * as capital from "./steps/0005_capital";
import * as observe from "./steps/0006_observe";

const STEPS = { mint, protocol, pool, products, capital, observe };
const MAINNET = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
/** Below this a wallet cannot do its part. */
const ENOUGH = 5 * LAMPORTS_PER_SOL;

async function deploy(provider: Provider, say: (line: string) => void = console.log): Promise<void> {
  const { connection } = provider;
  if ((await connection.getGenesisHash()) === MAINNET) {
    throw new Error("these steps use keys that everybody knows: they are for local networks, not for mainnet");
  }
  const given = context(provider, say);
  await fund(given);
  for (const [name, step] of Object.entries(STEPS)) {
    say(`step ${name}`);
    const waits = await attempt(() => step.run(given));
    if (!waits) continue;
    if (!process.argv.includes("--travel")) {
      say(`${waits.message}; run this again then`);
      return;
    }
    await travel(connection, waits.until);
    await step.run(given);
  }
}

/** What a step waits for; null once it is done. */
async function attempt(run: () => Promise<void>): Promise<Wait | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (error instanceof Wait) return error;
    throw error;
  }
}

async function fund({ connection, say }: Context): Promise<void> {
  for (const { name } of seed.wallets) {
    const { publicKey } = key(name);
    if ((await connection.getBalance(publicKey, "processed")) >= ENOUGH) continue;
    const signature = await connection.requestAirdrop(publicKey, 2 * ENOUGH);
    await connection.confirmTransaction({ signature, ...(await connection.getLatestBlockhash()) }, "confirmed");
    say(`funded ${name}`);
  }
}

module.exports = deploy;

if (require.main === module) {
  const connection = new Connection(process.env.ANCHOR_PROVIDER_URL ?? "http://127.0.0.1:8899", "processed");
  // The steps sign with their own keys: a provider needs a wallet all the same.
  const wallet = { publicKey: Keypair.generate().publicKey, signTransaction: refuse, signAllTransactions: refuse };
  deploy(new AnchorProvider(connection, wallet)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}

function refuse(): never {
  throw new Error("the steps sign with their own keys");
}
