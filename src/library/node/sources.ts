import type { ExchangeFeed } from '../../feeds/exchange/exchange-feed.js';
import type { MarketFeed } from '../../market/feed.js';
import type { FewerBars } from '../../scanner/scan-document.js';
import { barsToAcquire } from '../../scanner/scan-request.js';
import { isoTime } from '../../util/iso-time.js';
import { SquallError } from '../../util/squall-error.js';
import { DEFAULT_BARS } from '../scan-options.js';
import type { ExchangeOptions } from './exchange-source.js';
import { openExchange } from './exchange-source.js';

/** The base timeframe of the simulated market, and of an exchange unless another is asked for. */
const SIMULATED_TIMEFRAME_MS = 300_000;
const LIVE_TIMEFRAME_MS = 300_000;

// Feeds load when they are opened, so that none pays for another's imports.

/** A feed together with the timeframe, the as-of time and the number of bars that a scan of it uses. */
export interface OpenSource<Feed extends MarketFeed = MarketFeed> {
  readonly feed: Feed;
  readonly timeframeMs: number;
  readonly asOfMs: number;
  /** Closed bars before the as-of time that indicators see. */
  readonly bars: number;
  /** Where these are fewer than asked for: how many that were, and why they are not taken. */
  readonly fewerBars?: FewerBars;
}

/** What is looked at of a source; undefined = as the source suggests. */
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
}

/**
 * Candle files and folders, CSV or JSON, gz or plain.
 * @throws {SquallError} exit 65 and 66 for files, 65 for an as-of time before the data.
 */
export async function openCandles(paths: readonly string[], options: CandleFileOptions): Promise<OpenSource> {
  const { openCandleFiles } = await import('../../feeds/candle-files/candle-files.js');
  const { bars = DEFAULT_BARS, timeframeMs = null, asOfMs = null, keepsAll = false, signal } = options;
  const feed = await openCandleFiles(paths, {
    timeframeMs,
    barCount: keepsAll ? () => null : (barMs) => barsToAcquire(bars, barMs),
    asOfMs,
    ...(signal ? { signal } : {}),
  });
  return { feed, ...(await momentOf(feed, feed.timeframeMs, options)) };
}

export interface SimulationOptions extends SourceOptions {
  readonly seed?: number | undefined;
  readonly marketCount?: number | undefined;
}

/** The simulated market. Its time starts at its default as-of time and goes on as ours does. */
export async function openSimulation(options: SimulationOptions): Promise<OpenSource> {
  const { createSimulatedFeed } = await import('../../feeds/simulated/simulated-feed.js');
  const { seed = 1, marketCount = 400, timeframeMs = SIMULATED_TIMEFRAME_MS } = options;
  const simulated = createSimulatedFeed({ seed, marketCount });
  const openedMs = performance.now();
  const feed = {
    ...simulated,
    nowMs: () => simulated.world.defaultAsOfMs + performance.now() - openedMs,
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

/** Bars that a scan asks an exchange for: as many as wanted, or fewer, but at least `least`, where they cost less. */
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

/**
 * An exchange as it is now. Without `bars` so many are taken as cost no more than fewer would (Binance USD-M: 499).
 * @throws {SquallError} exit 64: unknown exchange, type or base URL. @throws {ExchangeFailure} when it does not tell
 * its time.
 */
export async function openLive(
  exchange: ExchangeOptions,
  options: Omit<SourceOptions, 'asOfMs'>,
): Promise<OpenSource<ExchangeFeed>> {
  const feed = await openExchange(exchange);
  const { signal } = options;
  try {
    const { timeframeMs, least } = liveBars(options);
    const { plan } = feed;
    const wanted = options.bars ?? DEFAULT_BARS;
    const { chosen: bars, reason } = plan.cheapestBars(wanted, Math.min(wanted, least));
    // A list of markets that is not on disk tells the time as well, so that it is not asked for by itself.
    await feed.markets(signal);
    const asOfMs = await feed.lastCloseTimeMs(timeframeMs, signal);
    const fewerBars = bars < wanted ? { fewerBars: { wanted, taken: bars, reason } } : {};
    return { feed, timeframeMs, asOfMs: asOfMs ?? 0, bars, ...fewerBars };
  } catch (error) {
    await feed.close();
    throw error;
  }
}
