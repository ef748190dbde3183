import { createSHA256 } from 'hash-wasm';
import { toHex } from '../../src/recording/format/frame.js';
import type { HashPart, RunningSha256, Sha256 } from '../../src/util/sha256-from.js';
import { GatheredBytes } from './gathered-bytes.js';

/** What is used of a browser's; this project is compiled without a browser's declarations. */
interface Subtle {
  digest(algorithm: 'SHA-256', bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}

/**
 * SHA-256 for the page. Where an answer must come at once it is made in WebAssembly, five times as fast as in JavaScript
 * (14 MB: 70 ms in place of 350). What is hashed part by part, the whole result of a scan, goes to the browser's own, which
 * uses the processor's instructions on another thread; a page from another machine without TLS has none.
 */
export async function createFastSha256(): Promise<Sha256> {
  const hasher = await createSHA256();
  const hashAll = (parts: Iterable<HashPart>): string => {
    hasher.init();
    for (const part of parts) hasher.update(bytesOf(part));
    return hasher.digest();
  };
  const { subtle } = (globalThis as { readonly crypto?: { readonly subtle?: Subtle } }).crypto ?? {};
  /** Room of a hash that is done, for the next one. */
  let spare: GatheredBytes | null = null;
  const start = (): RunningSha256 => {
    const gathered = spare ?? new GatheredBytes();
    spare = null;
    return {
      update: (part) => gathered.add(part),
      digest() {
        // Both take a copy before they return.
        const { bytes } = gathered;
        const digest = subtle === undefined ? hashAll([bytes]) : hexDigest(subtle, bytes);
        gathered.clear();
        spare = gathered;
        return digest;
      },
    };
  };
  return Object.assign(hashAll, { start });
}

async function hexDigest(subtle: Subtle, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await subtle.digest('SHA-256', bytes)));
}

function bytesOf(part: HashPart): Uint8Array | string {
  return part instanceof Float64Array ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength) : part;
}
