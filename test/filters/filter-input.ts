import type { FilterInput } from '../../src/filters/filter.js';
import type { Metrics } from '../../src/indicators/metrics.js';
import type { MarketInfo } from '../../src/market/market.js';

/** Metrics of a market about which nothing is known. */
export const NO_METRICS: Metrics = {
  price: null,
  change24hPct: null,
  turnover24h: null,
  change1hPct: null,
  recentChangePct: null,
  recentVolumeRatio: null,
  surgeLong: null,
  surgeShort: null,
  atr: null,
  atrRatio: null,
  contextAtrRatio: null,
  bbUpper: null,
  bbMiddle: null,
  bbLower: null,
  bbWidthPct: null,
  bbPercentB: null,
  bbWidthPercentile: null,
  vwap: null,
  vwapGapAtr: null,
  rsi: null,
  ema: null,
  sma: null,
  donchianHigh: null,
  donchianLow: null,
  btcCorrelation: null,
  breakout: null,
  spreadBps: null,
  depth05Usd: null,
  depth03Usd: null,
  imbalance: null,
  tradesPerMinute: null,
  openInterestUsd: null,
  oiChange24hPct: null,
  usdPerQuote: null,
  bars: 0,
  filledBars: 0,
  ageBars: null,
  health: null,
};

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

/** A perpetual of SOL about which only what is given is known. */
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
