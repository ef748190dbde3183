import { describe, expect, test } from '../../support/jest.js';
import { createSimulatedFeed } from '../../../src/feeds/simulated/simulated-feed.js';

describe('simulated universe', () => {
  test('has unique, well-formed symbols for thousands of markets', async () => {
    const markets = await createSimulatedFeed({ marketCount: 5000 }).markets();
    expect(markets).toHaveLength(5000);
    expect(new Set(markets.map((market) => market.symbol)).size).toBe(5000);
    for (const market of markets) {
      expect(market.base).toMatch(/^[A-Z0-9]{1,9}$/);
      expect(market.symbol).toBe(`${market.base}/USDT`);
      expect(market.tickSize).toBeGreaterThan(0);
    }
  });

  test('starts with BTC, and a larger world starts with the smaller one', async () => {
    const small = await createSimulatedFeed({ marketCount: 60 }).markets();
    const large = await createSimulatedFeed({ marketCount: 300 }).markets();
    expect(small[0].symbol).toBe('BTC/USDT');
    expect(large.slice(0, 60)).toEqual(small);
  });

  test('has the kinds of market that mislead a naive filter', async () => {
    const markets = await createSimulatedFeed().markets();
    const bases = new Set(markets.map((market) => market.base));
    for (const base of ['USDC', 'FDUSD', 'EUR', 'WBTC', 'JUP', 'SYRUP', '1INCH', '1000PEPE', 'S']) {
      expect(bases).toContain(base);
    }
    expect(markets.filter((market) => market.leveragedToken).map((market) => market.base)).toEqual([
      'BTCUP',
      'ETHDOWN',
    ]);
    expect(markets.some((market) => market.active === false)).toBe(true);
  });

  test('swaps settle in the quote currency', async () => {
    const [btc] = await createSimulatedFeed({ marketCount: 1, type: 'swap' }).markets();
    expect(btc).toMatchObject({ symbol: 'BTC/USDT:USDT', settle: 'USDT', type: 'swap' });
  });

  test('another seed is another world', async () => {
    const one = await createSimulatedFeed({ seed: 1 }).markets();
    const two = await createSimulatedFeed({ seed: 2 }).markets();
    expect(two[100].base).not.toBe(one[100].base);
  });
});
