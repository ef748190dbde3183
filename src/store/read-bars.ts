import type { BarColumns } from '../history/history-source.js';
import type { CandleColumns } from '../market/candle-series.js';
import type { Span } from './spans.js';

/** Rows of one market. */
export interface RowSource {
  /** Rows that open in [fromMs, toMs), piece by piece; each is valid until the next is requested. */
  pieces(fromMs: number, toMs: number): Iterable<CandleColumns>;
  /** Close of the last row that opens before a time; null if there is none. */
  closeBefore(timeMs: number): number | null;
}

const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * Writes the bars that open in a span from index `at` on. Absent bars between two others are filled as by the
 * cleaner: volume 0 at the close before, flagged.
 */
export function readBars(
  reader: RowSource,
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

/** Index after the last contiguous row. */
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
