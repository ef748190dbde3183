import type { CandleColumns } from '../../market/candle-series.js';
import type { BaseCandles } from './candle-generator.js';
import { BAR_MS, openTimeOf } from './world.js';

type Columns = { -readonly [name in keyof CandleColumns]: Float64Array };

function createColumns(length: number): Columns {
  return {
    openTimeMs: new Float64Array(length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  };
}

/** Copies base candles into columns of their own. */
export function copyCandles(base: BaseCandles): CandleColumns {
  const { fromBar, toBar, offset } = base;
  const end = offset + toBar - fromBar;
  const openTimeMs = new Float64Array(toBar - fromBar);
  for (let i = 0; i < openTimeMs.length; i++) openTimeMs[i] = openTimeOf(fromBar + i);
  return {
    openTimeMs,
    open: base.open.slice(offset, end),
    high: base.high.slice(offset, end),
    low: base.low.slice(offset, end),
    close: base.close.slice(offset, end),
    volume: base.volume.slice(offset, end),
  };
}

/**
 * Sums base candles up to a coarser timeframe on the UTC grid. A coarse bar exists where any of its base bars does,
 * so the first and last of a market may be of fewer.
 * @param lotScale  lots in one unit of volume: volumes are added in lots, so that the sum has no rounding noise.
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
