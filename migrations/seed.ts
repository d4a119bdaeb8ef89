// What an empty network is brought to: `seed.json`, the one description that this folder and `localnet/` share.

import { createHash } from "node:crypto";
import { Keypair, PublicKey } from "@solana/web3.js";
import type { Listing } from "./breakwater";
import json from "./seed.json";

export const seed = json;

export type Seed = typeof json;
export type Feed = Seed["feeds"][number];
export type Product = Seed["products"][number];

/** A key that everybody can derive from its name: test wallets and the mint are the same on every local network. */
export function key(name: string): Keypair {
  return Keypair.fromSeed(createHash("sha256").update(`breakwater localnet key ${name}`).digest());
}

/** Address of the pool's mint. */
export const mint: PublicKey = key("usdc-mint").publicKey;

/** Address of the governance token's mint. */
export const governanceMint: PublicKey = key("governance-mint").publicKey;

/** The feed with this name. */
export function feed(name: string): Feed {
  const found = seed.feeds.find((feed) => feed.name === name);
  if (!found) throw new Error(`there is no feed ${name} in seed.json`);
  return found;
}

/** Which list a feed is on, and what it is called there: Pyth's by their feed id, others by their address. */
export function listed({ kind, account, id = "" }: Feed): { kind: Listing; id: PublicKey } {
  return kind === "pyth" ? { kind, id: new PublicKey(Buffer.from(id, "hex")) } : { kind: "switchboard", id: new PublicKey(account) };
}

/** Accounts of a product's sources, in the order of its terms. */
export function sources(product: Product): PublicKey[] {
  return product.sources.map((source) => new PublicKey(feed(source.feed).account));
}
