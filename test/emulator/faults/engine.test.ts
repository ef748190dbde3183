import { describe, expect, test } from '../../support/jest.js';
import fc from 'fast-check';
import { createFaultEngine } from '../../../src/emulator/faults/engine.js';
import { parseScenario } from '../../../src/emulator/scenario.js';
import { USUAL_COLUMNS } from '../../support/candle-answers.js';
import type { EmulatedRequest } from '../../../src/emulator/types.js';

const request = (more: Partial<EmulatedRequest> = {}): EmulatedRequest => ({
  sequence: 1,
  method: 'GET',
  path: '/api/v3/klines',
  query: new Map(),
  endpoint: 'klines',
  symbol: 'BTC/USDT',
  receivedAtMs: 0,
  elapsedMs: 0,
  ...more,
});

const engineOf = (rules: object[], seed = 1) => createFaultEngine(parseScenario(rules, 'test'), { seed });

/** The fault ids for this many equal requests; '-' = none. */
function fates(rules: object[], requests: readonly EmulatedRequest[], seed = 1): string[] {
  const engine = engineOf(rules, seed);
  return requests.map((one) => engine.choose(one)?.id ?? '-');
}

const times = (count: number, more: Partial<EmulatedRequest> = {}) =>
  Array.from({ length: count }, () => request(more));

describe('which requests a rule is about', () => {
  test('all, when it does not say', () => {
    expect(fates([{ fault: 'reset' }], times(2))).toEqual(['reset', 'reset']);
  });

  test('an endpoint, or several', () => {
    const asked = [request(), request({ endpoint: 'depth' }), request({ endpoint: 'time', symbol: null })];
    expect(fates([{ fault: 'reset', on: { endpoint: 'depth' } }], asked)).toEqual(['-', 'reset', '-']);
    expect(fates([{ fault: 'reset', on: { endpoint: ['depth', 'time'] } }], asked)).toEqual([
      '-',
      'reset',
      'reset',
    ]);
  });

  test.each([
    ['BTC/USDT', ['BTC/USDT']],
    ['btcusdt', ['BTC/USDT', 'BTC/USDT:USDT']],
    ['BTC*', ['BTC/USDT', 'BTC/USDT:USDT', 'BTCDOM/USDT']],
    ['*:USDT', ['BTC/USDT:USDT']],
    ['*', ['BTC/USDT', 'BTC/USDT:USDT', 'BTCDOM/USDT', 'ETH/USDT']],
    [
      ['ETH/USDT', 'BTCDOM*'],
      ['BTCDOM/USDT', 'ETH/USDT'],
    ],
    ['B.C*', []],
  ])('symbol %j', (symbol, expected) => {
    const symbols = ['BTC/USDT', 'BTC/USDT:USDT', 'BTCDOM/USDT', 'ETH/USDT'];
    const met = symbols.filter((one) =>
      engineOf([{ fault: 'reset', on: { symbol } }]).choose(request({ symbol: one })),
    );
    expect(met).toEqual(expected);
  });

  test('a request about all markets has no symbol to match', () => {
    expect(fates([{ fault: 'reset', on: { symbol: '*' } }], [request({ symbol: null })])).toEqual(['-']);
  });

  test('a path', () => {
    const asked = [request(), request({ path: '/fapi/v1/klines' })];
    expect(fates([{ fault: 'reset', on: { path: '/fapi/*' } }], asked)).toEqual(['-', 'reset']);
  });

  test('a time, its start included and its end not', () => {
    const asked = [19_999, 20_000, 64_999, 65_000].map((elapsedMs) => request({ elapsedMs }));
    expect(fates([{ fault: 'html200', from: '20s', for: '45s' }], asked)).toEqual([
      '-',
      'html200',
      'html200',
      '-',
    ]);
    expect(fates([{ fault: 'html200', for: '20s' }], asked)).toEqual(['html200', '-', '-', '-']);
    expect(fates([{ fault: 'html200', from: '1.5m' }], [request({ elapsedMs: 90_000 })])).toEqual([
      'html200',
    ]);
  });
});

describe('how often a rule hits', () => {
  test('the nth only, every nth, at most a number of times', () => {
    expect(fates([{ fault: 'reset', nth: 3 }], times(5))).toEqual(['-', '-', 'reset', '-', '-']);
    expect(fates([{ fault: 'reset', every: 2 }], times(5))).toEqual(['-', 'reset', '-', 'reset', '-']);
    expect(fates([{ fault: 'reset', times: 2 }], times(4))).toEqual(['reset', 'reset', '-', '-']);
  });

  test('the first rule that is due wins, and the others still count', () => {
    const rules = [
      { fault: 'reset', nth: 2 },
      { fault: 'hang', nth: 2 },
      { fault: 'html200', nth: 3 },
    ];
    expect(fates(rules, times(3))).toEqual(['-', 'reset', 'html200']);
  });

  test('chance 0 never, chance 1 always', () => {
    expect(new Set(fates([{ fault: 'reset', p: 0 }], times(100)))).toEqual(new Set(['-']));
    expect(new Set(fates([{ fault: 'reset', p: 1 }], times(100)))).toEqual(new Set(['reset']));
  });

  test('chance 0.2 hits about a fifth, spread over markets', () => {
    const asked = Array.from({ length: 5000 }, (_, index) => request({ symbol: `M${index % 100}/USDT` }));
    const hits = fates([{ fault: 'reset', p: 0.2 }], asked).filter((id) => id === 'reset').length;
    // Binomial: mean 1000, standard deviation 28; one seed, so the outcome never changes.
    expect(Math.abs(hits - 1000)).toBeLessThan(5 * 28);
  });
});

describe('chance', () => {
  const rules = [
    { fault: 'reset', p: 0.3 },
    { fault: 'candles.gap', p: 0.5 },
  ];

  test('replays under the same seed, and differs under another', () => {
    const asked = times(200);
    expect(fates(rules, asked, 7)).toEqual(fates(rules, asked, 7));
    expect(fates(rules, asked, 7)).not.toEqual(fates(rules, asked, 8));
  });

  test('gives each request of a market the same outcome in whatever order the markets come', () => {
    const symbols = ['A/USDT', 'B/USDT', 'C/USDT', 'D/USDT'];
    const perMarket = (order: readonly string[]) => {
      const met = fates(
        rules,
        order.map((symbol) => request({ symbol })),
      );
      return Object.fromEntries(
        symbols.map((symbol) => [symbol, met.filter((_, at) => order[at] === symbol)]),
      );
    };
    const inTurn = symbols.flatMap((symbol) => Array.from({ length: 8 }, () => symbol));
    const expected = perMarket(inTurn);
    fc.assert(
      fc.property(fc.shuffledSubarray(inTurn, { minLength: inTurn.length }), (order) => {
        expect(perMarket(order)).toEqual(expected);
      }),
    );
  });

  test('mutates the same rows under the same seed, and others at the next request', () => {
    const cut = () => {
      const engine = engineOf([{ fault: 'candles.gap', with: { percent: 30 } }], 3);
      return Array.from({ length: 2 }, () => {
        const rows = Array.from({ length: 50 }, (_, index) => [index * 60_000, 1, 1, 1, 1, 1]);
        const candles = { ...USUAL_COLUMNS, rows };
        const answer = { status: 200, headers: {}, body: rows, candles };
        engine.choose(request())?.mutate?.(answer, request({ receivedAtMs: 1e9 }));
        return rows.map(([time]) => time);
      });
    };
    const [first, second] = cut();
    expect(cut()).toEqual([first, second]);
    expect(first).toHaveLength(35);
    expect(second).not.toEqual(first);
  });
});
