import { normalQuantile } from './normal.js';

/** Two-sided interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's interval of a proportion (1927), two-sided. Both counts may be fractions, as effective numbers
 * are.
 * @param confidence  0…1. @default 0.95
 */
export function wilsonInterval(hits: number, of: number, confidence = 0.95): Interval {
  const z = normalQuantile((1 + confidence) / 2);
  const p = hits / of;
  const centre = p + (z * z) / (2 * of);
  const spread = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}

/** Effective number of n correlated observations in groups of m: n / (1 + (m − 1)·icc). */
export function effectiveCount(count: number, groupSize: number, intraclassCorrelation: number): number {
  return count / (1 + (groupSize - 1) * intraclassCorrelation);
}
