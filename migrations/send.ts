// Sending a transaction and waiting for it by polling, with failures under the names that the IDL gives them.

import { setTimeout as sleep } from "node:timers/promises";
import type { Idl } from "@anchor-lang/core";
import { type Connection, type Keypair, SendTransactionError, Transaction, type TransactionInstruction } from "@solana/web3.js";

/** Longest time from sending to a status. */
const TIMEOUT_MS = 30_000;
const POLL_MS = 20;

/** An instruction was refused. `code` is null when it was not refused by an error code. */
export class Refused extends Error {
  constructor(
    /** Name in the IDL, e.g. `PremiumTooHigh`; the framework's and other programs' codes have none. */
    readonly error: string,
    readonly code: number | null,
    message: string,
    readonly logs: string[],
  ) {
    super(`${error}: ${message}`);
    this.name = "Refused";
  }
}

/** Sends one transaction and waits until it is processed. The first signer pays. */
export async function send(connection: Connection, idl: Idl, instructions: TransactionInstruction[], signers: Keypair[]): Promise<string> {
  const transaction = new Transaction().add(...instructions);
  const payer = signers[0];
  if (!payer) throw new Error("a transaction needs a signer that pays");
  transaction.feePayer = payer.publicKey;
  transaction.recentBlockhash = (await connection.getLatestBlockhash("processed")).blockhash;
  transaction.sign(...signers);
  let signature: string;
  try {
    signature = await connection.sendRawTransaction(transaction.serialize(), { preflightCommitment: "processed" });
  } catch (error) {
    throw error instanceof SendTransactionError ? refusal(idl, error.message, error.logs ?? []) : error;
  }
  for (const until = Date.now() + TIMEOUT_MS; Date.now() < until; ) {
    const { value } = await connection.getSignatureStatus(signature);
    if (value?.err) throw refusal(idl, JSON.stringify(value.err), []);
    if (value) return signature;
    await sleep(POLL_MS);
  }
  throw new Error(`transaction ${signature} was sent and never processed`);
}

function refusal(idl: Idl, text: string, logs: string[]): Refused {
  const found = /custom program error: 0x([0-9a-f]+)/.exec(text) ?? /custom program error: 0x([0-9a-f]+)/.exec(logs.join("\n"));
  const decimal = /"Custom":([0-9]+)/.exec(text);
  const code = found ? Number.parseInt(found[1] as string, 16) : decimal ? Number(decimal[1]) : null;
  const known = idl.errors?.find((error) => error.code === code);
  return new Refused(known?.name ?? "unknown", code, known?.msg ?? text, logs);
}
