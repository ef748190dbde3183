import type { MeanTest } from '../statistics/mean-test.js';
import { calendarTest, cosineCount, minimumDetectableEffect } from '../statistics/mean-test.js';
import { mean, sampleVariance } from '../statistics/moments.js';
import type { DateSeries } from './date-series.js';
import { byDate, excessOf } from './date-series.js';
import type { HorizonReport } from './edge-report.js';
import type { MatchedEvent, MatchedHorizon } from './matched-events.js';
import type { Calendar } from './calendar.js';
import { verdictOf } from './verdict.js';

/** One horizon of one screen and the test of its mean. */
export interface HorizonTrial {
  readonly matched: MatchedHorizon;
  readonly calendar: Calendar;
  readonly series: DateSeries;
  /** null if no event could be compared. */
  readonly test: MeanTest | null;
}

export function trialOf(matched: MatchedHorizon, calendar: Calendar): HorizonTrial {
  const series = byDate(matched.events, excessOf, calendar.firstBar, calendar.dates);
  return { matched, calendar, series, test: series.dates.length === 0 ? null : testOf(series, matched) };
}

function testOf(series: DateSeries, { horizonBars }: MatchedHorizon): MeanTest {
  const cosines = cosineCount(series.calendarDates, horizonBars);
  return calendarTest(series.values, series.dates, series.calendarDates, cosines);
}

/** The figures that resampling adds to a trial. */
export interface ResampledFigures {
  readonly adjustedP: number;
  /** Means of the resamples. */
  readonly means: Float64Array;
}

/** @param costs  round-trip costs, fraction */
export function horizonReport(
  trial: HorizonTrial,
  resampled: ResampledFigures | null,
  costs: number,
): HorizonReport {
  const { matched, series, test } = trial;
  const { events, horizonBars, withoutControls, beyondEnd, endedEarly } = matched;
  const counts = { horizonBars, events: events.length, withoutControls, beyondEnd, endedEarly };
  if (test === null)
    return { ...counts, dates: 0, excess: null, net: null, byEvent: null, ...UNTESTED, ...ALONE };
  const dates = series.dates.length;
  return {
    ...counts,
    dates,
    excess: test.mean,
    net: test.mean - costs,
    byEvent: meanOver(events, excessOf),
    ...(resampled === null ? UNTESTED : testedFigures(test, dates, resampled, costs)),
    goneIsLost: endedEarly === 0 ? null : excessWhereGoneIsLost(trial),
    delayed: delayedFigure(trial),
    naive: naiveFigure(events),
    best: pairOf(events, 'best'),
    worst: pairOf(events, 'worst'),
  };
}

function testedFigures(
  test: MeanTest,
  dates: number,
  { adjustedP, means }: ResampledFigures,
  costs: number,
): Pick<HorizonReport, keyof typeof UNTESTED> {
  const minimumDetectable = minimumDetectableEffect(test.standardError, test.degrees);
  return {
    verdict: verdictOf({ test, dates, adjustedP, minimumDetectable, costs }),
    standardError: test.standardError,
    t: test.t,
    degrees: test.degrees,
    p: test.p,
    adjustedP,
    interval: intervalOf(test.mean, means),
    minimumDetectable,
  };
}

/** The error of the mean is unknown for a single date or identical figures. */
const UNTESTED = {
  verdict: 'not enough data',
  standardError: null,
  t: null,
  degrees: null,
  p: null,
  adjustedP: null,
  interval: null,
  minimumDetectable: null,
} as const;

const ALONE = { goneIsLost: null, delayed: null, naive: null, best: null, worst: null } as const;

/** The mean ± the distance within which 95 % of the resampled means lie. */
function intervalOf(centre: number, means: Float64Array): { low: number; high: number } {
  const distances = means.map((resampled) => Math.abs(resampled - centre)).sort();
  const width = distances[Math.ceil(0.95 * distances.length) - 1];
  return { low: centre - width, high: centre + width };
}

function meanOver(events: readonly MatchedEvent[], figure: (event: MatchedEvent) => number): number {
  return mean(events.map(figure));
}

function excessWhereGoneIsLost({ matched, calendar }: HorizonTrial): number {
  const lost = (event: MatchedEvent): number =>
    event.own.endedEarly ? -1 - event.controls.forward : excessOf(event);
  return mean(byDate(matched.events, lost, calendar.firstBar, calendar.dates).values);
}

function delayedFigure({ matched, calendar }: HorizonTrial): HorizonReport['delayed'] {
  const excess = ({ own, controls }: MatchedEvent): number => own.delayed - controls.delayed;
  const series = byDate(matched.events, excess, calendar.firstBar, calendar.dates);
  if (series.dates.length === 0) return null;
  const test = testOf(series, matched);
  return Number.isNaN(test.p) ? null : { excess: test.mean, p: test.p };
}

function naiveFigure(events: readonly MatchedEvent[]): HorizonReport['naive'] {
  const returns = events.map(({ own }) => own.forward);
  const t = mean(returns) / Math.sqrt(sampleVariance(returns) / returns.length);
  return Number.isFinite(t) ? { mean: mean(returns), t } : null;
}

function pairOf(
  events: readonly MatchedEvent[],
  figure: 'best' | 'worst',
): { readonly events: number; readonly controls: number } {
  return {
    events: meanOver(events, ({ own }) => own[figure]),
    controls: meanOver(events, ({ controls }) => controls[figure]),
  };
}
