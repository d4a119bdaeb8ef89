// The three SPL Token instructions that a network without tokens needs.

import { PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { ASSOCIATED_TOKEN_PROGRAM, TOKEN_PROGRAM, associated } from "./breakwater";

const MINT_SIZE = 82;

function meta(pubkey: PublicKey, isWritable: boolean, isSigner = false) {
  return { pubkey, isWritable, isSigner };
}

/** Creates a mint without a freeze authority. `payer` and `mint` sign. */
export function createMint(payer: PublicKey, mint: PublicKey, authority: PublicKey, decimals: number, lamports: number) {
  const account = { fromPubkey: payer, newAccountPubkey: mint, lamports, space: MINT_SIZE, programId: TOKEN_PROGRAM };
  const data = Buffer.concat([Buffer.from([20, decimals]), authority.toBuffer(), Buffer.from([0])]);
  return [
    SystemProgram.createAccount(account),
    new TransactionInstruction({ programId: TOKEN_PROGRAM, keys: [meta(mint, true)], data }),
  ];
}

/** Rent that a mint needs is asked for this many bytes. */
createMint.size = MINT_SIZE;

/** Creates an owner's associated account unless it exists. */
export function createAssociated(payer: PublicKey, owner: PublicKey, mint: PublicKey): TransactionInstruction {
  const keys = [
    meta(payer, true, true),
    meta(associated(owner, mint), true),
    meta(owner, false),
    meta(mint, false),
    meta(SystemProgram.programId, false),
    meta(TOKEN_PROGRAM, false),
  ];
  return new TransactionInstruction({ programId: ASSOCIATED_TOKEN_PROGRAM, keys, data: Buffer.from([1]) });
}

/** Mints to an owner's associated account. */
export function mintTo(mint: PublicKey, owner: PublicKey, authority: PublicKey, amount: bigint): TransactionInstruction {
  const data = Buffer.alloc(9);
  data.writeUInt8(7);
  data.writeBigUInt64LE(amount, 1);
  const keys = [meta(mint, true), meta(associated(owner, mint), true), meta(authority, false, true)];
  return new TransactionInstruction({ programId: TOKEN_PROGRAM, keys, data });
}

/** Gives the right to mint up, for ever. */
export function endMinting(mint: PublicKey, authority: PublicKey): TransactionInstruction {
  const [setAuthority, mintTokens, none] = [6, 0, 0];
  const keys = [meta(mint, true), meta(authority, false, true)];
  return new TransactionInstruction({ programId: TOKEN_PROGRAM, keys, data: Buffer.from([setAuthority, mintTokens, none]) });
}

/** Balance in the bytes of a token account. */
export function amount(data: Buffer): bigint {
  return data.readBigUInt64LE(64);
}
