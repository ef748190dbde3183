import type { VerifySignature } from '../format/seal.js';

/** The part of Web Crypto used here; this project is not compiled with a browser's declarations. */
interface Subtle {
  importKey(
    format: 'raw',
    key: Uint8Array,
    algorithm: 'Ed25519',
    extractable: false,
    uses: ['verify'],
  ): Promise<object>;
  verify(algorithm: 'Ed25519', key: object, signature: Uint8Array, message: Uint8Array): Promise<boolean>;
}

/** Checks a signature with browser APIs. @throws if this one has no Ed25519. */
export const webVerifySignature: VerifySignature = async (publicKey, message, signature) => {
  const { subtle } = (globalThis as unknown as { crypto: { subtle: Subtle } }).crypto;
  const key = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  return subtle.verify('Ed25519', key, signature, message);
};
