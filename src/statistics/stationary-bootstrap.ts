import type { Rng } from '../util/rng.js';
import { autocovariances } from './moments.js';

/** Blocks of one resample in sequence: first date, then length; lengths add up to the dates. */
export type Blocks = readonly number[];

/** 32 random bits cannot resolve survivors below this share of all blocks. */
const SMALLEST_SHARE = 2 ** -33;

/**
 * Draws resamples of a calendar by the stationary bootstrap (Politis, Romano 1994): blocks starting anywhere,
 * of geometric length, around the circle. With running sums the cost is per block, not per date.
 * @param meanBlock  ≥ 1
 */
export function blockSampler(dates: number, meanBlock: number, rng: Rng): () => Blocks {
  const lengthOf = geometricLengths(1 / meanBlock);
  return () => {
    const blocks: number[] = [];
    for (let drawn = 0; drawn < dates;) {
      const length = Math.min(dates - drawn, lengthOf(rng.next()));
      blocks.push(rng.below(dates), length);
      drawn += length;
    }
    return blocks;
  };
}

/**
 * Smallest n with 1 − (1−p)^n > u, searched among the powers: the inverse of the distribution, without a
 * logarithm.
 */
function geometricLengths(p: number): (u: number) => number {
  const survivors: number[] = [1];
  for (let share = 1; share > SMALLEST_SHARE;) survivors.push((share *= 1 - p));
  return (u) => {
    let low = 1;
    let high = survivors.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (1 - survivors[middle] > u) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/**
 * Exact standard error of the mean over infinitely many stationary resamples: σ² = γ₀ + 2Σ[(1−i/T)(1−p)^i +
 * (i/T)(1−p)^(T−i)]γ_i with p = 1/b. Checks a sampler without sampling.
 */
export function stationaryError(values: ArrayLike<number>, meanBlock: number): number {
  const count = values.length;
  const gamma = autocovariances(values, count - 1);
  const powers = new Float64Array(count + 1).fill(1);
  for (let i = 1; i <= count; i++) powers[i] = powers[i - 1] * (1 - 1 / meanBlock);
  let variance = gamma[0];
  for (let i = 1; i < count; i++) {
    const weight = (1 - i / count) * powers[i] + (i / count) * powers[count - i];
    variance += 2 * weight * gamma[i];
  }
  return Math.sqrt(variance / count);
}
