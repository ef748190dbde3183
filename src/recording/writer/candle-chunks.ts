import type { CandleColumns } from '../../market/candle-series.js';
import type { CandleRows } from '../../codec/block/candle-rows.js';
import type { NewRows } from '../format/payloads.js';

/** Maximum rows of a frame: more compress no better, and cost memory when they are read. */
export const ROWS_PER_FRAME = 2 ** 18;

/** The rows in order, as many together as fit into a frame; a market with more is split. */
export function chunksOf(markets: readonly NewRows[], most = ROWS_PER_FRAME): NewRows[][] {
  const chunks: NewRows[][] = [];
  let room = 0;
  for (const { symbol, firstRow, rows } of markets) {
    const count = rows.open.length;
    for (let from = 0; from < count;) {
      if (room === 0) {
        chunks.push([]);
        room = most;
      }
      const to = Math.min(count, from + room);
      chunks[chunks.length - 1].push({ symbol, firstRow: firstRow + from, rows: cut(rows, from, to) });
      room -= to - from;
      from = to;
    }
  }
  return chunks;
}

function cut(columns: CandleColumns, from: number, to: number): CandleRows {
  return {
    openTimeMs: columns.openTimeMs.subarray(from, to),
    open: columns.open.subarray(from, to),
    high: columns.high.subarray(from, to),
    low: columns.low.subarray(from, to),
    close: columns.close.subarray(from, to),
    volume: columns.volume.subarray(from, to),
  };
}
