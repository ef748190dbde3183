import { calendarTest, cosineCount } from '../statistics/mean-test.js';
import { studentQuantile } from '../statistics/student.js';
import { ForwardSums } from './controls.js';
import type { PathPoint } from './edge-report.js';
import type { EventDate } from './events.js';
import type { PriceWindow } from './forward-prices.js';
import { NO_CELL } from './market-cells.js';
import type { Calendar } from './stability.js';

/** Points of a path: as many as a picture can show. */
const MOST_POINTS = 32;
/** Of the band at each point: more make it no better, and take long. */
const MOST_COSINES = 100;

/** Bars after the deciding one at which a path is looked at, rising, 0 and the last among them. */
export function pathBars(before: number, after: number): number[] {
  const step = Math.max(1, Math.ceil((before + after) / MOST_POINTS));
  const bars: number[] = [];
  for (let bar = -Math.floor(before / step) * step; bar < after; bar += step) bars.push(bar);
  return [...bars, after];
}

/** Excess at one point of the path, one figure a date. */
interface PointDates {
  readonly bars: number[];
  readonly values: number[];
}

/**
 * Where prices stood before and after the entry, beyond those of the markets that each event is compared with: the way to
 * the figure of a horizon, not another test.
 */
export class PricePath {
  readonly #bars: readonly number[];
  readonly #sums: readonly ForwardSums[];
  readonly #dates: readonly PointDates[];
  readonly #barCount: number;

  constructor(bars: readonly number[], barCount: number) {
    this.#bars = bars;
    this.#barCount = barCount;
    this.#sums = bars.map(() => new ForwardSums());
    this.#dates = bars.map(() => ({ bars: [], values: [] }));
  }

  /** @param index  of the deciding bar in the window */
  add({ bar, markets, cells, eventCells }: EventDate, window: PriceWindow, index: number): void {
    for (const sums of this.#sums) sums.clear();
    for (let market = 0; market < cells.length; market++) {
      if (cells[market] === NO_CELL || !(window.open[market][index + 1] > 0)) continue;
      for (let p = 0; p < this.#bars.length; p++) {
        const value = this.#valueAt(window, market, index, bar, this.#bars[p]);
        if (!Number.isNaN(value)) this.#sums[p].add(cells[market], value);
      }
    }
    for (let p = 0; p < this.#bars.length; p++) {
      let [sum, count] = [0, 0];
      for (let i = 0; i < markets.length; i++) {
        const own = this.#valueAt(window, markets[i], index, bar, this.#bars[p]);
        const controls = this.#sums[p].meanFor(eventCells[i]);
        if (controls === null || Number.isNaN(own)) continue;
        sum += own - controls;
        count++;
      }
      if (count === 0) continue;
      this.#dates[p].bars.push(bar);
      this.#dates[p].values.push(sum / count);
    }
  }

  /** Close so many bars after the deciding one over the entry − 1; NaN: there is none. A market that is gone stands where it ended. */
  #valueAt({ open, close }: PriceWindow, market: number, index: number, bar: number, bars: number): number {
    if (bar + bars < 0 || bar + bars >= this.#barCount) return NaN;
    const closes = close[market];
    let at = index + bars;
    while (at > index && !(closes[at] > 0)) at--;
    return closes[at] / open[market][index + 1] - 1;
  }

  points({ firstBar, dates }: Calendar): PathPoint[] {
    const longest = this.#bars[this.#bars.length - 1] - this.#bars[0];
    const cosines = Math.min(MOST_COSINES, cosineCount(dates, longest));
    return this.#bars.map((bars, p) => {
      const { bars: at, values } = this.#dates[p];
      if (values.length === 0) return { bars, dates: 0, excess: null, band: null };
      const indices = at.map((bar) => bar - firstBar);
      const { mean, standardError, degrees } = calendarTest(values, indices, dates, cosines);
      const width = standardError > 0 ? studentQuantile(0.975, degrees) * standardError : null;
      const band = width === null ? null : { low: mean - width, high: mean + width };
      return { bars, dates: values.length, excess: mean, band };
    });
  }
}
