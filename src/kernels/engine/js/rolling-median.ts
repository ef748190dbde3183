import { type Memory, round, ROW } from './lanes.js';

/** Takes one value out of the sorted window and puts another in. */
export function replace(memory: Memory, sorted: number, period: number, old: number, value: number): void {
  let left = -1;
  let here = memory[sorted];
  for (let i = 0; i < period - 1; i++) {
    const next = memory[sorted + (i + 1) * ROW];
    const kept = here < old ? here : next;
    const capped = value < kept ? value : kept;
    memory[sorted + i * ROW] = left < capped ? capped : left;
    left = kept;
    here = next;
  }
  memory[sorted + (period - 1) * ROW] = left < value ? value : left;
}

/**
 * Median of the last `period` values ≥ 0 of one lane of a column, into rows [from, to) of `medians`. Windows that hold
 * a bar before the market's first give anything. scratch: `period` rows. Here addresses are indices of the lane.
 */
export function rollingMedian(
  memory: Memory,
  column: number,
  medians: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
): void {
  // A bar before the first, and a place of the window that is still free, are larger than every volume.
  const valueAt = (t: number): number => {
    const value = memory[column + t * ROW];
    return value >= 0 ? value : Infinity;
  };
  const first = Math.max(from, period - 1);
  if (first >= to) return;
  for (let i = 0; i < period; i++) memory[scratch + i * ROW] = Infinity;
  for (let t = first - period + 1; t < first; t++) replace(memory, scratch, period, Infinity, valueAt(t));
  let old = Infinity;
  for (let t = first; t < to; t++) {
    replace(memory, scratch, period, old, valueAt(t));
    const low = memory[scratch + ((period - 1) >> 1) * ROW];
    const high = memory[scratch + (period >> 1) * ROW];
    memory[medians + t * ROW] = round(round(low + high) * 0.5);
    old = valueAt(t - period + 1);
  }
}
