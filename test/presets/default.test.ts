import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '../support/jest.js';
import { missingPolicy, runFilters } from '../../src/filters/run-filters.js';
import { loadPreset } from '../../src/presets/index.js';
import { scoreMarket } from '../../src/scoring/index.js';
import { inputOf } from '../filters/filter-input.js';
import { type Metrics, NO_METRICS } from '../../src/indicators/metrics.js';

const PRESET = loadPreset('default');
const FROM_CANDLES = missingPolicy(PRESET, false);

const passes = (metrics: Partial<Metrics>): boolean =>
  runFilters(inputOf({ metrics, market: { type: 'unknown' } }), PRESET, FROM_CANDLES).passed;

const scoreOf = (metrics: Partial<Metrics>): number =>
  scoreMarket({ metrics: { ...NO_METRICS, ...metrics }, levels: null }, PRESET).score ?? NaN;

/** A rise of 3 % in an hour on three times the volume, just through the 20-bar high. */
const MILD: Partial<Metrics> = {
  price: 100.5,
  donchianHigh: 100,
  donchianLow: 96,
  atr: 0.5,
  breakout: 'up',
  change1hPct: 3,
  surgeLong: 3,
  surgeShort: 6,
  turnover24h: 5e7,
  btcCorrelation: 0.6,
  bars: 500,
  health: 1,
  ageBars: 0,
};

/** 8 % in an hour on ten times the volume: a person would call it a breakout. */
const STRONG: Partial<Metrics> = { ...MILD, change1hPct: 8, surgeLong: 10, surgeShort: 10, price: 102 };

describe('the default preset on candles alone', () => {
  test('passes breakouts, mild and strong', () => {
    expect(passes(MILD)).toBe(true);
    expect(passes(STRONG)).toBe(true);
    expect(passes({ ...STRONG, btcCorrelation: 0.95 })).toBe(true);
  });

  test('passes a strong one that pauses for a bar', () => {
    expect(passes({ ...STRONG, breakout: 'none', surgeShort: 0.8, price: 99 })).toBe(true);
  });

  test.each<[string, Partial<Metrics>]>([
    ['that falls', { change1hPct: -8, breakout: 'down' }],
    ['without volume', { surgeLong: 1.2 }],
    ['that hardly moved', { change1hPct: 0.4 }],
    ['that nobody trades', { turnover24h: 200_000 }],
    ['of which bars are missing', { health: 0.5 }],
    ['that stopped trading', { ageBars: 4 }],
    ['listed an hour ago', { bars: 12 }],
  ])('fails a market %s', (_, change) => {
    expect(passes({ ...STRONG, ...change })).toBe(false);
  });

  test('ranks the extreme above the strong above the mild', () => {
    const extreme = { ...STRONG, change1hPct: 40, surgeLong: 60, surgeShort: 60, price: 104 };
    expect(scoreOf(extreme)).toBeGreaterThan(scoreOf(STRONG) + 0.3);
    expect(scoreOf(STRONG)).toBeGreaterThan(scoreOf(MILD) + 0.3);
  });

  test('prefers a market that moves on its own', () => {
    expect(scoreOf({ ...STRONG, btcCorrelation: 0.1 })).toBeGreaterThan(scoreOf(STRONG));
  });

  test('has a score without any live data', () => {
    const metrics = { ...NO_METRICS, ...STRONG };
    expect(scoreMarket({ metrics, levels: null }, PRESET).missing).toEqual([]);
  });
});

test('the default preset does not let a market through live whose book is unknown', () => {
  const input = inputOf({ metrics: STRONG });
  expect(runFilters(input, PRESET, missingPolicy(PRESET, true)).passed).toBe(false);
  const known = inputOf({ metrics: { ...STRONG, spreadBps: 8, depth05Usd: 40_000 } });
  expect(runFilters(known, PRESET, missingPolicy(PRESET, true)).passed).toBe(true);
});

const MOMENTS = '../shared/data/known-scans/known-scan-sample.json';

interface Moment {
  readonly symbol: string;
  readonly label: 'breakout' | 'quiet';
  readonly price: number;
  readonly candles_available: number;
  readonly metrics: Record<string, number | boolean | null>;
}

function metricsOf({ price, candles_available: bars, metrics }: Moment): Partial<Metrics> {
  const number = (name: string): number => metrics[name] as number;
  return {
    price,
    bars,
    health: 1,
    ageBars: 0,
    surgeLong: number('volume_surge_1h'),
    surgeShort: number('volume_surge_5m'),
    atr: number('atr14_wilder_full'),
    btcCorrelation: number('corr50_btc'),
    change1hPct: number('return_1h_pct'),
    // The last hour's alone: the day's can only be more.
    turnover24h: number('quote_volume_last12_close_times_volume'),
    donchianHigh: number('donchian20_prior_high'),
    donchianLow: 0,
    breakout:
      metrics['breakout_up_20'] === true ? 'up' : metrics['breakout_down_20'] === true ? 'down' : 'none',
  };
}

if (existsSync(MOMENTS)) {
  const { moments } = JSON.parse(readFileSync(MOMENTS, 'utf8')) as { moments: Moment[] };
  test.each(moments.map((moment) => [moment.symbol, moment.label, moment] as const))(
    'the real moment of %s is %s',
    (_, label, moment) => {
      expect(passes(metricsOf(moment))).toBe(label === 'breakout');
    },
  );
} else {
  test.skip(`real moments: ${MOMENTS} does not exist`, () => undefined);
}
