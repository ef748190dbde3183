import { describe, expect, test } from '../support/jest.js';
import { FILTERS } from '../../src/filters/index.js';
import { runFilters } from '../../src/filters/run-filters.js';
import { listPresets, loadPreset } from '../../src/presets/index.js';
import { parsePreset } from '../../src/presets/parse-preset.js';
import { scoreMarket } from '../../src/scoring/index.js';
import { SquallError } from '../../src/util/squall-error.js';
import { inputOf } from '../filters/filter-input.js';
import type { FilterInput } from '../../src/filters/filter.js';
import type { FilterName } from '../../src/filters/index.js';
import type { Preset } from '../../src/presets/preset.js';

const FAIL = { all: 'fail', liveOnly: 'fail' } as const;

const NAMES = [
  'default',
  'breakout-v1',
  'breakout-v1-relaxed',
  'breakout-v1-working',
  'high-liquidity-top30',
  'high-percent-breakout',
  'scalping-high-freq',
  'smallcap-top-gainers',
  'smallcap-top-losers',
  'swing-trading-pro',
  'top-gainers-momentum',
  'top-losers-reversal',
  'video-strategy-aggressive',
  'video-strategy-conservative',
  'video-strategy-scalping',
  'video-strategy-swing',
];

/** The perpetual of ETH in a moment that every limit of the preset lets through, each exactly at its edge. */
function passing({ filters }: Preset): FilterInput {
  const isBlocked = filters.symbol?.block?.some((entry) => entry.startsWith('ETH')) ?? false;
  const base = isBlocked ? 'SOL' : 'ETH';
  const { atrRange, bbWidth, change1h } = filters;
  return inputOf({
    market: { symbol: `${base}/USDT:USDT`, base },
    metrics: {
      bars: filters.age?.minBars ?? 500,
      turnover24h: filters.turnover?.min ?? 1e9,
      health: filters.dataHealth?.min ?? 1,
      ageBars: filters.dataHealth?.maxAgeBars ?? 0,
      spreadBps: filters.spread?.maxBps ?? 1,
      depth05Usd: filters.depth05?.minUsd ?? 1e6,
      depth03Usd: filters.depth03?.minUsd ?? 1e6,
      tradesPerMinute: filters.tradesPerMinute?.min ?? 100,
      openInterestUsd: filters.openInterest?.minUsd ?? 1e9,
      contextAtrRatio: atrRange?.min ?? 0.01,
      bbWidthPercentile: bbWidth?.max ?? 50,
      surgeLong: filters.surgeLong?.min ?? 2,
      surgeShort: filters.surgeShort?.min ?? 2,
      oiChange24hPct: filters.oiChange?.minAbsPct ?? 5,
      btcCorrelation: filters.correlation?.maxAbs ?? 0.9,
      change24hPct: filters.gainers?.minPct ?? filters.losers?.maxPct ?? 0,
      change1hPct: change1h?.minPct ?? 0,
      breakout: 'up',
      price: 102,
      donchianHigh: 100,
      donchianLow: 90,
      atr: 1,
      atrRatio: 0.02,
      recentChangePct: 1,
      recentVolumeRatio: 2,
    },
    ranks: {
      turnover: filters.turnover?.top ?? 1,
      gain: filters.gainers?.top ?? 1,
      loss: filters.losers?.top ?? 1,
    },
  });
}

/** What makes each filter say no, whatever its limits are. */
const FAILING: Record<FilterName, (input: FilterInput) => FilterInput> = {
  symbol: (input) => ({ ...input, market: { ...input.market, symbol: 'USDT/USD' } }),
  class: (input) => ({ ...input, marketClass: 'leveraged' }),
  age: (input) => withMetrics(input, { bars: 0 }),
  turnover: (input) => withMetrics(input, { turnover24h: 0 }),
  dataHealth: (input) => withMetrics(input, { health: 0 }),
  spread: (input) => withMetrics(input, { spreadBps: 1e4 }),
  depth05: (input) => withMetrics(input, { depth05Usd: 0 }),
  depth03: (input) => withMetrics(input, { depth03Usd: 0 }),
  tradesPerMinute: (input) => withMetrics(input, { tradesPerMinute: 0 }),
  openInterest: (input) => withMetrics(input, { openInterestUsd: 0 }),
  atrRange: (input) => withMetrics(input, { contextAtrRatio: 1 }),
  bbWidth: (input) => withMetrics(input, { bbWidthPercentile: 100 }),
  surgeLong: (input) => withMetrics(input, { surgeLong: 0 }),
  surgeShort: (input) => withMetrics(input, { surgeShort: 0 }),
  breakout: (input) => withMetrics(input, { breakout: 'none' }),
  change1h: (input) => withMetrics(input, { change1hPct: -100 }),
  oiChange: (input) => withMetrics(input, { oiChange24hPct: 0 }),
  correlation: (input) => withMetrics(input, { btcCorrelation: 1 }),
  gainers: (input) => withMetrics(input, { change24hPct: -50 }),
  losers: (input) => withMetrics(input, { change24hPct: 50 }),
};

function withMetrics(input: FilterInput, metrics: Partial<FilterInput['metrics']>): FilterInput {
  return { ...input, metrics: { ...input.metrics, ...metrics } };
}

test('there are the fifteen of the original and the default', () => {
  expect(listPresets().map((preset) => preset.name)).toEqual(NAMES);
});

describe.each(NAMES)('preset %s', (name) => {
  const preset = loadPreset(name);

  test('is valid by the schema, and reads back as itself', () => {
    expect(parsePreset(JSON.stringify(preset), name)).toEqual(preset);
  });

  test('has a market that passes, with every limit at its edge', () => {
    const { passed, results } = runFilters(passing(preset), preset, FAIL);
    expect(results.filter((result) => result.passed !== true)).toEqual([]);
    expect(passed).toBe(true);
  });

  test.each(Object.keys(preset.filters) as FilterName[])('fails a market for its %s alone', (filter) => {
    const { passed, results } = runFilters(FAILING[filter](passing(preset)), preset, FAIL);
    expect(passed).toBe(false);
    expect(results.filter((result) => result.passed === false).map((result) => result.name)).toEqual([
      filter,
    ]);
  });

  test('fails a market about which nothing is known', () => {
    expect(runFilters(inputOf({}), preset, FAIL).passed).toBe(false);
  });

  test('scores that market with every weight that needs no levels', () => {
    const { score, missing } = scoreMarket({ metrics: passing(preset).metrics, levels: null }, preset);
    expect(score).not.toBeNull();
    expect(missing).toEqual('levelQuality' in preset.weights ? ['levelQuality'] : []);
  });
});

test('every filter has a way to fail here', () => {
  expect(Object.keys(FAILING)).toEqual(FILTERS.map((filter) => filter.name));
});

describe('the video presets', () => {
  test.each(NAMES.filter((name) => name.startsWith('video')))(
    '%s finds its markets in any spelling',
    (name) => {
      for (const symbol of ['ETHUSDT', 'ETH/USDT', 'ETH/USDT:USDT']) {
        const input = passing(loadPreset(name));
        expect(
          runFilters({ ...input, market: { ...input.market, symbol } }, loadPreset(name), FAIL).passed,
        ).toBe(true);
      }
    },
  );
});

describe('loadPreset', () => {
  function errorOf(name: string): SquallError {
    try {
      loadPreset(name);
    } catch (error) {
      if (error instanceof SquallError) return error;
    }
    throw new Error(`${name} was loaded`);
  }

  test.each([
    ['breakout_v1', 'breakout-v1'],
    ['defualt', 'default'],
    ['video-strategy-swng', 'video-strategy-swing'],
  ])('names the nearest preset to %p', (name, nearest) => {
    const error = errorOf(name);
    expect(error.message).toBe(`Unknown preset "${name}"; did you mean "${nearest}"?`);
    expect([error.code, error.exitCode]).toEqual(['UNKNOWN_PRESET', 64]);
  });

  test('lists all names if nothing is near', () => {
    expect(errorOf('zzzzzzzz').message).toContain('; presets: default, breakout-v1,');
  });
});
