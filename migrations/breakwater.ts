// The program through its IDL: addresses, and instructions with their accounts filled in.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Idl, Program, type Provider } from "@anchor-lang/core";
import { PublicKey, SYSVAR_INSTRUCTIONS_PUBKEY, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import BN from "bn.js";

export const TOKEN_PROGRAM = new PublicKey("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
export const ASSOCIATED_TOKEN_PROGRAM = new PublicKey("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
const LOADER = new PublicKey("BPFLoaderUpgradeab1e11111111111111111111111");

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

  pool(id: number): PublicKey {
    return this.pda("pool", u32(id));
  }

  purse(mint: PublicKey): PublicKey {
    return this.pda("purse", mint.toBuffer());
  }

  vault(pool: PublicKey): PublicKey {
    return this.pda("vault", pool.toBuffer());
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

  /** Court and electorate of a product that sources decide: it needs neither, and the program stands for none. */
  private withoutJurors(): Record<string, PublicKey> {
    return { court: this.program.programId, electorate: this.program.programId };
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
      escrow: this.program.programId, // stands for none
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

  initialise(authority: PublicKey, args: { bootstrap: PublicKey; guardian: PublicKey; revenueMint: PublicKey; feeBps: number; revenueBps: number }) {
    const accounts = {
      authority,
      config: this.config,
      programData: this.programData,
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

  createPool(governance: PublicKey, id: number, mint: PublicKey, args: Record<string, unknown>): Promise<TransactionInstruction> {
    const pool = this.pool(id);
    return this.build("createPool", [args], {
      governance,
      config: this.config,
      pool,
      mint,
      vault: this.vault(pool),
      tokenProgram: TOKEN_PROGRAM,
      systemProgram: SystemProgram.programId,
    });
  }

  draftProduct(governance: PublicKey, pool: PublicKey, product: PublicKey, args: unknown[]): Promise<TransactionInstruction> {
    return this.build("draftProduct", args, {
      governance,
      config: this.config,
      pool,
      product,
      watch: this.watch(product),
      systemProgram: SystemProgram.programId,
    });
  }

  addSource(governance: PublicKey, product: PublicKey, args: Record<string, unknown>): Promise<TransactionInstruction> {
    return this.build("addSource", [args], { governance, config: this.config, product, watch: this.watch(product) });
  }

  sealProduct(governance: PublicKey, pool: PublicKey, product: PublicKey, hash: Buffer): Promise<TransactionInstruction> {
    return this.build("sealProduct", [[...hash]], { governance, config: this.config, pool, product, watch: this.watch(product) });
  }

  setLimits(governance: PublicKey, pool: PublicKey, product: PublicKey, limits: Record<string, unknown>): Promise<TransactionInstruction> {
    return this.build("setLimits", [limits], {
      governance,
      config: this.config,
      pool,
      product,
      watch: this.watch(product),
      ...this.withoutJurors(),
    });
  }

  // --- accounts

  /** An account, decoded by the IDL; null when there is none. */
  async fetch<T>(name: string, address: PublicKey): Promise<T | null> {
    const info = await this.provider.connection.getAccountInfo(address, "processed");
    return info && (this.program.coder.accounts.decode(name, info.data) as T);
  }
}
