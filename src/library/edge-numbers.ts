import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';

/**
 * Limits of a number for `edge`, `tune` or `episodes`: whole, from … to. Beyond them it would never finish,
 * or be meaningless.
 */
const RANGES = {
  quietBars: [0, 2 ** 20],
  triedBefore: [0, Number.MAX_SAFE_INTEGER],
  resamples: [1, 100_000],
  proofCuts: [0, 10_000],
  candidates: [1, 100_000],
  folds: [2, 100],
  horizonBars: [1, 2 ** 20],
} as const;

export type EdgeNumbers = { readonly [Name in keyof typeof RANGES]?: number | undefined };

/** @throws {SquallError} USAGE: a given value out of its range. */
export function checkEdgeNumbers(numbers: EdgeNumbers): void {
  for (const [name, [from, to]] of Object.entries(RANGES)) {
    const value = numbers[name as keyof EdgeNumbers];
    if (value !== undefined) checkWhole(name, value, from, to);
  }
}

/** @throws {SquallError} USAGE: not a list of bars. Their order is checked where they are used. */
export function checkHorizons(horizons: readonly number[]): void {
  if (!Array.isArray(horizons) || horizons.length === 0 || horizons.length > MAX_HORIZONS) {
    const expected = `\`horizons\` to be a list of 1 to ${MAX_HORIZONS} numbers of bars`;
    throw new SquallError('USAGE', `Expected ${expected}, got ${shownValue(horizons)}`);
  }
  for (const bars of horizons as readonly unknown[]) checkWhole('horizons', bars, ...RANGES.horizonBars);
}

const MAX_HORIZONS = 100;

function checkWhole(name: string, value: unknown, from: number, to: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= from && Number(value) <= to) return;
  const expected = `\`${name}\` to be a whole number from ${from} to ${to}`;
  throw new SquallError('USAGE', `Expected ${expected}, got ${shownValue(value)}`);
}
