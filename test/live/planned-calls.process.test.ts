import { afterEach, describe, expect, test } from '../support/jest.js';
import { plannedExchange } from '../../src/feeds/exchange/description/scan-requests.js';
import { planScan } from '../../src/feeds/exchange/limits/plan.js';
import { FIVE_MINUTES } from '../market/candles.js';
import { Belongings } from './live-fixture.js';

const belongings = new Belongings();
afterEach(() => belongings.close());

const CANDIDATES = 10;

describe('what a scan sends', () => {
  test.each([
    ['binance', 'binance', 'spot', 500],
    ['binance', 'binance', 'spot', 1200],
    ['binanceusdm', 'binance', 'swap', 499],
    ['binanceusdm', 'binance', 'swap', 600],
    ['bybit', 'bybit', 'spot', 500],
    ['bybit', 'bybit', 'swap', 1100],
    ['kraken', 'kraken', 'spot', 500],
  ] as const)('%s as %s %s, %i bars: within 10 %% of the plan', async (dialect, id, type, bars) => {
    const emulator = await belongings.emulator({ dialect, markets: 40, referee: 'off' });
    const feed = await belongings.feed(emulator, belongings.folder(), { id, type, paceScale: 0 });
    const symbols = (await feed.markets()).map(({ symbol }) => symbol);
    const plan = planScan({
      exchange: plannedExchange(feed.session.description),
      markets: symbols.length,
      candidates: CANDIDATES,
      bars,
      rttMs: 0,
    });
    const asOfMs = (await feed.lastCloseTimeMs(FIVE_MINUTES))!;
    await feed.tickers(symbols, asOfMs);
    const reported = await feed.bars(symbols, FIVE_MINUTES, bars, asOfMs);
    await feed.details(symbols.slice(0, CANDIDATES), asOfMs);
    expect(reported.filter((market) => 'error' in market)).toEqual([]);

    const { requests, weight, failed } = feed.traffic();
    expect(failed).toBe(0);
    expect(emulator.ledger.requests()).toHaveLength(requests);
    expect(requests).toBeLessThanOrEqual(plan.atMost.calls);
    expect(weight).toBeLessThanOrEqual(plan.atMost.weight);
    expect(Math.abs(requests / plan.totalCalls - 1)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(weight / plan.totalWeight - 1)).toBeLessThanOrEqual(0.1);
  });
});
