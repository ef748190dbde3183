import { LANES } from '../engine/layout.js';

/** The largest memory cannot hold more of anything. */
const MAX_COUNT = 2 ** 26;

/** @throws {RangeError} not an integer ≥ `min`. */
export function checkCount(name: string, value: number, min: number, max = MAX_COUNT): void {
  if (!Number.isSafeInteger(value) || value < min) {
    throw new RangeError(`Expected \`${name}\` to be an integer ≥ ${min}, got ${String(value)}.`);
  }
  if (value > max) throw new RangeError(`Expected \`${name}\` to be at most ${max}, got ${value}.`);
}

/** A duration, which takes no memory. @throws {RangeError} not an integer number of ms ≥ 1. */
export function checkTimeframe(timeframeMs: number): void {
  checkCount('timeframeMs', timeframeMs, 1, Number.MAX_SAFE_INTEGER);
}

/** @throws {RangeError} not one of the choices. */
export function checkChoice(name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  const got = typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : typeof value;
  throw new RangeError(`Expected \`${name}\` to be one of ${choices.join(', ')}, got ${got}.`);
}

/** Number of blocks that hold this many markets, whatever their benchmarks. */
export function blocksFor(marketCount: number, benchmarkCount: number): number {
  // Each benchmark, and none, may leave up to three lanes of its last block empty.
  return Math.floor((marketCount + (LANES - 1) * (benchmarkCount + 1)) / LANES);
}
