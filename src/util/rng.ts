/** An odd constant near 2^32 / golden ratio: spreads consecutive indices over all 32 bits. */
const GOLDEN = 0x9e3779b1;

/**
 * Mixes 32 bits so that every input bit changes about half of the output bits; a bijection.
 * The finaliser of MurmurHash3 (Appleby 2011, fmix32).
 * @returns signed 32-bit integer; use `>>> 0` for 0…2^32 − 1.
 */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * The random number at an index: a pure function of key and index, so that any position of a random sequence
 * can be read without the ones before it.
 * @param key  32-bit integer, itself mixed (see `keyOf`).
 * @param index  32-bit integer.
 * @returns signed 32-bit integer.
 */
export function hashAt(key: number, index: number): number {
  return mix32(key ^ Math.imul(index + 1, GOLDEN));
}

/** Like `hashAt`, as a number in [0, 1) with 32 bits. */
export function unitAt(key: number, index: number): number {
  return (hashAt(key, index) >>> 0) / 0x1_0000_0000;
}

/**
 * A key for one named thing under a seed: FNV-1a over the UTF-16 code units, started at the mixed seed.
 * @returns signed 32-bit integer.
 */
export function keyOf(seed: number, name: string): number {
  let h = mix32(seed) ^ 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return mix32(h);
}

/** A stream of random numbers; the same key gives the same stream in every JavaScript engine. */
export interface Rng {
  /** 0 ≤ x < 1, 32 bits. */
  next(): number;
  /** Integer, 0 ≤ n < limit; limit 1…2^32. */
  below(limit: number): number;
}

/** The stream of `unitAt(key, 0)`, `unitAt(key, 1)`, … */
export function createRng(key: number): Rng {
  let index = 0;
  const next = (): number => unitAt(key, index++);
  return { next, below: (limit) => Math.floor(next() * limit) };
}
