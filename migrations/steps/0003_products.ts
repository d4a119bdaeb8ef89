// Products: drafted, given their sources one by one, sealed by the hash of exactly what was drafted.

import { createHash } from "node:crypto";
import { PublicKey } from "@solana/web3.js";
import { type Breakwater, bn, limitsArgs } from "../breakwater";
import type { Context } from "../context";
import { type Product, feed, key, seed } from "../seed";

const DRAFT = 0;
const KINDS: Record<string, number> = { pyth: 1, switchboard: 2 };

interface Drafted {
  status: number;
  terms: unknown;
}

interface Watched {
  terms: { sourceCount: number };
}

export async function run(context: Context): Promise<void> {
  for (const [id, product] of seed.products.entries()) await list(context, id, product);
}

async function list({ breakwater, send, say }: Context, id: number, product: Product): Promise<void> {
  const governance = key("governance");
  const signer = governance.publicKey;
  const pool = breakwater.pool(0);
  const address = breakwater.product(pool, id);
  if (!(await breakwater.fetch("product", address))) {
    await send([await breakwater.draftProduct(signer, pool, address, draft(product))], [governance]);
    say(`drafted ${product.name} at ${address.toBase58()}`);
  }
  if ((await breakwater.fetch<Drafted>("product", address))?.status !== DRAFT) return;
  const listed = (await breakwater.fetch<Watched>("watch", breakwater.watch(address)))?.terms.sourceCount ?? 0;
  for (const source of product.sources.slice(listed)) {
    await send([await breakwater.addSource(signer, address, sourceArgs(source))], [governance]);
  }
  await send([await breakwater.sealProduct(signer, pool, address, await termsHash(breakwater, address))], [governance]);
  say(`sealed ${product.name}`);
}

function draft({ group, terms, parametric, limits }: Product): unknown[] {
  const termsArgs = {
    ...terms,
    minCover: bn(terms.minCover),
    maxCover: bn(terms.maxCover),
    wordingHash: [...Buffer.from(terms.wordingHash, "hex")],
    wordingUri: padded(Buffer.from(terms.wordingUri), 96),
    chain: padded(Buffer.from(terms.chain), 48),
    subject: padded(Buffer.from(terms.subject, "hex"), 64),
  };
  const parametricArgs = {
    ...parametric,
    strike: bn(parametric.strike),
    attachment: bn(parametric.attachment),
    exhaustion: bn(parametric.exhaustion),
    largest: bn(parametric.largest),
    bounty: bn(parametric.bounty),
  };
  return [group, termsArgs, parametricArgs, limitsArgs(limits)];
}

function sourceArgs(source: Product["sources"][number]): Record<string, unknown> {
  const { kind, account, id = "", queue = PublicKey.default.toBase58(), jobs = "" } = feed(source.feed);
  const { exponent, minSamples, maxAge, intervalBps } = source;
  return {
    kind: KINDS[kind],
    exponent,
    minSamples,
    maxAge,
    intervalBps,
    feed: kind === "pyth" ? [...Buffer.from(id, "hex")] : [...new PublicKey(account).toBytes()],
    queue: [...new PublicKey(queue).toBytes()],
    feedHash: padded(Buffer.from(jobs, "hex"), 32),
  };
}

/** SHA-256 over the bytes of the terms as the accounts hold them: the IDL's encoding of what they say. */
async function termsHash(breakwater: Breakwater, address: PublicKey): Promise<Buffer> {
  const { types } = breakwater.program.coder;
  const product = await breakwater.fetch<Drafted>("product", address);
  const watch = await breakwater.fetch<Watched>("watch", breakwater.watch(address));
  const hash = createHash("sha256");
  hash.update(types.encode("productTerms", product?.terms));
  hash.update(types.encode("parametricTerms", watch?.terms));
  return hash.digest();
}

function padded(bytes: Buffer, length: number): number[] {
  if (bytes.length > length) throw new Error(`${bytes.length} bytes do not fit ${length}`);
  return [...Buffer.concat([bytes, Buffer.alloc(length - bytes.length)])];
}
