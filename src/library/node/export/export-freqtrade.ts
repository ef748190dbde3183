import { formatTimeframe } from '../../../market/timeframe.js';
import type { CandleStore, StoredMarket } from '../../../store/candle-store.js';
import type { Span } from '../../../store/spans.js';
import { storeName } from '../../../store/store-folder.js';
import type { WriteBytes } from '../../../tables/table.js';
import { SquallError } from '../../../util/squall-error.js';
import { piecesOf } from './export-store.js';

/** One market's candles as stored by freqtrade. */
export interface FreqtradeFile {
  /** Path inside a freqtrade data folder: `BTC_USDT-5m.json`, `futures/BTC_USDT_USDT-5m-futures.json`. */
  readonly name: string;
  /** Writes rows of [open time in ms, open, high, low, close, volume]. @returns how many */
  readonly write: (write: WriteBytes) => number;
}

/**
 * The candles of a store as files of freqtrade's data format `json`, one per market, for `--data-format-ohlcv
 * json` (freqtrade/data/history/datahandlers). Holds one part of 1,024 bars in memory.
 * @throws {SquallError} NO_DATA (65): no matching candles.
 */
export function freqtradeFiles(
  store: CandleStore,
  { symbols, span }: { readonly symbols?: readonly string[] | undefined; readonly span: Span },
): FreqtradeFile[] {
  const timeframe = formatTimeframe(store.description.timeframeMs);
  const wanted = store.markets.filter(
    ({ market, span: has }) =>
      (symbols?.includes(market.symbol) ?? true) && has.fromMs < span.toMs && span.fromMs < has.toMs,
  );
  if (wanted.length === 0) {
    throw new SquallError('NO_DATA', `${storeName(store.description)}: no matching candles to export`);
  }
  return wanted.map((stored) => ({
    name: nameOf(stored, timeframe),
    write: (write) => writeRows(stored, span, write),
  }));
}

function nameOf({ market: { symbol, settle } }: StoredMarket, timeframe: string): string {
  const pair = symbol.replace(/[/ .@$+:]/g, '_');
  return settle === null ? `${pair}-${timeframe}.json` : `futures/${pair}-${timeframe}-futures.json`;
}

function writeRows({ reader }: StoredMarket, span: Span, write: WriteBytes): number {
  const encoder = new TextEncoder();
  let rows = 0;
  write(encoder.encode('['));
  for (const { openTimeMs, open, high, low, close, volume } of piecesOf(reader, span)) {
    const texts = Array.from(openTimeMs, (timeMs, row) =>
      JSON.stringify([timeMs, open[row], high[row], low[row], close[row], volume[row]]),
    );
    if (texts.length > 0) write(encoder.encode(`${rows === 0 ? '' : ','}${texts.join(',')}`));
    rows += texts.length;
  }
  write(encoder.encode(']'));
  return rows;
}
