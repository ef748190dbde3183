import { mean } from '../statistics/moments.js';
import type { MatchedEvent } from './matched-events.js';

/** One figure for each date on which anything began, in order of time. */
export interface DateSeries {
  /** Bars of the dates, counted from the first that may be judged. */
  readonly dates: Int32Array;
  /** Mean over the date's events. */
  readonly values: Float64Array;
  /** Events of each date. */
  readonly counts: Int32Array;
  /** Dates of the calendar, with and without events. */
  readonly calendarDates: number;
}

/**
 * Collapses events into one figure a date, so that markets which move together count once (Fama, MacBeth 1973).
 * @param figure  of an event; NaN leaves it out
 * @param firstBar  first bar of the calendar
 * @param calendarDates  bars of the calendar
 */
export function byDate(
  events: readonly MatchedEvent[],
  figure: (event: MatchedEvent) => number,
  firstBar: number,
  calendarDates: number,
): DateSeries {
  const dates: number[] = [];
  const sums: number[] = [];
  const counts: number[] = [];
  for (const event of events) {
    const value = figure(event);
    if (Number.isNaN(value)) continue;
    const date = event.bar - firstBar;
    if (dates[dates.length - 1] !== date) {
      dates.push(date);
      sums.push(0);
      counts.push(0);
    }
    sums[sums.length - 1] += value;
    counts[counts.length - 1]++;
  }
  return {
    dates: Int32Array.from(dates),
    values: Float64Array.from(sums, (sum, i) => sum / counts[i]),
    counts: Int32Array.from(counts),
    calendarDates,
  };
}

/** Mean excess of an event over its controls. */
export function excessOf({ own, controls }: MatchedEvent): number {
  return own.forward - controls.forward;
}

/** Mean over the dates that have a figure; NaN of none. */
export function meanOf({ values }: DateSeries): number {
  return mean(values);
}
