import type { KeyObject } from 'node:crypto';
import { createPublicKey, sign, verify } from 'node:crypto';
import type { Signer, VerifySignature } from '../format/seal.js';

/** Signs with an Ed25519 private key (`createPrivateKey(pem)`). @throws {TypeError} another kind of key. */
export function nodeSigner(privateKey: KeyObject): Signer {
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new TypeError(`Expected an Ed25519 key, got ${privateKey.asymmetricKeyType ?? privateKey.type}.`);
  }
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    publicKey: Buffer.from(x!, 'base64url'),
    sign: (message) => sign(null, message, privateKey),
  };
}

export const nodeVerifySignature: VerifySignature = (publicKey, message, signature) => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') };
  return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature);
};
