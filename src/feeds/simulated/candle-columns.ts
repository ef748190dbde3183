import type { CandleColumns } from '../../market/candle-series.js';
import type { BaseCandles } from './candle-generator.js';
import { BAR_MS, openTimeOf } from './world.js';

type Columns = { -readonly [name in keyof CandleColumns]: Float64Array };

/**
 * All columns in one buffer: thousands of markets make few enough allocations for the collector not to mind.
 */
function createColumns(length: number): Columns {
  const buffer = new ArrayBuffer(6 * length * Float64Array.BYTES_PER_ELEMENT);
  const column = (index: number) =>
    new Float64Array(buffer, index * length * Float64Array.BYTES_PER_ELEMENT, length);
  return {
    openTimeMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

/** Copies base candles into columns of their own. */
export function copyCandles(base: BaseCandles): CandleColumns {
  const { fromBar, toBar, offset } = base;
  const columns = createColumns(toBar - fromBar);
  const end = offset + toBar - fromBar;
  for (let bar = fromBar; bar < toBar; bar++) columns.openTimeMs[bar - fromBar] = openTimeOf(bar);
  columns.open.set(base.open.subarray(offset, end));
  columns.high.set(base.high.subarray(offset, end));
  columns.low.set(base.low.subarray(offset, end));
  columns.close.set(base.close.subarray(offset, end));
  columns.volume.set(base.volume.subarray(offset, end));
  return columns;
}

/**
 * Aggregates base candles to a coarser timeframe on the UTC grid. A coarse bar exists if any of its base bars
 * does, so the first and last of a market may cover fewer.
 * @param lotScale  lots per unit of volume: volumes are added in lots, so that the sum has no rounding noise.
 */
export function aggregateCandles(base: BaseCandles, timeframeMs: number, lotScale: number): CandleColumns {
  const { fromBar, toBar, offset } = base;
  const barsEach = timeframeMs / BAR_MS;
  const first = Math.floor(fromBar / barsEach);
  const columns = createColumns(fromBar === toBar ? 0 : Math.ceil(toBar / barsEach) - first);
  for (let i = 0; i < columns.openTimeMs.length; i++) {
    const from = Math.max(fromBar, (first + i) * barsEach) - fromBar + offset;
    const to = Math.min(toBar, (first + i + 1) * barsEach) - fromBar + offset;
    let high = base.high[from];
    let low = base.low[from];
    let lots = 0;
    for (let at = from; at < to; at++) {
      high = Math.max(high, base.high[at]);
      low = Math.min(low, base.low[at]);
      lots += Math.round(base.volume[at] * lotScale);
    }
    columns.openTimeMs[i] = openTimeOf((first + i) * barsEach);
    columns.open[i] = base.open[from];
    columns.high[i] = high;
    columns.low[i] = low;
    columns.close[i] = base.close[to - 1];
    columns.volume[i] = lots / lotScale;
  }
  return columns;
}
