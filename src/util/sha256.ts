/**
 * SHA-256 of texts (UTF-8) and the bytes of typed arrays one after the other, lower-case hex. Passed in: Node and browsers
 * have different ones. Parts are taken one by one, so that they can be made when it is their turn.
 */
export type Sha256 = (parts: Iterable<Float64Array | Uint8Array | string>) => string;

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const K = Uint32Array.of(
  ...[0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5],
  ...[0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174],
  ...[0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da],
  ...[0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967],
  ...[0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85],
  ...[0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070],
  ...[0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3],
  ...[0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2],
);

/** The same of the square roots of the first 8 primes (5.3.3). */
const INITIAL = [
  ...[0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a],
  ...[0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
];

const BLOCK_BYTES = 64;

/** One block into the state (6.2.2). `words` is scratch for the message schedule. */
function compress(state: Uint32Array, words: Uint32Array, block: DataView, offset: number): void {
  for (let i = 0; i < 16; i++) words[i] = block.getUint32(offset + 4 * i);
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15];
    const y = words[i - 2];
    const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = words[i - 16] + small0 + words[i - 7] + small1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + big1 + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] += value;
}

/**
 * SHA-256 of the parts one after the other, the bytes of typed arrays or UTF-8 text, lower-case hex. For where there is none that answers
 * at once: browsers only have an asynchronous one.
 */
export function sha256(parts: Iterable<Float64Array | Uint8Array | string>): string {
  const state = Uint32Array.from(INITIAL);
  const words = new Uint32Array(64);
  const buffer = new Uint8Array(BLOCK_BYTES);
  const view = new DataView(buffer.buffer);
  let filled = 0;
  let lengthBytes = 0;
  const take = (bytes: Uint8Array): void => {
    lengthBytes += bytes.length;
    let at = 0;
    if (filled > 0) {
      at = Math.min(BLOCK_BYTES - filled, bytes.length);
      buffer.set(bytes.subarray(0, at), filled);
      filled += at;
      if (filled < BLOCK_BYTES) return;
      compress(state, words, view, 0);
      filled = 0;
    }
    const whole = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES) compress(state, words, whole, at);
    buffer.set(bytes.subarray(at), 0);
    filled = bytes.length - at;
  };
  const encoder = new TextEncoder();
  for (const part of parts) {
    take(
      typeof part === 'string'
        ? encoder.encode(part)
        : new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
    );
  }

  // A one bit, zeros up to 8 bytes before the end of a block, and the length in bits.
  const lengthBits = lengthBytes * 8;
  const padding = new Uint8Array(((119 - (lengthBytes % BLOCK_BYTES)) % BLOCK_BYTES) + 9);
  padding[0] = 0x80;
  const end = new DataView(padding.buffer, padding.length - 8);
  end.setUint32(0, Math.floor(lengthBits / 2 ** 32));
  end.setUint32(4, lengthBits >>> 0);
  take(padding);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}
