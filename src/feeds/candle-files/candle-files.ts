import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { MarketBars, MarketFeed, SourceDescription } from '../../market/feed.js';
import { NO_DETAILS } from '../../market/feed.js';
import type { MarketFacts, MarketInfo } from '../../market/market.js';
import { findOutages, longerOutages, outageWarning } from '../../market/outages.js';
import { marketFromSymbol } from '../../market/spelling.js';
import { displaySymbol } from '../../market/symbol.js';
import { DAY_MS, MINUTE_MS, formatTimeframe, openTimeOf } from '../../market/timeframe.js';
import { isoTime } from '../../util/iso-time.js';
import type { TwoThreads } from './csv/ahead/read-by-two.js';
import { findFiles } from './names/find-files.js';
import { ingestFile } from './ingest-file.js';
import { emptyFile, mismatchedFile } from './input-error.js';
import { resampleCandles } from './resample-candles.js';
import type { Retention } from './row-store.js';
import { RowStore } from './row-store.js';
import { counted } from '../../util/number-text.js';

export interface CandleFilesOptions {
  /** Timeframe to return; rows of a shorter one are resampled to it. null = that of the rows. */
  readonly timeframeMs: number | null;
  /** Bars needed of that timeframe; null keeps all. Bounds memory. */
  readonly barCount: (timeframeMs: number) => number | null;
  /** Rows that close later are left out; null = the newest row decides. */
  readonly asOfMs: number | null;
  /** The current time, UTC ms: bars that close later are left out and reported. */
  readonly nowMs: number;
  /** Symbol of files that have no column for it, regardless of their names. */
  readonly symbol?: string | undefined;
  /** Symbol of files that name none. */
  readonly symbolOfUnnamed?: string | undefined;
  /** Unified symbols whose candles are kept; null = all. `markets()` lists the others too. */
  readonly symbols?: readonly string[] | null;
  /** Called with the amount of the files read from disk, compressed if they are. */
  readonly onBytes?: ((readBytes: number, totalBytes: number) => void) | undefined;
  /** Aborts reading with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** For large CSV files: rows and errors are the same as with one thread. */
  readonly twoThreads?: TwoThreads | undefined;
}

export interface CandleFileFeed extends MarketFeed {
  /** The requested timeframe, otherwise the one inferred from the spacing of the rows. */
  readonly timeframeMs: number;
  /** Bytes on disk, compressed if the files are. */
  readonly bytesRead: number;
  readonly rowsRead: number;
  /** Rows kept in memory: bounded by symbols × bars, whatever the size of the files. */
  readonly rowsHeld: number;
}

/** Rejected and repeated rows take space too: with more than 1 % of them a market is rejected anyway. */
const SPARE_SHARE = 0.02;
const SPARE_ROWS = 16;

/**
 * Reads candle files (CSV, JSON, Parquet, Feather; plain, gzip, zip; folders and patterns) once, keeping the
 * newest bars of each symbol. A symbol found in several files is one market; a repeated bar is taken from the
 * later file.
 * @throws {SquallError} one sentence: no such file (exit 66), not candles, truncated or empty (65), or of a
 *   timeframe from which the requested one cannot be made (65); or the signal's reason.
 */
export async function openCandleFiles(
  paths: readonly string[],
  options: CandleFilesOptions,
): Promise<CandleFileFeed> {
  const { files, leftOut } = await findFiles(paths, options.timeframeMs);
  const store = new RowStore({
    asOfMs: options.asOfMs,
    nowMs: options.nowMs,
    symbols: options.symbols ? new Set(options.symbols) : null,
    decide: (spacingMs) => retentionFor(spacingMs, options),
  });
  const { onBytes, signal } = options;
  const totalBytes = onBytes === undefined ? 0 : await bytesOf(files);
  let bytesRead = 0;
  for (const file of files) {
    signal?.throwIfAborted();
    const before = bytesRead;
    const onFileBytes = (ofFile: number): void => onBytes?.(before + ofFile, totalBytes);
    bytesRead += await ingestFile(file, store, { ...options, onFileBytes });
  }
  const { rowTimeframeMs } = store.finish();
  if (options.asOfMs !== null && store.newestOpenMs === -Infinity) {
    const asOf = new Date(options.asOfMs).toISOString();
    throw emptyFile(`None of the ${counted(store.rowsRead, 'candle')} is closed at ${asOf}.`);
  }
  if (store.newestOpenMs === -Infinity && store.futureRows > 0) throw ofTheFuture(store, options.nowMs);
  return makeFeed(store, {
    rowTimeframeMs,
    timeframeMs: options.timeframeMs ?? rowTimeframeMs,
    bytesRead,
    detail: describeFiles(files),
    leftOut,
  });
}

function ofTheFuture(store: RowStore, nowMs: number): Error {
  const [newest, now] = [store.newestLeftOutMs, nowMs].map((timeMs) => isoTime(timeMs));
  return mismatchedFile(
    `All ${store.rowsRead} candles are of the future, up to ${newest}; this machine’s clock says ${now}.`,
  );
}

/** Unclosed bars do not count, but readers of a result must know about them. */
function warningsOf(store: RowStore): string[] {
  const { formingRows, futureRows, newestLeftOutMs } = store;
  if (formingRows + futureRows === 0) return [];
  const newest = newestLeftOutMs === -Infinity ? 'no time' : isoTime(newestLeftOutMs);
  const notes: string[] = [];
  if (formingRows > 0) {
    const bars = formingRows === 1 ? 'a bar that was' : `${formingRows} bars that were`;
    notes.push(`Left out ${bars} still forming${futureRows > 0 ? '' : `, the newest opened at ${newest}`}`);
  }
  if (futureRows > 0)
    notes.push(`Left out ${counted(futureRows, 'candle')} of the future, the newest of ${newest}`);
  return notes;
}

function leftOutWarning(files: readonly string[], timeframeMs: number): string[] {
  if (files.length === 0) return [];
  return [`Left out ${describeFiles(files)}, by name not of ${formatTimeframe(timeframeMs)}`];
}

const WEEK_MS = 7 * DAY_MS;
const MONTH_MS = 28 * DAY_MS;

/** On disk; a file gone by then is reported when it is opened. */
async function bytesOf(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map((file) => stat(file).catch(() => null)));
  return sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0);
}

function retentionFor(spacingMs: number | null, options: CandleFilesOptions): Retention {
  const wantedMs = options.timeframeMs;
  const rowTimeframeMs = spacingMs ?? wantedMs;
  if (rowTimeframeMs === null) {
    throw mismatchedFile('One candle per symbol does not show the timeframe: set it with --timeframe.');
  }
  const timeframeMs = wantedMs ?? rowTimeframeMs;
  const factor = timeframeMs / rowTimeframeMs;
  const seen = formatTimeframe(rowTimeframeMs);
  if (rowTimeframeMs % MINUTE_MS !== 0) {
    throw mismatchedFile(`Expected candles of whole minutes, but the rows stand ${seen} apart.`);
  }
  if (rowTimeframeMs === WEEK_MS || rowTimeframeMs >= MONTH_MS) {
    const kind = rowTimeframeMs === WEEK_MS ? 'weekly' : 'monthly';
    throw mismatchedFile(
      `The files hold ${kind} candles; expected bars of a day or less, which are scanned.`,
    );
  }
  if (!Number.isInteger(factor)) {
    throw mismatchedFile(
      `The files hold ${seen} candles, from which ${formatTimeframe(timeframeMs)} cannot be made.`,
    );
  }
  const bars = options.barCount(timeframeMs);
  const keep = bars === null ? Infinity : (Math.ceil(bars * (1 + SPARE_SHARE)) + SPARE_ROWS) * factor;
  return { rowTimeframeMs, keep };
}

interface FeedParts {
  readonly rowTimeframeMs: number;
  readonly timeframeMs: number;
  readonly bytesRead: number;
  readonly detail: string;
  /** Files of another timeframe. */
  readonly leftOut: readonly string[];
}

function makeFeed(
  store: RowStore,
  { rowTimeframeMs, timeframeMs, bytesRead, detail, leftOut }: FeedParts,
): CandleFileFeed {
  const source: SourceDescription = { kind: 'candles', detail, hasLiveFacts: false };
  const markets = store.symbols.sort().map(marketOf);
  const away = findOutages(
    store.symbols.flatMap((symbol) => {
      const openTimeMs = store.candlesOf(symbol)?.openTimeMs;
      return openTimeMs === undefined ? [] : [{ openTimeMs, isBitcoin: symbol.startsWith('BTC/') }];
    }),
    rowTimeframeMs,
  );
  const warnings = [
    ...leftOutWarning(leftOut, rowTimeframeMs),
    ...warningsOf(store),
    ...outageWarning(away, rowTimeframeMs),
  ];
  return {
    source,
    isMetered: false,
    timeframeMs,
    bytesRead,
    rowsRead: store.rowsRead,
    rowsHeld: store.rowsHeld,
    markets: () => Promise.resolve(markets),
    lastCloseTimeMs: (barMs) =>
      Promise.resolve(
        store.newestOpenMs === -Infinity ? null : openTimeOf(store.newestOpenMs + rowTimeframeMs, barMs),
      ),
    bars: async (symbols, barMs, count, asOfMs, signal) => {
      signal?.throwIfAborted();
      return symbols.map((symbol) => barsOf(store, symbol, rowTimeframeMs, barMs, count, asOfMs));
    },
    tickers: () => Promise.resolve(new Map<string, MarketFacts>()),
    details: () => Promise.resolve(NO_DETAILS),
    warnings: () => warnings,
    outages: (barMs) => (barMs === rowTimeframeMs ? away : longerOutages(away, rowTimeframeMs, barMs)),
  };
}

function barsOf(
  store: RowStore,
  symbol: string,
  rowTimeframeMs: number,
  timeframeMs: number,
  count: number,
  asOfMs: number,
): MarketBars {
  const candles = store.candlesOf(symbol);
  if (candles === null) {
    return { symbol, error: { code: 'DATA_EMPTY', message: 'The files have no candles of this symbol.' } };
  }
  if (timeframeMs === rowTimeframeMs) return { symbol, candles };
  if (timeframeMs % rowTimeframeMs !== 0) {
    const message = `The files hold ${formatTimeframe(rowTimeframeMs)} candles, from which ${formatTimeframe(timeframeMs)} cannot be made.`;
    return { symbol, error: { code: 'DATA_MISMATCH', message } };
  }
  const resampled = resampleCandles(candles, {
    fromTimeframeMs: rowTimeframeMs,
    toTimeframeMs: timeframeMs,
    asOfMs,
    count,
  });
  return 'code' in resampled ? { symbol, error: resampled } : { symbol, candles: resampled };
}

/** A symbol that is not spelled like a market is still listed: base = the symbol, quote unknown. */
function marketOf(symbol: string): MarketInfo {
  return (
    marketFromSymbol(symbol) ?? {
      symbol,
      base: symbol,
      quote: '',
      settle: null,
      type: 'unknown',
      active: null,
      listedAtMs: null,
      tickSize: null,
      leveragedToken: null,
    }
  );
}

const NAMES_SHOWN = 3;

function describeFiles(files: readonly string[]): string {
  const names = files.slice(0, NAMES_SHOWN).map((file) => displaySymbol(basename(file), 100));
  const more = files.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
