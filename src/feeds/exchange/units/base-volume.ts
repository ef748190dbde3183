import type { CandleColumns } from '../../../market/candle-series.js';
import type { AdaptedCandles } from '../adapters/adapter.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import { toBase, type Unit } from './amount.js';

/** Mean of high, low and close: the price assumed for a bar's volume. */
export function typicalPrice({ high, low, close }: CandleColumns, row: number): number {
  return (high[row] + low[row] + close[row]) / 3;
}

/**
 * The volumes of candles in base currency, in a new column; converted at the typical price of each bar if a
 * price is needed. A volume of 0 stays 0, one that cannot be converted becomes NaN: the cleaner rejects its
 * row.
 */
function baseVolumes(candles: CandleColumns, unit: Unit, market: ExchangeMarket): Float64Array {
  return candles.volume.map((volume, row) => {
    if (unit === 'base' || volume === 0) return volume;
    return toBase(volume, unit, typicalPrice(candles, row), market) ?? NaN;
  });
}

/** Candles of an answer with their volume in base currency. @param unit  its unit, by `verifyUnits`. */
export function inBaseVolume(adapted: AdaptedCandles, unit: Unit, market: ExchangeMarket): AdaptedCandles {
  const { candles } = adapted;
  const volume = baseVolumes(candles, unit, market);
  return { ...adapted, volumeUnit: 'base', candles: { ...candles, volume } };
}
