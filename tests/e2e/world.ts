// A seeded network with the program's client on it: what every suite works with.

import assert from "node:assert/strict";
import { AnchorProvider, type Idl, Wallet } from "@anchor-lang/core";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import type BN from "bn.js";
import { type About, type Action, Breakwater, type ProductKeys, type Proposal, associated } from "../../migrations/breakwater";
import { type Product, key, mint, seed, sources } from "../../migrations/seed";
import { Refused, send } from "../../migrations/send";
import { amount } from "../../migrations/tokens";
import { premium } from "./formula";
import { Localnet } from "./localnet";

export interface Tranche {
  capital: BN;
  shares: BN;
  pendingShares: BN;
}

export interface Pool {
  tranches: Tranche[];
  payable: BN;
  provisional: BN;
  reserve: BN;
  paidTotal: BN;
  recognisedAt: BN;
}

export interface ProductAccount {
  status: number;
  termsHash: number[];
  limits: Record<string, BN | number>;
  active: BN;
  provisional: BN;
  episodeCount: number;
  incidentCount: number;
  openPolicies: number;
  openIncidents: number;
}

export interface Policy {
  holder: PublicKey;
  cover: BN;
  paid: BN;
  owed: BN;
  premium: BN;
  soldAt: BN;
  startDay: number;
  endDay: number;
  nextIncident: number;
}

export interface Incident {
  ladder: { price: BN; ratio: BN; needed: BN; funded: BN; eligible: BN; finalAt: BN; state: number }[];
  stepCount: number;
  sealed: number;
  cover: BN;
  paid: BN;
  passed: BN;
  funded: BN;
}

export interface Watch {
  state: number;
  price: BN;
  observedAt: BN;
  recoveries: number;
  windowCount: number;
  closedWindows: number;
}

/** A product as the seed describes it, with its addresses. */
export interface Listed extends ProductKeys {
  terms: Product;
}

export class World {
  readonly breakwater: Breakwater;
  readonly idl: Idl;
  readonly usdc: Listed;
  readonly usdt: Listed;

  constructor(readonly net: Localnet) {
    this.breakwater = new Breakwater(new AnchorProvider(net.connection, new Wallet(key("keeper"))));
    this.idl = this.breakwater.program.rawIdl;
    const [usdc, usdt] = seed.products.map((terms, id) => this.listed(terms, id));
    assert(usdc && usdt);
    [this.usdc, this.usdt] = [usdc, usdt];
  }

  static async start(...args: string[]): Promise<World> {
    return new World(await Localnet.start(...args));
  }

  private listed(terms: Product, id: number): Listed {
    const pool = this.breakwater.pool(0);
    return { pool, mint, product: this.breakwater.product(pool, id), sources: sources(terms), terms };
  }

  /** Sends one transaction. The first signer pays. */
  send(instructions: TransactionInstruction[], ...signers: Keypair[]): Promise<string> {
    return send(this.net.connection, this.idl, instructions, signers);
  }

  /** Fails unless the program refuses under this name, and the IDL has the name. */
  async refused(error: string, sending: Promise<unknown>): Promise<void> {
    assert(this.idl.errors?.some(({ name }) => name === error), `the IDL has an error ${error}`);
    await assert.rejects(sending, (thrown: unknown) => {
      assert(thrown instanceof Refused, String(thrown));
      assert.equal(thrown.error, error, `${thrown.message}\n${thrown.logs.join("\n")}`);
      return true;
    });
  }

  private async account<T>(name: string, address: PublicKey): Promise<T> {
    const found = await this.breakwater.fetch<T>(name, address);
    assert(found, `there is a ${name} at ${address.toBase58()}`);
    return found;
  }

  pool(): Promise<Pool> {
    return this.account("pool", this.usdc.pool);
  }

  async tranche(index: number): Promise<{ capital: bigint; shares: bigint }> {
    const tranche = (await this.pool()).tranches[index];
    assert(tranche);
    return { capital: big(tranche.capital), shares: big(tranche.shares) };
  }

  product({ product }: ProductKeys): Promise<ProductAccount> {
    return this.account("product", product);
  }

  watch({ product }: ProductKeys): Promise<Watch> {
    return this.account("watch", this.breakwater.watch(product));
  }

  proposal(address: PublicKey): Promise<Proposal> {
    return this.account("proposal", address);
  }

  /** The bootstrap key queues an action. Gives its proposal. */
  async queue(action: Action, about: About = {}): Promise<PublicKey> {
    const [bootstrap, number] = [key("bootstrap"), await this.breakwater.proposals()];
    await this.send([await this.breakwater.queueAction(bootstrap.publicKey, number, action, about)], bootstrap);
    return this.breakwater.proposal(number);
  }

  policy(address: PublicKey): Promise<Policy> {
    return this.account("policy", address);
  }

  incident({ product }: ProductKeys, number: number): Promise<Incident> {
    return this.account("incident", this.breakwater.incident(product, number));
  }

  async shares(owner: PublicKey, tranche: number): Promise<bigint> {
    const address = this.breakwater.position(this.usdc.pool, owner);
    const position = await this.account<{ tranches: { shares: BN }[] }>("position", address);
    return big(position.tranches[tranche]?.shares);
  }

  /** Tokens in an owner's associated account. */
  async balance(owner: PublicKey): Promise<bigint> {
    return this.tokens(associated(owner, mint));
  }

  async vault(): Promise<bigint> {
    return this.tokens(this.breakwater.vault(this.usdc.pool));
  }

  private async tokens(account: PublicKey): Promise<bigint> {
    const info = await this.net.connection.getAccountInfo(account, "processed");
    return info ? amount(info.data) : 0n;
  }

  /** Reads the product's sources into its watch. */
  async observe(product: Listed): Promise<void> {
    const keeper = key("keeper");
    await this.send([await this.breakwater.observe(keeper.publicKey, product)], keeper);
  }

  /** Buys cover, right after an observation, at most at the price of now. */
  async buy(product: Listed, holder: Keypair, id: bigint, cover: bigint, days: number): Promise<PublicKey> {
    await this.net.advance("1");
    const purchase = { id, cover, days, maxPremium: await this.quote(product, cover, days), holder: holder.publicKey };
    const observe = await this.breakwater.observe(holder.publicKey, product);
    await this.send([observe, await this.breakwater.buyPolicy(holder.publicKey, product, purchase)], holder);
    return this.breakwater.policy(product.product, holder.publicKey, id);
  }

  /** The premium now: a purchase a little later is never dearer, because its time to the end is shorter. */
  async quote(product: Listed, cover: bigint, days: number): Promise<bigint> {
    const now = await this.net.now();
    const end = (Math.ceil(now / 86_400) + days) * 86_400;
    return premium(product.terms.limits, big((await this.product(product)).active), cover, BigInt(end - now));
  }
}

/** A chain integer as one of ours. */
export function big(value: BN | undefined): bigint {
  assert(value !== undefined);
  return BigInt(value.toString());
}
