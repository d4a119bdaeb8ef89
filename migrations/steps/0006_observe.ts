// A first observation of every product, so that its cover can be bought at once. The oracle accounts are the network's own.

import { setTimeout as sleep } from "node:timers/promises";
import type BN from "bn.js";
import type { Context } from "../context";
import { key, mint, seed, sources } from "../seed";
import { Refused } from "../send";

/** Longer than the local network takes from one publishing to the next. */
const [TRIES, PAUSE_MS] = [30, 1_000];

interface Watch {
  observedAt: BN;
}

export async function run({ breakwater, send, say }: Context): Promise<void> {
  const keeper = key("keeper");
  const pool = breakwater.pool(0);
  for (const [id, terms] of seed.products.entries()) {
    const product = breakwater.product(pool, id);
    const watch = await breakwater.fetch<Watch>("watch", breakwater.watch(product));
    if (!watch?.observedAt.isZero()) continue;
    const keys = { pool, mint, product, sources: sources(terms) };
    const observe = await breakwater.observe(keeper.publicKey, keys);
    for (let tries = TRIES; ; tries--) {
      try {
        await send([observe], [keeper]);
        break;
      } catch (error) {
        // After a move of time the feeds' publishers need a while.
        if (!(error instanceof Refused && error.error === "Stale") || tries === 1) throw error;
        await sleep(PAUSE_MS);
      }
    }
    say(`observed ${terms.name}`);
  }
}
