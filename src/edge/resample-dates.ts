import type { Blocks } from '../statistics/stationary-bootstrap.js';
import { blockSampler } from '../statistics/stationary-bootstrap.js';
import { createRng, keyOf } from '../util/rng.js';
import type { DateSeries } from './date-series.js';
import { meanOf } from './date-series.js';

/**
 * Means of several series (sum of values divided by the number of dates that have one) over resampled calendars. All
 * series use the same blocks, which preserves their correlation. Returns an array per resample with a mean per series.
 * @param meanBlock  mean block length in dates, ≥ 1
 */
export function resampleMeans(
  series: readonly DateSeries[],
  calendarDates: number,
  meanBlock: number,
  resamples: number,
  seed: number,
): Float64Array[] {
  const sums = series.map((each) => runningSums(each, calendarDates));
  const draw = blockSampler(calendarDates, meanBlock, createRng(keyOf(seed, 'dates')));
  return Array.from({ length: resamples }, () => {
    const blocks = draw();
    return Float64Array.from(series, (each, k) => {
      const { value, count } = totalOf(sums[k], blocks, calendarDates);
      // A resample without any date of this series carries no information on its mean.
      return count === 0 ? meanOf(each) : value / count;
    });
  });
}

/** Cumulative sums of the values and of the number of dates that have one, up to but excluding each date. */
interface RunningSums {
  readonly values: Float64Array;
  readonly counts: Int32Array;
}

function runningSums({ dates, values }: DateSeries, calendarDates: number): RunningSums {
  const sums = new Float64Array(calendarDates + 1);
  const counts = new Int32Array(calendarDates + 1);
  let next = 0;
  for (let date = 0; date < calendarDates; date++) {
    const hasValue = next < dates.length && dates[next] === date;
    sums[date + 1] = sums[date] + (hasValue ? values[next] : 0);
    counts[date + 1] = counts[date] + (hasValue ? 1 : 0);
    if (hasValue) next++;
  }
  return { values: sums, counts };
}

function totalOf(
  { values, counts }: RunningSums,
  blocks: Blocks,
  calendarDates: number,
): { value: number; count: number } {
  let value = 0;
  let count = 0;
  for (let i = 0; i < blocks.length; i += 2) {
    const first = blocks[i];
    const end = first + blocks[i + 1];
    const to = Math.min(calendarDates, end);
    value += values[to] - values[first];
    count += counts[to] - counts[first];
    // Wraps around; a block is never longer than the calendar.
    if (end > calendarDates) {
      value += values[end - calendarDates];
      count += counts[end - calendarDates];
    }
  }
  return { value, count };
}
