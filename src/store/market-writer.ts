import { closeSync, fsyncSync, openSync, writeSync, readdirSync, rmSync, ftruncateSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../feeds/exchange/files/atomic-file.js';
import { makeFolder } from '../files/make-folder.js';
import { readPlainBytes } from '../files/plain-file.js';
import type { CandleColumns } from '../market/candle-series.js';
import type { MarketInfo } from '../market/market.js';
import { sha256 } from '../platform/node.js';
import { joinRows, rowsWhere, sliceRows, sortedRows } from './candle-rows.js';
import { absentSpans, mergeHoles } from './holes.js';
import type { MarketManifest, Origin, SegmentEntry } from './market-manifest.js';
import { emptyManifest, MANIFEST_FILE, manifestText } from './market-manifest.js';
import { createPartCache, MarketReader } from './market-reader.js';
import { monthSpan, monthsIn } from './months.js';
import { encodeParts, ROWS_PER_PART } from './segment-parts.js';
import type { Span } from './spans.js';
import { intersect, subtract, union } from './spans.js';
import { FOLDER_MODE, readMarket, storeCorrupt } from './store-folder.js';
import { shownValue } from '../util/plain-text.js';
import { firstFrom } from '../util/first-from.js';

/** A source's answer to one request. */
export interface Answer {
  /** The requested span. */
  readonly window: Span;
  /** Sound rows on the grid and inside the window, in order, each time once. */
  readonly rows: CandleColumns;
  /** False if the source has no volumes; then they are all 0. @default true */
  readonly hasVolume?: boolean;
  /** Origin: `binance spot`; for files, those of a month. */
  readonly detail: string | ((month: string) => string);
  /** When, UTC ms. */
  readonly atMs: number;
}

/**
 * The only writer of a market. An answer is stored when `append` returns: its bytes are on disk first, then,
 * atomically, the manifest that names them. Bytes that no manifest names are free, and are overwritten.
 */
export class MarketWriter {
  readonly #folder: string;
  readonly #timeframeMs: number;
  #manifest: MarketManifest;

  private constructor(folder: string, timeframeMs: number, manifest: MarketManifest) {
    this.#folder = folder;
    this.#timeframeMs = timeframeMs;
    this.#manifest = manifest;
  }

  /** @throws {SquallError} STORE_CORRUPT: its manifest cannot be read. @throws the file system's error. */
  static open(folder: string, market: MarketInfo, timeframeMs: number): MarketWriter {
    makeFolder(folder, FOLDER_MODE);
    const found = readMarket(folder);
    if (found !== null && 'problem' in found) throw storeCorrupt(folder, found.problem);
    // On case-insensitive disks, a folder of an earlier version may be another market's.
    if (found !== null && found.manifest.market.symbol !== market.symbol) {
      throw storeCorrupt(folder, `the candles of ${shownValue(found.manifest.market.symbol)} are there`);
    }
    const writer = new MarketWriter(folder, timeframeMs, found?.manifest ?? emptyManifest(market));
    writer.#sweep();
    // Candles without a manifest beside them are then always damage.
    if (found === null) writer.#commit(writer.#manifest);
    return writer;
  }

  get manifest(): MarketManifest {
    return this.#manifest;
  }

  /** Why candles with volumes, or without, cannot be stored beside the existing ones; null = they can. */
  refusalOf(hasVolume: boolean): string | null {
    const has = this.#manifest.hasVolume !== false;
    if (this.#manifest.segments.length === 0 || has === hasVolume) return null;
    const [there, wanted] = [has, hasVolume].map((each) => (each ? 'with' : 'without'));
    return `The store has its candles ${there} volumes, and these came ${wanted}: keep them in a separate store.`;
  }

  /**
   * Stores an answer. Existing rows are unchanged.
   * @returns the number of new rows.
   * @throws {Error} see {@link refusalOf}.
   */
  append(answer: Answer): number {
    const { window, rows, hasVolume = true } = answer;
    const refusal = this.refusalOf(hasVolume);
    if (refusal !== null) throw new Error(refusal);
    const { asked, holes } = this.#manifest;
    const known = subtract(intersect([window], asked), union(holes));
    const fresh = rowsWhere(rows, (row) => !isIn(rows.openTimeMs[row], known));
    const absent = subtract(absentSpans(rows.openTimeMs, window, this.#timeframeMs), known);
    const askedNow = union([...asked, window]);
    const segments = new Map(this.#manifest.segments.map((segment) => [segment.month, segment]));
    for (const month of monthsIn(window)) {
      const { openTimeMs } = fresh;
      const span = monthSpan(month);
      const ofMonth = sliceRows(fresh, firstFrom(openTimeMs, span.fromMs), firstFrom(openTimeMs, span.toMs));
      const isOver = subtract([span], askedNow).length === 0;
      const segment = this.#segmentWith(segments.get(month), month, ofMonth, answer, isOver);
      if (segment !== undefined) segments.set(month, segment);
    }
    const { hasVolume: _, ...before } = this.#manifest;
    this.#commit({
      ...before,
      ...(hasVolume ? {} : { hasVolume: false as const }),
      asked: askedNow,
      holes: mergeHoles(holes, window, absent),
      segments: [...segments.values()].sort((a, b) => (a.month < b.month ? -1 : 1)),
    });
    return fresh.openTimeMs.length;
  }

  /** The exchange's current state of the market. @param goneSinceMs  null = it is trading */
  describe(market: MarketInfo, goneSinceMs: number | null): void {
    const before = this.#manifest;
    const since = goneSinceMs === null ? null : (before.goneSinceMs ?? goneSinceMs);
    // A listing date that was reported once is kept when it no longer is.
    const known = { ...market, listedAtMs: market.listedAtMs ?? before.market.listedAtMs };
    if (JSON.stringify([known, since]) === JSON.stringify([before.market, before.goneSinceMs])) return;
    this.#commit({ ...before, market: known, goneSinceMs: since });
  }

  /** @param isOver  everything of the month has been requested: small parts are merged. */
  #segmentWith(
    segment: SegmentEntry | undefined,
    month: string,
    rows: CandleColumns,
    answer: Answer,
    isOver: boolean,
  ): SegmentEntry | undefined {
    const count = rows.openTimeMs.length;
    const lastMs = segment?.parts.at(-1)?.lastMs ?? -Infinity;
    const isAppended = count === 0 || rows.openTimeMs[0] > lastMs;
    const total = count + (segment?.parts ?? []).reduce((sum, part) => sum + part.rows, 0);
    const partCount = (segment?.parts.length ?? 0) + Math.ceil(count / ROWS_PER_PART);
    const isScattered = isOver && partCount > Math.ceil(total / ROWS_PER_PART) + 1;
    if (count === 0 && !isScattered) return segment;
    const origins =
      count === 0 ? (segment?.origins ?? []) : withOrigin(segment?.origins ?? [], answer, month);
    if (isAppended && !isScattered) return this.#appended(segment, month, rows, origins);
    return this.#rewritten(segment, month, rows, origins);
  }

  #appended(
    segment: SegmentEntry | undefined,
    month: string,
    rows: CandleColumns,
    origins: readonly Origin[],
    file = segment?.file ?? `${month}.candles`,
  ): SegmentEntry {
    const offset = segment?.bytes ?? 0;
    const path = join(this.#folder, file);
    const { bytes, parts } = encodeParts(rows, this.#timeframeMs, offset);
    const before = segment === undefined ? new Uint8Array(0) : readPlainBytes(path, 0, offset);
    writeDurably(path, bytes, offset);
    return {
      month,
      file,
      bytes: offset + bytes.length,
      sha256: sha256([before, bytes]),
      parts: [...(segment?.parts ?? []), ...parts],
      origins,
    };
  }

  /**
   * Rewrites all rows of the month in a file of another name: the old one counts until the manifest says
   * otherwise.
   */
  #rewritten(
    segment: SegmentEntry | undefined,
    month: string,
    rows: CandleColumns,
    origins: readonly Origin[],
  ): SegmentEntry {
    const { fromMs, toMs } = monthSpan(month);
    const reader = new MarketReader(this.#folder, this.#manifest, createPartCache(1));
    const all = sortedRows(joinRows([reader.rows(fromMs, toMs), rows]));
    const generation = Number(/\.(\d+)\.candles$/.exec(segment?.file ?? '')?.[1] ?? 1) + 1;
    return this.#appended(undefined, month, all, origins, `${month}.${generation}.candles`);
  }

  #commit(manifest: MarketManifest): void {
    writeAtomically(join(this.#folder, MANIFEST_FILE), manifestText(manifest), true);
    this.#manifest = manifest;
  }

  /** Removes what a killed writer left behind, and segments that were replaced. */
  #sweep(): void {
    const named = new Set([MANIFEST_FILE, ...this.#manifest.segments.map(({ file }) => file)]);
    for (const name of readdirSync(this.#folder)) {
      const isOurs = name.endsWith('.candles') || name.startsWith(`${MANIFEST_FILE}.tmp-`);
      if (isOurs && !named.has(name)) rmSync(join(this.#folder, name), { force: true });
    }
  }
}

function isIn(timeMs: number, spans: readonly Span[]): boolean {
  return spans.some(({ fromMs, toMs }) => timeMs >= fromMs && timeMs < toMs);
}

function withOrigin(
  origins: readonly Origin[],
  { window, detail: source, atMs }: Answer,
  month: string,
): Origin[] {
  const detail = typeof source === 'string' ? source : source(month);
  const last = origins.at(-1);
  if (last?.detail === detail && last.toMs >= window.fromMs && last.fromMs <= window.toMs) {
    const [span] = union([last, window]);
    return [...origins.slice(0, -1), { ...last, ...span, lastAtMs: atMs }];
  }
  return [...origins, { detail, ...window, firstAtMs: atMs, lastAtMs: atMs }];
}

/** Writes bytes from an offset to the end of the file; they are on disk when it returns. */
function writeDurably(path: string, bytes: Uint8Array, offset: number): void {
  const descriptor = openSync(path, offset === 0 ? 'w' : 'r+');
  try {
    for (let at = 0; at < bytes.length;)
      at += writeSync(descriptor, bytes, at, bytes.length - at, offset + at);
    ftruncateSync(descriptor, offset + bytes.length);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
