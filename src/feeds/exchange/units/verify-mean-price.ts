import type { CandleColumns } from '../../../market/candle-series.js';
import type { DataIssue } from '../../../market/data-issue.js';

/** Turnover and volume are rounded independently. */
const TOLERANCE = 1.005;
const MAX_OUTSIDE = 0.1;

/**
 * Whether turnover over volume of each bar is a price of that bar: shows a volume in another unit even if one
 * unit is worth nearly as much as the other.
 * @param candles  with the volume in base currency.
 * @param quoteVolume  turnover of each bar, quote currency.
 * @returns null if nine in ten bars agree, or none can be judged.
 */
export function verifyMeanPrice(
  { high, low, volume }: CandleColumns,
  quoteVolume: Float64Array,
): DataIssue | null {
  let judged = 0;
  let outside = 0;
  for (let row = 0; row < volume.length; row++) {
    if (!(volume[row] > 0 && quoteVolume[row] > 0 && low[row] > 0 && high[row] >= low[row])) continue;
    judged++;
    const price = quoteVolume[row] / volume[row];
    if (price < low[row] / TOLERANCE || price > high[row] * TOLERANCE) outside++;
  }
  if (outside <= MAX_OUTSIDE * judged) return null;
  const message = `In ${outside} of ${judged} bars turnover over volume is not a price of the bar: the volume is in another unit.`;
  return { code: 'DATA_UNIT', message };
}
