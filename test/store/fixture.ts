import type { CandleColumns } from '../../src/market/candle-series.js';
import type { MarketInfo } from '../../src/market/market.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { MarketWriter } from '../../src/store/market-writer.js';
import type { Span } from '../../src/store/spans.js';

export const BAR_MS = 300_000;
/** 2025-01-30T00:00Z: two days on, a month ends. */
export const START_MS = Date.UTC(2025, 0, 30);

export const BTC = marketFromSymbol('BTC/USDT') as MarketInfo;

/** Bars [from, to) after the start, except absent ones; every value identifies its bar. */
export function bars(from: number, to: number, absent: readonly number[] = []): CandleColumns {
  const there = Array.from({ length: to - from }, (_, index) => from + index).filter(
    (bar) => !absent.includes(bar),
  );
  const column = (valueOf: (bar: number) => number): Float64Array => Float64Array.from(there, valueOf);
  return {
    openTimeMs: column((bar) => START_MS + bar * BAR_MS),
    open: column((bar) => 100 + bar),
    high: column((bar) => 102.5 + bar),
    low: column((bar) => 99.25 + bar),
    close: column((bar) => 101 + bar),
    volume: column((bar) => 7 * bar),
  };
}

export function span(from: number, to: number): Span {
  return { fromMs: START_MS + from * BAR_MS, toMs: START_MS + to * BAR_MS };
}

/** Appends a source’s answer. */
export function answer(
  writer: MarketWriter,
  from: number,
  to: number,
  absent: readonly number[] = [],
): number {
  return writer.append({
    window: span(from, to),
    rows: bars(from, to, absent),
    detail: 'test',
    atMs: START_MS + 1,
  });
}

export function openWriter(folder: string): MarketWriter {
  return MarketWriter.open(folder, BTC, BAR_MS);
}
