// The pool's mint with tokens for the test wallets, and the governance token, which nobody can mint once all of it exists.

import { governanceMint, key, mint, seed } from "../seed";
import { createAssociated, createMint, endMinting, mintTo } from "../tokens";
import { associated } from "../breakwater";
import type { Context } from "../context";

export async function run(context: Context): Promise<void> {
  await poolTokens(context);
  await votes(context);
}

async function votes({ connection, send, say }: Context): Promise<void> {
  if (await connection.getAccountInfo(governanceMint, "processed")) return;
  const bootstrap = key("bootstrap");
  const owner = bootstrap.publicKey;
  const rent = await connection.getMinimumBalanceForRentExemption(createMint.size);
  const atoms = BigInt(seed.governanceSupply) * 10n ** BigInt(seed.decimals);
  const instructions = [
    ...createMint(owner, governanceMint, owner, seed.decimals, rent),
    createAssociated(owner, owner, governanceMint),
    mintTo(governanceMint, owner, owner, atoms),
    endMinting(governanceMint, owner),
  ];
  await send(instructions, [bootstrap, key("governance-mint")]);
  say(`created the governance token ${governanceMint.toBase58()}`);
}

async function poolTokens({ connection, send, say }: Context): Promise<void> {
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
