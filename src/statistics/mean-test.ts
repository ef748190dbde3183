import { cosineOfHalfTurns } from './cosine.js';
import { autocovariances, mean } from './moments.js';
import { studentQuantile, studentTwoSided } from './student.js';
import { normalQuantile } from './normal.js';

/** A mean, how sure it is, and what could have been seen. */
export interface MeanTest {
  readonly mean: number;
  /** Standard error of the mean, or NaN where nothing varies. */
  readonly standardError: number;
  readonly t: number;
  /** Two-sided, against a mean of 0. */
  readonly p: number;
  /** Degrees of freedom: number of cosines. */
  readonly degrees: number;
}

/**
 * Cosines for a test at horizon h over T dates: few enough that the longest overlap is seen as such, 0.4·T^⅔ at most
 * (Lazarus, Lewis, Stock, Watson 2018).
 */
export function cosineCount(dates: number, horizonBars: number): number {
  const root = cubeRoot(dates);
  return Math.max(4, Math.floor(Math.min(0.4 * root * root, dates / (2 * horizonBars))));
}

/** ∛x for x ≥ 0 by Newton's method: Math.cbrt may differ between engines. */
export function cubeRoot(x: number): number {
  if (x === 0) return 0;
  let root = Math.max(1, x);
  for (let step = 0; step < 2000; step++) {
    const next = (2 * root + x / (root * root)) / 3;
    if (next >= root && step > 1) break;
    root = next;
  }
  return root;
}

/**
 * Long-run variance of the mean by equal-weighted cosines, and its t-test with as many degrees of freedom: keeps its size where
 * Newey–West does not (Müller 2007; Lazarus et al. 2018).
 * Λ_j = √(2/T) Σ cos(πj(t−½)/T)·(d_t − m), ω = ΣΛ_j²/B, se = √(ω/T).
 * @param values  T values in order of time, all of them: see `calendarTest` for those with gaps
 */
export function cosineTest(values: ArrayLike<number>, cosines: number): MeanTest {
  const m = mean(values);
  const centred = Float64Array.from(values, (value) => value - m);
  return testOf(m, Math.sqrt(longRunVariance(centred, cosines) / values.length), cosines);
}

/**
 * The same for a series that has values on some dates of a calendar only. The others are 0 after centring, so that the
 * distance between two dates is that of the calendar: se = √(ω·T)/n.
 * @param indices  place of each value on the calendar, 0…dates−1, rising
 */
export function calendarTest(
  values: ArrayLike<number>,
  indices: ArrayLike<number>,
  dates: number,
  cosines: number,
): MeanTest {
  const m = mean(values);
  const grid = new Float64Array(dates);
  for (let i = 0; i < values.length; i++) grid[indices[i]] = values[i] - m;
  return testOf(m, Math.sqrt(longRunVariance(grid, cosines) * dates) / values.length, cosines);
}

function testOf(m: number, standardError: number, degrees: number): MeanTest {
  const t = standardError > 0 ? m / standardError : NaN;
  return { mean: m, standardError, t, p: Number.isNaN(t) ? NaN : studentTwoSided(t, degrees), degrees };
}

function longRunVariance(centred: Float64Array, cosines: number): number {
  const count = centred.length;
  // Dates without a value add nothing; most of a calendar are such.
  const dates = Array.from(centred.keys()).filter((date) => centred[date] !== 0);
  const wave = quarterWave(count);
  let sum = 0;
  for (let j = 1; j <= cosines; j++) {
    let projection = 0;
    for (const date of dates) projection += waveAt(wave, j * (2 * date + 1)) * centred[date];
    sum += (projection * projection * 2) / count;
  }
  return sum / cosines;
}

/** cos(π·k/2T) for k = 0…T: all angles that the cosines of T dates have, but for signs. */
function quarterWave(count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, k) => cosineOfHalfTurns(k / (2 * count)));
}

/** cos(π·k/2T) for any whole k ≥ 0. */
function waveAt(wave: Float64Array, k: number): number {
  const quarter = wave.length - 1;
  const turn = k % (4 * quarter);
  const half = turn > 2 * quarter ? 4 * quarter - turn : turn;
  return half > quarter ? -wave[2 * quarter - half] : wave[half];
}

/** √(v/T), v = γ₀ + 2Σ(1 − k/(L+1))γ_k (Newey, West 1987). @param lags  L ≥ 0 */
export function neweyWestError(values: ArrayLike<number>, lags: number): number {
  const gamma = autocovariances(values, lags);
  let variance = gamma[0];
  for (let k = 1; k <= lags; k++) variance += 2 * (1 - k / (lags + 1)) * gamma[k];
  return Math.sqrt(variance / values.length);
}

/**
 * The smallest true mean that a two-sided test at 5 % would find with a chance of 80 %.
 * @param degrees  of the t-test, or ∞ for the normal one
 */
export function minimumDetectableEffect(standardError: number, degrees: number): number {
  const quantile = (p: number): number =>
    degrees === Infinity ? normalQuantile(p) : studentQuantile(p, degrees);
  return (quantile(0.975) + quantile(0.8)) * standardError;
}
