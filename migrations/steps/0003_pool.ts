// By proposal: the list of what the pool and its products need, and the pool. All are queued together, so that they wait for one day, not two.

import { PublicKey } from "@solana/web3.js";
import { type Action, type Listing, bn } from "../breakwater";
import type { Context } from "../context";
import { type Wanted, enact } from "../proposals";
import { key, listed, mint, seed } from "../seed";

export async function run(context: Context): Promise<void> {
  const { breakwater } = context;
  const executor = key("bootstrap").publicKey;
  const list = (name: string, kind: Listing, id: PublicKey, queue = PublicKey.default, feedHash = Buffer.alloc(32)): Wanted => ({
    name: `list ${name}`,
    action: { list: { kind: { [kind]: {} }, id, queue, feedHash: [...feedHash] } },
    result: breakwater.listing(kind, id),
    execute: (proposal) => breakwater.list(executor, proposal, kind, id),
  });
  const feeds = seed.feeds.map((feed) => {
    const { kind, id } = listed(feed);
    return list(feed.name, kind, id, feed.queue ? new PublicKey(feed.queue) : undefined, feed.jobs ? Buffer.from(feed.jobs, "hex") : undefined);
  });
  const parameters = { ...seed.pool, juniorWeight: bn(seed.pool.juniorWeight), minDeposit: bn(seed.pool.minDeposit) };
  const action: Action = { createPool: { mint, parameters } };
  const pool: Wanted = {
    name: "create the pool",
    action,
    result: breakwater.pool(0),
    execute: (proposal) => breakwater.createPool(executor, proposal, 0, mint),
  };
  await enact(context, [list("the mint", "mint", mint), ...feeds, pool]);
}
