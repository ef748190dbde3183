import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { CodecError } from '../block/codec-error.js';
import type { Deflate, Inflate } from '../block/compression.js';

/** A higher level would take twice the time to save one byte in a hundred. */
const LEVEL = 6;
const LEAST_CHUNK = 64;

/** Equal input gives equal bytes under one build of zlib; another build may choose other matches. */
export const nodeDeflate: Deflate = (bytes) => deflateRawSync(bytes, { level: LEVEL });

export const nodeInflate: Inflate = (bytes, length) => {
  // Room for all of it at once, plus one byte that must not arrive. zlib rejects a limit of 0, and chunks
  // below 64.
  const inflated = inflateRawSync(bytes, {
    maxOutputLength: Math.max(1, length),
    chunkSize: Math.max(LEAST_CHUNK, length + 1),
  });
  if (inflated.length !== length) {
    throw new CodecError(`Expected ${length} bytes out of the compressed ones, got ${inflated.length}.`);
  }
  return inflated;
};
