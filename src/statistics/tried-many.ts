import { naturalLog } from '../util/natural-log.js';

/**
 * Means of K screens over the same T dates, and over resampled dates: the input for tests of "is the best of
 * many better than luck", however it was resampled.
 */
export interface ResampledMeans {
  /** T. */
  readonly dates: number;
  /** K means. */
  readonly means: Float64Array;
  /** K standard deviations of √T times the resampled mean. */
  readonly deviations: Float64Array;
  /** Resamples, each with K means. */
  readonly resamples: readonly Float64Array[];
}

/** @param resamples  at least two */
export function resampledMeans(
  dates: number,
  means: Float64Array,
  resamples: readonly Float64Array[],
): ResampledMeans {
  const deviations = means.map((_, k) => {
    let sum = 0;
    let squares = 0;
    for (const resample of resamples) sum += resample[k];
    const centre = sum / resamples.length;
    for (const resample of resamples) squares += (resample[k] - centre) * (resample[k] - centre);
    return Math.sqrt((squares / resamples.length) * dates);
  });
  return { dates, means, deviations, resamples };
}

/** Resamples whose figure is at least as large as the real one; p = (1 + this) / (1 + resamples), never 0. */
export function pOfCount(count: number, resamples: number): number {
  return (1 + count) / (1 + resamples);
}

/** White's reality check 2000: resamples in which the best recentred √T·mean is as large as the best real one. */
export function realityCheckCount({ dates, means, resamples }: ResampledMeans): number {
  const root = Math.sqrt(dates);
  const best = (of: (k: number) => number): number => {
    let most = -Infinity;
    for (let k = 0; k < means.length; k++) most = Math.max(most, root * of(k));
    return most;
  };
  const real = best((k) => means[k]);
  return resamples.filter((resample) => best((k) => resample[k] - means[k]) >= real).length;
}

/** How far the bad screens are recentred: all of them, those that are not hopeless, or only the good ones. */
export type SpaBound = 'upper' | 'consistent' | 'lower';

/**
 * Hansen's test for superior predictive ability 2005, studentised: resamples as good as the best real screen.
 */
export function spaCount(
  { dates, means, deviations, resamples }: ResampledMeans,
  bound: SpaBound = 'consistent',
): number {
  const root = Math.sqrt(dates);
  const centres = means.map((m, k) => {
    if (bound === 'upper') return m;
    if (bound === 'lower') return Math.max(m, 0);
    return m >= -spaThreshold(deviations[k], dates) ? m : 0;
  });
  const best = (of: (k: number) => number): number => {
    let most = 0;
    for (let k = 0; k < means.length; k++) {
      if (deviations[k] > 0) most = Math.max(most, (root * of(k)) / deviations[k]);
    }
    return most;
  };
  const real = best((k) => means[k]);
  return resamples.filter((resample) => best((k) => resample[k] - centres[k]) >= real).length;
}

/** (ω/√T)·√(2 ln ln T): a screen worse than minus this is left out of the recentring. */
export function spaThreshold(deviation: number, dates: number): number {
  return (deviation / Math.sqrt(dates)) * Math.sqrt(2 * naturalLog(Math.max(1, naturalLog(dates))));
}

/**
 * Romano & Wolf 2005, step-down over studentised means: for each screen, resamples in which the best of those not yet
 * rejected is as far out. Counts never fall along the order of t; p = pOfCount.
 * @param sides  'greater' looks for positive means, 'both' for any
 */
export function romanoWolfCounts(
  { dates, means, deviations, resamples }: ResampledMeans,
  sides: 'greater' | 'both',
): number[] {
  const root = Math.sqrt(dates);
  const sided = (t: number): number => (sides === 'both' ? Math.abs(t) : t);
  const t = Array.from(means, (m, k) => (deviations[k] > 0 ? sided((root * m) / deviations[k]) : -Infinity));
  const order = t.map((_, k) => k).sort((a, b) => t[b] - t[a] || a - b);
  const counts = new Array<number>(t.length).fill(0);
  for (const resample of resamples) {
    // From the weakest on, the best so far is the best of what remains at each step.
    let best = -Infinity;
    for (let rank = order.length - 1; rank >= 0; rank--) {
      const k = order[rank];
      if (deviations[k] > 0) {
        best = Math.max(best, sided((root * (resample[k] - means[k])) / deviations[k]));
      }
      if (best >= t[k]) counts[k]++;
    }
  }
  let highest = 0;
  for (const k of order) highest = counts[k] = Math.max(highest, counts[k]);
  return counts;
}
