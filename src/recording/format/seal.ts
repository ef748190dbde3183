import type { Frame } from './frame.js';
import { KIND } from './frame.js';

/** The last bytes of a sealed recording: the offset of the seal's frame (u64), and these. */
export const SEAL_MAGIC = Uint8Array.of(0x53, 0x51, 0x53, 0x45, 0x41, 0x4c, 0x0d, 0x0a);
const TRAILER_BYTES = 8 + SEAL_MAGIC.length;

export interface Signature {
  readonly algorithm: 'Ed25519';
  /** 32 bytes, hex. */
  readonly publicKey: string;
  /** 64 bytes, hex: of `signedMessage`. */
  readonly value: string;
}

/** What the last frame says about all before it. */
export interface Seal {
  readonly scans: number;
  readonly candles: number;
  /** Chain of the frame before the seal, hex. */
  readonly chain: string;
  /** Every frame before the seal: kind, id, offset. */
  readonly index: readonly (readonly [kind: number, id: number, offset: number])[];
  readonly signature: Signature | null;
}

/** Signs a message; the caller keeps the key. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Whether a signature is that of the message under the key. */
export type VerifySignature = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>;

/** What is signed: the chain covers every byte before the seal. */
export function signedMessage(chain: string): Uint8Array {
  return new TextEncoder().encode(`squall recording 1\n${chain}\n`);
}

export function indexOf(frames: readonly Frame[]): Seal['index'] {
  return frames.filter(({ kind }) => kind !== KIND.seal).map(({ kind, id, offset }) => [kind, id, offset]);
}

export function trailerBytes(sealOffset: number): Uint8Array {
  const bytes = new Uint8Array(TRAILER_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(sealOffset), true);
  bytes.set(SEAL_MAGIC, 8);
  return bytes;
}

const HEX = /^[0-9a-f]+$/;

export function isSeal(value: unknown): value is Seal {
  if (typeof value !== 'object' || value === null) return false;
  const { scans, candles, chain, index, signature } = value as Record<keyof Seal, unknown>;
  return (
    Number.isSafeInteger(scans) &&
    Number.isSafeInteger(candles) &&
    typeof chain === 'string' &&
    Array.isArray(index) &&
    index.every((row) => Array.isArray(row) && row.length === 3 && row.every(Number.isSafeInteger)) &&
    (signature === null || isSignature(signature))
  );
}

function isSignature(value: unknown): value is Signature {
  const { algorithm, publicKey, value: text } = (value ?? {}) as Record<keyof Signature, unknown>;
  return (
    algorithm === 'Ed25519' &&
    typeof publicKey === 'string' &&
    typeof text === 'string' &&
    publicKey.length === 64 &&
    text.length === 128 &&
    HEX.test(publicKey + text)
  );
}
