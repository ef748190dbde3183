import type { Rng } from '../util/rng.js';
import { autocovariances } from './moments.js';

/**
 * Fills `into` with the dates of one resample (Politis, Romano 1994): blocks of geometric length around the circle.
 * @param meanBlock  ≥ 1
 */
export function stationaryResample(into: Int32Array, meanBlock: number, rng: Rng): void {
  const dates = into.length;
  const goesOn = 1 - 1 / meanBlock;
  let date = 0;
  for (let i = 0; i < dates; i++) {
    const isNew = i === 0 || rng.next() >= goesOn;
    date = isNew ? rng.below(dates) : (date + 1) % dates;
    into[i] = date;
  }
}

/**
 * Standard error that the mean of endless stationary resamples has, exactly:
 * σ² = γ₀ + 2Σ[(1−i/T)(1−p)^i + (i/T)(1−p)^(T−i)]γ_i with p = 1/b. It tells whether a sampler is right without sampling.
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
