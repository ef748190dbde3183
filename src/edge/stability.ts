import { calendarTest, cosineCount } from '../statistics/mean-test.js';
import type { Calendar } from './calendar.js';
import type { DateSeries } from './date-series.js';
import { byDate, excessOf, meanOf } from './date-series.js';
import type { PartFigure, Stability } from './edge-report.js';
import type { MatchedEvent, MatchedHorizon } from './matched-events.js';

/** The benchmark's direction at a bar compared with 30 days earlier; null = unknown. */
export type RegimeAt = (bar: number) => 'rising' | 'falling' | null;

/** Recomputes the excess for each half, by the benchmark's direction, and without each market. */
export function stabilityOf(
  { events, horizonBars }: MatchedHorizon,
  { firstBar, dates }: Calendar,
  symbols: readonly string[],
  regimeAt: RegimeAt,
): Stability {
  const middle = firstBar + Math.floor(dates / 2);
  const part = (isIn: (event: MatchedEvent) => boolean, from = firstBar, count = dates): PartFigure | null =>
    partFigure(byDate(events.filter(isIn), excessOf, from, count), horizonBars);
  return {
    firstHalf: part(({ bar }) => bar < middle, firstBar, middle - firstBar),
    secondHalf: part(({ bar }) => bar >= middle, middle, firstBar + dates - middle),
    risingBenchmark: part(({ bar }) => regimeAt(bar) === 'rising'),
    fallingBenchmark: part(({ bar }) => regimeAt(bar) === 'falling'),
    mostInfluential: mostInfluential(events, symbols),
  };
}

function partFigure(series: DateSeries, horizonBars: number): PartFigure | null {
  if (series.dates.length === 0) return null;
  const cosines = cosineCount(series.calendarDates, horizonBars);
  const { mean, p } = calendarTest(series.values, series.dates, series.calendarDates, cosines);
  return { dates: series.dates.length, excess: mean, p: Number.isNaN(p) ? null : p };
}

function mostInfluential(
  events: readonly MatchedEvent[],
  symbols: readonly string[],
): Stability['mostInfluential'] {
  const whole = meanOf(byDate(events, excessOf, 0, 0));
  let found: Stability['mostInfluential'] = null;
  for (const market of new Set(events.map((event) => event.market))) {
    const without = meanOf(
      byDate(
        events.filter((event) => event.market !== market),
        excessOf,
        0,
        0,
      ),
    );
    if (Number.isNaN(without)) continue;
    if (found !== null && Math.abs(without - whole) <= Math.abs(found.excessWithout - whole)) continue;
    found = { symbol: symbols[market], excessWithout: without, changesSign: without * whole < 0 };
  }
  return found;
}
