import { calendarTester, cosineCount } from '../statistics/mean-test.js';
import { studentQuantile } from '../statistics/student.js';
import { ForwardSums } from './controls.js';
import type { PathPoint } from './edge-report.js';
import type { EventDate } from './events.js';
import type { PriceWindow } from './forward-prices.js';
import { NO_CELL } from './market-cells.js';
import type { Calendar } from './calendar.js';

/** Points of a path; a chart cannot usefully show more. */
const MOST_POINTS = 20;
/** Maximum degrees of freedom of a point's band: at this many, t is close to normal, and more would only cost time. */
const MOST_COSINES = 31;

/** Offsets from the deciding bar at which a path is sampled, ascending, including 0 and the last one. */
export function pathBars(before: number, after: number): number[] {
  const step = Math.max(1, Math.ceil((before + after) / MOST_POINTS));
  const bars: number[] = [];
  for (let bar = -Math.floor(before / step) * step; bar < after; bar += step) bars.push(bar);
  return [...bars, after];
}

/** Excess at one point of the path, one figure per date. */
interface PointDates {
  readonly bars: number[];
  readonly values: number[];
}

/**
 * Excess of events' prices over those of their controls before and after the entry. It shows how a horizon's figure
 * develops; it is not another test.
 */
export class PricePath {
  readonly #bars: readonly number[];
  readonly #sums: readonly ForwardSums[];
  readonly #dates: readonly PointDates[];
  readonly #barCount: number;
  /** One market's values at all points. */
  readonly #values: Float64Array;

  constructor(bars: readonly number[], barCount: number) {
    this.#bars = bars;
    this.#barCount = barCount;
    this.#sums = bars.map(() => new ForwardSums());
    this.#dates = bars.map(() => ({ bars: [], values: [] }));
    this.#values = new Float64Array(bars.length);
  }

  /** @param index  the deciding bar's index in the window */
  add({ bar, markets, cells, eventCells }: EventDate, window: PriceWindow, index: number): void {
    const [from, to] = this.#known(bar);
    const sums = this.#sums;
    const values = this.#values;
    for (let p = from; p < to; p++) sums[p].clear();
    for (let market = 0; market < cells.length; market++) {
      if (cells[market] === NO_CELL || !this.#read(window, market, index, from, to)) continue;
      for (let p = from; p < to; p++) {
        if (!Number.isNaN(values[p])) sums[p].add(cells[market], values[p]);
      }
    }
    const [total, count] = [new Float64Array(to), new Int32Array(to)];
    markets.forEach((market, i) => {
      if (!this.#read(window, market, index, from, to)) return;
      for (let p = from; p < to; p++) {
        const controls = sums[p].meanFor(eventCells[i]);
        if (controls === null || Number.isNaN(values[p])) continue;
        total[p] += values[p] - controls;
        count[p]++;
      }
    });
    for (let p = from; p < to; p++) {
      if (count[p] === 0) continue;
      this.#dates[p].bars.push(bar);
      this.#dates[p].values.push(total[p] / count[p]);
    }
  }

  /** Points [from, to) whose bars lie within the history. */
  #known(bar: number): [from: number, to: number] {
    let [from, to] = [0, this.#bars.length];
    while (from < to && bar + this.#bars[from] < 0) from++;
    while (to > from && bar + this.#bars[to - 1] >= this.#barCount) to--;
    return [from, to];
  }

  /**
   * Reads a market's closes at points [from, to), relative to its entry price; NaN before its first bar. After its last
   * bar, the last close is used.
   * @returns false if the market has no bar after the deciding one
   */
  #read({ open, close }: PriceWindow, market: number, index: number, from: number, to: number): boolean {
    const closes = close[market];
    const entry = open[market][index + 1];
    if (!(entry > 0)) return false;
    for (let p = from; p < to; p++) {
      let at = index + this.#bars[p];
      while (at > index && !(closes[at] > 0)) at--;
      this.#values[p] = closes[at] / entry - 1;
    }
    return true;
  }

  points({ firstBar, dates }: Calendar): PathPoint[] {
    const longest = this.#bars[this.#bars.length - 1] - this.#bars[0];
    const test = calendarTester(dates, Math.min(MOST_COSINES, cosineCount(dates, longest)));
    return this.#bars.map((bars, p) => {
      const { bars: at, values } = this.#dates[p];
      if (values.length === 0) return { bars, dates: 0, excess: null, band: null };
      const { mean, standardError, degrees } = test(
        values,
        at.map((bar) => bar - firstBar),
      );
      const width = standardError > 0 ? studentQuantile(0.975, degrees) * standardError : null;
      const band = width === null ? null : { low: mean - width, high: mean + width };
      return { bars, dates: values.length, excess: mean, band };
    });
  }
}
