import { inventedPrices } from '../../market/invented-prices.js';

/** A note on simulated prices, and how to get real ones; null = they are real. */
export function realPricesStep(source: Parameters<typeof inventedPrices>[0]): string | null {
  const invented = inventedPrices(source);
  return invented === null ? null : `${invented}. For real prices: --exchange binance or --candles FILE`;
}
