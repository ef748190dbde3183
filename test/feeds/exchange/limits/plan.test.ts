import { describe, expect, test } from '../../../support/jest.js';
import fc from 'fast-check';
import { COSTS, costsOf } from '../../../../src/feeds/exchange/limits/costs/index.js';
import { planScan } from '../../../../src/feeds/exchange/limits/plan.js';

const usdm = costsOf('binance', 'swap')!;
const spot = costsOf('binance', 'spot')!;

const candlesOf = (plan: ReturnType<typeof planScan>) => plan.calls.find(({ kind }) => kind === 'candles')!;

describe('a plan', () => {
  // product-research.md §0, fact 4: 400 markets of Binance USD-M.
  test.each([
    [99, 1, 20],
    [499, 2, 40],
    [500, 5, 100],
    [1000, 5, 100],
  ])('Binance USD-M, 400 markets of %i bars: weight %i each, %i s', (bars, weight, seconds) => {
    const plan = planScan({ costs: usdm, markets: 400, bars, rttMs: 120 });
    expect(candlesOf(plan)).toEqual({ kind: 'candles', calls: 400, weight: 400 * weight, seconds });
    expect(plan.bars).toMatchObject({ wanted: bars, chosen: bars, weight });
  });

  // product-research.md §5.2: 400 markets, OHLCV once.
  test.each([
    ['binance', 'spot', 8],
    ['bybit', 'swap', 40],
    ['gate', 'spot', 20],
    ['kraken', 'spot', 480],
    ['mexc', 'spot', 20],
    ['mexc', 'swap', 40],
  ] as const)('%s %s takes about as long as ccxt paces: %i s', (id, type, seconds) => {
    const plan = planScan({ costs: costsOf(id, type)!, markets: 400, bars: 300, rttMs: 100, safeShare: 1 });
    expect(candlesOf(plan).seconds).toBeCloseTo(seconds, 0);
  });

  test.each([
    [500, 200, 499, '499 bars cost a weight of 2, 500 cost 5'],
    [501, 130, 499, '499 bars cost a weight of 2, 501 cost 5'],
    [100, 60, 99, '99 bars cost a weight of 1, 100 cost 2'],
    [500, 500, 500, '500 bars are needed; fewer would cost less than 5'],
    [300, 200, 300, 'a weight of 2, whatever the number of bars near it'],
  ])('wanted %i, at least %i: asks for %i', (bars, leastBars, chosen, reason) => {
    const plan = planScan({ costs: usdm, markets: 10, bars, leastBars, rttMs: 100 });
    expect(plan.bars).toMatchObject({ wanted: bars, chosen, reason });
  });

  test('more rows than one call brings take more calls', () => {
    const plan = planScan({ costs: costsOf('okx', 'swap')!, markets: 10, bars: 500, rttMs: 100 });
    expect(candlesOf(plan).calls).toBe(20);
  });

  test('names every kind of call, the share of the budget, batches and concurrency', () => {
    const plan = planScan({ costs: usdm, markets: 400, candidates: 30, bars: 499, rttMs: 120 });
    // 1 + (40 + 5) + 400 × 2 + 30 × 5 on the IP's budget, 30 × 1 on that of open interest.
    expect(plan.calls.map(({ kind, calls, weight }) => [kind, calls, weight])).toEqual([
      ['markets', 1, 1],
      ['tickers', 2, 45],
      ['candles', 400, 800],
      ['orderBook', 30, 150],
      ['openInterest', 30, 30],
    ]);
    expect(plan.budgets).toEqual([
      { id: 'usdm', weight: 996, limit: 2400, windowMs: 60_000, peakShare: 996 / 2400, peakPerMinute: 996 },
      { id: 'history', weight: 30, limit: 1000, windowMs: 300_000, peakShare: 0.03, peakPerMinute: 30 },
    ]);
    expect(plan).toMatchObject({
      totalCalls: 463,
      totalWeight: 1026,
      concurrency: 3,
      batches: { size: 20, count: 20, atOnce: 2 },
    });
    // 0.05 s + 2.25 s + 40 s + 7.5 s by pace; market list and open interest by the network.
    expect(plan.seconds).toBeGreaterThan(49);
    expect(plan.seconds).toBeLessThan(54);
  });

  test('a second scan asks for three rows each, and not for the market list', () => {
    const first = planScan({ costs: usdm, markets: 400, bars: 499, rttMs: 120 });
    const second = planScan({
      costs: usdm,
      markets: 400,
      bars: 499,
      newBarsOnly: true,
      marketsKnown: true,
      rttMs: 120,
    });
    expect(second.bars).toMatchObject({ chosen: 3, weight: 1 });
    expect(second.calls[0]).toMatchObject({ kind: 'markets', calls: 0, seconds: 0 });
    expect(second.totalWeight).toBeLessThan(first.totalWeight);
  });

  test('says where windows are what takes the time: 4000 spot markets do not fit into a minute', () => {
    // 8000 at 4500 a minute: one full minute, and 3500 at 10 ms.
    expect(candlesOf(planScan({ costs: spot, markets: 4000, bars: 499, rttMs: 10 })).seconds).toBeCloseTo(
      95,
      6,
    );
  });

  test('of any exchange is finite, and its peak never above the safe share', () => {
    const tables = Object.values(COSTS).flatMap((byType) => Object.values(byType));
    fc.assert(
      fc.property(
        fc.constantFrom(...tables),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 2000 }),
        (costs, markets, candidates, bars, safeShare, rttMs) => {
          const plan = planScan({ costs, markets, candidates, bars, leastBars: 1, safeShare, rttMs });
          expect(Number.isFinite(plan.seconds)).toBe(true);
          expect(plan.bars.chosen).toBeLessThanOrEqual(bars);
          expect(plan.concurrency).toBeGreaterThanOrEqual(1);
          expect(plan.concurrency).toBeLessThanOrEqual(16);
          for (const { peakShare } of plan.budgets) {
            expect(peakShare ?? 0).toBeLessThanOrEqual(safeShare + 1e-9);
          }
        },
      ),
      { numRuns: 300, seed: 20265 },
    );
  });
});
