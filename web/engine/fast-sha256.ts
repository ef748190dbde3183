import { toHex } from '../../src/recording/format/frame.js';
import type { RunningSha256, Sha256 } from '../../src/util/sha256-from.js';
import { sha256 } from '../../src/util/sha256.js';
import { GatheredBytes } from './gathered-bytes.js';

/** The browser APIs used here; this project is compiled without a browser's declarations. */
interface Subtle {
  digest(algorithm: 'SHA-256', bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}

/**
 * SHA-256 for the page. What is hashed part by part, the whole result of a scan, goes to the browser's own,
 * which uses the CPU's instructions on another thread. It has none for a page from another machine without
 * TLS, nor a synchronous one: then it is computed in JavaScript.
 */
export function createFastSha256(): Sha256 {
  const { subtle } = (globalThis as { readonly crypto?: { readonly subtle?: Subtle } }).crypto ?? {};
  /** Buffer of a finished hash, for the next one. */
  let spare: GatheredBytes | null = null;
  const start = (): RunningSha256 => {
    const gathered = spare ?? new GatheredBytes();
    spare = null;
    return {
      update: (part) => gathered.add(part),
      digest() {
        // Both copy it before they return.
        const { bytes } = gathered;
        const digest = subtle === undefined ? sha256([bytes]) : hexDigest(subtle, bytes);
        gathered.clear();
        spare = gathered;
        return digest;
      },
    };
  };
  return Object.assign((parts: Parameters<Sha256>[0]) => sha256(parts), { start });
}

async function hexDigest(subtle: Subtle, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await subtle.digest('SHA-256', bytes)));
}
