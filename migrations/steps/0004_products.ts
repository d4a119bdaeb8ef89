// Products: drafted, given their sources one by one, sealed by proposals with the hash of exactly what was drafted.

import { createHash } from "node:crypto";
import { PublicKey } from "@solana/web3.js";
import { type Breakwater, LISTING, bn, limitsArgs } from "../breakwater";
import type { Context } from "../context";
import { type Wanted, enact } from "../proposals";
import { type Product, feed, key, listed, seed } from "../seed";

const DRAFT = 0;

interface Drafted {
  status: number;
  terms: unknown;
}

interface Watched {
  terms: { sourceCount: number };
}

export async function run(context: Context): Promise<void> {
  const seals: Wanted[] = [];
  for (const [id, product] of seed.products.entries()) {
    const seal = await drafted(context, id, product);
    if (seal) seals.push(seal);
  }
  await enact(context, seals);
}

/** The proposal that seals the product's draft, which is made unless there is one; null when it is sealed. */
async function drafted({ breakwater, send, say }: Context, id: number, product: Product): Promise<Wanted | null> {
  const bootstrap = key("bootstrap");
  const signer = bootstrap.publicKey;
  const pool = breakwater.pool(0);
  const address = breakwater.product(pool, id);
  if (!(await breakwater.fetch("product", address))) {
    await send([await breakwater.draftProduct(signer, pool, address, draft(product))], [bootstrap]);
    say(`drafted ${product.name} at ${address.toBase58()}`);
  }
  if ((await breakwater.fetch<Drafted>("product", address))?.status !== DRAFT) return null;
  const added = (await breakwater.fetch<Watched>("watch", breakwater.watch(address)))?.terms.sourceCount ?? 0;
  for (const source of product.sources.slice(added)) {
    const { kind, id } = listed(feed(source.feed));
    await send([await breakwater.addSource(signer, address, breakwater.listing(kind, id), sourceArgs(source))], [bootstrap]);
  }
  const termsHash = [...(await hashOfTerms(breakwater, address))];
  return {
    name: `seal ${product.name}`,
    action: { sealProduct: { product: address, termsHash, group: product.group, limits: limitsArgs(product.limits) } },
    about: { product: address, watch: breakwater.watch(address) },
    execute: (proposal) => breakwater.sealProduct(proposal, pool, address),
  };
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
  const from = feed(source.feed);
  const { queue = PublicKey.default.toBase58(), jobs = "" } = from;
  const { kind, id } = listed(from);
  const { exponent, minSamples, maxAge, intervalBps } = source;
  return {
    kind: LISTING[kind],
    exponent,
    minSamples,
    maxAge,
    intervalBps,
    feed: [...id.toBytes()],
    queue: [...new PublicKey(queue).toBytes()],
    feedHash: padded(Buffer.from(jobs, "hex"), 32),
  };
}

/** SHA-256 over the bytes of the terms as the accounts hold them: the IDL's encoding of what they say. */
async function hashOfTerms(breakwater: Breakwater, address: PublicKey): Promise<Buffer> {
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
