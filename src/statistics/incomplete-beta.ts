import { naturalLog } from '../util/natural-log.js';
import { exponential } from './exponential.js';

const HALF_LN_2PI = 0.9189385332046727;
/** Argument from which Stirling's series is used; smaller ones are lifted by Γ(x+1) = xΓ(x). */
const STIRLING_FROM = 12;
/** B₂ₙ / (2n(2n−1)), n = 1…7. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/** ln Γ(x) for x > 0 (Abramowitz & Stegun 6.1.41). */
export function logGamma(x: number): number {
  let lift = 0;
  let y = x;
  for (; y < STIRLING_FROM; y++) lift += naturalLog(y);
  let series = 0;
  for (let n = STIRLING.length - 1; n >= 0; n--) series = STIRLING[n] + series / (y * y);
  return (y - 0.5) * naturalLog(y) - y + HALF_LN_2PI + series / y - lift;
}

/**
 * The regularised incomplete beta function I_x(a, b), 0 ≤ x ≤ 1, a and b > 0, by its continued fraction (Abramowitz &
 * Stegun 26.5.8, evaluated by Lentz's method), on the side of x where it converges fast.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logFront =
    a * naturalLog(x) + b * naturalLog(1 - x) + logGamma(a + b) - logGamma(a) - logGamma(b) - naturalLog(a);
  return exponential(logFront) * betaFraction(x, a, b);
}

/** Replaces a denominator of zero. */
const TINY = 1e-300;
const MOST_STEPS = 10_000;

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return fraction;
}

function nonZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}
