import fc from 'fast-check';
import { expect, test } from '../support/jest.js';
import type { PlainRecord } from '../../src/codec/block/record-table.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { CANDLE_COLUMNS } from '../../src/market/candle-series.js';
import type { CandleColumns } from '../../src/market/candle-series.js';
import { spreadBpsOf } from '../../src/market/order-book.js';
import { withCandles, withoutCandles } from '../../src/recording/format/facts-by-candles.js';
import { factsPayload, readFacts } from '../../src/recording/format/facts-payload.js';
import { rawCandles, soundRows } from '../market/candles.js';

const TIMEFRAME_MS = 300_000;
const CANDLES = rawCandles(soundRows(300), 'BTC/USDT');

/** Kept, written, read and reported again. */
function roundTrip(
  facts: PlainRecord,
  candles: CandleColumns | null,
): { kept: PlainRecord; reported: PlainRecord } {
  const { record, spread } = withoutCandles(facts, candles, TIMEFRAME_MS);
  const spreads = spread === null ? [] : [spread];
  const read = readFacts(factsPayload({ atMs: null, symbols: [0], records: [record], spreads }));
  const left = [...read.spreads];
  const reported = withCandles(
    read.records[0],
    () => candles,
    TIMEFRAME_MS,
    () => left.shift()!,
  );
  return { kept: read.records[0], reported };
}

function namesLeftOut(record: PlainRecord): string[] {
  return Object.keys(record).filter((name) => Array.isArray(record[name]));
}

test('facts that follow from the simulated market’s candles are left out, and restored to the last bit', async () => {
  const feed = createSimulatedFeed({ marketCount: 40 });
  const asOfMs = feed.world.defaultAsOfMs;
  const symbols = (await feed.markets()).map(({ symbol }) => symbol);
  const facts = await feed.tickers(symbols, asOfMs);
  const answers = await feed.bars(symbols, TIMEFRAME_MS, 400, asOfMs);
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const given = facts.get(answer.symbol);
    if ('error' in answer || given === undefined) continue;
    const { kept, reported } = roundTrip({ ...given }, answer.candles);
    expect(Object.entries(reported)).toEqual(Object.entries(given));
    for (const name of namesLeftOut(kept)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const name of ['spreadBps', 'turnover24h', 'change24hPct']) {
    expect([name, (counts.get(name) ?? 0) > 25]).toEqual([name, true]);
  }
});

test('a fact that differs in its last bit is kept', () => {
  const day = withCandles({ turnover24h: [], change24hPct: [] }, () => CANDLES, TIMEFRAME_MS, neverASpread);
  expect(namesLeftOut(roundTrip(day, CANDLES).kept)).toEqual(['turnover24h', 'change24hPct']);
  const next = Object.fromEntries(Object.entries(day).map(([name, value]) => [name, after(value as number)]));
  expect(roundTrip(next, CANDLES)).toEqual({ kept: next, reported: next });
});

test('the day is the 24 hours before the last row closes, by its times', () => {
  const { open, high, low, close, volume } = CANDLES;
  let turnover = 0;
  for (let row = 12; row < 300; row++) turnover += volume[row] * ((high[row] + low[row] + close[row]) / 3);
  const change24hPct = (close[299] / open[12] - 1) * 100;
  const reported = withCandles(
    { turnover24h: [], change24hPct: [] },
    () => CANDLES,
    TIMEFRAME_MS,
    neverASpread,
  );
  expect(reported).toEqual({ turnover24h: turnover, change24hPct });
});

test('any facts and any candles are restored', () => {
  const number = fc.double();
  const column = fc.array(fc.double(), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(
      fc.array(column, { minLength: 6, maxLength: 6 }),
      fc.record({ spreadBps: number, turnover24h: number, change24hPct: number, provenance: fc.string() }),
      (columns, facts) => {
        const candles = Object.fromEntries(
          CANDLE_COLUMNS.map((name, at) => [name, Float64Array.from(columns[at])]),
        ) as unknown as CandleColumns;
        expect(roundTrip(facts, candles).reported).toEqual(facts);
        expect(roundTrip(facts, null).reported).toEqual(facts);
      },
    ),
  );
});

test('spreads of best prices near the last close are kept as ticks', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1_000, max: 9_999_999 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: -20, max: 20 }),
      (decimals, closeTicks, ticks, away) => {
        const scale = 10 ** decimals;
        // One price with a last digit, so that the decimals of the market show.
        const row = { openTimeMs: 0, volume: 1, high: (closeTicks - (closeTicks % 10) + 11) / scale };
        const prices = { open: closeTicks / scale, low: closeTicks / scale, close: closeTicks / scale };
        const candles = rawCandles([{ ...row, ...prices }], 'A/USDT');
        const bid = closeTicks + away;
        const spreadBps = spreadBpsOf(bid / scale, (bid + ticks) / scale);
        const { kept, reported } = roundTrip({ spreadBps }, candles);
        expect(kept).toEqual({ spreadBps: [] });
        expect(reported).toEqual({ spreadBps });
      },
    ),
  );
});

test.each<[string, PlainRecord, CandleColumns | null, RegExp]>([
  ['candles that were lost', { turnover24h: [] }, null, /the candles from which its `turnover24h` follows/],
  ['a fact of another name', { imbalance: [] }, CANDLES, /Expected a number as `imbalance`/],
  ['a name that every object has', { constructor: [] }, CANDLES, /Expected a number as `constructor`/],
  ['a spread of no decimals', { spreadBps: [] }, CANDLES, /Expected decimals of a price, got 99/],
])('a record with %s is rejected', (_, record, candles, message) => {
  const spread = { decimals: 99, ticks: 1, offset: 0 };
  expect(() =>
    withCandles(
      record,
      () => candles,
      TIMEFRAME_MS,
      () => spread,
    ),
  ).toThrow(message);
});

function neverASpread(): never {
  throw new Error('There is none.');
}

/** The next larger float64 of a positive number, the next smaller one of a negative one. */
function after(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return view.getFloat64(0);
}
