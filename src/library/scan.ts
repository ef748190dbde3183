import { platform } from '#platform';
import { missingPolicy } from '../filters/run-filters.js';
import type { EngineName } from '../kernels/engine/engine.js';
import { Threads } from '../kernels/pool/threads.js';
import type { WorkerChoice } from '../kernels/pool/threads.js';
import type { MarketFeed } from '../market/feed.js';
import { parseTimeframe } from '../market/timeframe.js';
import { loadPreset } from '../presets/index.js';
import type { Preset } from '../presets/preset.js';
import { DEFAULT_BATCH_SIZE, DEFAULT_CONCURRENCY, fixedBatches } from '../scanner/batch-controller.js';
import { scan as runScan } from '../scanner/scan.js';
import type { ScanResult } from '../scanner/scan-result.js';
import { resolveSymbol } from '../scanner/universe.js';
import { EXIT, SquallError } from '../util/squall-error.js';
import type { EngineOptions } from './engines.js';
import { engineFor } from './engines.js';

export interface ScanOptions extends EngineOptions {
  /** A built-in preset by its name, or one of `parsePreset`. @default 'default' */
  readonly preset?: string | Preset;
  /** `1m` … `1d`. @default '5m' */
  readonly timeframe?: string;
  /** Exactly the bars closed then are visible: a date, ISO 8601 or UTC ms. @default the last closed bar of the feed */
  readonly asOf?: Date | string | number;
  /** Closed bars before the as-of time that indicators see, ≥ 1. @default 500 */
  readonly bars?: number;
  /** Only these markets. @default all */
  readonly symbols?: readonly string[];
  /** Only markets of this quote currency. @default all */
  readonly quote?: string;
  /** What a filter does that has no data. @default what the preset says; `skip` where only a live source has them */
  readonly onMissing?: 'fail' | 'skip';
  /** Markets whose levels are wanted even if they do not pass. @default none */
  readonly levelsFor?: readonly string[];
  /** Compute levels only of the markets in `levelsFor`; components that look at levels have no data. @default false */
  readonly skipLevels?: boolean;
  /** Fail when there is no BTC market to compare with. @default false */
  readonly requireReference?: boolean;
  /** Markets a batch, ≥ 1; changes no result. @default 20 */
  readonly batchSize?: number;
  /** Batches that may be under way at once, ≥ 1; changes no result. @default 2 */
  readonly concurrency?: number;
  /**
   * Threads that compute: a number, or `auto` for as many as pay; changes no result. One where the page may not share
   * memory. @default 1
   */
  readonly workers?: WorkerChoice;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** A scan and what computed it. */
export interface LibraryScanResult extends ScanResult {
  /** Changes no result. */
  readonly engine: EngineName;
}

/** Bars that indicators see when nobody says. */
const DEFAULT_BARS = 500;

/**
 * Looks at every market of a feed and ranks those that pass the preset's filters. A pure function of the candles,
 * market facts, preset and as-of time: equal inputs give an equal `resultSha256` in every engine, in Node and in
 * browsers.
 *
 * @example
 * const { markets, resultSha256 } = await scan(simulate({ seed: 1 }), { preset: 'default' });
 * const best = markets.filter(({ passed }) => passed);
 * @throws {SquallError} with `code`: UNKNOWN_PRESET, USAGE, UNKNOWN_SYMBOL, NO_MARKETS, NO_DATA or REF_MISSING;
 *   whatever the feed throws; the signal's reason.
 */
export async function scan(feed: MarketFeed, options: ScanOptions = {}): Promise<LibraryScanResult> {
  const preset =
    typeof options.preset === 'object' ? options.preset : loadPreset(options.preset ?? 'default');
  const timeframeMs = parseTimeframe(options.timeframe ?? '5m');
  const bars = options.bars ?? DEFAULT_BARS;
  if (!Number.isInteger(bars) || bars < 1)
    throw usage(`Expected \`bars\` to be an integer ≥ 1, got ${bars}.`);
  const engine = await engineFor(options);
  const threads = new Threads({
    engine,
    host: platform.threads,
    workers: options.workers ?? 1,
    cores: platform.cores(),
  });
  const listed = await feed.markets();
  const result = await runScan(
    {
      timeframeMs,
      asOfMs: await resolveAsOf(feed, timeframeMs, options.asOf),
      bars,
      preset,
      missing: missingPolicy(preset, feed.source.hasLiveFacts, options.onMissing),
      symbols: options.symbols ?? null,
      quote: options.quote ?? null,
      levelsFor: new Set(options.levelsFor?.map((symbol) => resolveSymbol(symbol, listed))),
      requireReference: options.requireReference ?? false,
      skipLevels: options.skipLevels ?? false,
    },
    {
      feed,
      engine,
      threads,
      controller: fixedBatches(
        options.batchSize ?? DEFAULT_BATCH_SIZE,
        options.concurrency ?? DEFAULT_CONCURRENCY,
      ),
      sha256: platform.sha256,
      nowMs: () => performance.now(),
      pause: () => platform.pause(),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    },
  ).finally(() => threads.close());
  return { ...result, engine: engine.name };
}

async function resolveAsOf(
  feed: MarketFeed,
  timeframeMs: number,
  asOf: Date | string | number | undefined,
): Promise<number> {
  if (asOf !== undefined) {
    const asOfMs = new Date(asOf).getTime();
    if (Number.isInteger(asOfMs)) return asOfMs;
    throw usage(`Expected \`asOf\` to be a date, an ISO 8601 time or UTC ms, got ${JSON.stringify(asOf)}.`);
  }
  const lastCloseMs = await feed.lastCloseTimeMs(timeframeMs);
  if (lastCloseMs !== null) return lastCloseMs;
  throw new SquallError('NO_DATA', `${feed.source.detail}: no bar is closed`, EXIT.data);
}

function usage(message: string): SquallError {
  return new SquallError('USAGE', message, EXIT.usage);
}
