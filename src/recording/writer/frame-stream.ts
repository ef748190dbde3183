import type { Deflate } from '../../codec/block/compression.js';
import type { Sha256 } from '../../util/sha256.js';
import type { Packed } from '../format/frame.js';
import { chainIn, ENCODING, frameBytes } from '../format/frame.js';
import type { Payload } from './scan-encoder.js';

/** A payload as stored: compressed if that is shorter. */
export async function pack({ kind, id, bytes }: Payload, deflate: Deflate): Promise<Packed> {
  const deflated = await deflate(bytes);
  const isShorter = deflated.length < bytes.length;
  return {
    kind,
    id,
    encoding: isShorter ? ENCODING.deflated : ENCODING.plain,
    payload: isShorter ? deflated : bytes,
    rawLength: bytes.length,
  };
}

/** The bytes of consecutive frames, and the chain after the last. */
export function chainFrames(
  frames: readonly Packed[],
  previous: Uint8Array,
  sha256: Sha256,
): { bytes: Uint8Array; chain: Uint8Array } {
  const parts: Uint8Array[] = [];
  let chain = previous;
  for (const frame of frames) {
    const bytes = frameBytes(frame, chain, sha256);
    parts.push(bytes);
    chain = chainIn(bytes);
  }
  return { bytes: joined(parts), chain };
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
