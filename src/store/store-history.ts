import type { CandleColumns } from '../market/candle-series.js';
import type { BarColumns, HistoryMarket, HistorySource } from '../history/history-source.js';
import type { CandleStore, StoredMarket } from './candle-store.js';
import type { Span } from './spans.js';
import { overlap } from './spans.js';
import { storeOutages } from './store-outages.js';

const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * The bars of a store that open in a span, as a history. Read from disk as they are asked for; what is absent between
 * two bars is filled as the cleaner does it: volume 0 at the close before, flagged.
 * @param stored  those of the store's markets that are wanted.
 * @returns null where none has a bar in the span.
 */
export function storeHistory(
  store: CandleStore,
  stored: readonly StoredMarket[],
  span: Span,
): HistorySource | null {
  const { timeframeMs } = store.description;
  const within = stored.flatMap((market) => {
    const bars = barsWithin(market, span, timeframeMs);
    return bars === null ? [] : [{ market, bars }];
  });
  if (within.length === 0) return null;
  const firstOpenTimeMs = within.reduce((first, { bars }) => Math.min(first, bars.fromMs), Infinity);
  const endMs = within.reduce((end, { bars }) => Math.max(end, bars.toMs), -Infinity);
  const barOf = (timeMs: number): number => (timeMs - firstOpenTimeMs) / timeframeMs;
  return {
    timeframeMs,
    firstOpenTimeMs,
    barCount: barOf(endMs),
    markets: within.map(({ market: { market, manifest }, bars }): HistoryMarket => ({
      market: { ...market, active: null },
      firstBar: barOf(bars.fromMs),
      endBar: barOf(bars.toMs),
      ...(manifest.hasVolume === false ? { hasVolume: false } : {}),
    })),
    outages: storeOutages(store),
    read(index, firstBar, endBar, into, at) {
      const fromMs = firstOpenTimeMs + firstBar * timeframeMs;
      readBars(
        within[index].market,
        { fromMs, toMs: fromMs + (endBar - firstBar) * timeframeMs },
        timeframeMs,
        into,
        at,
      );
    },
  };
}

/** From the first bar in the span to the end of the last one. */
function barsWithin({ span, reader }: StoredMarket, wanted: Span, timeframeMs: number): Span | null {
  const both = overlap(span, wanted);
  if (both === null) return null;
  if (both.fromMs === span.fromMs && both.toMs === span.toMs) return span;
  // A span that begins or ends in a hole begins with the next bar and ends with the one before.
  const { openTimeMs } = reader.rows(both.fromMs, both.toMs);
  if (openTimeMs.length === 0) return null;
  return { fromMs: openTimeMs[0], toMs: openTimeMs[openTimeMs.length - 1] + timeframeMs };
}

function readBars(
  { reader }: StoredMarket,
  { fromMs, toMs }: Span,
  timeframeMs: number,
  into: BarColumns,
  at: number,
): void {
  let nextMs = fromMs;
  let place = at;
  let close: number | null = null;
  for (const piece of reader.pieces(fromMs, toMs)) {
    const { openTimeMs } = piece;
    for (let from = 0; from < openTimeMs.length;) {
      if (openTimeMs[from] > nextMs) {
        const count = (openTimeMs[from] - nextMs) / timeframeMs;
        fill(into, place, count, close ?? reader.closeBefore(nextMs) ?? NaN);
        place += count;
      }
      const to = endOfRun(openTimeMs, from, timeframeMs);
      copyRows(piece, from, to, into, place);
      place += to - from;
      close = piece.close[to - 1];
      nextMs = openTimeMs[to - 1] + timeframeMs;
      from = to;
    }
  }
  if (nextMs < toMs)
    fill(into, place, (toMs - nextMs) / timeframeMs, close ?? reader.closeBefore(nextMs) ?? NaN);
}

/** Behind the last row that follows without a hole. */
function endOfRun(openTimeMs: Float64Array, from: number, timeframeMs: number): number {
  const last = openTimeMs.length - 1;
  if (openTimeMs[last] - openTimeMs[from] === (last - from) * timeframeMs) return last + 1;
  let to = from + 1;
  while (to <= last && openTimeMs[to] - openTimeMs[to - 1] === timeframeMs) to++;
  return to;
}

function copyRows(rows: CandleColumns, from: number, to: number, into: BarColumns, at: number): void {
  for (const name of [...PRICES, 'volume'] as const) into[name].set(rows[name].subarray(from, to), at);
  into.filled.fill(0, at, at + to - from);
}

function fill(into: BarColumns, at: number, count: number, close: number): void {
  for (const name of PRICES) into[name].fill(close, at, at + count);
  into.volume.fill(0, at, at + count);
  into.filled.fill(1, at, at + count);
}
