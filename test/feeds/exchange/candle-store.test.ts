import { describe, expect, test } from '../../support/jest.js';
import fc from 'fast-check';
import type { AdaptedCandles } from '../../../src/feeds/exchange/adapters/adapter.js';
import {
  CandleStore,
  type MergeReport,
  type MissingBars,
} from '../../../src/feeds/exchange/store/candle-store.js';
import { FIVE_MINUTES, type Row, START_MS, rawCandles, soundRows } from '../../market/candles.js';

const SYMBOL = 'TEST/USDT';
const at = (bar: number): number => START_MS + bar * FIVE_MINUTES;

function answerOf(rows: readonly Row[], closedFlags: Uint8Array | null = null): AdaptedCandles {
  return {
    candles: rawCandles(rows, SYMBOL),
    volumeUnit: 'base',
    quoteVolume: null,
    tradeCounts: Float64Array.from(rows, (row) => row.volume * 2),
    closedFlags,
  };
}

/** An exchange with these bars that records its requests. */
class Exchange {
  readonly asked: { from: number; limit: number }[] = [];
  rowsSent = 0;

  constructor(readonly rows: Row[]) {}

  answer({ sinceMs, limit }: MissingBars): AdaptedCandles {
    this.asked.push({ from: (sinceMs - START_MS) / FIVE_MINUTES, limit });
    const rows = this.rows.filter(({ openTimeMs }) => openTimeMs >= sinceMs).slice(0, limit);
    this.rowsSent += rows.length;
    return answerOf(rows);
  }

  /** Makes the last `count` bars known as of the close of bar `asOf` − 1. */
  scan(store: CandleStore, asOf: number, count: number, nowBar = asOf): Promise<MergeReport> {
    return store.update(SYMBOL, FIVE_MINUTES, at(asOf), count, async (missing) => ({
      answer: this.answer(missing),
      nowMs: at(nowBar),
    }));
  }
}

const newStore = (maxBars = 100) => new CandleStore({ maxBars, maxSeries: 10 });

function timesOf({ candles }: Pick<MergeReport, 'candles'>): number[] {
  return [...candles.openTimeMs].map((timeMs) => (timeMs - START_MS) / FIVE_MINUTES);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('the store of candles', () => {
  test('requests everything once, then only the last bar and the new ones', async () => {
    const exchange = new Exchange(soundRows(200));
    const store = newStore();
    expect(timesOf(await exchange.scan(store, 60, 50))).toEqual(range(10, 60));
    expect(timesOf(await exchange.scan(store, 61, 50)).slice(-50)).toEqual(range(11, 61));
    expect(timesOf(await exchange.scan(store, 64, 50)).slice(-50)).toEqual(range(14, 64));
    await exchange.scan(store, 64, 50);
    expect(exchange.asked).toEqual([
      { from: 10, limit: 50 },
      { from: 59, limit: 2 },
      { from: 60, limit: 4 },
    ]);
  });

  test('requests everything when more bars are wanted, or none of the kept ones is', async () => {
    const exchange = new Exchange(soundRows(400));
    const store = newStore();
    await exchange.scan(store, 60, 20);
    expect(timesOf(await exchange.scan(store, 60, 50))).toEqual(range(10, 60));
    expect(timesOf(await exchange.scan(store, 300, 50))).toEqual(range(250, 300));
    expect(exchange.asked.map(({ limit }) => limit)).toEqual([20, 50, 50]);
  });

  test('requests only once the time before a younger market’s listing', async () => {
    const exchange = new Exchange(soundRows(60).slice(40));
    const store = newStore();
    expect(timesOf(await exchange.scan(store, 59, 50))).toEqual(range(40, 59));
    expect(timesOf(await exchange.scan(store, 60, 50))).toEqual(range(40, 60));
    expect(exchange.asked).toEqual([
      { from: 9, limit: 50 },
      { from: 58, limit: 2 },
    ]);
  });

  test('returns bars with their trades', async () => {
    const store = newStore();
    const { candles, tradeCounts } = await new Exchange(soundRows(9)).scan(store, 9, 5);
    expect([...tradeCounts]).toEqual([...candles.volume].map((volume) => volume * 2));
  });

  test('keeps no bar that is not closed by the time of the exchange', () => {
    const store = newStore();
    const asked = { sinceMs: at(0), limit: 5 };
    const rows = soundRows(5);
    expect(timesOf(store.merge(SYMBOL, FIVE_MINUTES, asked, answerOf(rows), at(5) - 1))).toEqual(range(0, 4));
    expect(timesOf(store.merge(SYMBOL, FIVE_MINUTES, asked, answerOf(rows), at(5)))).toEqual(range(0, 5));
  });

  test('keeps no bar that the exchange itself calls open, whatever the time', () => {
    const store = newStore();
    const answer = answerOf(soundRows(3), Uint8Array.of(1, 1, 0));
    const report = store.merge(SYMBOL, FIVE_MINUTES, { sinceMs: at(0), limit: 3 }, answer, at(9));
    expect(timesOf(report)).toEqual([0, 1]);
  });

  test('never exceeds its bars and its markets', async () => {
    const exchange = new Exchange(soundRows(3000));
    const store = newStore(100);
    for (let asOf = 100; asOf <= 3000; asOf += 7) await exchange.scan(store, asOf, 100);
    expect(timesOf(store.bars(SYMBOL, FIVE_MINUTES, at(3000), 100)!).length).toBe(100);
    const { bytes } = store;
    expect(bytes).toBe(7 * 8 * 113);
    const many = store.merge(
      'MANY/USDT',
      FIVE_MINUTES,
      { sinceMs: at(0), limit: 5 },
      answerOf(soundRows(900)),
      at(900),
    );
    expect(timesOf(many)).toEqual(range(0, 5));
    expect(store.bytes - bytes).toBe(7 * 8 * 6);
    for (let index = 0; index < 30; index++) {
      const symbol = `S${index}/USDT`;
      store.merge(symbol, FIVE_MINUTES, { sinceMs: at(0), limit: 5 }, answerOf(soundRows(5)), at(9));
    }
    expect(store.bytes).toBe(10 * 7 * 8 * 6);
    expect(() => store.missing(SYMBOL, FIVE_MINUTES, at(0), 101)).toThrow('at most 100 bars, got 101');
  });

  test('never changes what it has returned', async () => {
    const exchange = new Exchange(soundRows(400));
    const store = newStore();
    const given: { candles: MergeReport['candles']; copy: number[] }[] = [];
    for (let asOf = 60; asOf < 300; asOf += 3) {
      const { candles } = await exchange.scan(store, asOf, 50);
      given.push({ candles, copy: [...candles.openTimeMs, ...candles.volume] });
      // Late trades.
      exchange.rows[asOf - 1] = { ...exchange.rows[asOf - 1], volume: exchange.rows[asOf - 1].volume + 1 };
    }
    for (const { candles, copy } of given) expect([...candles.openTimeMs, ...candles.volume]).toEqual(copy);
  });

  test('keeps timeframes and markets apart', async () => {
    const store = newStore();
    await new Exchange(soundRows(50)).scan(store, 50, 50);
    expect(store.missing(SYMBOL, 3 * FIVE_MINUTES, at(51), 10)).toMatchObject({ limit: 10 });
    expect(store.missing('OTHER/USDT', FIVE_MINUTES, at(50), 10)).toMatchObject({ limit: 10 });
    expect(store.bars('OTHER/USDT', FIVE_MINUTES, at(50), 10)).toBeNull();
  });
});

describe('when a kept bar is sent again', () => {
  async function again(change: (row: Row) => Row): Promise<{ report: MergeReport; store: CandleStore }> {
    const exchange = new Exchange(soundRows(60));
    const store = newStore();
    await exchange.scan(store, 50, 20);
    exchange.rows[49] = change(exchange.rows[49]);
    return { report: await exchange.scan(store, 51, 20), store };
  }

  test('with late trades, the later version counts and is reported', async () => {
    const { report } = await again((row) => ({ ...row, high: row.high + 1, close: row.high, volume: 99 }));
    expect(report).toMatchObject({ corrected: true, issue: null });
    expect(report.candles.volume.at(-2)).toBe(99);
  });

  test('the same, nothing is reported', async () => {
    expect((await again((row) => row)).report).toMatchObject({ corrected: false, issue: null });
  });

  test.each<[string, (row: Row) => Row]>([
    ['another open', (row) => ({ ...row, open: row.low })],
    ['a smaller volume', (row) => ({ ...row, volume: row.volume - 1 })],
    ['a narrower range', (row) => ({ ...row, high: row.high - 0.5 })],
    ['another close at the same volume', (row) => ({ ...row, close: row.low })],
    ['ten times its prices', (row) => ({ ...row, open: 1000, high: 1010, low: 990, close: 1000 })],
  ])('with %s, both answers are rejected and nothing of them is kept', async (_, change) => {
    const { report, store } = await again(change);
    expect(report.issue).toMatchObject({
      code: 'DATA_MISMATCH',
      message: expect.stringMatching(
        /^The bar 2024-08-05T04:05Z went from \d+ to \d+ with a volume of \d+ in one answer and went from .* in the next\.$/,
      ),
    });
    expect(store.missing(SYMBOL, FIVE_MINUTES, at(51), 20)).toEqual({ sinceMs: at(31), limit: 20 });
  });

  test('not at all, both are rejected', async () => {
    const store = newStore();
    const exchange = new Exchange(soundRows(60));
    await exchange.scan(store, 50, 20);
    exchange.rows.splice(49, 1);
    expect((await exchange.scan(store, 51, 20)).issue?.message).toMatch('is absent from the next.');
  });

  test('but the answer is empty, nothing changes', async () => {
    const store = newStore();
    await new Exchange(soundRows(60)).scan(store, 50, 20);
    const report = await new Exchange([]).scan(store, 51, 20);
    expect(timesOf(report)).toEqual(range(30, 50));
    expect(report.issue).toBeNull();
  });
});

describe('an answer with a fault', () => {
  const fault = (change: (rows: Row[]) => Row[]) => async () => {
    const store = newStore();
    const exchange = new Exchange(soundRows(60));
    await exchange.scan(store, 50, 20);
    const faulty = change(soundRows(53).slice(49));
    const report = await store.update(SYMBOL, FIVE_MINUTES, at(53), 20, async () => ({
      answer: answerOf(faulty),
      nowMs: at(53),
    }));
    return { report, faulty, store };
  };

  test.each([
    ['an impossible price', fault((rows) => rows.with(2, { ...rows[2], close: -1 }))],
    ['a value that is not a number', fault((rows) => rows.with(1, { ...rows[1], volume: NaN }))],
    ['a bar twice', fault((rows) => [...rows, { ...rows[3], close: rows[3].low }])],
    ['rows out of order', fault((rows) => rows.toReversed())],
    ['a row off the grid', fault((rows) => rows.with(2, { ...rows[2], openTimeMs: at(51) + 14_000 }))],
    ['a time that is none', fault((rows) => rows.with(2, { ...rows[2], openTimeMs: NaN }))],
  ])('of %s goes unchanged to the cleaner, after the kept bars, and is not kept', async (_, run) => {
    const { report, faulty, store } = await run();
    expect([...report.candles.openTimeMs]).toEqual([
      ...range(30, 50).map(at),
      ...faulty.map((row) => row.openTimeMs),
    ]);
    expect([...report.candles.volume].slice(-faulty.length)).toEqual(faulty.map((row) => row.volume));
    expect(report.tradeCounts).toHaveLength(20 + faulty.length);
    expect(store.missing(SYMBOL, FIVE_MINUTES, at(53), 20)).toEqual({ sinceMs: at(33), limit: 20 });
  });
});

describe('two asks at once for one market', () => {
  test('are one call', async () => {
    const exchange = new Exchange(soundRows(60));
    const store = newStore();
    const [a, b] = await Promise.all([exchange.scan(store, 50, 20), exchange.scan(store, 50, 20)]);
    expect(exchange.asked).toHaveLength(1);
    expect(timesOf(a)).toEqual(timesOf(b));
  });

  test('are two calls where the second wants more', async () => {
    const exchange = new Exchange(soundRows(60));
    const store = newStore();
    await Promise.all([exchange.scan(store, 50, 20), exchange.scan(store, 52, 20)]);
    expect(exchange.asked).toEqual([
      { from: 30, limit: 20 },
      { from: 49, limit: 3 },
    ]);
  });

  test('fail together, and the next one is requested again', async () => {
    const store = newStore();
    let calls = 0;
    const failing = () =>
      store.update(SYMBOL, FIVE_MINUTES, at(50), 20, async () => {
        calls++;
        throw new Error('no answer');
      });
    const results = await Promise.allSettled([failing(), failing(), failing()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(calls).toBe(1);
    const exchange = new Exchange(soundRows(60));
    expect(timesOf(await exchange.scan(store, 50, 20))).toEqual(range(30, 50));
  });

  test('never sees what another caller rejects: it requests everything itself', async () => {
    const exchange = new Exchange(soundRows(60));
    const store = newStore();
    await exchange.scan(store, 50, 20);
    const issue = { code: 'DATA_UNIT', message: 'made for a test' } as const;
    const tooMuch = soundRows(60).map((row) => ({ ...row, volume: row.volume * 1e5 }));
    const rejected = store.update(SYMBOL, FIVE_MINUTES, at(52), 20, async ({ sinceMs }) => ({
      answer: answerOf(tooMuch.filter(({ openTimeMs }) => openTimeMs >= sinceMs)),
      nowMs: at(52),
      issueOf: () => issue,
    }));
    const [first, second] = await Promise.all([rejected, exchange.scan(store, 52, 20)]);
    expect(first.issue).toEqual(issue);
    expect(second.issue).toBeNull();
    expect(exchange.asked.at(-1)).toEqual({ from: 32, limit: 20 });
    expect([...second.candles.volume]).toEqual(
      soundRows(52)
        .slice(32)
        .map(({ volume }) => volume),
    );
  });
});

test('any sequence of requests gives the candles of one full request, and sends old bars at most once more each time', async () => {
  const ask = fc.record({ step: fc.nat(12), count: fc.integer({ min: 1, max: 40 }) });
  const gaps = fc.uniqueArray(fc.nat(299), { maxLength: 60 });
  const property = fc.asyncProperty(
    fc.array(ask, { minLength: 1, maxLength: 25 }),
    gaps,
    async (asks, missing) => {
      const rows = soundRows(400).filter((_, bar) => !missing.includes(bar));
      const exchange = new Exchange(rows);
      const store = newStore(50);
      let asOf = 60;
      let kept = 0;
      for (const { step, count } of asks) {
        asOf += step;
        const before = exchange.rowsSent;
        const grows = count > kept;
        kept = grows || step > count ? count : kept;
        const report = await exchange.scan(store, asOf, count);
        expect(report.issue).toBeNull();
        const wanted = rows.filter(
          ({ openTimeMs }) => openTimeMs >= at(asOf - count) && openTimeMs < at(asOf),
        );
        const given = [...report.candles.openTimeMs].filter(
          (timeMs) => timeMs >= at(asOf - count) && timeMs < at(asOf),
        );
        expect(given).toEqual(wanted.map((row) => row.openTimeMs));
        const { candles } = report;
        const from = candles.openTimeMs.findIndex((timeMs) => timeMs >= at(asOf - count));
        expect([...candles.close].slice(from, from + wanted.length)).toEqual(wanted.map((row) => row.close));
        if (!grows && missing.length === 0 && step <= count) {
          expect(exchange.rowsSent - before).toBeLessThanOrEqual(step + 1);
        }
      }
    },
  );
  await fc.assert(property, { numRuns: 150 });
});
