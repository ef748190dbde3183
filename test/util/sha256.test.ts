import { createHash } from 'node:crypto';
import { describe, expect, test } from '../support/jest.js';
import { sha256 } from '../../src/util/sha256.js';

const ofNode = (...parts: (Uint8Array | string)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

describe('SHA-256', () => {
  test('of the examples of FIPS 180-4', () => {
    expect(sha256(['abc'])).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256(['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'])).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    );
    expect(sha256([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('of every length around the blocks equals that of Node', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => (index * 37) % 256);
    for (let length = 0; length <= bytes.length; length++) {
      expect(sha256([bytes.subarray(0, length)])).toBe(ofNode(bytes.subarray(0, length)));
    }
  });

  test('of a typed array is that of its bytes, and parts may be created one by one', () => {
    const numbers = Float64Array.of(1.5, -2, NaN, 3e300).subarray(1);
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    expect(sha256(new Set<Float64Array | string>([numbers, 'ż']))).toBe(ofNode(bytes, 'ż'));
  });

  test('does not depend on how the bytes are cut, nor on where in a buffer they lie', () => {
    const bytes = Uint8Array.from({ length: 500 }, (_, index) => (index * 91) % 256);
    for (const cut of [0, 1, 55, 63, 64, 65, 128, 300]) {
      expect(sha256([bytes.subarray(0, cut), 'żółw ₿', bytes.subarray(cut)])).toBe(
        ofNode(bytes.subarray(0, cut), 'żółw ₿', bytes.subarray(cut)),
      );
    }
  });
});
