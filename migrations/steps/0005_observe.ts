// A first observation of every product, so that its cover can be bought at once. The oracle accounts are the network's own.

import type BN from "bn.js";
import type { Context } from "../context";
import { key, mint, seed, sources } from "../seed";

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
    await send([await breakwater.observe(keeper.publicKey, keys)], [keeper]);
    say(`observed ${terms.name}`);
  }
}
