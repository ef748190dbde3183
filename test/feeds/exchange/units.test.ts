import { describe, expect, test } from '../../support/jest.js';
import { toBase, toQuote, type Unit } from '../../../src/feeds/exchange/units/amount.js';
import { inBaseVolume } from '../../../src/feeds/exchange/units/base-volume.js';
import { tickerTurnover } from '../../../src/feeds/exchange/units/ticker-turnover.js';
import { unitsOf } from '../../../src/feeds/exchange/units/unit-table.js';
import { type UnitEvidence, verifyUnits } from '../../../src/feeds/exchange/units/verify-units.js';
import { verifyMeanPrice } from '../../../src/feeds/exchange/units/verify-mean-price.js';
import { verifyPrice } from '../../../src/feeds/exchange/units/verify-price.js';
import type { ExchangeMarket } from '../../../src/feeds/exchange/markets/exchange-market.js';
import { readMarket } from '../../../src/feeds/exchange/markets/read-market.js';
import { readTicker } from '../../../src/feeds/exchange/markets/read-ticker.js';
import { DAY_MS } from '../../../src/market/timeframe.js';
import { FIVE_MINUTES, type Row, START_MS, rawCandles, soundRows } from '../../market/candles.js';
import { ccxtMarket } from '../../support/wire.js';

const SPOT = readMarket(ccxtMarket('S', 'SOL/USDT'))!;
const LINEAR = readMarket(ccxtMarket('S', 'SOL/USDT:USDT', { contractSize: 0.1 }))!;
const INVERSE = readMarket(ccxtMarket('S', 'SOL/USD:SOL', { contractSize: 10 }))!;
const SIZELESS = readMarket(ccxtMarket('S', 'SOL/USDT:USDT', { contractSize: undefined }))!;

test.each<[Unit, ExchangeMarket, number | null, number | null]>([
  ['base', SPOT, 8, 160],
  ['quote', SPOT, 0.4, 8],
  ['contracts', LINEAR, 0.8, 16],
  ['contracts', INVERSE, 4, 80],
  ['contracts', SPOT, null, null],
  ['contracts', SIZELESS, null, null],
])('8 in %s at a price of 20 are so much in base and in quote currency', (unit, market, base, quote) => {
  expect([toBase(8, unit, 20, market), toQuote(8, unit, 20, market)]).toEqual([base, quote]);
});

describe('the table of units', () => {
  test('has the traps of each exchange', () => {
    expect(unitsOf('okx', LINEAR)).toMatchObject({
      candle: 'base',
      tickerBaseVolume: 'contracts',
      tickerQuoteVolume: null,
    });
    expect(unitsOf('gate', LINEAR)).toMatchObject({ candle: 'contracts', tickerBaseVolume: 'base' });
    expect(unitsOf('mexc', LINEAR)).toMatchObject({ candle: 'contracts', tickerBaseVolume: 'contracts' });
    expect(unitsOf('bybit', INVERSE)).toMatchObject({ candle: 'base', tickerQuoteVolume: 'base' });
    // For a contract worth about one of the quote, both would explain the turnover: its unit is declared.
    expect(unitsOf('kucoin', LINEAR).candle).toBe('contracts');
  });

  test('takes spot of any exchange for base and quote, and of contracts what the table knows', () => {
    expect(unitsOf('somewhere', SPOT)).toMatchObject({ candle: 'base', tickerQuoteVolume: 'quote' });
    expect(unitsOf('somewhere', LINEAR)).toMatchObject({ candle: null, tickerQuoteVolume: null, book: null });
    expect(unitsOf('apex', LINEAR)).toMatchObject({ candle: null, tickerQuoteVolume: 'quote', book: null });
    const unsettled = { type: 'swap', settlement: null, contractSize: 1 } as const;
    expect(new Set(Object.values(unitsOf('okx', unsettled)))).toEqual(new Set([null]));
  });

  test('treats a book of contracts of one coin each as one of coins', () => {
    expect(unitsOf('somewhere', { ...LINEAR, contractSize: 1 }).book).toBe('base');
    expect(unitsOf('somewhere', { ...INVERSE, contractSize: 1 }).book).toBeNull();
    expect(unitsOf('okx', { ...LINEAR, contractSize: 1 }).book).toBe('contracts');
  });
});

describe('the turnover of a ticker', () => {
  const of = (exchange: string, market: ExchangeMarket, ticker: object) =>
    tickerTurnover(
      readTicker(ticker, exchange === 'krakenfutures' ? 'volumeQuote' : null),
      market,
      unitsOf(exchange, market),
    );

  test.each([
    ['is what the exchange says', 'binance', SPOT, { quoteVolume: 5, baseVolume: 9, last: 2 }, 5, 'measured'],
    ['is 0 where it says 0', 'binance', SPOT, { quoteVolume: 0, baseVolume: 0, last: 2 }, 0, 'measured'],
    ['is volume times price without it', 'binance', SPOT, { baseVolume: 9, last: 2 }, 18, 'estimated'],
    ['of OKX swaps comes from contracts', 'okx', LINEAR, { baseVolume: 90, last: 2 }, 18, 'estimated'],
    [
      'of Bybit inverse contracts is their number, not their coins',
      'bybit',
      INVERSE,
      { baseVolume: 49_337_318, quoteVolume: 2352.9, last: 20_970 },
      49_337_318,
      'measured',
    ],
    [
      'of Kraken futures is volumeQuote, which ccxt leaves out',
      'krakenfutures',
      LINEAR,
      { baseVolume: 9, last: 2, info: { volumeQuote: 19 } },
      19,
      'measured',
    ],
    [
      'of a contract is what is called so where the table knows it',
      'apex',
      LINEAR,
      { baseVolume: 900, quoteVolume: 3, last: 2 },
      3,
      'measured',
    ],
    [
      'of HTX swaps is not its vol, which counts contracts',
      'htx',
      LINEAR,
      { quoteVolume: 900, baseVolume: 9, last: 2 },
      18,
      'estimated',
    ],
  ])('%s', (_, exchange, market, ticker, turnover24h, provenance) => {
    expect(of(exchange, market, ticker)).toEqual({ turnover24h, provenance });
  });

  test.each([
    ['without a price', 'okx', LINEAR, { baseVolume: 900 }],
    ['of contracts of unknown size', 'okx', SIZELESS, { baseVolume: 900, last: 2 }],
    ['of an unknown exchange without a turnover', 'somewhere', LINEAR, { baseVolume: 900, last: 2 }],
    ['with values that are no numbers', 'binance', SPOT, { quoteVolume: '', baseVolume: -1, last: 2 }],
  ])('%s is not known', (_, exchange, market, ticker) => {
    expect(of(exchange, market, ticker)).toBeNull();
  });
});

describe('volume of candles', () => {
  const adapted = (volume: number[]) => {
    const rows = soundRows(volume.length).map((row, bar) => ({ ...row, volume: volume[bar] }));
    return {
      candles: rawCandles(rows),
      volumeUnit: null,
      quoteVolume: null,
      tradeCounts: null,
      closedFlags: null,
    };
  };
  // high 102, low 99, close 101 in the first row
  const typical = (102 + 99 + 101) / 3;

  test('is brought to base currency at the typical price of its bar', () => {
    expect(inBaseVolume(adapted([7]), 'quote', SPOT).candles.volume[0]).toBe(7 / typical);
    expect(inBaseVolume(adapted([7]), 'contracts', LINEAR).candles.volume[0]).toBe(7 * 0.1);
    expect(inBaseVolume(adapted([7]), 'contracts', INVERSE).candles.volume[0]).toBe(70 / typical);
    expect(inBaseVolume(adapted([7]), 'base', SPOT)).toMatchObject({ volumeUnit: 'base' });
  });

  test('stays 0, and is NaN if it cannot be converted', () => {
    expect([...inBaseVolume(adapted([0, 3]), 'contracts', SIZELESS).candles.volume]).toEqual([0, NaN]);
  });

  test('of the answer is not changed', () => {
    const answer = adapted([7]);
    inBaseVolume(answer, 'quote', SPOT);
    expect(answer.candles.volume[0]).toBe(7);
  });
});

describe('the check of units', () => {
  const BARS = 300;
  const END_MS = START_MS + BARS * FIVE_MINUTES;

  /** Turnover of the 24 h before `timeMs`, bars that are partly in it by their share. */
  function turnover(rows: readonly Row[], market: ExchangeMarket, unit: Unit, timeMs: number): number {
    let sum = 0;
    for (const { openTimeMs, high, low, close, volume } of rows) {
      const insideMs = Math.min(openTimeMs + FIVE_MINUTES, timeMs) - Math.max(openTimeMs, timeMs - DAY_MS);
      if (insideMs <= 0) continue;
      sum += (toQuote(volume, unit, (high + low + close) / 3, market)! * insideMs) / FIVE_MINUTES;
    }
    return sum;
  }

  function evidence(
    market: ExchangeMarket,
    truth: Unit,
    more: Partial<UnitEvidence> = {},
    rows: readonly Row[] = soundRows(BARS),
    timeMs = END_MS - 100_000,
  ): UnitEvidence {
    return {
      market,
      candles: rawCandles(rows),
      timeframeMs: FIVE_MINUTES,
      declared: 'base',
      quoteVolume: null,
      ticker: { turnover24h: turnover(rows, market, truth, timeMs), timeMs },
      ...more,
    };
  }

  test.each<[Unit, ExchangeMarket]>([
    ['base', SPOT],
    ['quote', SPOT],
    ['base', LINEAR],
    ['contracts', LINEAR],
    ['contracts', INVERSE],
    ['base', INVERSE],
  ])('agrees with a declared %s that is true', (unit, market) => {
    expect(verifyUnits(evidence(market, unit, { declared: unit }))).toMatchObject({
      kind: 'verified',
      unit,
      ratio: 1,
    });
  });

  test.each<[Unit, ExchangeMarket]>([
    ['base', SPOT],
    ['quote', SPOT],
    ['contracts', LINEAR],
    ['contracts', INVERSE],
  ])('finds %s where nothing is declared', (unit, market) => {
    expect(verifyUnits(evidence(market, unit, { declared: null }))).toMatchObject({
      kind: 'verified',
      unit,
    });
  });

  test('rejects a declared unit that is not the true one, and says what it looks like', () => {
    expect(verifyUnits(evidence(SPOT, 'quote'))).toEqual({
      kind: 'refused',
      issue: {
        code: 'DATA_UNIT',
        message: expect.stringMatching(
          /^The candles' volume, taken as base, gives \d+ USDT against the exchange's own turnover of \d+ USDT; it looks like quote\.$/,
        ),
      },
    });
    expect(verifyUnits(evidence(LINEAR, 'contracts'))).toMatchObject({
      issue: { message: expect.stringContaining('it looks like contracts') },
    });
  });

  test('rejects a volume that no unit explains', () => {
    const ticker = { turnover24h: 777_777, timeMs: END_MS };
    for (const declared of ['base', null] as const) {
      expect(verifyUnits(evidence(SPOT, 'base', { declared, ticker }))).toMatchObject({
        kind: 'refused',
        issue: { code: 'DATA_UNIT' },
      });
    }
  });

  test('lets a quarter pass, and no more', () => {
    const { ticker, ...rest } = evidence(SPOT, 'base');
    const at = (factor: number) => {
      const off = { ...ticker!, turnover24h: ticker!.turnover24h * factor };
      return verifyUnits({ ...rest, ticker: off }).kind;
    };
    expect([at(1.24), at(1.27), at(0.81), at(0.79)]).toEqual(['verified', 'refused', 'verified', 'refused']);
  });

  test('does not mind one large trade at either end of the 24 hours', () => {
    for (const timeMs of [END_MS - 299_000, END_MS - 150_000, END_MS - 1000]) {
      for (const bar of [BARS - 1, BARS - 289, BARS - 288]) {
        const rows = soundRows(BARS).map((row) => ({ ...row, volume: 0 }));
        rows[bar].volume = 5000;
        const price = (rows[bar].high + rows[bar].low + rows[bar].close) / 3;
        // Whether the trade was inside the bar's part of the 24 h is unknown.
        for (const turnover24h of [0, 5000 * price]) {
          const isWhole =
            rows[bar].openTimeMs >= timeMs - DAY_MS && rows[bar].openTimeMs + FIVE_MINUTES <= timeMs;
          if (isWhole && turnover24h === 0) continue;
          const ticker = { turnover24h, timeMs };
          expect(verifyUnits(evidence(SPOT, 'base', { ticker }, rows)).kind).toBe('verified');
        }
      }
    }
  });

  test('agrees on a market without trades', () => {
    const rows = soundRows(BARS).map((row) => ({ ...row, volume: 0 }));
    expect(verifyUnits(evidence(SPOT, 'base', {}, rows)).kind).toBe('verified');
    const ticker = { turnover24h: 5, timeMs: END_MS };
    expect(verifyUnits(evidence(SPOT, 'base', { ticker }, rows)).kind).toBe('refused');
  });

  test('prefers the turnover of the bars themselves, and then needs no 24 hours', () => {
    const rows = soundRows(10);
    const quoteVolume = Float64Array.from(rows, (row) => row.volume * row.close);
    const wrongTicker = { turnover24h: 1, timeMs: END_MS };
    expect(verifyUnits(evidence(SPOT, 'base', { quoteVolume, ticker: wrongTicker }, rows)).kind).toBe(
      'verified',
    );
    const swapped = rows.map((row) => ({ ...row, volume: row.volume * row.close }));
    expect(verifyUnits(evidence(SPOT, 'base', { quoteVolume, ticker: null }, swapped)).kind).toBe('refused');
  });

  test('leaves rows that are not candles to the cleaner', () => {
    const rows = soundRows(BARS);
    rows[250] = { ...rows[250], volume: NaN };
    const { ticker } = evidence(SPOT, 'base');
    expect(verifyUnits(evidence(SPOT, 'base', { ticker }, rows)).kind).toBe('verified');
  });

  test('takes the better of two units that both explain the volume', () => {
    // At a price of 100, quote currency and contracts of 0.01 coins can hardly be distinguished.
    const hundredth = readMarket(ccxtMarket('S', 'SOL/USDT:USDT', { contractSize: 0.009 }))!;
    for (const unit of ['quote', 'contracts'] as const) {
      expect(verifyUnits(evidence(hundredth, unit, { declared: null }))).toMatchObject({ unit, ratio: 1 });
    }
    // Contracts of one coin are coins.
    const one = readMarket(ccxtMarket('S', 'SOL/USDT:USDT', { contractSize: 1 }))!;
    expect(verifyUnits(evidence(one, 'contracts', { declared: null }))).toMatchObject({ unit: 'base' });
  });

  test('lets a quarter pass if the running bar is absent as well, without trades', () => {
    const rows = soundRows(BARS - 1);
    const { ticker, ...rest } = evidence(SPOT, 'base', {}, rows);
    const at = (factor: number) => {
      const more = { ...ticker!, turnover24h: ticker!.turnover24h * factor };
      return verifyUnits({ ...rest, ticker: more }).kind;
    };
    expect([at(1.24), at(1.27), at(3), at(0.7)]).toEqual(['verified', 'refused', 'refused', 'refused']);
  });

  test('does not mistake trades of the last minutes for a unit other than the proven one', () => {
    const rows = soundRows(BARS - 1);
    const { ticker, ...rest } = evidence(SPOT, 'base', { isProven: true }, rows);
    const at = (factor: number) => {
      const more = { ...ticker!, turnover24h: ticker!.turnover24h * factor };
      return verifyUnits({ ...rest, ticker: more }).kind;
    };
    expect([at(3), at(5), at(0.7)]).toEqual(['verified', 'refused', 'refused']);
    const whole = evidence(SPOT, 'base', { isProven: true });
    const tripled = { ...whole.ticker!, turnover24h: 3 * whole.ticker!.turnover24h };
    expect(verifyUnits({ ...whole, ticker: tripled }).kind).toBe('refused');
  });

  test('distinguishes base from quote for a coin worth a third of the quote', () => {
    const rows = soundRows(BARS).map((row) => ({
      ...row,
      open: row.open / 300,
      high: row.high / 300,
      low: row.low / 300,
      close: row.close / 300,
    }));
    expect(verifyUnits(evidence(SPOT, 'quote', {}, rows)).kind).toBe('refused');
    expect(verifyUnits(evidence(SPOT, 'quote', {}, rows.slice(0, -1))).kind).toBe('refused');
  });

  test.each([
    ['no ticker', { ticker: null }, soundRows(BARS), 'the exchange reports no turnover to compare with'],
    ['less than 24 h of candles', {}, soundRows(BARS).slice(100), 'the candles do not reach back 24 hours'],
    ['candles of hours ago', {}, soundRows(200), 'the candles end before the ticker'],
    ['no candles', {}, [], 'the candles do not reach back 24 hours'],
  ])(
    'has nothing to say with %s: a declared unit stands, an unknown one does not',
    (_, more, rows, reason) => {
      expect(verifyUnits({ ...evidence(SPOT, 'base', more), candles: rawCandles(rows) })).toEqual({
        kind: 'unchecked',
        unit: 'base',
        reason,
      });
      expect(
        verifyUnits({ ...evidence(SPOT, 'base', { ...more, declared: null }), candles: rawCandles(rows) }),
      ).toMatchObject({ kind: 'refused', issue: { message: expect.stringContaining(reason) } });
    },
  );
});

describe('turnover over volume', () => {
  const rows = soundRows(10);
  const { high, low, volume } = rawCandles(rows);
  const turnover = (factor: number) =>
    volume.map((amount, row) => factor * amount * ((high[row] + low[row]) / 2));

  test('is a price of the bar, give or take rounding', () => {
    expect(verifyMeanPrice(rawCandles(rows), turnover(1))).toBeNull();
    expect(verifyMeanPrice(rawCandles(rows), turnover(1).fill(0))).toBeNull();
    expect(verifyMeanPrice(rawCandles(rows), turnover(1).fill(NaN))).toBeNull();
  });

  test('is none where the volume is in a unit that is worth nearly as much', () => {
    expect(verifyMeanPrice(rawCandles(rows), turnover(1.07))).toEqual({
      code: 'DATA_UNIT',
      message:
        'In 10 of 10 bars turnover over volume is not a price of the bar: the volume is in another unit.',
    });
    const once = turnover(1);
    once[3] *= 2;
    expect(verifyMeanPrice(rawCandles(rows), once)).toBeNull();
  });
});

describe('the price of candles', () => {
  // The last of ten bars closes at 103.
  const candles = rawCandles(soundRows(10));
  const END_MS = START_MS + 10 * FIVE_MINUTES;
  const of = (low: number | null, high: number | null, timestamp: number | null = END_MS) =>
    verifyPrice(candles, FIVE_MINUTES, readTicker({ low, high, timestamp }));

  test('lies within the range of the day, give or take a tenth', () => {
    expect([of(90, 110), of(103, 103), of(113, 120), of(50, 94)]).toEqual([null, null, null, null]);
  });

  test('outside of it says that they are those of another market', () => {
    expect(of(0.5, 0.6)).toEqual({
      code: 'DATA_MISMATCH',
      message: "The candles close at 103, the ticker's day went from 0.5 … 0.6: they are of another market.",
    });
    expect([of(114, 120)?.code, of(50, 93)?.code]).toEqual(['DATA_MISMATCH', 'DATA_MISMATCH']);
  });

  test('is that of the newest closed bar, in whatever order they come', () => {
    const rows = soundRows(10);
    const judge = (shown: Row[], atMs: number) =>
      verifyPrice(rawCandles(shown), FIVE_MINUTES, readTicker({ low: 100, high: 103, timestamp: atMs }));
    const open = { ...rows[9], close: 1030, high: 1030 };
    expect(judge([...rows.slice(0, 9), open], END_MS - 1)).toBeNull();
    expect(judge([...rows.slice(0, 9), open], END_MS)?.code).toBe('DATA_MISMATCH');
    expect(judge([open, ...rows.slice(0, 9)], END_MS)?.code).toBe('DATA_MISMATCH');
  });

  test('cannot be judged without a range, its time, or a bar of that day', () => {
    expect([of(null, 5), of(5, null), of(0.5, 0.6, null)]).toEqual([null, null, null]);
    expect(of(0.5, 0.6, END_MS + DAY_MS)).toBeNull();
    expect(of(0.5, 0.6, START_MS - 1)).toBeNull();
  });
});
