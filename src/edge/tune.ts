import type { HistorySource } from '../history/scan-history.js';
import type { PartSums } from '../statistics/backtest-overfitting.js';
import { overfittingOfParts, partSums } from '../statistics/backtest-overfitting.js';
import { kurtosis, mean, sampleVariance, skewness } from '../statistics/moments.js';
import { deflatedSharpe } from '../statistics/sharpe.js';
import { SquallError } from '../util/squall-error.js';
import { dataSetId } from './data-set.js';
import type { ExcessDates } from './family-dates.js';
import { BYTES_PER_DATE, familyDates } from './family-dates.js';
import { periodReturns, sharpeOf } from './period-returns.js';
import { SampleFigures } from './sample-figure.js';
import type { ScreenFamily } from './screen-family.js';
import type { Calendar } from './calendar.js';
import type { TuneReport } from './tune-report.js';
import { tuneVerdict } from './tune-report.js';
import type { Choice } from './walk-forward.js';
import { WalkForward } from './walk-forward.js';

export interface TuneRequest {
  readonly source: HistorySource;
  readonly detail: string;
  readonly family: ScreenFamily;
  /** Each screen's numbers that differ from the preset. */
  readonly values: readonly Readonly<Record<string, number>>[];
  readonly horizonBars: number;
  /** Round-trip costs, fraction. */
  readonly costs: number;
  /** Parts of the calendar; in each but the first, the best candidate of the time before is judged. @default 5 */
  readonly folds?: number;
  /** Earlier trials on this data. @default 0 */
  readonly triedBefore?: number;
  /** Called with the number of finished candidates and their total. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Maximum memory for the dates of candidates that share a pass. */
const MOST_BYTES = 2 ** 28;

/**
 * Chooses numbers for a screen by walk-forward optimization: each part of the calendar judges the candidate that was
 * best in the time before. The last horizon before a part is skipped (purge), as is the start of the part: 1 % of the
 * calendar or one horizon, whichever is longer (embargo). Only the results in these parts count (docs/edge.md). Memory
 * is bounded, however many candidates there are.
 * @throws {SquallError} USAGE: no candidates, or fewer than 2 parts.
 */
export async function tune(request: TuneRequest): Promise<TuneReport> {
  const { source, family, horizonBars, folds = 5 } = request;
  if (family.count === 0 || folds < 2) {
    throw new SquallError(
      'USAGE',
      `Expected candidates and at least 2 parts, got ${family.count} and ${folds}`,
    );
  }
  const together = Math.max(1, Math.floor(MOST_BYTES / (BYTES_PER_DATE * source.barCount)));
  let judged: JudgedCandidates | null = null;
  for (let from = 0; from < family.count; from += together) {
    const to = Math.min(family.count, from + together);
    const { screens, firstJudgedBar } = await familyDates(family, source, horizonBars, from, to);
    const firstBar = firstJudgedBar ?? source.barCount;
    judged ??= new JudgedCandidates(request, {
      firstBar,
      dates: Math.max(0, source.barCount - horizonBars - firstBar),
    });
    for (const [k, dates] of screens.entries()) {
      judged.add(from + k, dates);
      request.onProgress?.(from + k + 1, family.count);
    }
  }
  return (judged as JudgedCandidates).report();
}

/** Keeps the figures of candidates after their dates have been discarded. */
class JudgedCandidates {
  readonly #walk: WalkForward;
  /** S = 16 parts if each has at least ten horizons, otherwise 8. */
  readonly #parts: number;
  readonly #partSums: PartSums[] = [];
  readonly #sharpes: number[] = [];

  constructor(
    readonly request: TuneRequest,
    readonly calendar: Calendar,
  ) {
    const { horizonBars, folds = 5 } = request;
    this.#walk = new WalkForward(calendar, folds, new SampleFigures(horizonBars));
    this.#parts = calendar.dates >= 16 * 10 * horizonBars ? 16 : 8;
  }

  add(candidate: number, dates: ExcessDates): void {
    this.#walk.add(candidate, dates);
    const returns = periodReturns(dates, this.calendar, this.request.horizonBars);
    this.#partSums.push(partSums(returns, this.#parts));
    this.#sharpes.push(sharpeOf(returns));
  }

  report(): TuneReport {
    const { source, detail, values, horizonBars, costs, triedBefore = 0 } = this.request;
    const steps = this.#walk.steps(values);
    const outOfSample = this.#walk.outOfSample();
    const { best } = this.#walk;
    return {
      schemaVersion: 1,
      dataId: dataSetId(source),
      source: detail,
      markets: source.markets.length,
      timeframeMs: source.timeframeMs,
      fromMs: source.firstOpenTimeMs,
      toMs: source.firstOpenTimeMs + source.barCount * source.timeframeMs,
      horizonBars,
      costs,
      candidates: values.length,
      tooRare: this.#walk.tooRare,
      triedBefore,
      chosen:
        best === null
          ? null
          : {
              values: values[best.candidate],
              inSample: best.figure,
              deflatedSharpe: this.#deflated(best),
            },
      steps,
      outOfSample,
      inSampleExcess: steps.length === 0 ? null : mean(steps.map(({ inSample }) => inSample)),
      overfitting: this.#overfitting(),
      verdict: tuneVerdict(outOfSample),
    };
  }

  /** null if there are fewer than 8 parts of two horizons each. */
  #overfitting(): TuneReport['overfitting'] {
    const { horizonBars } = this.request;
    if (this.#partSums.length < 2 || this.calendar.dates < this.#parts * 2 * horizonBars) return null;
    const nothing = periodReturns(NO_DATES, this.calendar, horizonBars);
    const size = Math.floor(nothing.length / this.#parts);
    const { probability, lossOutside, slope } = overfittingOfParts(this.#partSums, size);
    return { probability, lossOutside, slope };
  }

  #deflated({ dates }: Choice): number | null {
    const returns = periodReturns(dates, this.calendar, this.request.horizonBars);
    const sample = {
      sharpe: sharpeOf(returns),
      periods: returns.length,
      skewness: skewness(returns),
      kurtosis: kurtosis(returns),
    };
    const trials = this.#sharpes.length + (this.request.triedBefore ?? 0);
    const value = deflatedSharpe(sample, sampleVariance(this.#sharpes), trials);
    return Number.isFinite(value) ? value : null;
  }
}

const NO_DATES: ExcessDates = { bars: new Int32Array(0), values: new Float64Array(0) };
