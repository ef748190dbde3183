/** The most frequent distance between neighbouring times. */
export interface Spacing {
  readonly spacingMs: number;
  /** Share of all distances that are this one: 0…1. */
  readonly share: number;
  /** Number of distances. */
  readonly spacings: number;
}

/**
 * Usual distance between times in any order; equal times count once; of equally frequent distances the
 * shorter wins. null with fewer than two different times.
 */
export function usualSpacing(timesMs: Iterable<number>): Spacing | null {
  const tally = new Map<number, number>();
  countSpacings(timesMs, tally);
  return mostFrequent(tally);
}

/** Adds the distances between neighbouring times to a tally (distance in ms → count). */
export function countSpacings(timesMs: Iterable<number>, tally: Map<number, number>): void {
  const sorted = Float64Array.from(timesMs).sort();
  for (let index = 1; index < sorted.length; index++) {
    const spacing = sorted[index] - sorted[index - 1];
    if (spacing > 0) tally.set(spacing, (tally.get(spacing) ?? 0) + 1);
  }
}

/** Distances below this share of all are exceptions: gaps, rows off the grid. */
const EXCEPTION_SHARE = 0.05;

/**
 * The longest distance of which all usual distances are multiples: that of neighbouring bars, even if only
 * some of unordered rows are known yet. null for an empty tally.
 */
export function commonSpacing(tally: ReadonlyMap<number, number>): number | null {
  const usual = mostFrequent(tally);
  if (usual === null) return null;
  let common = usual.spacingMs;
  for (const [spacing, count] of tally) {
    if (count >= EXCEPTION_SHARE * usual.spacings) common = greatestCommonDivisor(common, spacing);
  }
  return common;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function mostFrequent(tally: ReadonlyMap<number, number>): Spacing | null {
  let best: number | null = null;
  let spacings = 0;
  for (const [spacing, count] of tally) {
    spacings += count;
    const lead = best === null ? 1 : count - tally.get(best)!;
    if (lead > 0 || (lead === 0 && spacing < best!)) best = spacing;
  }
  return best === null ? null : { spacingMs: best, share: tally.get(best)! / spacings, spacings };
}
