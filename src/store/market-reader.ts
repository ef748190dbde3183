import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { CandleColumns } from '../market/candle-series.js';
import { joinRows, sliceRows } from './candle-rows.js';
import type { MarketManifest } from './market-manifest.js';
import type { RowSource } from './read-bars.js';
import type { PlacedPart } from './read-part.js';
import { firstPartTo, readPart } from './read-part.js';
import type { Span } from './spans.js';
import { firstFrom } from '../util/first-from.js';

/** Decoded parts of all markets of a store; the least recently used are dropped first. */
export type PartCache = LRUCache<string, CandleColumns>;

const BYTES_PER_ROW = 6 * Float64Array.BYTES_PER_ELEMENT;

/** @param maxBytes  of decoded candles */
export function createPartCache(maxBytes: number): PartCache {
  return new LRUCache({
    maxSize: maxBytes,
    sizeCalculation: ({ openTimeMs }) => Math.max(1, openTimeMs.length * BYTES_PER_ROW),
  });
}

/** Rows of one market, read from disk on demand. */
export class MarketReader implements RowSource {
  /** In order of time. */
  readonly parts: readonly PlacedPart[];

  constructor(
    folder: string,
    manifest: MarketManifest,
    private readonly cache: PartCache,
  ) {
    this.parts = manifest.segments.flatMap(({ file, parts }) =>
      parts.map((part) => ({ ...part, file: join(folder, file) })),
    );
  }

  /** Rows that open in [fromMs, toMs), piece by piece, sharing memory that must not be modified. */
  pieces(fromMs: number, toMs: number): CandleColumns[] {
    const pieces: CandleColumns[] = [];
    for (let index = firstPartTo(this.parts, fromMs); index < this.parts.length; index++) {
      if (this.parts[index].firstMs >= toMs) break;
      const rows = this.#rowsOf(index);
      const from = firstFrom(rows.openTimeMs, fromMs);
      const to = firstFrom(rows.openTimeMs, toMs);
      if (from < to) pieces.push(sliceRows(rows, from, to));
    }
    return pieces;
  }

  /** The same in one piece. */
  rows(fromMs: number, toMs: number): CandleColumns {
    return joinRows(this.pieces(fromMs, toMs));
  }

  /** Close of the last row that opens before a time; null if there is none. */
  closeBefore(timeMs: number): number | null {
    const opensBefore = this.parts.findLastIndex(({ firstMs }) => firstMs < timeMs);
    if (opensBefore < 0) return null;
    const { openTimeMs, close } = this.#rowsOf(opensBefore);
    return close[firstFrom(openTimeMs, timeMs) - 1];
  }

  /** Times from the first row to after the last row of each part. */
  spans(): Span[] {
    return this.parts.map(({ firstMs, lastMs }) => ({ fromMs: firstMs, toMs: lastMs + 1 }));
  }

  #rowsOf(index: number): CandleColumns {
    const part = this.parts[index];
    const key = `${part.offset} ${part.file}`;
    const cached = this.cache.get(key);
    if (cached !== undefined) return cached;
    const rows = readPart(part);
    this.cache.set(key, rows);
    return rows;
  }
}
