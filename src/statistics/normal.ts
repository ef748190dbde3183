import { naturalLog } from '../util/natural-log.js';
import { exponential } from './exponential.js';

const INVERSE_SQRT_2PI = 0.3989422804014327;
/** From here on the continued fraction is the better of the two forms. */
const TAIL_BEGINS = 2;
const FRACTION_TERMS = 160;

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return INVERSE_SQRT_2PI * exponential(-0.5 * z * z);
}

/** P(Z ≤ z); relative error below 1e-13 in both tails. */
export function normalCdf(z: number): number {
  return normalTail(-z);
}

/**
 * P(Z > z). Near the middle Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + …), far out Laplace's continued fraction
 * φ(z) / (z + 1/(z + 2/(z + 3/…))) (Abramowitz & Stegun 26.2.11 and 26.2.14).
 */
export function normalTail(z: number): number {
  if (Number.isNaN(z)) return NaN;
  if (z < 0) return 1 - normalTail(-z);
  return z < TAIL_BEGINS ? 0.5 - normalDensity(z) * oddSeries(z) : normalDensity(z) / tailFraction(z);
}

/** P(Z > z) / φ(z), z ≥ 0. */
function millsRatio(z: number): number {
  return z < TAIL_BEGINS ? normalTail(z) / normalDensity(z) : 1 / tailFraction(z);
}

function oddSeries(z: number): number {
  let term = z;
  let sum = 0;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (z * z) / odd;
  }
  return sum;
}

function tailFraction(z: number): number {
  let fraction = z;
  for (let n = FRACTION_TERMS; n >= 1; n--) fraction = z + n / fraction;
  return fraction;
}

/**
 * The z with P(Z ≤ z) = p; −∞ and ∞ for 0 and 1, NaN outside. Newton's method on the logarithm of the tail, which is
 * concave, so that from the second step on it comes down to the root and never past it.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return -Infinity;
  const target = naturalLog(p);
  let z = 0;
  for (let step = 0; step < 60; step++) {
    const ratio = millsRatio(z);
    const logTail = naturalLog(INVERSE_SQRT_2PI * ratio) - 0.5 * z * z;
    const next = z + (logTail - target) * ratio;
    if (next === z || (step > 1 && next > z)) break;
    z = next;
  }
  return z === 0 ? 0 : -z;
}
