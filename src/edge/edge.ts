import type { HistorySource } from '../history/scan-history.js';
import { optimalBlockLengths } from '../statistics/block-length.js';
import { pOfCount, resampledMeans, romanoWolfCounts, spaCount } from '../statistics/tried-many.js';
import { isoTime } from '../util/iso-time.js';
import { SquallError } from '../util/squall-error.js';
import { calibrationOf } from './calibration.js';
import { dataSetId } from './data-set.js';
import { distributionOf } from './distribution.js';
import type { EdgeReport, HorizonReport, ListedEvent, ScreenReport } from './edge-report.js';
import type { ScreenEvents } from './events.js';
import { findEvents } from './events.js';
import type { HorizonTrial, ResampledFigures } from './horizon-report.js';
import { horizonReport, trialOf } from './horizon-report.js';
import type { MatchedEvent, MatchedEvents } from './matched-events.js';
import { matchEvents } from './matched-events.js';
import { findPeek } from './proof.js';
import { readRegimes } from './regimes.js';
import { resampleMeans } from './resample-dates.js';
import type { Screen } from './screen.js';
import type { RegimeAt } from './stability.js';
import { stabilityOf } from './stability.js';

export interface EdgeRequest {
  readonly source: HistorySource;
  /** Description of the data's origin. */
  readonly detail: string;
  readonly screens: readonly Screen[];
  /** Holding periods in bars, ascending. */
  readonly horizons: readonly number[];
  /** The horizon chosen in advance; one of `horizons`. */
  readonly primary: number;
  /** @default primary */
  readonly quietBars?: number;
  /** Round-trip costs, fraction. */
  readonly costs: number;
  /** Earlier trials (screens × horizons) on this data. @default 0 */
  readonly triedBefore?: number;
  /** @default 1999 */
  readonly resamples?: number;
  /** @default 1 */
  readonly seed?: number;
  /** Number of moments at which each screen is checked for look-ahead. @default 2 */
  readonly proofCuts?: number;
}

interface JudgedScreen {
  readonly screen: Screen;
  readonly events: ScreenEvents;
  readonly matched: MatchedEvents;
  readonly trials: readonly HorizonTrial[];
}

/**
 * Measures whether trading a screen's picks would have beaten trading similar markets at the same moments. Buys at the
 * next open and sells at the close of the horizon's last bar; simple returns, one figure per date. Standard errors come
 * from cosines on the calendar, intervals and the correction for all trials from a stationary bootstrap over dates.
 * docs/edge.md has the formulas and their sources. The same inputs and seed give the same bytes.
 * @throws {SquallError} USAGE: no screen, horizons not ascending, or primary not among them; LOOK_AHEAD: a screen
 *   judges a bar differently once later bars are removed or changed.
 */
export async function edge(request: EdgeRequest): Promise<EdgeReport> {
  checkRequest(request);
  const { source, horizons, primary, quietBars = primary, costs } = request;
  const { triedBefore = 0, resamples = 1999, seed = 1 } = request;
  const judged: JudgedScreen[] = [];
  for (const screen of request.screens) {
    await proveBlind(screen, request);
    judged.push(await judge(screen, request, quietBars));
  }
  const trials = judged.flatMap((each) => each.trials);
  // A series without variance cannot be tested, and adds nothing to the correction of the others.
  const tested = trials.filter(({ test }) => test !== null && !Number.isNaN(test.t));
  const meanBlockBars = blockFor(tested, horizons[horizons.length - 1]);
  const { figures, anyBetterP } = resample(tested, meanBlockBars, resamples, seed, triedBefore);
  const regimeAt = await readRegimes(source);
  return {
    schemaVersion: 1,
    data: dataOf(source, request.detail),
    method: {
      primaryBars: primary,
      quietBars,
      costs,
      resamples,
      meanBlockBars,
      seed,
      triedNow: trials.length,
      triedBefore,
    },
    screens: judged.map((each) => screenReport(each, figures, request, regimeAt)),
    anyBetterP,
  };
}

function checkRequest({ screens, horizons, primary }: EdgeRequest): void {
  const problem =
    screens.length === 0
      ? 'Expected a screen, got none'
      : horizons.some((bars, i) => !Number.isInteger(bars) || bars < 1 || bars <= (horizons[i - 1] ?? 0))
        ? `Expected ascending horizons in whole bars, got ${horizons.join(', ')}`
        : !horizons.includes(primary)
          ? `Expected the primary horizon among ${horizons.join(', ')} bars, got ${primary}`
          : null;
  if (problem !== null) throw new SquallError('USAGE', problem);
}

async function proveBlind(screen: Screen, { source, proofCuts = 2, seed = 1 }: EdgeRequest): Promise<void> {
  const peek = await findPeek({ screen, source, cuts: proofCuts, seed });
  if (peek === null) return;
  const { symbol } = source.markets[peek.market].market;
  const at = isoTime(source.firstOpenTimeMs + peek.bar * source.timeframeMs);
  const how = peek.change === 'cut' ? 'removed' : 'changed';
  throw new SquallError(
    'LOOK_AHEAD',
    `${screen.name} looks ahead: its verdict on ${symbol} in the bar of ${at} changes when later bars are ${how}`,
  );
}

async function judge(
  screen: Screen,
  { source, horizons, primary }: EdgeRequest,
  quietBars: number,
): Promise<JudgedScreen> {
  const events = await findEvents(screen, source, quietBars);
  const matched = await matchEvents(events, source, horizons, primary);
  const firstBar = events.firstJudgedBar ?? 0;
  const trials = matched.horizons.map((each) =>
    trialOf(each, { firstBar, dates: Math.max(0, source.barCount - each.horizonBars - firstBar) }),
  );
  return { screen, events, matched, trials };
}

/** The longest optimal block of any series, at least twice the longest horizon and at most a third of the calendar. */
function blockFor(trials: readonly HorizonTrial[], longestHorizon: number): number {
  let block = 2 * longestHorizon;
  let calendar = Infinity;
  for (const { series } of trials) {
    const grid = new Float64Array(series.calendarDates);
    series.dates.forEach((date, i) => (grid[date] = series.values[i]));
    block = Math.max(block, Math.ceil(optimalBlockLengths(grid).stationary));
    calendar = Math.min(calendar, series.calendarDates);
  }
  return Math.max(1, Math.min(block, Math.floor(calendar / 3)));
}

interface Resampled {
  readonly figures: ReadonlyMap<HorizonTrial, ResampledFigures>;
  readonly anyBetterP: number | null;
}

function resample(
  trials: readonly HorizonTrial[],
  meanBlock: number,
  count: number,
  seed: number,
  triedBefore: number,
): Resampled {
  if (trials.length === 0) return { figures: new Map(), anyBetterP: null };
  const calendarDates = Math.max(...trials.map(({ series }) => series.calendarDates));
  const means = resampleMeans(
    trials.map(({ series }) => series),
    calendarDates,
    meanBlock,
    count,
    seed,
  );
  const real = Float64Array.from(trials, ({ test }) => test?.mean ?? NaN);
  const resampled = resampledMeans(calendarDates, real, means);
  // Earlier trials cannot be resampled here; each equally large group of them may have been as lucky (Bonferroni).
  const groups = (trials.length + triedBefore) / trials.length;
  const counts = romanoWolfCounts(resampled, 'both');
  const figures = new Map(
    trials.map((trial, k) => [
      trial,
      {
        adjustedP: Math.min(1, groups * Math.max(pOfCount(counts[k], count), trial.test?.p ?? 1)),
        means: Float64Array.from(means, (each) => each[k]),
      },
    ]),
  );
  return { figures, anyBetterP: pOfCount(spaCount(resampled), count) };
}

function screenReport(
  { screen, events, matched, trials }: JudgedScreen,
  figures: Resampled['figures'],
  { source, horizons, primary, costs }: EdgeRequest,
  regimeAt: RegimeAt,
): ScreenReport {
  const reports: HorizonReport[] = trials.map((trial) =>
    horizonReport(trial, figures.get(trial) ?? null, costs),
  );
  const { matched: chosen, calendar } = trials[horizons.indexOf(primary)];
  return {
    name: screen.name,
    sha256: screen.sha256,
    passedBars: events.passedBars,
    episodes: events.episodes.length,
    horizons: reports,
    barriers: matched.barriers,
    calibration: calibrationOf(chosen.events),
    stability: stabilityOf(
      chosen,
      calendar,
      source.markets.map(({ market }) => market.symbol),
      regimeAt,
    ),
    path: matched.path.points(calendar),
    distribution: distributionOf(chosen.events),
    newestEvents: chosen.events.slice(-EVENTS_LISTED).map((event) => listedEvent(event, source)),
  };
}

const EVENTS_LISTED = 200;

function listedEvent(
  { bar, market, score, own, controls }: MatchedEvent,
  { markets, firstOpenTimeMs, timeframeMs }: HistorySource,
): ListedEvent {
  return {
    symbol: markets[market].market.symbol,
    timeMs: firstOpenTimeMs + (bar + 1) * timeframeMs,
    score: Number.isNaN(score) ? null : score,
    earned: own.forward,
    controlsEarned: controls.forward,
    controls: controls.count,
  };
}

function dataOf(source: HistorySource, detail: string): EdgeReport['data'] {
  const { timeframeMs, firstOpenTimeMs, barCount, markets } = source;
  return {
    id: dataSetId(source),
    source: detail,
    timeframeMs,
    fromMs: firstOpenTimeMs,
    toMs: firstOpenTimeMs + barCount * timeframeMs,
    bars: barCount,
    markets: markets.length,
    endedMarkets: markets.filter(({ endBar }) => endBar < barCount).length,
  };
}
