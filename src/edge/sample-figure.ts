import { calendarTester, cosineCount } from '../statistics/mean-test.js';
import { mean } from '../statistics/moments.js';
import { firstFrom } from '../util/first-from.js';
import type { ExcessDates } from './family-dates.js';
import type { SampleFigure } from './tune-report.js';
import { LEAST_DATES } from './verdict.js';

/** A range of bars [from, to). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Computes the figures of many series over stretches of bars; cosines are computed once per length. */
export class SampleFigures {
  readonly #testers = new Map<number, ReturnType<typeof calendarTester>>();

  constructor(readonly horizonBars: number) {}

  /** null with fewer than 30 dates, or if the values do not vary. */
  of(series: ExcessDates, stretch: Stretch): SampleFigure | null {
    const { bars, values } = within(series, stretch);
    if (bars.length < LEAST_DATES) return null;
    const { mean, standardError, t, p } = this.#testerOf(stretch.to - stretch.from)(
      values,
      bars.map((bar) => bar - stretch.from),
    );
    return Number.isNaN(t) ? null : { dates: bars.length, excess: mean, standardError, p };
  }

  #testerOf(length: number): ReturnType<typeof calendarTester> {
    const known = this.#testers.get(length);
    const tester = known ?? calendarTester(length, cosineCount(length, this.horizonBars));
    if (known === undefined) this.#testers.set(length, tester);
    return tester;
  }
}

/** The dates of a series within a stretch, as views of its arrays. */
export function within({ bars, values }: ExcessDates, { from, to }: Stretch): ExcessDates {
  const [first, end] = [firstFrom(bars, from), firstFrom(bars, to)];
  return { bars: bars.subarray(first, end), values: values.subarray(first, end) };
}

/** Mean over the dates within a stretch; null if there are none. */
export function meanWithin(series: ExcessDates, stretch: Stretch): number | null {
  const { values } = within(series, stretch);
  return values.length === 0 ? null : mean(values);
}
