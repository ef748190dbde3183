import type { HistorySource } from '../history/scan-history.js';
import type { Overfitting } from '../statistics/backtest-overfitting.js';
import { backtestOverfitting } from '../statistics/backtest-overfitting.js';
import type { MeanTest } from '../statistics/mean-test.js';
import { calendarTest, cosineCount } from '../statistics/mean-test.js';
import { kurtosis, mean, sampleVariance, skewness } from '../statistics/moments.js';
import { deflatedSharpe } from '../statistics/sharpe.js';
import { SquallError } from '../util/squall-error.js';
import { dataSetId } from './data-set.js';
import { byDate, excessOf } from './date-series.js';
import { findEvents } from './events.js';
import type { MatchedEvent } from './matched-events.js';
import { matchEvents } from './matched-events.js';
import type { Screen } from './screen.js';
import type { Calendar } from './stability.js';
import { LEAST_DATES } from './verdict.js';

/** A screen and the numbers that make it another than its preset. */
export interface Candidate {
  readonly screen: Screen;
  readonly values: Readonly<Record<string, number>>;
}

export interface TuneRequest {
  readonly source: HistorySource;
  readonly detail: string;
  readonly candidates: readonly Candidate[];
  readonly horizonBars: number;
  /** Round trip, fraction. */
  readonly costs: number;
  /** Parts of the time; each but the first is judged by what was the best in all before it. @default 5 */
  readonly folds?: number;
  /** Looks at these data before. @default 0 */
  readonly triedBefore?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Figures are fractions; null = cannot be had. */
export interface TuneReport {
  readonly schemaVersion: 1;
  readonly dataId: string;
  readonly source: string;
  readonly horizonBars: number;
  readonly costs: number;
  readonly candidates: number;
  /** Candidates with fewer dates than may be chosen by (30). */
  readonly tooRare: number;
  readonly triedBefore: number;
  /** What would be chosen with all of the time. */
  readonly chosen: ChosenCandidate | null;
  readonly steps: readonly WalkStep[];
  /** The excess of what was chosen at each step, in the part that came after. */
  readonly outOfSample: SampleFigure | null;
  /** Mean over the steps of what the same choices had shown before. */
  readonly inSampleExcess: number | null;
  readonly overfitting: Omit<Overfitting, 'logits'> | null;
  readonly verdict: TuneVerdict;
}

export type TuneVerdict =
  | 'evidence of positive excess outside the sample'
  | 'weak evidence of positive excess outside the sample'
  | 'no evidence outside the sample'
  | 'not enough data';

export interface SampleFigure {
  readonly dates: number;
  readonly excess: number;
  readonly standardError: number;
  readonly p: number;
}

export interface ChosenCandidate {
  readonly values: Readonly<Record<string, number>>;
  readonly inSample: SampleFigure;
  /** The probability that it is not the luckiest of all that were tried. */
  readonly deflatedSharpe: number | null;
}

export interface WalkStep {
  /** Bars of the part that is judged. */
  readonly fromBar: number;
  readonly toBar: number;
  readonly values: Readonly<Record<string, number>>;
  readonly inSample: number;
  /** null: it found nothing there. */
  readonly outOfSample: number | null;
}

interface JudgedCandidate {
  readonly candidate: Candidate;
  readonly events: readonly MatchedEvent[];
}

/**
 * Chooses numbers for a screen by walking forward: in each part of the time by what was best in all parts before, with the
 * horizon's bars left out between them (purge) and 1 % of the time, or a horizon, after them (embargo). What holds is what the
 * choices earned in parts that they had not seen. docs/edge.md.
 * @throws {SquallError} USAGE: no candidates, or fewer than 2 parts.
 */
export async function tune(request: TuneRequest): Promise<TuneReport> {
  const { source, candidates, horizonBars, folds = 5, triedBefore = 0 } = request;
  if (candidates.length === 0 || folds < 2) {
    throw new SquallError(
      'USAGE',
      `Expected candidates and at least 2 parts, got ${candidates.length} and ${folds}`,
    );
  }
  const judged: JudgedCandidate[] = [];
  let firstBar = source.barCount;
  for (const candidate of candidates) {
    const events = await findEvents(candidate.screen, source, horizonBars);
    const { horizons } = await matchEvents(events, source, [horizonBars], horizonBars);
    firstBar = Math.min(firstBar, events.firstJudgedBar ?? source.barCount);
    judged.push({ candidate, events: horizons[0].events });
    request.onProgress?.(judged.length, candidates.length);
  }
  const calendar = { firstBar, dates: Math.max(0, source.barCount - horizonBars - firstBar) };
  return reportOf(request, judged, calendar, folds, triedBefore);
}

function reportOf(
  { source, detail, horizonBars, costs }: TuneRequest,
  judged: readonly JudgedCandidate[],
  calendar: Calendar,
  folds: number,
  triedBefore: number,
): TuneReport {
  const end = calendar.firstBar + calendar.dates;
  const { steps, events } = walkForward(judged, calendar, horizonBars, folds);
  const outOfSample = figureOf(
    events,
    calendar.firstBar + Math.floor(calendar.dates / folds),
    end,
    horizonBars,
  );
  const best = bestOf(judged, calendar.firstBar, end, horizonBars);
  return {
    schemaVersion: 1,
    dataId: dataSetId(source),
    source: detail,
    horizonBars,
    costs,
    candidates: judged.length,
    tooRare: judged.filter((each) => figureOf(each.events, calendar.firstBar, end, horizonBars) === null)
      .length,
    triedBefore,
    chosen:
      best === null
        ? null
        : {
            values: best.chosen.candidate.values,
            inSample: best.figure,
            deflatedSharpe: deflated(best.chosen, judged, calendar, horizonBars, triedBefore),
          },
    steps,
    outOfSample,
    inSampleExcess: steps.length === 0 ? null : mean(steps.map(({ inSample }) => inSample)),
    overfitting: overfittingOf(judged, calendar, horizonBars),
    verdict: verdictOf(outOfSample),
  };
}

function verdictOf(outOfSample: SampleFigure | null): TuneVerdict {
  if (outOfSample === null) return 'not enough data';
  if (outOfSample.excess <= 0 || outOfSample.p >= 0.1) return 'no evidence outside the sample';
  return outOfSample.p < 0.01
    ? 'evidence of positive excess outside the sample'
    : 'weak evidence of positive excess outside the sample';
}

function walkForward(
  judged: readonly JudgedCandidate[],
  { firstBar, dates }: Calendar,
  horizonBars: number,
  folds: number,
): { readonly steps: readonly WalkStep[]; readonly events: readonly MatchedEvent[] } {
  const embargo = Math.max(horizonBars, Math.floor(dates / 100));
  const edges = Array.from({ length: folds + 1 }, (_, i) => firstBar + Math.floor((dates * i) / folds));
  const steps: WalkStep[] = [];
  const events: MatchedEvent[] = [];
  for (let fold = 1; fold < folds; fold++) {
    const [start, end] = [edges[fold], edges[fold + 1]];
    // What was bought in the last bars before the part is still held when it begins.
    const best = bestOf(judged, firstBar, start - horizonBars, horizonBars);
    if (best === null) continue;
    const from = start + embargo;
    const found = best.chosen.events.filter(({ bar }) => bar >= from && bar < end);
    events.push(...found);
    const outside = byDate(found, excessOf, from, end - from).values;
    steps.push({
      fromBar: from,
      toBar: end,
      values: best.chosen.candidate.values,
      inSample: best.figure.excess,
      outOfSample: outside.length === 0 ? null : mean(outside),
    });
  }
  return { steps, events };
}

/** The candidate with the largest t over bars [from, to); null: none has 30 dates. */
function bestOf(
  judged: readonly JudgedCandidate[],
  from: number,
  to: number,
  horizonBars: number,
): { readonly chosen: JudgedCandidate; readonly figure: SampleFigure } | null {
  let best: { chosen: JudgedCandidate; figure: SampleFigure } | null = null;
  for (const chosen of judged) {
    const figure = figureOf(chosen.events, from, to, horizonBars);
    if (figure === null) continue;
    const t = figure.excess / figure.standardError;
    if (best === null || t > best.figure.excess / best.figure.standardError) best = { chosen, figure };
  }
  return best;
}

/** null: fewer than 30 dates, or nothing varies. */
function figureOf(
  events: readonly MatchedEvent[],
  from: number,
  to: number,
  horizonBars: number,
): SampleFigure | null {
  const within = events.filter(({ bar }) => bar >= from && bar < to);
  const series = byDate(within, excessOf, from, to - from);
  if (series.dates.length < LEAST_DATES) return null;
  const test: MeanTest = calendarTest(
    series.values,
    series.dates,
    series.calendarDates,
    cosineCount(series.calendarDates, horizonBars),
  );
  if (Number.isNaN(test.t)) return null;
  return {
    dates: series.dates.length,
    excess: test.mean,
    standardError: test.standardError,
    p: test.p,
  };
}

/** Days, or horizons where these are longer, as the periods of Sharpe ratios. */
const MOST_PERIODS = 2000;

/** Excess of each period, 0 where nothing began. */
function periodReturns(
  events: readonly MatchedEvent[],
  { firstBar, dates }: Calendar,
  horizonBars: number,
): Float64Array {
  const length = Math.max(horizonBars, Math.ceil(dates / MOST_PERIODS));
  const periods = new Float64Array(Math.max(1, Math.floor(dates / length)));
  const { dates: at, values } = byDate(events, excessOf, firstBar, dates);
  at.forEach((date, i) => {
    const period = Math.floor(date / length);
    if (period < periods.length) periods[period] += values[i];
  });
  return periods;
}

/** S = 16 parts where each has ten horizons, else 8; null: not even that. */
function overfittingOf(
  judged: readonly JudgedCandidate[],
  calendar: Calendar,
  horizonBars: number,
): TuneReport['overfitting'] {
  const parts = calendar.dates >= 16 * 10 * horizonBars ? 16 : 8;
  if (judged.length < 2 || calendar.dates < parts * 2 * horizonBars) return null;
  const columns = judged.map(({ events }) => periodReturns(events, calendar, horizonBars));
  const { probability, lossOutside, slope } = backtestOverfitting(columns, parts);
  return { probability, lossOutside, slope };
}

function deflated(
  chosen: JudgedCandidate,
  judged: readonly JudgedCandidate[],
  calendar: Calendar,
  horizonBars: number,
  triedBefore: number,
): number | null {
  const sharpes = judged.map(({ events }) => sharpeOf(periodReturns(events, calendar, horizonBars)));
  const returns = periodReturns(chosen.events, calendar, horizonBars);
  const sample = {
    sharpe: sharpeOf(returns),
    periods: returns.length,
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
  };
  const variance = sampleVariance(sharpes);
  const value = deflatedSharpe(sample, variance, judged.length + triedBefore);
  return Number.isFinite(value) ? value : null;
}

function sharpeOf(returns: Float64Array): number {
  const variance = sampleVariance(returns);
  return variance > 0 ? mean(returns) / Math.sqrt(variance) : 0;
}
