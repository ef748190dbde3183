import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openCandleFiles } from '../../feeds/candle-files/candle-files.js';
import { fileSha256 } from '../../feeds/candle-files/containers/checksum.js';
import { emptyFile } from '../../feeds/candle-files/input-error.js';
import { readFileName } from '../../feeds/candle-files/names/file-name.js';
import { findFiles } from '../../feeds/candle-files/names/find-files.js';
import type { RawCandles } from '../../market/candle-series.js';
import { hasNoVolume } from '../../market/clean.js';
import type { MarketInfo } from '../../market/market.js';
import { asPerpetual } from '../../market/spelling.js';
import { displaySymbol } from '../../market/symbol.js';
import { isPlausibleTimeMs, lastClosedOpenTime } from '../../market/timeframe.js';
import { soundRows } from '../../store/sound-rows.js';
import type { StoreDescription } from '../../store/store-folder.js';
import { storeName } from '../../store/store-folder.js';
import { StoreWriter } from '../../store/store-writer.js';
import { counted } from '../../util/number-text.js';

export interface ImportOptions {
  /** Folder of all stores. */
  readonly root: string;
  readonly exchange: string;
  /**
   * swap: markets whose symbols do not say so are perpetual contracts too, because exchange archives use the
   * same names.
   * @default that of the first market: swap if it is settled in a currency, otherwise spot
   */
  readonly type?: string | undefined;
  /** @default that of the files */
  readonly timeframeMs?: number | undefined;
  /** When, UTC ms. */
  readonly nowMs: number;
}

export interface ImportReport {
  readonly store: string;
  readonly folder: string;
  readonly markets: number;
  /** Bars that are new to the store. */
  readonly bars: number;
  readonly leftOut: readonly { readonly symbol: string; readonly reason: string }[];
  /** What was not imported from the files, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Imports candle files into a store, market by market if their names allow it, so that one market's candles
 * are in memory at a time. A bar found in two files of a market is taken from the later one. Gaps in the
 * files count as missing until a download has requested them.
 * @throws {SquallError} what reading the files throws (64, 65, 66); LOCKED (75), CANNOT_CREATE (73).
 */
export async function importCandles(paths: readonly string[], options: ImportOptions): Promise<ImportReport> {
  const { files, leftOut } = await findFiles(paths, options.timeframeMs ?? null);
  const run = new ImportRun(options);
  try {
    for (const group of groupsOf(files)) await run.take(group);
    return run.report(leftOut.map((path) => `Left out ${nameOf(path)}, by name of another timeframe`));
  } finally {
    await run.close();
  }
}

/**
 * Files that are read together: those named after one market, the largest group first; and all those whose
 * names have none.
 */
function groupsOf(files: readonly string[]): (readonly string[])[] {
  const bySymbol = new Map<string | null, string[]>();
  for (const file of files) {
    const { symbol } = readFileName(file);
    const group = bySymbol.get(symbol);
    if (group === undefined) bySymbol.set(symbol, [file]);
    else group.push(file);
  }
  // The rows of the first group determine the timeframe: a file of one bar has none.
  return [...bySymbol.values()]
    .map((group) => ({ group, bytes: group.reduce((sum, file) => sum + sizeOf(file), 0) }))
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ group }) => group);
}

class ImportRun {
  readonly #options: ImportOptions;
  readonly #markets = new Set<string>();
  readonly #leftOut: ImportReport['leftOut'][number][] = [];
  readonly #warnings = new Set<string>();
  #description: StoreDescription | null = null;
  #writer: StoreWriter | null = null;
  #bars = 0;

  constructor(options: ImportOptions) {
    this.#options = options;
  }

  async take(files: readonly string[]): Promise<void> {
    const { nowMs, timeframeMs: wantedMs = null } = this.#options;
    const feed = await openCandleFiles(files, {
      timeframeMs: this.#description?.timeframeMs ?? wantedMs,
      barCount: () => null,
      asOfMs: null,
      nowMs,
    });
    for (const warning of feed.warnings?.() ?? []) this.#warnings.add(warning);
    const markets = await feed.markets();
    const writer = await this.#open(feed.timeframeMs, markets[0]);
    const detailOf = await originsOf(files);
    const endMs = (await feed.lastCloseTimeMs(feed.timeframeMs)) ?? 0;
    for (const listed of markets) {
      const market = this.#description?.type === 'swap' ? asPerpetual(listed) : listed;
      const [answer] = await feed.bars([listed.symbol], feed.timeframeMs, Number.MAX_SAFE_INTEGER, endMs);
      const rows =
        this.#refusalOf(market) ??
        ('error' in answer ? answer.error : soundRowsOf(answer.candles, feed.timeframeMs, endMs));
      if ('code' in rows) {
        this.#leftOut.push({ symbol: market.symbol, reason: rows.message });
        continue;
      }
      const hasVolume = 'error' in answer || !hasNoVolume(answer.candles);
      const refusal = writer.market(market).refusalOf(hasVolume);
      if (refusal !== null) {
        this.#leftOut.push({ symbol: market.symbol, reason: refusal });
        continue;
      }
      const { openTimeMs } = rows;
      const window = { fromMs: openTimeMs[0], toMs: openTimeMs[openTimeMs.length - 1] + feed.timeframeMs };
      this.#markets.add(market.symbol);
      this.#bars += writer.market(market).append({ window, rows, hasVolume, detail: detailOf, atMs: nowMs });
    }
  }

  report(warnings: readonly string[]): ImportReport {
    if (this.#writer === null || this.#description === null) throw emptyFile('The files hold no market.');
    return {
      store: storeName(this.#description),
      folder: this.#writer.folder,
      markets: this.#markets.size,
      bars: this.#bars,
      leftOut: this.#leftOut,
      warnings: [...warnings, ...this.#warnings],
    };
  }

  async close(): Promise<void> {
    await this.#writer?.close();
  }

  async #open(timeframeMs: number, first: MarketInfo | undefined): Promise<StoreWriter> {
    if (this.#writer !== null) return this.#writer;
    const { root, exchange, type = first === undefined ? 'spot' : kindOf(first) } = this.#options;
    const description = { exchange, type, timeframeMs };
    this.#description = description;
    this.#writer = await StoreWriter.open(join(root, storeName(description)), description);
    return this.#writer;
  }

  /** A store contains markets of one type. */
  #refusalOf(market: MarketInfo): { readonly code: string; readonly message: string } | null {
    const kind = kindOf(market);
    const type = this.#description?.type;
    if (type === kind) return null;
    return { code: 'DATA_MISMATCH', message: `it is of type ${kind}: import it with --type ${kind}` };
  }
}

/** Named like an exchange's stores: a market settled in a currency is not a spot market. */
function kindOf({ settle }: MarketInfo): string {
  return settle === null ? 'spot' : 'swap';
}

/** Named in an origin; more are counted. */
const FILES_NAMED = 3;

/**
 * Where the bars of a month came from: the files whose names contain that month, otherwise all of them, with
 * the hashes of their bytes, so that data an exchange republishes later can be told apart from what was read.
 */
async function originsOf(files: readonly string[]): Promise<(month: string) => string> {
  const named: { readonly name: string; readonly text: string }[] = [];
  for (const file of files) {
    const name = nameOf(file);
    const hash = isPlainFile(file) ? `, sha256 ${await fileSha256(file)}` : '';
    named.push({ name, text: `${name}${hash}` });
  }
  return (month) => {
    const ofMonth = named.filter(({ name }) => name.includes(month));
    const from = ofMonth.length === 0 ? named : ofMonth;
    const more = from.length - FILES_NAMED;
    const shown = from.slice(0, FILES_NAMED).map(({ text }) => text);
    return `${shown.join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
  };
}

function nameOf(path: string): string {
  return path === '-' ? 'standard input' : displaySymbol(basename(path), NAME_LENGTH);
}

const NAME_LENGTH = 100;

function isPlainFile(path: string): boolean {
  return path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}

function sizeOf(path: string): number {
  return path === '-' ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
}

/** Rows without a plausible time: more of a market than this are not an accident. */
const MOST_TIMELESS = 0.01;

function soundRowsOf(candles: RawCandles, timeframeMs: number, endMs: number) {
  const timeless = candles.openTimeMs.filter((timeMs) => !isPlausibleTimeMs(timeMs)).length;
  if (timeless > MOST_TIMELESS * candles.openTimeMs.length) {
    const message = `${timeless} of ${counted(candles.openTimeMs.length, 'row')} have no plausible time`;
    return { code: 'DATA_INVALID' as const, message };
  }
  const firstMs = candles.openTimeMs.reduce((least, timeMs) => (timeMs < least ? timeMs : least), Infinity);
  const fromMs = Math.min(lastClosedOpenTime(firstMs + timeframeMs, timeframeMs), endMs);
  const rows = soundRows(candles, { fromMs, toMs: endMs }, timeframeMs);
  if ('code' in rows || rows.openTimeMs.length > 0) return rows;
  return { code: 'DATA_EMPTY' as const, message: 'no usable bar' };
}
