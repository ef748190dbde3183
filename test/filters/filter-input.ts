import type { FilterInput } from '../../src/filters/filter.js';
import { type Metrics, NO_METRICS } from '../../src/indicators/metrics.js';
import type { MarketInfo } from '../../src/market/market.js';

export const SOL: MarketInfo = {
  symbol: 'SOL/USDT:USDT',
  base: 'SOL',
  quote: 'USDT',
  settle: 'USDT',
  type: 'swap',
  active: true,
  listedAtMs: Date.UTC(2024, 0, 1),
  tickSize: 0.01,
  leveragedToken: null,
};

type Changes = Partial<Omit<FilterInput, 'metrics' | 'market' | 'ranks'>> & {
  metrics?: Partial<Metrics>;
  market?: Partial<MarketInfo>;
  ranks?: Partial<FilterInput['ranks']>;
};

/** A perpetual of SOL about which only the given facts are known. */
export function inputOf({ metrics, market, ranks, ...more }: Changes): FilterInput {
  return {
    marketClass: 'crypto',
    missingReasons: {},
    asOfMs: Date.UTC(2024, 0, 31),
    ...more,
    market: { ...SOL, ...market },
    metrics: { ...NO_METRICS, ...metrics },
    ranks: { turnover: null, gain: null, loss: null, ...ranks },
  };
}
