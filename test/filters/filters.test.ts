import { describe, expect, test } from '../support/jest.js';
import { FILTERS } from '../../src/filters/index.js';
import { runFilters } from '../../src/filters/run-filters.js';
import { inputOf } from './filter-input.js';
import type { FilterLimits, FilterName } from '../../src/filters/index.js';
import type { FilterInput, FilterResult } from '../../src/filters/filter.js';

type Given = Parameters<typeof inputOf>[0];

/** The smallest steps up and down from a number, so that a limit is tested on both sides of itself. */
const STEP = 2 ** -40;
const up = (value: number): number => value + Math.abs(value) * STEP;
const down = (value: number): number => value - Math.abs(value) * STEP;

interface Row {
  readonly limits: FilterLimits;
  /** Just inside or exactly at the limit, and just outside. */
  readonly inside: readonly Given[];
  readonly outside: readonly Given[];
  /** Nothing to decide with; absent if there is always something. */
  readonly unknown?: Given;
}

const metric = (name: string, value: number | string | null): Given => ({ metrics: { [name]: value } });

function minimum(name: FilterName, limit: string, of: string, value: number): Row {
  return {
    limits: { [name]: { [limit]: value } },
    inside: [metric(of, value), metric(of, up(value))],
    outside: [metric(of, down(value))],
    unknown: metric(of, null),
  };
}

function maximum(name: FilterName, limit: string, of: string, value: number): Row {
  return {
    limits: { [name]: { [limit]: value } },
    inside: [metric(of, value), metric(of, down(value))],
    outside: [metric(of, up(value))],
    unknown: metric(of, null),
  };
}

function range(name: FilterName, limits: [string, string], of: string, [min, max]: [number, number]): Row {
  return {
    limits: { [name]: { [limits[0]]: min, [limits[1]]: max } },
    inside: [metric(of, min), metric(of, up(min)), metric(of, max), metric(of, down(max))],
    outside: [metric(of, down(min)), metric(of, up(max))],
    unknown: metric(of, null),
  };
}

function place(name: FilterName, rank: keyof FilterInput['ranks']): Row {
  return {
    limits: { [name]: { top: 3 } },
    inside: [{ ranks: { [rank]: 1 } }, { ranks: { [rank]: 3 } }],
    outside: [{ ranks: { [rank]: 4 } }],
    unknown: { ranks: { [rank]: null } },
  };
}

const DAY = 86_400_000;
const asOfMs = Date.UTC(2024, 5, 1);
const listed = (ageMs: number): Given => ({ asOfMs, market: { listedAtMs: asOfMs - ageMs } });

const TRUTH: readonly (readonly [FilterName, Row])[] = [
  [
    'symbol',
    {
      limits: { symbol: { allow: ['BTCUSDT', 'SOL*'], block: ['SOLV/USDT'] } },
      inside: [{}, { market: { symbol: 'BTC/USDT' } }, { market: { symbol: 'BTC/USDT:USDT' } }],
      outside: [{ market: { symbol: 'ETH/USDT' } }, { market: { symbol: 'SOLV/USDT:USDT' } }],
    },
  ],
  [
    'class',
    {
      limits: { class: { allow: ['crypto', 'wrapped'] } },
      inside: [{ marketClass: 'crypto' }, { marketClass: 'wrapped' }],
      outside: [{ marketClass: 'stable' }, { marketClass: 'leveraged' }],
    },
  ],
  [
    'age',
    {
      limits: { age: { minBars: 144 } },
      inside: [{ metrics: { bars: 144 } }],
      outside: [{ metrics: { bars: 143 } }],
    },
  ],
  [
    'age',
    {
      limits: { age: { minListedDays: 30 } },
      inside: [listed(30 * DAY), listed(31 * DAY)],
      outside: [listed(30 * DAY - 1)],
      unknown: { market: { listedAtMs: null } },
    },
  ],
  ['turnover', minimum('turnover', 'min', 'turnover24h', 1e6)],
  ['turnover', place('turnover', 'turnover')],
  ['dataHealth', minimum('dataHealth', 'min', 'health', 0.9)],
  ['dataHealth', maximum('dataHealth', 'maxAgeBars', 'ageBars', 1)],
  ['spread', maximum('spread', 'maxBps', 'spreadBps', 12)],
  ['depth05', minimum('depth05', 'minUsd', 'depth05Usd', 5000)],
  ['depth03', minimum('depth03', 'minUsd', 'depth03Usd', 3000)],
  ['tradesPerMinute', minimum('tradesPerMinute', 'min', 'tradesPerMinute', 7)],
  ['openInterest', minimum('openInterest', 'minUsd', 'openInterestUsd', 2e6)],
  ['atrRange', range('atrRange', ['min', 'max'], 'contextAtrRatio', [0.005, 0.12])],
  ['atrRange', minimum('atrRange', 'min', 'contextAtrRatio', 0.005)],
  ['bbWidth', maximum('bbWidth', 'max', 'bbWidthPercentile', 82)],
  ['bbWidth', range('bbWidth', ['min', 'max'], 'bbWidthPercentile', [20, 80])],
  ['surgeLong', minimum('surgeLong', 'min', 'surgeLong', 2)],
  ['surgeShort', minimum('surgeShort', 'min', 'surgeShort', 2)],
  [
    'breakout',
    {
      limits: { breakout: { direction: 'up' } },
      inside: [metric('breakout', 'up')],
      outside: [metric('breakout', 'down'), metric('breakout', 'none')],
      unknown: {},
    },
  ],
  [
    'breakout',
    {
      limits: { breakout: { direction: 'down' } },
      inside: [metric('breakout', 'down')],
      outside: [metric('breakout', 'up'), metric('breakout', 'none')],
      unknown: {},
    },
  ],
  [
    'breakout',
    {
      limits: { breakout: { direction: 'any' } },
      inside: [metric('breakout', 'up'), metric('breakout', 'down')],
      outside: [metric('breakout', 'none')],
      unknown: {},
    },
  ],
  ['change1h', range('change1h', ['minPct', 'maxPct'], 'change1hPct', [-5, 3])],
  ['oiChange', minimum('oiChange', 'minAbsPct', 'oiChange24hPct', 1.8)],
  [
    'oiChange',
    {
      limits: { oiChange: { minAbsPct: 1.8 } },
      inside: [metric('oiChange24hPct', -1.8)],
      outside: [metric('oiChange24hPct', up(-1.8))],
    },
  ],
  ['correlation', maximum('correlation', 'maxAbs', 'btcCorrelation', 0.4)],
  [
    'correlation',
    {
      limits: { correlation: { maxAbs: 0.4 } },
      inside: [metric('btcCorrelation', -0.4), { market: { base: 'BTC' } }],
      outside: [metric('btcCorrelation', down(-0.4))],
    },
  ],
  ['gainers', minimum('gainers', 'minPct', 'change24hPct', 8)],
  ['gainers', place('gainers', 'gain')],
  ['losers', maximum('losers', 'maxPct', 'change24hPct', -6)],
  ['losers', place('losers', 'loss')],
];

const FAIL = { all: 'fail', liveOnly: 'fail' } as const;
const SKIP = { all: 'skip', liveOnly: 'skip' } as const;

function judge(limits: FilterLimits, given: Given): { passed: boolean; result: FilterResult } {
  const { passed, results } = runFilters(inputOf(given), { filters: limits }, FAIL);
  expect(results).toHaveLength(1);
  return { passed, result: results[0] };
}

describe.each(TRUTH)('filter %s', (name, { limits, inside, outside, unknown }) => {
  test('passes at and inside its limit, fails just outside', () => {
    for (const given of inside) {
      const { passed, result } = judge(limits, given);
      expect([given, result.name, result.passed, passed]).toEqual([given, name, true, true]);
      expect(result.margin ?? 0).toBeGreaterThanOrEqual(0);
    }
    for (const given of outside) {
      const { passed, result } = judge(limits, given);
      expect([given, result.name, result.passed, passed]).toEqual([given, name, false, false]);
      expect(result.margin ?? -1).toBeLessThan(0);
    }
  });

  test('leaves markets without data to the policy', () => {
    if (unknown === undefined) return;
    const { passed, result } = judge(limits, unknown);
    expect(result).toMatchObject({ passed: null, value: null, margin: null });
    expect(passed).toBe(false);
    expect(runFilters(inputOf(unknown), { filters: limits }, SKIP).passed).toBe(true);
    expect(result.reason).toMatch(/is not known.*\.$/);
  });

  test('gives a sentence', () => {
    for (const given of [...inside, ...outside]) {
      expect(judge(limits, given).result.reason).toMatch(/^[A-Z0-9].*\.$/);
    }
  });
});

test('every filter of the registry has a row here', () => {
  expect(new Set(TRUTH.map(([name]) => name))).toEqual(new Set(FILTERS.map((filter) => filter.name)));
});

describe('a result shows', () => {
  test('value, threshold and signed distance, in the unit of the metric', () => {
    expect(judge({ spread: { maxBps: 12 } }, metric('spreadBps', 15)).result).toEqual({
      name: 'spread',
      passed: false,
      value: 15,
      threshold: 12,
      margin: -3,
      reason: 'Spread of 15 bps is above the maximum of 12 bps.',
    });
    expect(judge({ turnover: { min: 1e6 } }, metric('turnover24h', 3_682_166)).result).toMatchObject({
      margin: 2_682_166,
      reason: '24 h turnover of 3.682M USDT is at least the minimum of 1M USDT.',
    });
  });

  test('enough digits to distinguish a near miss from its limit', () => {
    const { reason } = judge({ turnover: { min: 5e6 } }, metric('turnover24h', 4_999_999)).result;
    expect(reason).toBe('24 h turnover of 4.999999M USDT is below the minimum of 5M USDT.');
  });

  test('the sign of a correlation, compared by its size', () => {
    const { result } = judge({ correlation: { maxAbs: 0.25 } }, metric('btcCorrelation', -0.5));
    expect(result).toMatchObject({ passed: false, value: -0.5, margin: -0.25 });
  });

  test('the nearer end of a range', () => {
    const limits = { atrRange: { min: 0.25, max: 0.5 } };
    expect(judge(limits, metric('contextAtrRatio', 0.3125)).result).toMatchObject({
      threshold: '0.25…0.5',
      margin: 0.0625,
    });
    expect(judge(limits, metric('contextAtrRatio', 0.75)).result.margin).toBe(-0.25);
  });

  test('the way to the breakout in ATRs', () => {
    const metrics = { price: 104, donchianHigh: 100, donchianLow: 90, atr: 2, breakout: 'up' } as const;
    const { result } = judge({ breakout: { direction: 'up' } }, { metrics });
    expect(result).toMatchObject({ passed: true, value: 'up', threshold: 'up', margin: 2 });
    expect(result.reason).toBe('The close is 2 ATRs beyond the 20-bar high.');
    const inside = { ...metrics, price: 99, breakout: 'none' } as const;
    expect(judge({ breakout: { direction: 'up' } }, { metrics: inside }).result.reason).toBe(
      'The close is 0.5 ATRs short of the 20-bar high.',
    );
  });

  test('why there is no data', () => {
    const given = { missingReasons: { spreadBps: 'candle files have no order book' } };
    expect(judge({ spread: { maxBps: 12 } }, given).result.reason).toBe(
      'Spread is not known: candle files have no order book.',
    );
  });

  test('turnover in USD if the quote has a price, otherwise in its own currency', () => {
    const reasonOf = (quote: string, usdPerQuote: number | null, turnover24h = 100) =>
      judge({ turnover: { min: 5e6 } }, { market: { quote }, metrics: { turnover24h, usdPerQuote } }).result;
    expect(reasonOf('BTC', 60_000)).toMatchObject({ passed: true, value: 6e6, margin: 1e6 });
    expect(reasonOf('BTC', 60_000).reason).toBe('24 h turnover of 6M USD is at least the minimum of 5M USD.');
    expect(reasonOf('BTC', null)).toMatchObject({ passed: false, value: 100 });
    expect(reasonOf('BTC', null).reason).toContain('100 BTC is below the minimum of 5M BTC');
    expect(reasonOf('TRY', 1 / 32, 6e6)).toMatchObject({ passed: false, value: 6e6 / 32 });
    expect(reasonOf('USDT', 1, 6e6).reason).toContain('6M USDT is at least');
    const unknown = { turnover24h: null, usdPerQuote: 60_000 };
    expect(judge({ turnover: { min: 1 } }, { metrics: unknown }).result.passed).toBeNull();
  });

  test('the limit that decides, where a filter has two', () => {
    const limits = { turnover: { min: 1e6, top: 3 } };
    const at = (turnover24h: number | null, turnover: number | null) =>
      judge(limits, { metrics: { turnover24h }, ranks: { turnover } }).result;
    expect(at(2e6, 3)).toMatchObject({ passed: true, value: 2e6, threshold: 1e6 });
    expect(at(2e6, 3).reason).toContain('Place by turnover is 3, within the top 3.');
    expect(at(5e5, 1)).toMatchObject({ passed: false, value: 5e5 });
    expect(at(2e6, 4)).toMatchObject({ passed: false, value: 4, threshold: 3, margin: -1 });
    expect(at(null, 4)).toMatchObject({ passed: false, value: 4 });
    expect(at(null, 2)).toMatchObject({ passed: null });
  });
});

describe('special markets', () => {
  test.each(['openInterest', 'oiChange'] as const)('%s lets spot markets pass, which have none', (name) => {
    const limits: FilterLimits =
      name === 'oiChange' ? { oiChange: { minAbsPct: 2 } } : { openInterest: { minUsd: 1 } };
    expect(judge(limits, { market: { type: 'spot' } }).result.passed).toBe(true);
    expect(judge(limits, { market: { type: 'unknown' } }).result.passed).toBeNull();
  });

  test('top 0 is off', () => {
    for (const name of ['turnover', 'gainers', 'losers'] as const) {
      expect(judge({ [name]: { top: 0 } }, {}).result.passed).toBe(true);
    }
  });

  test('percentiles written as fractions are read as 0–100', () => {
    expect(judge({ bbWidth: { max: 0.9 } }, metric('bbWidthPercentile', 90)).result.passed).toBe(true);
    expect(judge({ bbWidth: { max: 0.9 } }, metric('bbWidthPercentile', 90.5)).result.passed).toBe(false);
  });
});
