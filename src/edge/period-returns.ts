import { mean, sampleVariance } from '../statistics/moments.js';
import type { ExcessDates } from './family-dates.js';
import type { Calendar } from './calendar.js';

const MOST_PERIODS = 2000;

/** Excess per period, 0 without events. A period is one horizon, or 1/2000 of the calendar if that is longer. */
export function periodReturns(
  { bars, values }: ExcessDates,
  { firstBar, dates }: Calendar,
  horizonBars: number,
): Float64Array {
  const length = Math.max(horizonBars, Math.ceil(dates / MOST_PERIODS));
  const periods = new Float64Array(Math.max(1, Math.floor(dates / length)));
  bars.forEach((bar, i) => {
    const period = Math.floor((bar - firstBar) / length);
    if (period < periods.length) periods[period] += values[i];
  });
  return periods;
}

/** Mean divided by standard deviation; 0 if the returns do not vary. */
export function sharpeOf(returns: Float64Array): number {
  const variance = sampleVariance(returns);
  return variance > 0 ? mean(returns) / Math.sqrt(variance) : 0;
}
