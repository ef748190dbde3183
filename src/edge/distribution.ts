import { excessOf } from './date-series.js';
import type { Distribution } from './edge-report.js';
import type { MatchedEvent } from './matched-events.js';

const BINS = 40;
/**
 * Share of events on each side that is collected in the first and last bin, so that outliers do not squeeze all others
 * into one bin.
 */
const BEYOND = 0.01;
const LEAST_EVENTS = 2;

/** The distribution of the excess of single events; null with fewer than two, or if they hardly differ. */
export function distributionOf(events: readonly MatchedEvent[]): Distribution | null {
  const sorted = Float64Array.from(events, excessOf).sort();
  if (sorted.length < LEAST_EVENTS) return null;
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high] = [at(BEYOND), at(1 - BEYOND)];
  const width = (high - low) / BINS;
  if (!(width > 0)) return null;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of sorted) {
    counts[Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / width)))]++;
  }
  const quartiles = { lowerQuartile: at(0.25), median: at(0.5), upperQuartile: at(0.75) };
  return { low, high, counts, ...quartiles, least: sorted[0], most: sorted[sorted.length - 1] };
}
