import { describe, expect, test } from '../../../support/jest.js';
import fc from 'fast-check';
import {
  describeExchange,
  describeOrRefuse,
} from '../../../../src/feeds/exchange/description/describe-exchange.js';
import type { PlannedExchange } from '../../../../src/feeds/exchange/description/scan-requests.js';
import { plannedExchange } from '../../../../src/feeds/exchange/description/scan-requests.js';
import { COSTS } from '../../../../src/feeds/exchange/limits/costs/index.js';
import type { MarketType } from '../../../../src/feeds/exchange/limits/costs/index.js';
import { requestCost } from '../../../../src/feeds/exchange/limits/costs/request-cost.js';
import { planScan } from '../../../../src/feeds/exchange/limits/plan.js';

const planned = async (id: string, type: MarketType): Promise<PlannedExchange> =>
  plannedExchange(await describeExchange(id, type));

const usdm = await planned('binance', 'swap');
const spot = await planned('binance', 'spot');
const known = await Promise.all(
  Object.entries(COSTS).flatMap(([id, byType]) =>
    Object.keys(byType).map((type) => planned(id, type as MarketType)),
  ),
);

const candlesOf = (plan: ReturnType<typeof planScan>) => plan.calls.find(({ kind }) => kind === 'candles')!;

describe('a plan', () => {
  // product-research.md §0, fact 4: 400 markets of Binance USD-M.
  test.each([
    [99, 1, 20],
    [499, 2, 40],
    [500, 5, 100],
    [1000, 5, 100],
  ])('Binance USD-M, 400 markets of %i bars: weight %i each, %i s', (bars, weight, seconds) => {
    const plan = planScan({ exchange: usdm, markets: 400, bars, rttMs: 120 });
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
  ] as const)('%s %s takes about as long as ccxt paces: %i s', async (id, type, seconds) => {
    const exchange = await planned(id, type);
    const plan = planScan({ exchange, markets: 400, bars: 300, rttMs: 100, safeShare: 1 });
    expect(candlesOf(plan).seconds).toBeCloseTo(seconds, 0);
  });

  test.each([
    [500, 200, 499, '499 bars cost a weight of 2, 500 cost 5'],
    [501, 130, 499, '499 bars cost a weight of 2, 501 cost 5'],
    [100, 60, 99, '99 bars cost a weight of 1, 100 cost 2'],
    [500, 500, 500, '500 bars are needed; fewer would cost less than 5'],
    [300, 200, 300, 'a weight of 2, whatever the number of bars near it'],
  ])('wanted %i, at least %i: requests %i', (bars, leastBars, chosen, reason) => {
    const plan = planScan({ exchange: usdm, markets: 10, bars, leastBars, rttMs: 100 });
    expect(plan.bars).toMatchObject({ wanted: bars, chosen, reason });
  });

  test('more rows than one call returns take more calls', async () => {
    const exchange = await planned('okx', 'swap');
    const plan = planScan({ exchange, markets: 10, bars: 500, rttMs: 100 });
    expect(candlesOf(plan).calls).toBe(20);
  });

  // Pages by the client's features, weights by its table: what the requests that leave are counted with.
  test.each([
    ['upbit', 'spot', 3],
    ['bitget', 'spot', 3],
    ['phemex', 'spot', 1],
    ['hitbtc', 'spot', 1],
    // Including the running one.
    ['foxbit', 'spot', 2],
    ['digifinex', 'swap', 1],
    ['bithumb', 'spot', 3],
    ['apex', 'swap', 3],
  ] as const)(
    '%s %s: 500 bars of a market are %i calls, at the weight that is kept',
    async (id, type, calls) => {
      const description = await describeOrRefuse(id, type);
      if (!('calls' in description)) throw new Error(description.refusal);
      const exchange = plannedExchange(description);
      const plan = planScan({ exchange, markets: 400, bars: 500, rttMs: 0 });
      const [request] = description.calls.candles.requests;
      const { weight, budget } = requestCost(description.costs, request);
      expect(candlesOf(plan)).toMatchObject({ calls: 400 * calls, weight: 400 * calls * weight });
      expect(candlesOf(plan).seconds).toBeGreaterThanOrEqual(
        (400 * calls * weight * budget.paceMs) / 1000 - 1e-6,
      );
    },
  );

  test('no more bars than an exchange keeps', async () => {
    const plan = planScan({ exchange: await planned('coinex', 'spot'), markets: 1, bars: 1200, rttMs: 0 });
    const reason = 'coinex serves only its newest 999 closed bars, none before';
    expect(plan.bars).toMatchObject({ wanted: 1200, chosen: 999, reason });
    expect(candlesOf(plan).calls).toBe(1);
  });

  // 400 rows including the running one, of which a call that is counted back returns 199 new ones.
  test.each([
    ['upbit', 399, 2],
    ['bithumb', 399, 3],
    ['bithumb', 199, 2],
    ['bithumb', 198, 1],
  ])('%s: %i closed bars and the running one are %i calls', async (id, bars, calls) => {
    const plan = planScan({ exchange: await planned(id, 'spot'), markets: 1, bars, rttMs: 0 });
    expect(candlesOf(plan).calls).toBe(calls);
    expect(plan.atMost.calls).toBeGreaterThanOrEqual(plan.totalCalls);
  });

  test('at most: an order book for every market, and overlapping pages', async () => {
    const plan = planScan({
      exchange: spot,
      markets: 7,
      candidates: 2,
      bars: 999,
      rttMs: 0,
      marketsKnown: true,
    });
    // Time twice, tickers and best bids and asks, candles and a book each.
    expect(plan.atMost.calls).toBe(2 + 2 + 7 + 7);
    expect(plan.totalCalls).toBe(1 + 1 + 7 + 2);
  });

  test('names every kind of call, the share of the budget, batches and concurrency', () => {
    const plan = planScan({ exchange: usdm, markets: 400, candidates: 30, bars: 499, rttMs: 120 });
    // 1 + (40 + 5) + 400 × 2 + 30 × (5 + 1) on the IP's budget, 30 × 1 on that of the history of open interest.
    expect(plan.calls.map(({ kind, calls, weight }) => [kind, calls, weight])).toEqual([
      ['markets', 1, 1],
      ['time', 0, 0],
      ['tickers', 2, 45],
      ['candles', 400, 800],
      ['orderBook', 30, 150],
      ['openInterest', 60, 60],
    ]);
    expect(plan.budgets).toEqual([
      {
        id: 'usdm',
        weight: 1026,
        limit: 2400,
        windowMs: 60_000,
        peakShare: 1026 / 2400,
        peakPerMinute: 1026,
      },
      { id: 'history', weight: 30, limit: 1000, windowMs: 300_000, peakShare: 0.03, peakPerMinute: 30 },
    ]);
    expect(plan).toMatchObject({
      totalCalls: 493,
      totalWeight: 1056,
      concurrency: 3,
      batches: { size: 20, count: 20, atOnce: 2 },
    });
    // 0.05 s + 2.25 s + 40 s + 7.5 s by pace; market list and open interest by the network.
    expect(plan.seconds).toBeGreaterThan(49);
    expect(plan.seconds).toBeLessThan(54);
  });

  test('a second scan requests the new bar and one to join, and not the market list', () => {
    const first = planScan({ exchange: usdm, markets: 400, bars: 499, rttMs: 120 });
    const second = planScan({
      exchange: usdm,
      markets: 400,
      bars: 499,
      newBarsOnly: true,
      marketsKnown: true,
      rttMs: 120,
    });
    expect(second.bars).toMatchObject({ chosen: 2, weight: 1 });
    expect(second.calls[0]).toMatchObject({ kind: 'markets', calls: 0, seconds: 0 });
    expect(second.totalWeight).toBeLessThan(first.totalWeight);
  });

  test('says when windows take the time: 4000 spot markets do not fit into a minute', () => {
    // 8000 at 4500 a minute: one full minute, and 3500 at 10 ms.
    expect(candlesOf(planScan({ exchange: spot, markets: 4000, bars: 499, rttMs: 10 })).seconds).toBeCloseTo(
      95,
      6,
    );
  });

  test('of any exchange is finite, and its peak never above the safe share', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 2000 }),
        (exchange, markets, candidates, bars, safeShare, rttMs) => {
          const plan = planScan({ exchange, markets, candidates, bars, leastBars: 1, safeShare, rttMs });
          expect(Number.isFinite(plan.seconds)).toBe(true);
          expect(plan.bars.chosen).toBeLessThanOrEqual(bars);
          expect(plan.atMost.calls).toBeGreaterThanOrEqual(candidates > markets ? 0 : plan.totalCalls);
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
