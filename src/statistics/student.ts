import { incompleteBeta } from './incomplete-beta.js';

/** P(|T| > |t|) of Student's t with ν degrees of freedom (any real ν > 0): I_x(ν/2, ½) at x = ν/(ν + t²). */
export function studentTwoSided(t: number, degrees: number): number {
  const square = t * t;
  if (square < degrees) return 1 - incompleteBeta(square / (degrees + square), 0.5, degrees / 2);
  return incompleteBeta(degrees / (degrees + square), degrees / 2, 0.5);
}

/** P(T ≤ t). */
export function studentCdf(t: number, degrees: number): number {
  const tail = studentTwoSided(t, degrees) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * The t with P(T ≤ t) = p, 0 < p < 1; by bisection, to the last bit that the distribution function resolves.
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) return NaN;
  if (p < 0.5) return -studentQuantile(1 - p, degrees);
  const tail = 2 * (1 - p);
  let low = 0;
  let high = 1;
  while (studentTwoSided(high, degrees) > tail && high < 1e300) high *= 2;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentTwoSided(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
