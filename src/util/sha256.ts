import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * SHA-256 of texts (UTF-8) and the bytes of typed arrays one after the other, lower-case hex. Passed in: Node and browsers
 * have different ones. Parts are taken one by one, so that they can be made when it is their turn.
 */
export type Sha256 = (parts: Iterable<Float64Array | Uint8Array | string>) => string;

/** For where there is none that answers at once: browsers only have an asynchronous one. */
export const sha256: Sha256 = (parts) => {
  const hash = nobleSha256.create();
  for (const part of parts) {
    hash.update(
      typeof part === 'string'
        ? utf8ToBytes(part)
        : new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
    );
  }
  return bytesToHex(hash.digest());
};
