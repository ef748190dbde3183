import type { RawCandles } from '../../src/market/candle-series.js';

export const FIVE_MINUTES = 300_000;
/** 2024-08-05T00:00:00Z, on the grid of every timeframe up to a day. */
export const START_MS = 1_722_816_000_000;

export interface Row {
  openTimeMs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** Plain sound rows, each bar different. */
export function soundRows(count: number, timeframeMs = FIVE_MINUTES, startMs = START_MS): Row[] {
  return Array.from({ length: count }, (_, bar) => {
    const open = 100 + (bar % 7);
    const close = 100 + ((bar + 1) % 7);
    const high = Math.max(open, close) + 1;
    const low = Math.min(open, close) - 1;
    return { openTimeMs: startMs + bar * timeframeMs, open, high, low, close, volume: 10 + (bar % 5) };
  });
}

export function rawCandles(rows: readonly Row[], symbol = 'TEST/USDT'): RawCandles {
  const column = (name: keyof Row) => Float64Array.from(rows, (row) => row[name]);
  return {
    symbol,
    openTimeMs: column('openTimeMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}

/** The time at which the last of `count` bars closes. */
export function closeOf(count: number, timeframeMs = FIVE_MINUTES): number {
  return START_MS + count * timeframeMs;
}

export const COLUMN_NAMES = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;
