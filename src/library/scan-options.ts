import type { CacheSize } from '../cache/caches.js';
import type { WorkerChoice } from '../kernels/pool/threads.js';
import type { MarketFeed } from '../market/feed.js';
import { parseTimeframe } from '../market/timeframe.js';
import type { Preset } from '../presets/preset.js';
import type { KernelEvent } from '../scanner/guarded-computer.js';
import type { Sha256 } from '../util/sha256.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import type { BatchController } from '../resources/batches/batch-controller.js';
import type { EngineOptions } from './engines.js';
import { ENGINE_CHOICES } from './engines.js';
import { checkPreset, usage } from './given.js';

/** Bars that indicators see by default. */
export const DEFAULT_BARS = 500;
const DEFAULT_TIMEFRAME = '5m';

export const BATCH_CHOICES = ['adaptive', 'predictive', 'fixed'] as const;
export type BatchChoice = (typeof BATCH_CHOICES)[number];

/** What a scan covers, and how strictly: part of the inputs of its result. */
export interface AskedOptions {
  /** Only these markets. @default all */
  readonly symbols?: readonly string[];
  /** Only markets of this quote currency. @default all */
  readonly quote?: string;
  /**
   * What a filter without data does. @default as the preset says; `skip` if only a live source has the data
   */
  readonly onMissing?: 'fail' | 'skip';
  /**
   * Compute levels only for the markets in `levelsFor`; components that use levels have no data. @default
   * false
   */
  readonly skipLevels?: boolean;
  /** Fail if there is no BTC market as benchmark. @default false */
  readonly requireReference?: boolean;
}

/** Options that stay the same from scan to scan. */
export interface SessionOptions extends EngineOptions, AskedOptions {
  /** A built-in preset by name, or one from `parsePreset`. @default 'default' */
  readonly preset?: string | Preset;
  /** `1m` … `1d`, or its length in ms. @default '5m' */
  readonly timeframe?: string | number;
  /** Closed bars before the as-of time that indicators see, ≥ 1. @default 500 */
  readonly bars?: number;
  /**
   * How the number of markets loaded at once is chosen; changes no result. `adaptive`: fewer under memory
   * pressure; `predictive`: by a forecast of memory and time (docs/batches.md); `fixed`: always the maximum.
   * @default 'adaptive'
   */
  readonly batches?: BatchChoice | BatchController;
  /** Maximum markets per batch, ≥ 1. @default 20 */
  readonly batchSize?: number;
  /** Maximum batches in flight at once, ≥ 1. @default 2 */
  readonly concurrency?: number;
  /** Memory limit in bytes. @default the least of what cgroup, V8's heap limit and the machine allow */
  readonly maxMemoryBytes?: number;
  /**
   * Threads that compute: a number, or `auto` for as many as pay off; changes no result. One if the page may
   * not share memory. @default 1
   */
  readonly workers?: WorkerChoice;
  /**
   * Cache filter and score results from scan to scan; changes no result (docs/caches.md). @default no cache
   */
  readonly cache?: CacheSize;
  /** A faster SHA-256, if there is one; changes no result. @default the platform's */
  readonly sha256?: Sha256;
  /**
   * Compute `inputsSha256`. If false, it is null and candles are not hashed, which is most of a scan's time
   * without a native SHA-256; `resultSha256` is unaffected. @default true
   */
  readonly hashInputs?: boolean;
}

/** Options of one scan, which override the session's. */
export interface MomentOptions extends AskedOptions {
  /**
   * Exactly the bars closed by then are visible: a date, ISO 8601 or UTC ms. @default the last closed bar of
   * the feed
   */
  readonly asOf?: Date | string | number;
  /** Markets to compute levels for even if they do not pass. @default none */
  readonly levelsFor?: readonly string[];
  /**
   * Report only the markets in `levelsFor` if requests count against a limit, as an exchange's do: the others
   * are judged by their tickers alone. @default false
   */
  readonly isFocused?: boolean;
  /** Markets that have not arrived when it aborts are reported as too late (DEADLINE). @default none */
  readonly deadline?: AbortSignal;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** A kernel wrote out of bounds; the batch was recomputed. */
  readonly onKernelEvent?: (event: KernelEvent) => void;
}

export interface ScanOptions extends SessionOptions, MomentOptions {}

const ASKED: OptionTable<AskedOptions> = {
  symbols: true,
  quote: true,
  onMissing: true,
  skipLevels: true,
  requireReference: true,
};

const MOMENT: OptionTable<MomentOptions> = {
  ...ASKED,
  asOf: true,
  levelsFor: true,
  isFocused: true,
  deadline: true,
  signal: true,
  onProgress: true,
  onKernelEvent: true,
};

export const SESSION_OPTIONS: OptionTable<SessionOptions> = {
  ...ASKED,
  engine: true,
  wasm: true,
  preset: true,
  timeframe: true,
  bars: true,
  batches: true,
  batchSize: true,
  concurrency: true,
  maxMemoryBytes: true,
  workers: true,
  cache: true,
  sha256: true,
  hashInputs: true,
};

/** @throws {SquallError} USAGE: an unknown option. */
export function checkScanOptions(options: ScanOptions): void {
  checkOptionNames('scan', options, { ...SESSION_OPTIONS, ...MOMENT });
}

/** @throws {SquallError} USAGE: an unknown option. @param without  those that the call sets itself. */
export function checkMomentOptions(call: string, options: MomentOptions, without: readonly string[]): void {
  const names = Object.keys(MOMENT).filter((name) => !without.includes(name));
  checkOptionNames(call, options, names);
}

/**
 * Length of a bar in ms. @param feed  may have bars of only one length. @throws {SquallError} USAGE:
 * unsupported.
 */
export function timeframeMsOf(options: SessionOptions, feed: Pick<MarketFeed, 'timeframeMs'> = {}): number {
  const { timeframe = feed.timeframeMs ?? DEFAULT_TIMEFRAME } = options;
  return typeof timeframe === 'number' ? timeframe : parseTimeframe(timeframe);
}

/** Allowed values of options that are one of a few words; a typo must not count as the default. */
const CHOICES = {
  onMissing: ['fail', 'skip'],
  batches: BATCH_CHOICES,
  cache: ['full', 'half'],
} as const;

/** @throws {SquallError} USAGE: an option of the wrong type, or none of its choices. */
export function checkSessionOptions(options: SessionOptions): void {
  checkAsked(options);
  const { preset, engine } = options;
  if (preset !== undefined) checkPreset(preset);
  if (typeof engine !== 'object') checkEngineName(engine);
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value: unknown = options[name as keyof typeof CHOICES];
    const isController = name === 'batches' && typeof value === 'object' && value !== null;
    if (value === undefined || isController || (choices as readonly unknown[]).includes(value)) continue;
    throw usage(`Expected \`${name}\` to be one of ${choices.join(', ')}, got ${shownValue(value)}.`);
  }
}

/** @throws {SquallError} USAGE: an option of one scan of the wrong type. */
export function checkMoment(moment: MomentOptions): void {
  checkAsked(moment);
  checkSymbols('levelsFor', moment.levelsFor);
}

function checkAsked({ symbols, quote }: AskedOptions): void {
  checkSymbols('symbols', symbols);
  if (quote !== undefined && typeof quote !== 'string') {
    throw usage(`Expected \`quote\` to be a currency such as USDT, got ${shownValue(quote)}.`);
  }
}

function checkSymbols(name: string, symbols: readonly string[] | undefined): void {
  if (symbols === undefined) return;
  if (Array.isArray(symbols) && symbols.every((symbol) => typeof symbol === 'string')) return;
  throw usage(`Expected \`${name}\` to be a list of symbols, got ${shownValue(symbols)}.`);
}

function checkEngineName(engine: unknown): void {
  if (engine === undefined || (ENGINE_CHOICES as readonly unknown[]).includes(engine)) return;
  const choices = ENGINE_CHOICES.join(', ');
  throw usage(`Expected \`engine\` to be one of ${choices}, or an engine, got ${shownValue(engine)}.`);
}

/** @throws {SquallError} USAGE: not an integer ≥ 1. */
export function barsOf({ bars = DEFAULT_BARS }: SessionOptions): number {
  if (Number.isInteger(bars) && bars >= 1) return bars;
  throw usage(`Expected \`bars\` to be an integer ≥ 1, got ${bars}.`);
}

/** The as-of time of a scan, UTC ms. @throws {SquallError} USAGE: not a time; NO_DATA: no bar is closed. */
export async function asOfMsOf(
  feed: MarketFeed,
  timeframeMs: number,
  { asOf, signal }: MomentOptions,
): Promise<number> {
  if (asOf !== undefined) {
    const given: unknown = asOf;
    // As a date, null is 1970.
    const asOfMs = given === null ? NaN : new Date(asOf).getTime();
    if (Number.isInteger(asOfMs)) return asOfMs;
    throw usage(`Expected \`asOf\` to be a date, an ISO 8601 time or UTC ms, got ${shownValue(asOf)}.`);
  }
  const lastCloseMs = await feed.lastCloseTimeMs(timeframeMs, signal);
  if (lastCloseMs !== null) return lastCloseMs;
  throw new SquallError('NO_DATA', `${feed.source.detail}: no bar is closed`);
}
