// The protocol's configuration, signed by the program's upgrade authority, and the treasury's purse of the pool's mint.

import type { Context } from "../context";
import { governanceMint, key, mint, seed } from "../seed";

export async function run({ breakwater, connection, send, say }: Context): Promise<void> {
  const bootstrap = key("bootstrap");
  const exists = async (address: Parameters<typeof connection.getAccountInfo>[0]) =>
    (await connection.getAccountInfo(address, "processed")) !== null;
  if (!(await exists(breakwater.config))) {
    const args = {
      bootstrap: bootstrap.publicKey,
      guardian: key("guardian").publicKey,
      revenueMint: mint,
      feeBps: seed.feeBps,
      revenueBps: seed.revenueBps,
    };
    await send([await breakwater.initialise(bootstrap.publicKey, governanceMint, args)], [bootstrap]);
    say("initialised the protocol");
  }
  if (!(await exists(breakwater.purse(mint)))) {
    await send([await breakwater.openPurse(bootstrap.publicKey, mint)], [bootstrap]);
    say("opened the treasury's purse");
  }
}
