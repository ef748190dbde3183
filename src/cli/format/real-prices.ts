import { inventedPrices } from '../../market/invented-prices.js';

/** How to get real ones. */
export const REAL_PRICES = 'For real prices: --exchange binance or --candles FILE';

/** What to say of prices that are invented, and how to get real ones; null = they are real. */
export function realPricesStep(source: Parameters<typeof inventedPrices>[0]): string | null {
  const invented = inventedPrices(source);
  return invented === null ? null : `${invented}. ${REAL_PRICES}`;
}
