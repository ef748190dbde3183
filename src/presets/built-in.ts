import { DEFAULT_LEVEL_RULES } from '../levels/level-rules.js';
import { DEFAULT_PRESET } from './default.js';
import type { FilterLimits } from '../filters/index.js';
import type { LevelRules } from '../levels/level-rules.js';
import type { Weights } from '../scoring/components/index.js';
import type { Preset } from './preset.js';

/*
 * The fifteen presets of the original Breakout Bot, with its thresholds. Fixed, because in their original
 * form they did not load or could not match anything:
 * - Names are the files' names (breakout_v1.json called itself breakout_v1_working).
 * - `bbWidth` is compared with the percentile its name always promised, not with the raw width; the video
 * presets' 0.7…0.95 are 70…95.
 * - Symbol lists name markets in any spelling: "BTCUSDT" and "BTC/USDT" now also find BTC/USDT:USDT.
 * - Weights have components: the video presets' five and the losers' two scored nothing.
 * - The top-N of gainers and losers is applied; the two smallcap presets, named after it, had none.
 * - `atrRange` uses a measured context ATR, not 1.5 times the base one.
 * - Settings for trading are gone (iceberg_min_notional 0 kept scalping_high_freq from loading, imbalance
 * limits of 1.5…3 lay beyond the largest possible imbalance of 1): Squall scans, it does not trade.
 * - Spot markets, which have no open interest, pass its filters.
 */

type Thresholds = readonly [
  turnover: number,
  openInterestUsd: number | null,
  spreadBps: number,
  depth05Usd: number,
  depth03Usd: number,
  tradesPerMinute: number,
  atrMin: number,
  atrMax: number,
  bbWidthMax: number,
  surgeLong: number,
  surgeShort: number,
  oiChangePct: number | null,
  correlation: number,
];

function limits(top: number, thresholds: Thresholds, more: FilterLimits = {}): FilterLimits {
  const [min, oi, spread, depth05, depth03, trades, atrMin, atrMax, bbMax, long, short, oiChange, r] =
    thresholds;
  return {
    class: { allow: ['crypto'] },
    turnover: { min, top },
    dataHealth: { min: 0.9, maxAgeBars: 1 },
    spread: { maxBps: spread },
    depth05: { minUsd: depth05 },
    depth03: { minUsd: depth03 },
    tradesPerMinute: { min: trades },
    ...(oi === null ? {} : { openInterest: { minUsd: oi } }),
    atrRange: { min: atrMin, max: atrMax },
    bbWidth: { max: bbMax },
    surgeLong: { min: long },
    surgeShort: { min: short },
    ...(oiChange === null ? {} : { oiChange: { minAbsPct: oiChange } }),
    correlation: { maxAbs: r },
    ...more,
  };
}

const USUAL_WEIGHTS: Weights = {
  volSurge: 0.3,
  oiDelta: 0.15,
  atrQuality: 0.2,
  correlation: 0.15,
  tradesPerMinute: 0.2,
};

const STABLES = ['USDT/USD', 'USDC/USD'];
const noStables: FilterLimits = { symbol: { block: STABLES } };
const GAINERS = { minPct: 8, top: 50 };
const LOSERS = { maxPct: -6, top: 30 };

function only(...allow: string[]): FilterLimits {
  return { symbol: { allow } };
}

function levels(rules: Partial<LevelRules>): LevelRules {
  return { ...DEFAULT_LEVEL_RULES, ...rules };
}

type Row = Omit<Preset, 'onMissing' | 'levels'> & { readonly levels?: LevelRules };

const ORIGINALS: readonly Row[] = [
  {
    name: 'breakout-v1',
    description: 'The original strategy: breakouts of liquid markets that move on their own.',
    filters: limits(200, [5e6, 2e6, 30, 8e3, 5e3, 3, 0.005, 0.12, 82, 1.15, 1.4, 1.8, 0.4], noStables),
    weights: USUAL_WEIGHTS,
    maxCandidates: 30,
    scanIntervalSeconds: 120,
    priority: 'momentum',
  },
  {
    name: 'breakout-v1-relaxed',
    description: 'breakout-v1 with lower hurdles: more candidates, smaller markets.',
    filters: limits(300, [2e6, 1e6, 50, 5e3, 3e3, 2, 0.005, 0.15, 85, 1.1, 1.3, 1.5, 0.4], noStables),
    weights: USUAL_WEIGHTS,
    maxCandidates: 50,
    scanIntervalSeconds: 120,
    priority: 'momentum',
  },
  {
    name: 'breakout-v1-working',
    description: 'breakout-v1 with higher hurdles: larger markets, stronger surges.',
    filters: limits(200, [15e6, 5e6, 20, 15e3, 10e3, 4, 0.005, 0.1, 80, 1.2, 1.6, 2, 0.4], noStables),
    weights: USUAL_WEIGHTS,
    maxCandidates: 30,
    scanIntervalSeconds: 120,
    priority: 'momentum',
  },
  {
    name: 'high-liquidity-top30',
    description: 'Breakouts out of a squeeze among the 30 markets that turn over most.',
    filters: limits(
      30,
      [500e6, 100e6, 1.5, 500e3, 250e3, 15, 0.006, 0.035, 20, 1.3, 1.8, 1.5, 0.2],
      noStables,
    ),
    weights: { volSurge: 0.25, oiDelta: 0.25, atrQuality: 0.2, correlation: 0.25, tradesPerMinute: 0.05 },
    maxCandidates: 15,
    scanIntervalSeconds: 240,
    priority: 'momentum',
  },
  {
    name: 'high-percent-breakout',
    description: 'Wide movers with enough turnover to follow them.',
    filters: limits(150, [20e6, 8e6, 15, 20e3, 12e3, 5, 0.008, 0.12, 85, 1.3, 1.7, 2.5, 0.4], noStables),
    weights: USUAL_WEIGHTS,
    maxCandidates: 25,
    scanIntervalSeconds: 90,
    priority: 'momentum',
  },
  {
    name: 'scalping-high-freq',
    description: 'Twelve large markets, scanned every minute, for short trades.',
    filters: limits(
      50,
      [100e6, 25e6, 8, 100e3, 60e3, 15, 0.005, 0.06, 70, 1.2, 1.5, 2, 0.4],
      only(
        ...['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT', 'ADA/USDT', 'AVAX/USDT'],
        ...['DOT/USDT', 'LINK/USDT', 'MATIC/USDT', 'UNI/USDT', 'LTC/USDT', 'XRP/USDT'],
      ),
    ),
    weights: { volSurge: 0.25, oiDelta: 0.15, atrQuality: 0.15, correlation: 0.2, tradesPerMinute: 0.25 },
    maxCandidates: 40,
    scanIntervalSeconds: 60,
    priority: 'momentum',
  },
  {
    name: 'smallcap-top-gainers',
    description: 'Fast risers that move on their own, with narrow bands: wait for the retest.',
    filters: limits(200, [50e6, 10e6, 3, 50e3, 25e3, 3, 0.015, 0.08, 30, 2, 3, 5, 0.15], {
      ...noStables,
      gainers: GAINERS,
    }),
    weights: {
      volSurge: 0.3,
      oiDelta: 0.2,
      atrQuality: 0.2,
      correlation: 0.15,
      tradesPerMinute: 0.1,
      gainersMomentum: 0.05,
    },
    maxCandidates: 30,
    scanIntervalSeconds: 180,
    priority: 'retest',
  },
  {
    name: 'smallcap-top-losers',
    description: 'Fast fallers that move on their own, with narrow bands: wait for the retest.',
    filters: limits(0, [100e6, 20e6, 6, 100e3, 50e3, 5, 0.015, 0.08, 30, 2, 3, 5, 0.15], {
      symbol: { block: ['BTC/USDT', 'ETH/USDT', 'USDT/USD'] },
      losers: LOSERS,
    }),
    weights: {
      volSurge: 0.3,
      oiDelta: 0.2,
      atrQuality: 0.2,
      correlation: 0.15,
      tradesPerMinute: 0.1,
      losersMomentum: 0.05,
    },
    maxCandidates: 5,
    scanIntervalSeconds: 180,
    priority: 'retest',
  },
  {
    name: 'swing-trading-pro',
    description: 'Mid-size markets for positions of days.',
    filters: limits(100, [40e6, 15e6, 10, 50e3, 30e3, 8, 0.008, 0.1, 75, 1.3, 1.8, 2.5, 0.35], {
      // The original listed four of the coins quoted by the million.
      symbol: { block: [...STABLES, '1000000*'] },
    }),
    weights: { volSurge: 0.25, oiDelta: 0.25, atrQuality: 0.25, correlation: 0.15, tradesPerMinute: 0.1 },
    maxCandidates: 20,
    scanIntervalSeconds: 180,
    priority: 'momentum',
  },
  {
    name: 'top-gainers-momentum',
    description: 'The largest gainers of the day that still gather volume.',
    filters: limits(150, [20e6, 5e6, 15, 25e3, 15e3, 5, 0.01, 0.15, 85, 1.5, 2, 3, 0.3], {
      symbol: { block: [...STABLES, 'BTC/USDT', 'ETH/USDT'] },
      gainers: GAINERS,
    }),
    weights: {
      volSurge: 0.35,
      oiDelta: 0.2,
      atrQuality: 0.2,
      correlation: 0.1,
      tradesPerMinute: 0.1,
      gainersMomentum: 0.05,
    },
    maxCandidates: 25,
    scanIntervalSeconds: 120,
    priority: 'momentum',
  },
  {
    name: 'top-losers-reversal',
    description: 'The largest losers of the day, where they turn: wait for the retest.',
    filters: limits(100, [30e6, 8e6, 12, 35e3, 20e3, 6, 0.015, 0.12, 80, 1.8, 2.5, 4, 0.25], {
      symbol: { block: [...STABLES, 'BTC/USDT', 'ETH/USDT'] },
      losers: LOSERS,
    }),
    weights: {
      volSurge: 0.3,
      oiDelta: 0.25,
      atrQuality: 0.2,
      correlation: 0.15,
      tradesPerMinute: 0.05,
      losersReversal: 0.05,
    },
    maxCandidates: 15,
    scanIntervalSeconds: 150,
    priority: 'retest',
  },
  {
    name: 'video-strategy-aggressive',
    description: 'Four large markets with strong surges at strong levels.',
    filters: limits(
      100,
      [100e6, null, 8, 200e3, 100e3, 100, 0.01, 0.05, 90, 1.5, 2, 10, 0.8],
      only('BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT'),
    ),
    weights: { volume: 0.3, volatility: 0.25, levelQuality: 0.25, momentum: 0.15, liquidity: 0.05 },
    levels: levels({ cascadeBps: 12 }),
    maxCandidates: 15,
    scanIntervalSeconds: 30,
    priority: 'momentum',
  },
  {
    name: 'video-strategy-conservative',
    description: 'BTC and ETH at clear levels: wait for the retest.',
    filters: limits(
      50,
      [50e6, null, 10, 100e3, 50e3, 50, 0.005, 0.03, 80, 1.2, 1.5, null, 0.7],
      only('BTC/USDT', 'ETH/USDT'),
    ),
    weights: { volume: 0.25, volatility: 0.2, levelQuality: 0.3, momentum: 0.15, liquidity: 0.1 },
    maxCandidates: 10,
    scanIntervalSeconds: 60,
    priority: 'retest',
  },
  {
    name: 'video-strategy-scalping',
    description: 'BTC and ETH, tight spreads, scanned every 15 seconds.',
    filters: limits(
      20,
      [200e6, null, 5, 300e3, 150e3, 200, 0.002, 0.015, 70, 1.3, 1.8, null, 0.9],
      only('BTC/USDT', 'ETH/USDT'),
    ),
    weights: { volume: 0.35, volatility: 0.2, levelQuality: 0.2, momentum: 0.2, liquidity: 0.05 },
    levels: levels({ cascadeBps: 10 }),
    maxCandidates: 20,
    scanIntervalSeconds: 15,
    priority: 'momentum',
  },
  {
    name: 'video-strategy-swing',
    description: 'Five large markets at levels that held three times, for positions of days.',
    filters: limits(
      30,
      [30e6, 50e6, 15, 50e3, 25e3, 30, 0.01, 0.08, 95, 1.1, 1.3, 5, 0.5],
      only('BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT', 'ADA/USDT'),
    ),
    weights: { volume: 0.15, volatility: 0.15, levelQuality: 0.35, momentum: 0.2, liquidity: 0.15 },
    levels: levels({ minTouches: 3, cascadeLevels: 3, cascadeBps: 20 }),
    maxCandidates: 5,
    scanIntervalSeconds: 300,
    priority: 'retest',
  },
];

/** Every built-in preset, `default` first. */
export const BUILT_IN_PRESETS: readonly Preset[] = [
  DEFAULT_PRESET,
  ...ORIGINALS.map((row) => ({ onMissing: 'fail', levels: DEFAULT_LEVEL_RULES, ...row }) as const),
];
