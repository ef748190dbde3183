import { describe, expect, test } from '../../../support/jest.js';
import type { AdaptedCandles, CandleRange } from '../../../../src/feeds/exchange/adapters/adapter.js';
import type { CandlePaging } from '../../../../src/feeds/exchange/adapters/candle-paging.js';
import { USUAL_PAGING } from '../../../../src/feeds/exchange/adapters/candle-paging.js';
import { fetchCandles } from '../../../../src/feeds/exchange/adapters/fetch-candles.js';
import { candleAdapterOf } from '../../../../src/feeds/exchange/adapters/index.js';
import type { CcxtMarket } from '../../../../src/feeds/exchange/ccxt-shapes.js';
import { FIVE_MINUTES, START_MS, rawCandles, soundRows } from '../../../market/candles.js';
import { exchangeWith } from '../../../support/wire.js';
import { SPOT, SWAP, at, binanceRow } from './adapter-fixture.js';

const barOf = (timeMs: number): number => (timeMs - START_MS) / FIVE_MINUTES;
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** Candles that open at these bars, as an adapter gives them. */
function answerOf(bars: readonly number[]): AdaptedCandles {
  const [row] = soundRows(1);
  return {
    candles: rawCandles(bars.map((bar) => ({ ...row, openTimeMs: at(bar) }))),
    volumeUnit: 'base',
    quoteVolume: null,
    tradeCounts: null,
    closedFlags: null,
  };
}

/** Requests bars 0 … `limit` − 1; returns the bars received and the calls made. */
async function paged(
  limit: number,
  paging: Partial<CandlePaging>,
  exchange: (from: number, bars: number, before?: number) => readonly number[],
) {
  const asked: number[][] = [];
  const ask = async ({ sinceMs, limit: bars, beforeMs }: CandleRange): Promise<AdaptedCandles> => {
    const call = [barOf(sinceMs!), bars, ...(beforeMs === undefined ? [] : [barOf(beforeMs)])];
    asked.push(call);
    return answerOf(exchange(call[0], bars, call.at(2)));
  };
  const request = { sinceMs: START_MS, limit, timeframeMs: FIVE_MINUTES };
  const { candles } = await fetchCandles(ask, { ...USUAL_PAGING, ...paging }, request);
  return { asked, bars: [...candles.openTimeMs].map(barOf) };
}

describe('a longer range', () => {
  test('takes as many calls as it needs, and no bar twice', async () => {
    const { exchange, market } = await exchangeWith('binance', SPOT, []);
    const adapter = candleAdapterOf('binance');
    // Bars of the range, of a market listed at bar 2.
    exchange.fetch = async (url) => {
      const query = new URL(url).searchParams;
      const from = Math.max(2, barOf(Number(query.get('startTime'))));
      return range(from, from + Number(query.get('limit'))).map((bar) => binanceRow(bar));
    };
    const asked: number[] = [];
    const { candles, quoteVolume, tradeCounts } = await fetchCandles(
      (page) => {
        asked.push(page.limit);
        return adapter.fetch(exchange, market, FIVE_MINUTES, page);
      },
      adapter.paging('binance', market, {}),
      { sinceMs: START_MS, limit: 2300, timeframeMs: FIVE_MINUTES },
    );
    expect(asked).toEqual([1000, 1000, 300]);
    expect([...candles.openTimeMs].map(barOf)).toEqual(range(2, 2300));
    expect([quoteVolume!.length, tradeCounts!.length]).toEqual([2298, 2298]);
    expect(tradeCounts![2297]).toBe(40 + 2299);
  });

  test('is one call to an exchange that always sends its newest bars', async () => {
    const { exchange, market } = await exchangeWith('kraken', SPOT, { error: [], result: { SOLUSDT: [] } });
    const adapter = candleAdapterOf('kraken');
    await fetchCandles(
      (page) => adapter.fetch(exchange, market, FIVE_MINUTES, page),
      adapter.paging('kraken', market, {}),
      { sinceMs: START_MS, limit: 2000, timeframeMs: FIVE_MINUTES },
    );
    expect(exchange.asked).toHaveLength(1);
  });

  test('requests no more once a page has reached its end', async () => {
    const newest = () => range(400, 600);
    const { asked, bars } = await paged(600, { maxBars: 200 }, newest);
    expect(asked).toEqual([[0, 200]]);
    expect(bars).toEqual(range(400, 600));
  });

  test('requests no more after a page that starts before it should', async () => {
    const { asked } = await paged(600, { maxBars: 200 }, (from) =>
      from === 0 ? range(0, 200) : range(50, 250),
    );
    expect(asked).toEqual([
      [0, 200],
      [200, 200],
    ]);
  });

  test('continues if an exchange returns fewer bars at once than documented', async () => {
    const { asked, bars } = await paged(500, { maxBars: 1000, hasMargin: true }, (from, wanted) =>
      range(from, from + Math.min(wanted, 100)),
    );
    expect(bars).toEqual(range(-1, 500));
    expect(asked.map(([from]) => from)).toEqual([-1, 99, 199, 299, 399, 499]);
  });

  test('takes a gap at the end of a page for bars without trades', async () => {
    const { asked, bars } = await paged(400, { maxBars: 200 }, (from) =>
      range(from, from + 190).filter((bar) => bar % 7 !== 3),
    );
    expect(asked).toHaveLength(2);
    expect(new Set(bars).size).toBe(bars.length);
  });
});

describe('an exchange that counts back from the end', () => {
  const NEWEST = 499;
  /** Ignores the start time: bars up to the newest, or up to the requested end, inclusive or not. */
  const countingBack =
    (isEndIn: boolean) =>
    (_: number, bars: number, before = NEWEST + 1): number[] => {
      const end = before > NEWEST ? NEWEST + 1 : before + (isEndIn ? 1 : 0);
      return range(end - bars, end);
    };

  test('gets a request for one bar more than reach from the first to the newest', async () => {
    const { asked, bars } = await paged(500, { countsFrom: 'end', maxBars: 1000 }, countingBack(false));
    expect(asked).toEqual([[-1, 501]]);
    expect(bars).toEqual(range(-1, 500));
  });

  test.each([true, false])(
    'gets requests for ranges with an end; whether that is one of them: %s',
    async (isEndIn) => {
      const paging = { countsFrom: 'end', maxBars: 200, goesBack: true } as const;
      const { asked, bars } = await paged(500, paging, countingBack(isEndIn));
      expect(asked).toEqual([
        [-1, 200, 199],
        [198, 200, 398],
        [397, 103],
      ]);
      expect(bars.filter((bar) => bar >= 0)).toEqual(range(0, 500));
    },
  );

  test('gets one request for its newest bars if no end can be requested', async () => {
    const { asked, bars } = await paged(500, { countsFrom: 'end', maxBars: 200 }, countingBack(false));
    expect(asked).toEqual([[300, 200]]);
    expect(bars).toEqual(range(300, 500));
  });
});

describe('through ccxt', () => {
  const NEWEST = 499;
  const seconds = (bar: number): number => at(bar) / 1000;

  /** An exchange: its market, and its answers, with bars counted its way, from the request's URL. */
  type Case = readonly [
    id: string,
    ccxt: CcxtMarket,
    wire: (query: URLSearchParams, newest: (count: number, end?: number) => number[]) => unknown,
  ];

  const CASES: readonly Case[] = [
    [
      'coinex',
      SPOT,
      (query, newest) => ({
        code: 0,
        data: newest(Number(query.get('limit'))).map((bar) => ({
          created_at: at(bar),
          open: '10',
          high: '12',
          low: '9',
          close: '11',
          value: '5',
        })),
      }),
    ],
    [
      'deepcoin',
      SPOT,
      (query, newest) => ({
        code: '0',
        data: newest(Number(query.get('limit')), barOf(Number(query.get('after') ?? Infinity)))
          .reverse()
          .map((bar) => [String(at(bar)), '10', '12', '9', '11', '5', '55']),
      }),
    ],
    [
      'bithumb',
      SPOT,
      (query, newest) =>
        newest(Number(query.get('count')), barOf(Date.parse(query.get('to') ?? '9999-01-01T00:00:00Z')))
          .reverse()
          .map((bar) => ({
            market: 'USDT-SOL',
            candle_date_time_utc: new Date(at(bar)).toISOString().slice(0, 19),
            opening_price: 10,
            high_price: 12,
            low_price: 9,
            trade_price: 11,
            candle_acc_trade_volume: 5,
          })),
    ],
    [
      'cryptocom',
      SPOT,
      (query, newest) => ({
        code: 0,
        result: {
          data: newest(Number(query.get('count')), barOf(Number(query.get('end_ts'))) + 1).map((bar) => ({
            o: '10',
            h: '12',
            l: '9',
            c: '11',
            v: '5',
            t: at(bar),
          })),
        },
      }),
    ],
    [
      'bingx',
      SWAP,
      (query, newest) => ({
        code: 0,
        data: newest(Number(query.get('limit'))).map((bar) => ({
          open: '10',
          high: '12',
          low: '9',
          close: '11',
          volume: '5',
          time: at(bar),
        })),
      }),
    ],
    [
      'htx',
      SPOT,
      (query, newest) => ({
        status: 'ok',
        data: newest(Number(query.get('size')))
          .reverse()
          .map((bar) => ({ id: seconds(bar), open: 10, high: 12, low: 9, close: 11, amount: 5, vol: 55 })),
      }),
    ],
  ];

  test.each(CASES)(
    '%s returns the whole range, and the next bar with the one before',
    async (id, ccxt, wire) => {
      const { exchange, market } = await exchangeWith(id, ccxt, null);
      const adapter = candleAdapterOf(id);
      const newest = (count: number, end = Infinity): number[] => {
        const stop = Math.min(end, NEWEST + 1);
        return range(stop - count, stop);
      };
      exchange.fetch = async (url) => {
        exchange.asked.push(url);
        return wire(new URL(url).searchParams, newest);
      };
      const ask = (first: number, bars: number) =>
        fetchCandles(
          (page) => adapter.fetch(exchange, market, FIVE_MINUTES, page),
          adapter.paging(id, market, exchange.features),
          { sinceMs: at(first), limit: bars, timeframeMs: FIVE_MINUTES },
        );
      const reported = (answer: AdaptedCandles): number[] =>
        [...answer.candles.openTimeMs].map(barOf).filter((bar) => bar >= 0);
      expect(reported(await ask(0, 500))).toEqual(range(0, 500));
      expect(reported(await ask(497, 3)).slice(-3)).toEqual([497, 498, 499]);
      // The same page twice would be the same request.
      expect(new Set(exchange.asked).size).toBe(exchange.asked.length);
    },
  );

  test('phemex gets no request for a number of bars that it rejects', async () => {
    const { exchange, market } = await exchangeWith('phemex', SPOT, { code: 0, data: { rows: [] } });
    const adapter = candleAdapterOf('phemex');
    for (const limit of [3, 11, 501, 2000]) {
      await adapter.fetch(exchange, market, FIVE_MINUTES, { sinceMs: START_MS, limit });
    }
    const limits = exchange.asked.map((url) => new URL(url).searchParams.get('limit'));
    expect(limits).toEqual(['5', '50', '1000', '1000']);
  });
});
