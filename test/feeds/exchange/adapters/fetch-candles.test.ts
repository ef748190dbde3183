import { describe, expect, test } from '../../../support/jest.js';
import { fetchCandles } from '../../../../src/feeds/exchange/adapters/fetch-candles.js';
import { candleAdapterOf } from '../../../../src/feeds/exchange/adapters/index.js';
import { FIVE_MINUTES, START_MS } from '../../../market/candles.js';
import { exchangeWith } from '../../../support/wire.js';
import { at, binanceRow, SPOT } from './adapter-fixture.js';

describe('a longer range', () => {
  /** Answers like Binance: bars of the range, of a market listed at bar 2. */
  async function paged(limit: number, maxPerCall: number | null) {
    const { exchange, market } = await exchangeWith('binance', SPOT, []);
    const ranges: [number, number][] = [];
    exchange.fetch = async (url) => {
      const query = new URL(url).searchParams;
      const since = Math.max(2, (Number(query.get('startTime')) - START_MS) / FIVE_MINUTES);
      ranges.push([since, Number(query.get('limit'))]);
      return Array.from({ length: Number(query.get('limit')) }, (_, index) => binanceRow(since + index));
    };
    const adapted = await fetchCandles(candleAdapterOf('binance'), exchange, market, FIVE_MINUTES, {
      sinceMs: START_MS,
      limit,
      maxPerCall,
    });
    return { adapted, ranges };
  }

  test('takes as many calls as it needs, and no bar twice', async () => {
    const { adapted, ranges } = await paged(2300, null);
    expect(ranges).toEqual([
      [2, 1000],
      [1000, 1000],
      [2000, 300],
    ]);
    const { candles, quoteVolume, tradeCounts } = adapted;
    expect([...candles.openTimeMs]).toEqual(Array.from({ length: 2298 }, (_, bar) => at(bar + 2)));
    expect([quoteVolume!.length, tradeCounts!.length]).toEqual([2298, 2298]);
    expect(tradeCounts![2297]).toBe(40 + 2299);
  });

  test('takes smaller calls where those cost less', async () => {
    expect((await paged(6, 4)).ranges).toEqual([
      [2, 4],
      [4, 2],
    ]);
    expect((await paged(4, 4)).ranges).toEqual([[2, 4]]);
  });

  test('is one call to an exchange that always sends its newest bars', async () => {
    const { exchange, market } = await exchangeWith('kraken', SPOT, { error: [], result: { SOLUSDT: [] } });
    await fetchCandles(candleAdapterOf('kraken'), exchange, market, FIVE_MINUTES, {
      sinceMs: START_MS,
      limit: 2000,
    });
    expect(exchange.asked).toHaveLength(1);
  });
});
