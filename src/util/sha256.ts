import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Sha256, sha256From } from './sha256-from.js';

export type { Sha256 } from './sha256-from.js';

/** For hosts without a synchronous one: browsers only have an asynchronous one. */
export const sha256: Sha256 = sha256From(() => {
  const hash = nobleSha256.create();
  return {
    update: (part) => {
      hash.update(
        typeof part === 'string'
          ? utf8ToBytes(part)
          : new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
      );
    },
    digest: () => bytesToHex(hash.digest()),
  };
});
