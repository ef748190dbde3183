import { CANDLE_COLUMNS } from '../../../market/candle-series.js';
import type { CandleColumns } from '../../../market/candle-series.js';
import type { AdaptedCandles } from './adapter.js';

/**
 * An answer without its priceless bars, which exchanges send when nothing was traded: they count as absent.
 */
export function withoutEmptyBars(answer: AdaptedCandles): AdaptedCandles {
  const { candles, quoteVolume, tradeCounts, closedFlags } = answer;
  const rows = [...candles.openTimeMs.keys()].filter((row) => !isEmpty(candles, row));
  if (rows.length === candles.openTimeMs.length) return answer;
  const kept = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
  const columns = Object.fromEntries(CANDLE_COLUMNS.map((name) => [name, kept(candles[name])]));
  return {
    ...answer,
    candles: { ...candles, ...columns },
    quoteVolume: quoteVolume && kept(quoteVolume),
    tradeCounts: tradeCounts && kept(tradeCounts),
    closedFlags: closedFlags && Uint8Array.from(rows, (row) => closedFlags[row]),
  };
}

/** No price at all, and a volume of 0. */
function isEmpty({ open, high, low, close, volume }: CandleColumns, row: number): boolean {
  if (volume[row] !== 0) return false;
  return [open, high, low, close].every((prices) => !(Math.abs(prices[row]) > 0));
}
