import type { CandleColumns } from '../../../market/candle-series.js';
import { formatTimeframe } from '../../../market/timeframe.js';
import { toldRows } from '../../../store/candle-rows.js';
import type { CandleStore, StoredMarket } from '../../../store/candle-store.js';
import type { Span } from '../../../store/spans.js';
import { storeName } from '../../../store/store-folder.js';
import { storedMarketsAskedFor } from '../stored-markets.js';
import type { TableColumn, TablePart, WriteBytes } from '../../../tables/table.js';
import { SquallError } from '../../../util/squall-error.js';
import type { TableFormat } from './export-recording.js';
import { writerOf } from './export-recording.js';

const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const;

/** Volumes may be null for markets recorded without them. */
function columnsOf(markets: readonly StoredMarket[]): readonly TableColumn[] {
  const lacksVolume = markets.some(({ manifest }) => manifest.hasVolume === false);
  return [
    { name: 'symbol', type: 'label', isNullable: false },
    { name: 'openTime', type: 'timestamp', isNullable: false },
    ...PRICES.map((name): TableColumn => ({
      name,
      type: 'double',
      isNullable: name === 'volume' && lacksVolume,
    })),
  ];
}

export interface StoreExport {
  readonly format: TableFormat | 'csv';
  /** Symbols as in a scan: patterns, an unambiguous base currency, any case. @default all */
  readonly symbols?: readonly string[] | undefined;
  readonly span: Span;
  readonly write: WriteBytes;
}

/**
 * Writes the candles of a store, by symbol and time. The CSV can be read back as a candle file. Memory holds
 * one part of 1,024 bars for CSV, one row group for Parquet.
 * @returns rows. @throws {SquallError} UNKNOWN_SYMBOL (64). NO_DATA (65): there is nothing to write.
 */
export async function exportStore(store: CandleStore, options: StoreExport): Promise<number> {
  const { format, symbols, span, write } = options;
  const markets = storedMarketsAskedFor(store, { symbols: symbols ?? null, quote: null });
  let rows = 0;
  function* pieces(): Generator<readonly [string, CandleColumns]> {
    for (const { market, manifest, reader } of markets) {
      for (const piece of piecesOf(reader, span)) {
        rows += piece.openTimeMs.length;
        yield [market.symbol, toldRows(piece, manifest)];
      }
    }
  }
  if (format === 'csv') writeCsv(pieces(), write);
  else {
    const metadata = () => ({
      'squall.source': `store ${storeName(store.description)}`,
      'squall.timeframe': formatTimeframe(store.description.timeframeMs),
    });
    await (
      await writerOf(format)
    )({ columns: columnsOf(markets), parts: partsOf(pieces()), metadata }, write);
  }
  if (rows > 0) return rows;
  throw new SquallError('NO_DATA', `${storeName(store.description)}: no matching candles to export`);
}

/** A month at a time, so that no market is in memory as a whole. */
export function* piecesOf(reader: StoredMarket['reader'], span: Span): Generator<CandleColumns> {
  for (const part of reader.spans()) {
    const [fromMs, toMs] = [Math.max(part.fromMs, span.fromMs), Math.min(part.toMs, span.toMs)];
    if (fromMs < toMs) yield* reader.pieces(fromMs, toMs);
  }
}

function* partsOf(pieces: Iterable<readonly [string, CandleColumns]>): Generator<TablePart> {
  for (const [symbol, piece] of pieces) {
    const { openTimeMs } = piece;
    yield [Array.from(openTimeMs, () => symbol), [...openTimeMs], ...PRICES.map((name) => [...piece[name]])];
  }
}

function writeCsv(pieces: Iterable<readonly [string, CandleColumns]>, write: WriteBytes): void {
  const encoder = new TextEncoder();
  write(encoder.encode('symbol,timestamp_ms,open,high,low,close,volume\n'));
  for (const [symbol, piece] of pieces) {
    const lines = Array.from(piece.openTimeMs, (timeMs, row) =>
      [csvText(symbol), timeMs, ...PRICES.map((name) => csvNumber(piece[name][row]))].join(','),
    );
    write(encoder.encode(`${lines.join('\n')}\n`));
  }
}

/** Unknown values are empty cells. */
function csvNumber(value: number): number | string {
  return Number.isNaN(value) ? '' : value;
}

/** RFC 4180 */
function csvText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
