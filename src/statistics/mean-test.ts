import { cosineOfHalfTurns } from './cosine.js';
import { autocovariances, mean } from './moments.js';
import { studentQuantile, studentTwoSided } from './student.js';
import { normalQuantile } from './normal.js';

/** A mean, its uncertainty, and the smallest detectable effect. */
export interface MeanTest {
  readonly mean: number;
  /** Standard error of the mean, or NaN if nothing varies. */
  readonly standardError: number;
  readonly t: number;
  /** Two-sided, against a mean of 0. */
  readonly p: number;
  /** Degrees of freedom: number of cosines. */
  readonly degrees: number;
}

/**
 * Cosines for a test at horizon h over T dates: few enough to resolve the longest overlap, 0.4·T^⅔ at most
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
 * Long-run variance of the mean by equal-weighted cosines, and its t-test with as many degrees of freedom: keeps its
 * size where Newey–West does not (Müller 2007; Lazarus et al. 2018).
 * Λ_j = √(2/T) Σ cos(πj(t−½)/T)·(d_t − m), ω = ΣΛ_j²/B, se = √(ω/T).
 * @param values  T values in order of time, all of them: see `calendarTest` for those with gaps
 */
export function cosineTest(values: ArrayLike<number>, cosines: number): MeanTest {
  return calendarTest(
    values,
    Int32Array.from(values, (_, date) => date),
    values.length,
    cosines,
  );
}

/**
 * The same for a series with values on only some dates of a calendar. The others are 0 after centring, so
 * that distances between dates are those of the calendar: se = √(ω·T)/n.
 * @param indices  index of each value on the calendar, 0…dates−1, ascending
 */
export function calendarTest(
  values: ArrayLike<number>,
  indices: ArrayLike<number>,
  dates: number,
  cosines: number,
): MeanTest {
  return calendarTester(dates, cosines)(values, indices);
}

/** `calendarTest` for many series on one calendar: the cosines are computed once. */
export function calendarTester(
  dates: number,
  cosines: number,
): (values: ArrayLike<number>, indices: ArrayLike<number>) => MeanTest {
  const wave = fullWave(dates);
  return (values, indices) => {
    const m = mean(values);
    const centred = Float64Array.from(values, (value) => value - m);
    const variance = longRunVariance(centred, indices, wave, cosines);
    return testOf(m, Math.sqrt(variance * dates) / values.length, cosines);
  };
}

function testOf(m: number, standardError: number, degrees: number): MeanTest {
  const t = standardError > 0 ? m / standardError : NaN;
  return { mean: m, standardError, t, p: Number.isNaN(t) ? NaN : studentTwoSided(t, degrees), degrees };
}

/** Cosines of a date derived from one pair: j = 32·a + b. */
const BLOCK = 32;

/** @param indices  calendar indices of the values; dates without a value add nothing */
function longRunVariance(
  centred: Float64Array,
  indices: ArrayLike<number>,
  wave: Float64Array,
  cosines: number,
): number {
  const projections = projectionsOf(centred, indices, wave, Math.floor(cosines / BLOCK) + 1);
  let sum = 0;
  for (let j = 1; j <= cosines; j++) sum += (projections[j] * projections[j] * 8) / wave.length;
  return sum / cosines;
}

/**
 * Σ cos(jθ)·value over the dates, θ = π(date + ½)/T, for j = 0…32·blocks − 1. cos((32a+b)θ) =
 * cos(32aθ)cos(bθ) − sin(32aθ)sin(bθ), so that few of a date's cosines are looked up in a wave larger than
 * the cache.
 */
function projectionsOf(
  centred: Float64Array,
  indices: ArrayLike<number>,
  wave: Float64Array,
  blocks: number,
): Float64Array {
  const projections = new Float64Array(BLOCK * blocks);
  const cosines = new Float64Array(BLOCK);
  const sines = new Float64Array(BLOCK);
  const quarter = wave.length / 4;
  for (let i = 0; i < centred.length; i++) {
    const step = 2 * indices[i] + 1;
    for (let b = 0; b < BLOCK; b++) {
      cosines[b] = wave[(b * step) % wave.length];
      sines[b] = wave[(b * step + 3 * quarter) % wave.length];
    }
    for (let a = 0; a < blocks; a++) {
      const cosine = centred[i] * wave[(a * BLOCK * step) % wave.length];
      const sine = centred[i] * wave[(a * BLOCK * step + 3 * quarter) % wave.length];
      const first = a * BLOCK;
      for (let b = 0; b < BLOCK; b++) projections[first + b] += cosine * cosines[b] - sine * sines[b];
    }
  }
  return projections;
}

/** cos(π·k/2T) for k = 0…4T−1: all angles needed for the cosines of T dates. */
function fullWave(count: number): Float64Array {
  const wave = new Float64Array(4 * count);
  for (let k = 0; k <= count; k++) {
    const value = cosineOfHalfTurns(k / (2 * count));
    wave[k] = value;
    wave[2 * count - k] = -value;
    wave[(2 * count + k) % wave.length] = -value;
    wave[(4 * count - k) % wave.length] = value;
  }
  return wave;
}

/** √(v/T), v = γ₀ + 2Σ(1 − k/(L+1))γ_k (Newey, West 1987). @param lags  L ≥ 0 */
export function neweyWestError(values: ArrayLike<number>, lags: number): number {
  const gamma = autocovariances(values, lags);
  let variance = gamma[0];
  for (let k = 1; k <= lags; k++) variance += 2 * (1 - k / (lags + 1)) * gamma[k];
  return Math.sqrt(variance / values.length);
}

/**
 * The smallest true mean that a two-sided test at 5 % would detect with a probability of 80 %.
 * @param degrees  of the t-test, or ∞ for the normal one
 */
export function minimumDetectableEffect(standardError: number, degrees: number): number {
  const quantile = (p: number): number =>
    degrees === Infinity ? normalQuantile(p) : studentQuantile(p, degrees);
  return (quantile(0.975) + quantile(0.8)) * standardError;
}
