import type { Metrics } from './metrics.js';

/**
 * The 24 h turnover used for limits, ranks and scores: in USD if the source prices the quote currency, so
 * that markets of several quotes can be compared; unconverted if it knows no prices (candle files,
 * histories).
 */
export function comparableTurnover({
  turnover24h,
  usdPerQuote,
}: Pick<Metrics, 'turnover24h' | 'usdPerQuote'>): number | null {
  return turnover24h === null ? null : turnover24h * (usdPerQuote ?? 1);
}
