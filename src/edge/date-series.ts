import { mean } from '../statistics/moments.js';
import type { MatchedEvent } from './matched-events.js';

/** One figure per date with events, in chronological order. */
export interface DateSeries {
  /** Bars of the dates, relative to the first that may be judged. */
  readonly dates: Int32Array;
  /** Mean over the date's events. */
  readonly values: Float64Array;
  /** Number of events per date. */
  readonly counts: Int32Array;
  /** Number of dates in the calendar, with and without events. */
  readonly calendarDates: number;
}

/**
 * Collapses events into one figure per date, so that markets that move together count once (Fama, MacBeth 1973).
 * @param figure  an event's figure; NaN excludes the event
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

/** Excess of an event over the mean of its controls. */
export function excessOf({ own, controls }: MatchedEvent): number {
  return own.forward - controls.forward;
}

/** Mean over the dates with a figure; NaN if there are none. */
export function meanOf({ values }: DateSeries): number {
  return mean(values);
}
