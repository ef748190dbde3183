import type { MarketFeed, SourceTraffic } from '../market/feed.js';
import { barsToAcquire } from '../scanner/scan.js';
import { EXIT, SquallError } from '../util/squall-error.js';
import { openExchange } from './exchange-source.js';
import { isoTime } from './format/numbers.js';
import type { Tell } from './notes.js';
import type { Settings } from './settings.js';

/** Bars that indicators see when the user does not say. */
export const DEFAULT_BARS = 500;
/** The base timeframe of the simulated market, and of an exchange unless another is asked for. */
const SIMULATED_TIMEFRAME_MS = 300_000;
const LIVE_TIMEFRAME_MS = 300_000;

export interface SourceFlags {
  readonly candles?: readonly string[];
  readonly simulate?: boolean;
}

// Feeds load when they are opened, so that none pays for another's imports.

/** A feed together with the time frame and the as-of time that the scan will use. */
export interface OpenSource {
  readonly feed: MarketFeed;
  readonly timeframeMs: number;
  readonly asOfMs: number;
  readonly bars: number;
  /** What time it is in the source, UTC ms; null where time stands still (candle files). */
  readonly nowMs: (() => number) | null;
  /** What was wrong with the source as a whole during the last scan; null = nothing. */
  readonly failure?: () => SquallError | null;
  /** Since the source was opened, that included. */
  readonly traffic?: () => SourceTraffic;
  /** Ends connections and the like. */
  readonly close?: () => Promise<void>;
}

/** Bars to keep of a source: a number for scans; null keeps all, for whole series. */
export type BarsWanted = 'scan' | null;

/**
 * Opens the source that the flags name; the simulated market when they name none.
 * @throws {SquallError} exit 64 for contradicting flags, 65 and 66 for files, 65 for an as-of before the data.
 */
export async function openSource(
  flags: SourceFlags,
  settings: Settings,
  wanted: BarsWanted,
  signal?: AbortSignal,
  tell?: Tell,
): Promise<OpenSource> {
  const named = [
    ...(flags.candles ? ['--candles'] : []),
    ...(flags.simulate ? ['--simulate'] : []),
    ...(settings.exchange === undefined ? [] : ['--exchange']),
  ];
  if (named.length > 1) {
    throw new SquallError('USAGE', `Expected one source, got both ${named.join(' and ')}`, EXIT.usage);
  }
  if (settings.exchange !== undefined) return openLive(settings, signal, tell);
  const bars = settings.bars ?? DEFAULT_BARS;
  const { feed, timeframeMs, nowMs } = flags.candles
    ? await openFiles(flags.candles, settings, bars, wanted, signal)
    : await openSimulation(settings);
  const lastCloseMs = await feed.lastCloseTimeMs(timeframeMs);
  const asOfMs = settings.asOf ?? lastCloseMs;
  if (asOfMs === null || lastCloseMs === null) {
    throw new SquallError(
      'NO_DATA',
      `${feed.source.detail}: no bar is closed ${settings.asOf === undefined ? '' : `at ${isoTime(settings.asOf)}`}`.trimEnd(),
      EXIT.data,
    );
  }
  return { feed, timeframeMs, asOfMs, bars, nowMs };
}

/** Bars that a scan asks an exchange for: as many as wanted, or fewer, but at least `least`, where they cost less. */
export function liveBars(settings: Settings): { timeframeMs: number; wanted: number; least: number } {
  const timeframeMs = settings.timeframe ?? LIVE_TIMEFRAME_MS;
  const wanted = barsToAcquire(settings.bars ?? DEFAULT_BARS, timeframeMs);
  const least = settings.bars === undefined ? barsToAcquire(1, timeframeMs) : wanted;
  return { timeframeMs, wanted, least };
}

/**
 * An exchange as it is now. Without --bars so many are taken as cost no more than fewer would (Binance USD-M: 499).
 * @throws {ExchangeFailure} when it does not tell its time.
 */
async function openLive(settings: Settings, signal?: AbortSignal, tell?: Tell): Promise<OpenSource> {
  if (settings.asOf !== undefined) {
    throw new SquallError(
      'USAGE',
      'Expected no --as-of with --exchange, whose tickers and books are of now; scan the past with --candles',
      EXIT.usage,
    );
  }
  const feed = await openExchange(settings, tell);
  try {
    const { timeframeMs, least } = liveBars(settings);
    const { plan } = feed;
    const bars = settings.bars ?? plan.cheapestBars(DEFAULT_BARS, Math.min(DEFAULT_BARS, least));
    // A list of markets that is not on disk tells the time as well, so that it is not asked for by itself.
    await feed.markets(signal);
    const asOfMs = await feed.lastCloseTimeMs(timeframeMs, signal);
    return {
      feed,
      timeframeMs,
      asOfMs: asOfMs ?? 0,
      bars,
      nowMs: () => feed.nowMs(),
      failure: () => feed.failure(),
      traffic: () => feed.traffic(),
      close: () => feed.close(),
    };
  } catch (error) {
    await feed.close();
    throw error;
  }
}

async function openFiles(
  paths: readonly string[],
  settings: Settings,
  bars: number,
  wanted: BarsWanted,
  signal?: AbortSignal,
): Promise<Pick<OpenSource, 'feed' | 'timeframeMs' | 'nowMs'>> {
  const { openCandleFiles } = await import('../feeds/candle-files/candle-files.js');
  const feed = await openCandleFiles(paths, {
    timeframeMs: settings.timeframe ?? null,
    barCount: wanted === null ? () => null : (timeframeMs) => barsToAcquire(bars, timeframeMs),
    asOfMs: settings.asOf ?? null,
    ...(signal ? { signal } : {}),
  });
  return { feed, timeframeMs: feed.timeframeMs, nowMs: null };
}

/** The simulated market's time starts at its default as-of time and goes on as ours does. */
async function openSimulation(
  settings: Settings,
): Promise<Pick<OpenSource, 'feed' | 'timeframeMs' | 'nowMs'>> {
  const { createSimulatedFeed } = await import('../feeds/simulated/simulated-feed.js');
  const feed = createSimulatedFeed({ seed: settings.seed ?? 1, marketCount: settings.markets ?? 400 });
  const openedMs = performance.now();
  return {
    feed,
    timeframeMs: settings.timeframe ?? SIMULATED_TIMEFRAME_MS,
    nowMs: () => feed.world.defaultAsOfMs + performance.now() - openedMs,
  };
}
