// The program through its IDL: addresses, and instructions with their accounts filled in.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Idl, Program, type Provider } from "@anchor-lang/core";
import { PublicKey, SYSVAR_INSTRUCTIONS_PUBKEY, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import BN from "bn.js";

export const TOKEN_PROGRAM = new PublicKey("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
export const ASSOCIATED_TOKEN_PROGRAM = new PublicKey("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
const LOADER = new PublicKey("BPFLoaderUpgradeab1e11111111111111111111111");

/** As the program's `ListingKind`; a source's kind has the number of its listing's. */
export const LISTING = { mint: 0, pyth: 1, switchboard: 2 } as const;
export type Listing = keyof typeof LISTING;

/** A typed action, named and with the arguments as the IDL has them: `{ setFees: { feeBps, revenueBps } }`. */
export type Action = Record<string, Record<string, unknown>>;

/** A proposal, decoded. */
export interface Proposal {
  /** One key, the name of the state. */
  state: Record<string, object>;
  byBootstrap: boolean;
  number: BN;
  proposer: PublicKey;
  eta: BN;
  deadAt: BN;
  hash: number[];
  action: Action;
}

/** What an action is about, as far as it is about one of these. */
export type About = Partial<Record<"pool" | "product" | "watch" | "court", PublicKey>>;

const file = join(__dirname, "../idl/breakwater.json");

/** The IDL as `cargo xtask idl` writes it. */
export function loadIdl(): Idl {
  return JSON.parse(readFileSync(file, "utf8")) as Idl;
}

/** An integer as the IDL's client takes it. */
export function bn(value: number | bigint | string): BN {
  return new BN(value.toString());
}

/** Limits as the program takes them: rates and amounts of 64 bits, days of 16. */
export function limitsArgs({ auditDays, ...rates }: Record<string, number>): Record<string, unknown> {
  return { ...Object.fromEntries(Object.entries(rates).map(([name, value]) => [name, bn(value)])), auditDays };
}

/** Shares as the program takes them: 128-bit integers do not travel in instruction data. */
function halves(shares: bigint): { low: BN; high: BN } {
  return { low: bn(shares & 0xffff_ffff_ffff_ffffn), high: bn(shares >> 64n) };
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** The associated token account of an owner. */
export function associated(owner: PublicKey, mint: PublicKey): PublicKey {
  const seeds = [owner.toBuffer(), TOKEN_PROGRAM.toBuffer(), mint.toBuffer()];
  return PublicKey.findProgramAddressSync(seeds, ASSOCIATED_TOKEN_PROGRAM)[0];
}

/** Who governs the protocol at first, and its fees. */
export interface Beginning {
  bootstrap: PublicKey;
  guardian: PublicKey;
  revenueMint: PublicKey;
  feeBps: number;
  revenueBps: number;
}

/** Terms of a purchase. */
export interface Purchase {
  id: bigint;
  cover: bigint;
  days: number;
  maxPremium: bigint;
  holder: PublicKey;
}

/** Addresses of one pool with its mint. */
export interface PoolKeys {
  pool: PublicKey;
  mint: PublicKey;
}

/** Addresses of one product with its pool and sources. */
export interface ProductKeys extends PoolKeys {
  product: PublicKey;
  sources: PublicKey[];
}

/** The program, seen by one provider. */
export class Breakwater {
  readonly program: Program<Idl>;

  constructor(readonly provider: Provider) {
    this.program = new Program(loadIdl(), provider);
  }

  private pda(...seeds: (string | Buffer)[]): PublicKey {
    const bytes = seeds.map((seed) => (typeof seed === "string" ? Buffer.from(seed) : seed));
    return PublicKey.findProgramAddressSync(bytes, this.program.programId)[0];
  }

  // --- addresses

  get config(): PublicKey {
    return this.pda("config");
  }

  get upgradeAuthority(): PublicKey {
    return this.pda("upgrade");
  }

  get programData(): PublicKey {
    return PublicKey.findProgramAddressSync([this.program.programId.toBuffer()], LOADER)[0];
  }

  /** The members' account. */
  get dao(): PublicKey {
    return this.pda("dao");
  }

  proposal(number: bigint): PublicKey {
    return this.pda("proposal", u64(number));
  }

  listing(kind: Listing, id: PublicKey): PublicKey {
    return this.pda("listing", Buffer.from([LISTING[kind]]), id.toBuffer());
  }

  pool(id: number): PublicKey {
    return this.pda("pool", u32(id));
  }

  purse(mint: PublicKey): PublicKey {
    return this.pda("purse", mint.toBuffer());
  }

  /** The vault of a pool, of the members' account or of a purse. */
  vault(owner: PublicKey): PublicKey {
    return this.pda("vault", owner.toBuffer());
  }

  position(pool: PublicKey, owner: PublicKey): PublicKey {
    return this.pda("position", pool.toBuffer(), owner.toBuffer());
  }

  product(pool: PublicKey, id: number): PublicKey {
    return this.pda("product", pool.toBuffer(), u32(id));
  }

  watch(product: PublicKey): PublicKey {
    return this.pda("watch", product.toBuffer());
  }

  policy(product: PublicKey, buyer: PublicKey, id: bigint): PublicKey {
    return this.pda("policy", product.toBuffer(), buyer.toBuffer(), u64(id));
  }

  incident(product: PublicKey, number: number): PublicKey {
    return this.pda("incident", product.toBuffer(), u32(number));
  }

  // --- instructions

  private build(name: string, args: unknown[], accounts: Record<string, PublicKey>): Promise<TransactionInstruction> {
    const method = this.program.methods[name];
    if (!method) throw new Error(`the IDL has no instruction ${name}`);
    return method(...args).accountsPartial(accounts).instruction();
  }

  /** Stands for an optional account that is not passed. */
  private get none(): PublicKey {
    return this.program.programId;
  }

  /** Court and electorate of a product that sources decide: it needs neither. */
  private withoutJurors(): Record<string, PublicKey> {
    return { court: this.none, electorate: this.none };
  }

  openPosition(owner: PublicKey, { pool }: PoolKeys): Promise<TransactionInstruction> {
    const accounts = { owner, pool, position: this.position(pool, owner), systemProgram: SystemProgram.programId };
    return this.build("openPosition", [], accounts);
  }

  deposit(owner: PublicKey, { pool, mint }: PoolKeys, tranche: number, amount: bigint, minShares = 1n): Promise<TransactionInstruction> {
    return this.build("deposit", [tranche, bn(amount), halves(minShares)], {
      owner,
      config: this.config,
      pool,
      position: this.position(pool, owner),
      source: associated(owner, mint),
      vault: this.vault(pool),
      tokenProgram: TOKEN_PROGRAM,
    });
  }

  requestWithdrawal(owner: PublicKey, { pool }: PoolKeys, tranche: number, shares: bigint): Promise<TransactionInstruction> {
    return this.build("requestWithdrawal", [tranche, halves(shares)], { owner, pool, position: this.position(pool, owner) });
  }

  executeWithdrawal(executor: PublicKey, owner: PublicKey, { pool, mint }: PoolKeys, tranche: number): Promise<TransactionInstruction> {
    return this.build("executeWithdrawal", [tranche], {
      executor,
      pool,
      position: this.position(pool, owner),
      destination: associated(owner, mint),
      vault: this.vault(pool),
      tokenProgram: TOKEN_PROGRAM,
    });
  }

  buyPolicy(buyer: PublicKey, { pool, mint, product }: ProductKeys, { id, cover, days, maxPremium, holder }: Purchase) {
    const args = { id: bn(id), cover: bn(cover), days, maxPremium: bn(maxPremium), holder, insured: PublicKey.default };
    return this.build("buyPolicy", [args], {
      buyer,
      config: this.config,
      pool,
      product,
      watch: this.watch(product),
      ...this.withoutJurors(),
      escrow: this.none,
      policy: this.policy(product, buyer, id),
      source: associated(buyer, mint),
      vault: this.vault(pool),
      tokenProgram: TOKEN_PROGRAM,
      systemProgram: SystemProgram.programId,
    });
  }

  closePolicy({ product }: ProductKeys, buyer: PublicKey, id: bigint): Promise<TransactionInstruction> {
    return this.build("closePolicy", [], { product, policy: this.policy(product, buyer, id), buyer });
  }

  async observe(keeper: PublicKey, { pool, product, sources }: ProductKeys): Promise<TransactionInstruction> {
    const instruction = await this.build("observe", [], { keeper, watch: this.watch(product), pool, product });
    instruction.keys.push(...sources.map((pubkey) => ({ pubkey, isSigner: false, isWritable: false })));
    return instruction;
  }

  trigger(caller: PublicKey, { pool, product }: ProductKeys, episode: number, number: number): Promise<TransactionInstruction> {
    return this.build("trigger", [episode], {
      caller,
      pool,
      product,
      watch: this.watch(product),
      incident: this.incident(product, number),
      systemProgram: SystemProgram.programId,
    });
  }

  finaliseStep({ pool, product }: ProductKeys, number: number): Promise<TransactionInstruction> {
    return this.build("finaliseStep", [], { pool, product, incident: this.incident(product, number), vault: this.vault(pool) });
  }

  settlePolicy(caller: PublicKey, { pool, product, mint }: ProductKeys, number: number, policy: PublicKey, holder: PublicKey) {
    return this.build("settlePolicy", [], {
      caller,
      pool,
      product,
      incident: this.incident(product, number),
      policy,
      holder,
      destination: associated(holder, mint),
      vault: this.vault(pool),
      mint,
      tokenProgram: TOKEN_PROGRAM,
      associatedTokenProgram: ASSOCIATED_TOKEN_PROGRAM,
      systemProgram: SystemProgram.programId,
    });
  }

  sealIncident({ pool, product }: ProductKeys, number: number): Promise<TransactionInstruction> {
    return this.build("sealIncident", [], { pool, product, incident: this.incident(product, number) });
  }

  closeIncident({ pool, product }: ProductKeys, number: number, rentPayer: PublicKey): Promise<TransactionInstruction> {
    return this.build("closeIncident", [], { pool, product, incident: this.incident(product, number), rentPayer, vault: this.vault(pool) });
  }

  // --- governance

  initialise(authority: PublicKey, governanceMint: PublicKey, args: Beginning) {
    const accounts = {
      authority,
      config: this.config,
      dao: this.dao,
      governanceMint,
      vault: this.vault(this.dao),
      programData: this.programData,
      tokenProgram: TOKEN_PROGRAM,
      upgradeAuthority: this.upgradeAuthority,
      instructions: SYSVAR_INSTRUCTIONS_PUBKEY,
      loader: LOADER,
      systemProgram: SystemProgram.programId,
    };
    return this.build("initialise", [args], accounts);
  }

  openPurse(payer: PublicKey, mint: PublicKey): Promise<TransactionInstruction> {
    const purse = this.purse(mint);
    const accounts = { payer, purse, mint, vault: this.vault(purse), tokenProgram: TOKEN_PROGRAM, systemProgram: SystemProgram.programId };
    return this.build("openPurse", [], accounts);
  }

  /** The bootstrap authority queues an action as the next proposal. */
  queueAction(bootstrap: PublicKey, number: bigint, action: Action, about: About = {}): Promise<TransactionInstruction> {
    const nothing = { pool: this.none, product: this.none, watch: this.none, court: this.none };
    return this.build("queueAction", [action], {
      bootstrap,
      config: this.config,
      dao: this.dao,
      proposal: this.proposal(number),
      ...nothing,
      ...about,
      instructions: SYSVAR_INSTRUCTIONS_PUBKEY,
      systemProgram: SystemProgram.programId,
    });
  }

  /** Executes a proposal that puts something on the list. */
  list(executor: PublicKey, proposal: PublicKey, kind: Listing, id: PublicKey): Promise<TransactionInstruction> {
    const accounts = { executor, config: this.config, proposal, listing: this.listing(kind, id), systemProgram: SystemProgram.programId };
    return this.build("list", [], accounts);
  }

  /** Executes a proposal that creates a pool. */
  createPool(executor: PublicKey, proposal: PublicKey, id: number, mint: PublicKey): Promise<TransactionInstruction> {
    const pool = this.pool(id);
    return this.build("createPool", [], {
      executor,
      config: this.config,
      proposal,
      pool,
      listing: this.listing("mint", mint),
      mint,
      vault: this.vault(pool),
      tokenProgram: TOKEN_PROGRAM,
      systemProgram: SystemProgram.programId,
    });
  }

  /** Drafts as the bootstrap authority: without escrow and electorate. */
  draftProduct(drafter: PublicKey, pool: PublicKey, product: PublicKey, args: unknown[]): Promise<TransactionInstruction> {
    return this.build("draftProduct", args, {
      drafter,
      config: this.config,
      electorate: this.none,
      escrow: this.none,
      pool,
      product,
      watch: this.watch(product),
      systemProgram: SystemProgram.programId,
    });
  }

  addSource(drafter: PublicKey, product: PublicKey, listing: PublicKey, args: Record<string, unknown>): Promise<TransactionInstruction> {
    return this.build("addSource", [args], { drafter, product, watch: this.watch(product), listing });
  }

  /** Executes a proposal that seals a draft. */
  sealProduct(proposal: PublicKey, pool: PublicKey, product: PublicKey): Promise<TransactionInstruction> {
    return this.build("sealProduct", [], { config: this.config, proposal, pool, product, watch: this.watch(product) });
  }

  /** Executes a proposal about a product's limits. */
  setLimits(proposal: PublicKey, pool: PublicKey, product: PublicKey): Promise<TransactionInstruction> {
    const accounts = { config: this.config, proposal, pool, product, watch: this.watch(product) };
    return this.build("setLimits", [], { ...accounts, ...this.withoutJurors() });
  }

  /** Executes a proposal about the configuration. */
  setParameters(proposal: PublicKey): Promise<TransactionInstruction> {
    return this.build("setParameters", [], { config: this.config, proposal });
  }

  /** SHA-256 of an action's bytes, which a proposal carries: votes and vetoes are bound to it. */
  actionHash(action: Action): Buffer {
    return createHash("sha256").update(this.program.coder.types.encode("action", action)).digest();
  }

  // --- accounts

  /** Proposals ever made, which is the next one's number. */
  async proposals(): Promise<bigint> {
    const dao = await this.fetch<{ proposals: BN }>("dao", this.dao);
    if (!dao) throw new Error("the protocol is not initialised");
    return BigInt(dao.proposals.toString());
  }

  /** An account, decoded by the IDL; null when there is none. */
  async fetch<T>(name: string, address: PublicKey): Promise<T | null> {
    const info = await this.provider.connection.getAccountInfo(address, "processed");
    return info && (this.program.coder.accounts.decode(name, info.data) as T);
  }
}
