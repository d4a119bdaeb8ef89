// What every step is given.

import type { Provider } from "@anchor-lang/core";
import type { Connection, Keypair, TransactionInstruction } from "@solana/web3.js";
import { Breakwater } from "./breakwater";
import { send } from "./send";

export interface Context {
  connection: Connection;
  breakwater: Breakwater;
  /** Sends one transaction and waits until it is processed. The first signer pays. */
  send(instructions: TransactionInstruction[], signers: Keypair[]): Promise<string>;
  say(line: string): void;
}

export function context(provider: Provider, say: (line: string) => void): Context {
  const breakwater = new Breakwater(provider);
  const { connection } = provider;
  const idl = breakwater.program.rawIdl;
  return { connection, breakwater, say, send: (instructions, signers) => send(connection, idl, instructions, signers) };
}
