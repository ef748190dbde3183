import { openCandleFiles } from '../feeds/candle-files/candle-files.js';
import { createSimulatedFeed } from '../feeds/simulated/simulated-feed.js';
import type { MarketFeed } from '../market/feed.js';
import { barsToAcquire } from '../scanner/scan.js';
import { EXIT, SquallError } from '../util/squall-error.js';
import { isoTime } from './format/numbers.js';
import type { Settings } from './settings.js';

/** Bars that indicators see when the user does not say. */
export const DEFAULT_BARS = 500;
/** The base timeframe of the simulated market. */
const SIMULATED_TIMEFRAME_MS = 300_000;

export interface SourceFlags {
  readonly candles?: readonly string[];
  readonly simulate?: boolean;
}

/** A feed together with the time frame and the as-of time that the scan will use. */
export interface OpenSource {
  readonly feed: MarketFeed;
  readonly timeframeMs: number;
  readonly asOfMs: number;
  readonly bars: number;
  /** What time it is in the source, UTC ms; null where time stands still (candle files). */
  readonly nowMs: (() => number) | null;
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
): Promise<OpenSource> {
  if (flags.candles && flags.simulate) {
    throw new SquallError('USAGE', 'Expected one source, got both --candles and --simulate', EXIT.usage);
  }
  const bars = settings.bars ?? DEFAULT_BARS;
  const { feed, timeframeMs, nowMs } = flags.candles
    ? await openFiles(flags.candles, settings, bars, wanted, signal)
    : openSimulation(settings);
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

async function openFiles(
  paths: readonly string[],
  settings: Settings,
  bars: number,
  wanted: BarsWanted,
  signal?: AbortSignal,
): Promise<Pick<OpenSource, 'feed' | 'timeframeMs' | 'nowMs'>> {
  const feed = await openCandleFiles(paths, {
    timeframeMs: settings.timeframe ?? null,
    barCount: wanted === null ? () => null : (timeframeMs) => barsToAcquire(bars, timeframeMs),
    asOfMs: settings.asOf ?? null,
    ...(signal ? { signal } : {}),
  });
  return { feed, timeframeMs: feed.timeframeMs, nowMs: null };
}

/** The simulated market's time starts at its default as-of time and goes on as ours does. */
function openSimulation(settings: Settings): Pick<OpenSource, 'feed' | 'timeframeMs' | 'nowMs'> {
  const feed = createSimulatedFeed({ seed: settings.seed ?? 1, marketCount: settings.markets ?? 400 });
  const openedMs = performance.now();
  return {
    feed,
    timeframeMs: settings.timeframe ?? SIMULATED_TIMEFRAME_MS,
    nowMs: () => feed.world.defaultAsOfMs + performance.now() - openedMs,
  };
}
