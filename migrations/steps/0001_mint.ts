// The pool's mint, and tokens for the test wallets.

import { key, mint, seed } from "../seed";
import { createAssociated, createMint, mintTo } from "../tokens";
import { associated } from "../breakwater";
import type { Context } from "../context";

export async function run({ connection, send, say }: Context): Promise<void> {
  const faucet = key("faucet");
  if (!(await connection.getAccountInfo(mint, "processed"))) {
    const rent = await connection.getMinimumBalanceForRentExemption(createMint.size);
    await send(createMint(faucet.publicKey, mint, faucet.publicKey, seed.decimals, rent), [faucet, key("usdc-mint")]);
    say(`created mint ${mint.toBase58()}`);
  }
  for (const wallet of seed.wallets) {
    const owner = key(wallet.name).publicKey;
    // Whoever has an account has had its tokens.
    if (await connection.getAccountInfo(associated(owner, mint), "processed")) continue;
    const atoms = BigInt(wallet.tokens) * 10n ** BigInt(seed.decimals);
    await send([createAssociated(faucet.publicKey, owner, mint), mintTo(mint, owner, faucet.publicKey, atoms)], [faucet]);
    say(`gave ${wallet.name} ${wallet.tokens} tokens`);
  }
}
