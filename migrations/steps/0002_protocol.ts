// The protocol's configuration, signed by the program's upgrade authority, and the pool.

import { bn } from "../breakwater";
import type { Context } from "../context";
import { key, mint, seed } from "../seed";

export async function run({ breakwater, connection, send, say }: Context): Promise<void> {
  const governance = key("governance");
  const exists = async (address: Parameters<typeof connection.getAccountInfo>[0]) =>
    (await connection.getAccountInfo(address, "processed")) !== null;
  if (!(await exists(breakwater.config))) {
    const args = {
      governance: governance.publicKey,
      guardian: key("guardian").publicKey,
      revenueMint: mint,
      feeBps: seed.feeBps,
      revenueBps: seed.revenueBps,
    };
    await send([await breakwater.initialise(governance.publicKey, args)], [governance]);
    say("initialised the protocol");
  }
  if (!(await exists(breakwater.purse(mint)))) {
    await send([await breakwater.openPurse(governance.publicKey, mint)], [governance]);
    say("opened the treasury's purse");
  }
  if (!(await exists(breakwater.pool(0)))) {
    const args = { ...seed.pool, juniorWeight: bn(seed.pool.juniorWeight), minDeposit: bn(seed.pool.minDeposit) };
    await send([await breakwater.createPool(governance.publicKey, 0, mint, args)], [governance]);
    say(`created pool ${breakwater.pool(0).toBase58()}`);
  }
}
