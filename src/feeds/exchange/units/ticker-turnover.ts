import type { Provenance } from '../../../market/market.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import type { MarketTicker } from '../markets/read-ticker.js';
import { toQuote } from './amount.js';
import type { MarketUnits } from './unit-table.js';

export interface Turnover {
  /** Turnover of the last 24 h, quote currency. */
  readonly turnover24h: number;
  /** `estimated` if it is a volume times the last price. */
  readonly provenance: Provenance;
}

/** The turnover reported by a ticker, in quote currency; null if its units or amounts are unknown. */
export function tickerTurnover(
  ticker: MarketTicker,
  market: ExchangeMarket,
  units: MarketUnits,
): Turnover | null {
  const { quoteVolume, baseVolume, last } = ticker;
  if (quoteVolume !== null && units.tickerQuoteVolume === 'quote') {
    return { turnover24h: quoteVolume, provenance: 'measured' };
  }
  const volumes = [
    [baseVolume, units.tickerBaseVolume],
    [quoteVolume, units.tickerQuoteVolume],
  ] as const;
  for (const [volume, unit] of volumes) {
    if (volume === null || unit === null) continue;
    if (unit === 'quote') return { turnover24h: volume, provenance: 'measured' };
    const turnover24h = last === null ? null : toQuote(volume, unit, last, market);
    if (turnover24h !== null) return { turnover24h, provenance: 'estimated' };
  }
  return null;
}
