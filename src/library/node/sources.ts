import type { ExchangeFeed } from '../../feeds/exchange/exchange-feed.js';
import type { MarketFeed } from '../../market/feed.js';
import { formatTimeframe } from '../../market/timeframe.js';
import type { FewerBars } from '../../scanner/scan-document.js';
import { barsToAcquire } from '../../scanner/scan-request.js';
import { systemClock } from '../../platform/system-clock.js';
import { isoTime } from '../../util/iso-time.js';
import type { OptionTable } from '../../util/option-names.js';
import { checkOptionNames } from '../../util/option-names.js';
import { shownValue } from '../../util/plain-text.js';
import { SquallError } from '../../util/squall-error.js';
import type { RecordedOptions } from '../recorded-options.js';
import { DEFAULT_BARS } from '../scan-options.js';
import type { ExchangeOptions } from './exchange-source.js';
import { openExchange } from './exchange-source.js';

/** Base timeframe of the simulated market, and of an exchange unless another is requested. */
export const SIMULATED_TIMEFRAME_MS = 300_000;
const LIVE_TIMEFRAME_MS = 300_000;

// Feeds load when opened, so that none pays for another's imports.

/** A feed together with the timeframe, as-of time and number of bars that a scan of it uses. */
export interface OpenSource<Feed extends MarketFeed = MarketFeed> {
  readonly feed: Feed;
  readonly timeframeMs: number;
  readonly asOfMs: number;
  /** Closed bars before the as-of time that indicators see. */
  readonly bars: number;
  /** If fewer than requested: how many were requested, and why they are not used. */
  readonly fewerBars?: FewerBars;
}

/** A moment of a recording. */
export interface OpenRecording extends OpenSource {
  /** Options of the recorded scan: scanning with them gives the recorded result. */
  readonly options: RecordedOptions;
}

/** What to use of a source; undefined = as the source suggests. */
export interface SourceOptions {
  readonly timeframeMs?: number | undefined;
  /** Closed bars before the as-of time that indicators see. @default 500 */
  readonly bars?: number | undefined;
  readonly asOfMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CandleFileOptions extends SourceOptions {
  /** Keep every bar of the files, for whole series, not only those that a scan needs. @default false */
  readonly keepsAll?: boolean;
  /** Symbol of files that have no column for it, regardless of their names. */
  readonly symbol?: string | undefined;
  /** Symbol of files that name none. */
  readonly symbolOfUnnamed?: string | undefined;
  /** The current time, UTC ms: bars that close later are left out. @default that of this machine */
  readonly nowMs?: number;
  /** Called with the amount read of the files, and the total. */
  readonly onBytes?: ((readBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * Candle files and folders: CSV, JSON, Parquet or Feather, plain, gz or zip. Bars that are still forming are left out.
 * @throws {SquallError} exit 65 and 66 for files, 65 for an as-of time before the data.
 */
export async function openCandles(
  paths: readonly string[],
  options: CandleFileOptions = {},
): Promise<OpenSource> {
  checkOptionNames('openCandles', options, CANDLE_FILE_OPTIONS);
  checkPaths(paths);
  const { openCandleFiles } = await import('../../feeds/candle-files/candle-files.js');
  const {
    bars = DEFAULT_BARS,
    timeframeMs = null,
    asOfMs = null,
    keepsAll = false,
    onBytes,
    signal,
  } = options;
  const { symbol, symbolOfUnnamed, nowMs = systemClock.wallMs() } = options;
  const feed = await openCandleFiles(paths, {
    nowMs,
    symbol,
    symbolOfUnnamed,
    timeframeMs,
    barCount: keepsAll ? () => null : (barMs) => barsToAcquire(bars, barMs),
    asOfMs,
    onBytes,
    ...(signal ? { signal } : {}),
  });
  return { feed, ...(await momentOf(feed, feed.timeframeMs, options)) };
}

const SOURCE_OPTIONS: OptionTable<SourceOptions> = {
  timeframeMs: true,
  bars: true,
  asOfMs: true,
  signal: true,
};

const CANDLE_FILE_OPTIONS: OptionTable<CandleFileOptions> = {
  ...SOURCE_OPTIONS,
  keepsAll: true,
  symbol: true,
  symbolOfUnnamed: true,
  nowMs: true,
  onBytes: true,
};

function checkPaths(paths: unknown): void {
  if (Array.isArray(paths) && paths.every((path) => typeof path === 'string')) return;
  throw new SquallError('USAGE', `Expected a list of files or folders, got ${shownValue(paths)}`);
}

export interface StoreOptions extends SourceOptions {
  /** All of its markets, including those delisted or not yet listed at the as-of time. @default false */
  readonly isWholeHistory?: boolean;
}

/**
 * A candle store by its folder. Its markets are those that existed at the as-of time.
 * @throws {SquallError} NO_INPUT (66), STORE_CORRUPT (22): not a store. NO_DATA (65): it has no bar.
 */
export async function openStore(folder: string, options: StoreOptions = {}): Promise<OpenSource> {
  const { openCandleStore } = await import('../../store/candle-store.js');
  const { storeFeed } = await import('./store-source.js');
  const store = openCandleStore(folder);
  const timeframeMs = options.timeframeMs ?? store.description.timeframeMs;
  const moment = await momentOf(storeFeed(store, null), timeframeMs, options);
  return { feed: storeFeed(store, options.isWholeHistory ? null : moment.asOfMs), ...moment };
}

export interface SimulationOptions extends SourceOptions {
  readonly seed?: number | undefined;
  readonly marketCount?: number | undefined;
  /** Simulated seconds per real second. @default 1 */
  readonly speed?: number | undefined;
}

const SIMULATION_OPTIONS: OptionTable<SimulationOptions> = {
  ...SOURCE_OPTIONS,
  seed: true,
  marketCount: true,
  speed: true,
};

/** The simulated market. Its time starts at its default as-of time and runs at the real rate, or faster. */
export async function openSimulation(options: SimulationOptions = {}): Promise<OpenSource> {
  checkOptionNames('openSimulation', options, SIMULATION_OPTIONS);
  const { createSimulatedFeed } = await import('../../feeds/simulated/simulated-feed.js');
  const { seed = 1, marketCount = 400, timeframeMs = SIMULATED_TIMEFRAME_MS, speed = 1 } = options;
  const simulated = createSimulatedFeed({ seed, marketCount });
  const openedMs = performance.now();
  const feed = {
    ...simulated,
    nowMs: () => simulated.world.defaultAsOfMs + (performance.now() - openedMs) * speed,
  };
  return { feed, ...(await momentOf(feed, timeframeMs, options)) };
}

async function momentOf(
  feed: MarketFeed,
  timeframeMs: number,
  { asOfMs: asked, bars = DEFAULT_BARS }: SourceOptions,
): Promise<Omit<OpenSource, 'feed'>> {
  const lastCloseMs = await feed.lastCloseTimeMs(timeframeMs);
  const asOfMs = asked ?? lastCloseMs;
  if (asOfMs === null || lastCloseMs === null) {
    const when = asked === undefined ? '' : ` at ${isoTime(asked)}`;
    throw new SquallError('NO_DATA', `${feed.source.detail}: no bar is closed${when}`);
  }
  return { timeframeMs, asOfMs, bars };
}

/**
 * The newest scan of a recording as of a time, or the last one: its inputs, for any kind of scan. Scan it at
 * most once: repeated answers of the recorded scan are returned in order.
 * @throws {SquallError} NO_INPUT (66), REC_CORRUPT (22): not a recording. NO_DATA (65): no scan as of that
 * time. USAGE (64): its bars have another length.
 */
export async function openRecording(path: string, options: SourceOptions = {}): Promise<OpenRecording> {
  checkOptionNames('openRecording', options, SOURCE_OPTIONS);
  const { openReplay } = await import('./replay.js');
  const replay = await openReplay(path);
  try {
    const index = replay.indexAt(options.asOfMs ?? Infinity);
    const recorded = replay.optionsAt(index);
    const { timeframeMs = recorded.timeframe, bars = recorded.bars } = options;
    if (timeframeMs !== recorded.timeframe) {
      const [has, got] = [recorded.timeframe, timeframeMs].map(formatTimeframe);
      throw new SquallError('USAGE', `Expected bars of ${has}, which ${path} has, got ${got}`);
    }
    const feed = { ...(await replay.feedAt(index)), close: () => replay.close() };
    const { asOfMs } = replay.recording.scans[index].record;
    return { feed, timeframeMs, asOfMs, bars, options: recorded };
  } catch (error) {
    await replay.close();
    throw error;
  }
}

/**
 * Bars that a scan requests from an exchange: as many as wanted, or fewer, but at least `least`, if they cost
 * less.
 */
export function liveBars({ timeframeMs: asked, bars }: SourceOptions): {
  readonly timeframeMs: number;
  readonly wanted: number;
  readonly least: number;
} {
  const timeframeMs = asked ?? LIVE_TIMEFRAME_MS;
  const wanted = barsToAcquire(bars ?? DEFAULT_BARS, timeframeMs);
  const least = bars === undefined ? barsToAcquire(1, timeframeMs) : wanted;
  return { timeframeMs, wanted, least };
}

/** How long the candles of this many markets take under the exchange's limits, s. */
export async function candleSecondsOf(
  { session: { description, gate } }: ExchangeFeed,
  options: Pick<OpenSource, 'timeframeMs' | 'bars'>,
): Promise<(markets: number) => number> {
  const { planScan } = await import('../../feeds/exchange/limits/plan.js');
  const { plannedExchange } = await import('../../feeds/exchange/description/scan-requests.js');
  const exchange = plannedExchange(description);
  const bars = barsToAcquire(options.bars, options.timeframeMs);
  return (markets) => {
    const { calls } = planScan({ exchange, markets, bars, marketsKnown: true, rttMs: gate.state.rttMs });
    return calls.find(({ kind }) => kind === 'candles')?.seconds ?? 0;
  };
}

/**
 * A live exchange. Without `bars`, the number that costs no more than fewer would (Binance USD-M: 499).
 * @throws {SquallError} exit 64: unknown exchange, type or base URL. @throws {ExchangeFailure} if it does not
 * report its time.
 */
export async function openLive(
  exchange: ExchangeOptions,
  options: Omit<SourceOptions, 'asOfMs'> = {},
): Promise<OpenSource<ExchangeFeed>> {
  checkOptionNames('openLive', options, ['timeframeMs', 'bars', 'signal']);
  const feed = await openExchange(exchange);
  const { signal } = options;
  try {
    const { timeframeMs, least } = liveBars(options);
    const { plan } = feed;
    feed.checkTimeframe(timeframeMs);
    const wanted = options.bars ?? DEFAULT_BARS;
    const { chosen: bars, reason } = plan.cheapestBars(wanted, Math.min(wanted, least));
    // Fetching the market list returns the time as well, so no separate request is needed.
    await feed.markets(signal);
    const asOfMs = await feed.lastCloseTimeMs(timeframeMs, signal);
    const fewerBars = bars < wanted ? { fewerBars: { wanted, taken: bars, reason } } : {};
    return { feed, timeframeMs, asOfMs: asOfMs ?? 0, bars, ...fewerBars };
  } catch (error) {
    await feed.close();
    throw error;
  }
}
