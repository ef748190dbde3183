import type { RawCandles } from '../../../market/candle-series.js';
import { isSoundRow } from '../../../market/clean-row.js';
import type { DataIssue } from '../../../market/data-issue.js';
import { isPlausibleTimeMs } from '../../../market/timeframe.js';
import type { AdaptedCandles } from '../adapters/adapter.js';
import type { Bar, BarColumns } from './bar-columns.js';

/** What remains to be requested: `limit` bars from the one that opens at `sinceMs`. */
export interface MissingBars {
  readonly sinceMs: number;
  readonly limit: number;
}

export interface BarsWithTrades {
  readonly candles: RawCandles;
  /** Trades of each bar; NaN = unknown. */
  readonly tradeCounts: Float64Array;
}

/** Rows that are closed and were requested. */
export function closedRows(
  { candles: { openTimeMs }, closedFlags }: AdaptedCandles,
  timeframeMs: number,
  { sinceMs, limit }: MissingBars,
  nowMs: number,
): number[] {
  const rows: number[] = [];
  const endMs = Math.min(nowMs, sinceMs + limit * timeframeMs);
  for (let row = 0; row < openTimeMs.length; row++) {
    const isClosed = openTimeMs[row] + timeframeMs <= endMs && closedFlags?.[row] !== 0;
    if (isClosed && openTimeMs[row] >= sinceMs) rows.push(row);
  }
  return rows;
}

/** Whether times increase strictly on the grid and every closed row is sound. */
export function isFaultless(
  { candles }: AdaptedCandles,
  closed: readonly number[],
  timeframeMs: number,
): boolean {
  const { openTimeMs } = candles;
  for (let row = 0; row < openTimeMs.length; row++) {
    if (!isPlausibleTimeMs(openTimeMs[row]) || openTimeMs[row] % timeframeMs !== 0) return false;
    if (row > 0 && openTimeMs[row] <= openTimeMs[row - 1]) return false;
  }
  return closed.every((row) => isSoundRow(candles, row));
}

export function barOf({ candles, tradeCounts }: AdaptedCandles, row: number): Bar {
  const { openTimeMs, open, high, low, close, volume } = candles;
  return {
    openTimeMs: openTimeMs[row],
    open: open[row],
    high: high[row],
    low: low[row],
    close: close[row],
    volume: volume[row],
    tradeCount: tradeCounts?.[row] ?? NaN,
  };
}

/** Late trades widen the range and add to the volume; they never change a bar's open. */
export function isSameOrLater(kept: Bar, again: Bar): boolean {
  return (
    again.open === kept.open &&
    again.high >= kept.high &&
    again.low <= kept.low &&
    again.volume >= kept.volume &&
    (again.close === kept.close || again.volume > kept.volume)
  );
}

export function contradiction(kept: Bar, again: Bar | null): DataIssue {
  const bar = `The bar ${new Date(kept.openTimeMs).toISOString().slice(0, 16)}Z`;
  const now = again === null ? 'is absent from the next' : `${sketch(again)} in the next`;
  return { code: 'DATA_MISMATCH', message: `${bar} ${sketch(kept)} in one answer and ${now}.` };
}

function sketch({ open, close, volume }: Bar): string {
  return `went from ${open} to ${close} with a volume of ${volume}`;
}

/** Kept bars and all of the answer, for the cleaner: it judges repeated bars, too. */
export function joined(bars: BarColumns, answer: AdaptedCandles): BarsWithTrades {
  const { tradeCount, ...before } = bars.last(bars.length);
  const { candles } = answer;
  const counts = answer.tradeCounts ?? new Float64Array(candles.openTimeMs.length).fill(NaN);
  return {
    candles: {
      symbol: candles.symbol,
      openTimeMs: concat(before.openTimeMs, candles.openTimeMs),
      open: concat(before.open, candles.open),
      high: concat(before.high, candles.high),
      low: concat(before.low, candles.low),
      close: concat(before.close, candles.close),
      volume: concat(before.volume, candles.volume),
    },
    tradeCounts: concat(tradeCount, counts),
  };
}

function concat(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
