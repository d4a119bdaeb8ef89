// The first deposits, so that cover can be bought.

import type BN from "bn.js";
import type { Context } from "../context";
import { key, mint, seed } from "../seed";

interface Position {
  tranches: { shares: BN }[];
}

export async function run({ breakwater, send, say }: Context): Promise<void> {
  const keys = { pool: breakwater.pool(0), mint };
  for (const { wallet, tranche, amount } of seed.deposits) {
    const owner = key(wallet);
    const position = await breakwater.fetch<Position>("position", breakwater.position(keys.pool, owner.publicKey));
    if (position && !position.tranches[tranche]?.shares.isZero()) continue;
    const instructions = position ? [] : [await breakwater.openPosition(owner.publicKey, keys)];
    instructions.push(await breakwater.deposit(owner.publicKey, keys, tranche, BigInt(amount)));
    await send(instructions, [owner]);
    say(`${wallet} deposited ${amount} atoms`);
  }
}
