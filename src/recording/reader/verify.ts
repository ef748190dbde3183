import { fromHex, toHex } from '../format/frame.js';
import type { Seal, VerifySignature } from '../format/seal.js';
import { indexOf, signedMessage } from '../format/seal.js';
import type { TornPart } from './committed-frames.js';
import type { Damage } from './damage.js';
import type { Recording } from './recording.js';

/** Outcome of the signature check. `unchecked`: there was no key to check it with. */
export type SignatureState = 'valid' | 'invalid' | 'none' | 'unchecked';

/** All that can be said about a recording without recomputing its scans. */
export interface VerifyReport {
  readonly bytes: number;
  readonly frames: number;
  readonly isSealed: boolean;
  /** Candles that can be read. */
  readonly candles: number;
  /** Scans whose records can be read, and those that can be read completely. */
  readonly scans: number;
  readonly readableScans: number;
  readonly unreadable: readonly { readonly scan: number; readonly asOfMs: number; readonly reason: string }[];
  /** By offset. Empty = every byte is as written. */
  readonly damage: readonly Damage[];
  /** Unfinished parts of earlier writers: harmless. */
  readonly torn: readonly TornPart[];
  /** Bytes at the end that are not a whole scan: harmless while it is being written, or after a crash. */
  readonly tail: { readonly offset: number; readonly bytes: number } | null;
  /** Hex: identifies everything before it. null = unknown. */
  readonly chain: string | null;
  readonly signature: SignatureState;
  /** Public key of the signer, hex; null if unsigned. */
  readonly publicKey: string | null;
}

/** Reads everything. @param verifySignature  null = signatures are not checked. */
export async function verifyRecording(
  recording: Recording,
  verifySignature: VerifySignature | null,
): Promise<VerifyReport> {
  const log = await recording.loadCandles();
  const unreadable: { scan: number; asOfMs: number; reason: string }[] = [];
  for (const [index, { number, record }] of recording.scans.entries()) {
    try {
      const scan = await recording.scanAt(index);
      scan.bars(scan.askedSymbols);
    } catch (error) {
      unreadable.push({ scan: number, asOfMs: record.asOfMs, reason: (error as Error).message });
    }
  }
  const { seal, frames } = recording;
  return {
    bytes: frames.byteLength,
    frames: frames.all.length,
    isSealed: seal !== null,
    candles: log.rows,
    scans: recording.scans.length,
    readableScans: recording.scans.length - unreadable.length,
    unreadable,
    damage: [...frames.damage, ...(seal ? sealDamage(recording, seal, log.rows) : [])],
    torn: frames.torn,
    tail: frames.tail,
    chain: frames.chain && toHex(frames.chain),
    signature: seal === null ? 'none' : await signatureOf(seal, verifySignature),
    publicKey: seal?.signature?.publicKey ?? null,
  };
}

async function signatureOf(seal: Seal, verify: VerifySignature | null): Promise<SignatureState> {
  if (seal.signature === null) return 'none';
  if (verify === null) return 'unchecked';
  const { publicKey, value } = seal.signature;
  const isValid = await verify(fromHex(publicKey), signedMessage(seal.chain), fromHex(value));
  return isValid ? 'valid' : 'invalid';
}

/** Where the seal contradicts the frames. */
function sealDamage(recording: Recording, seal: Seal, candles: number): Damage[] {
  const { scans } = recording;
  const frames = recording.frames.all;
  const { offset, end } = frames[frames.length - 1];
  const before = frames.at(-2);
  const disagreements = [
    [
      before === undefined || toHex(before.chain) === seal.chain,
      'the chain that the seal names is another one',
    ],
    [sameIndex(indexOf(frames), seal.index), 'the index in the seal does not agree with the frames'],
    [scans.length === seal.scans, `the seal counts ${seal.scans} scans, ${scans.length} are there`],
    [candles === seal.candles, `the seal counts ${seal.candles} candles, ${candles} can be read`],
  ] as const;
  return disagreements.filter(([agrees]) => !agrees).map(([, what]) => ({ offset, end, what }));
}

function sameIndex(found: Seal['index'], sealed: Seal['index']): boolean {
  return (
    found.length === sealed.length && found.every((row, at) => row.every((part, i) => part === sealed[at][i]))
  );
}
