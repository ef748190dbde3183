import { expect, test } from '../support/jest.js';
import { tries } from '../support/budget.js';
import fc from 'fast-check';
import { cleanCandles } from '../../src/market/clean.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import type { Row } from './candles.js';
import { COLUMN_NAMES, FIVE_MINUTES, closeOf, rawCandles, soundRows } from './candles.js';

const RUNS = tries(10_000);
const MAX_BARS = 60;

const oddNumber = fc.oneof(
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, -1, 1e-320, 1e308, 100.5),
  fc.double(),
);
const oddTime = fc.oneof(fc.constantFrom(NaN, 0, -1, 1.7e9, 1.7e15, Infinity), fc.double());

type Mutation = (rows: Row[]) => Row[];
const position = fc.nat({ max: MAX_BARS });

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc
    .tuple(position, fc.constantFrom('open', 'high', 'low', 'close', 'volume'), oddNumber)
    .map(([at, name, value]) => edit(at, { [name]: value })),
  fc.tuple(position, oddTime).map(([at, openTimeMs]) => edit(at, { openTimeMs })),
  fc.tuple(position, fc.integer({ min: -4e5, max: 4e5 })).map(([at, ms]): Mutation => {
    return (rows) => rows.map((row, bar) => (bar === at ? { ...row, openTimeMs: row.openTimeMs + ms } : row));
  }),
  fc.tuple(position, position).map(([from, count]): Mutation => {
    return (rows) => rows.filter((_, bar) => bar < from || bar >= from + count / 8);
  }),
  fc.tuple(position, position, fc.boolean()).map(([from, to, differs]): Mutation => {
    return (rows) =>
      rows[from] ? rows.toSpliced(to, 0, { ...rows[from], volume: differs ? 5 : rows[from].volume }) : rows;
  }),
  fc.constant<Mutation>((rows) => rows.toReversed()),
);

function edit(at: number, change: Partial<Row>): Mutation {
  return (rows) => rows.map((row, bar) => (bar === at ? { ...row, ...change } : row));
}

const scenario = fc.record({
  bars: fc.nat({ max: MAX_BARS }),
  mutations: fc.array(mutation, { maxLength: 6 }),
  asOfOffsetMs: fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -3_000_000, max: 3_000_000 })),
  count: fc.integer({ min: 1, max: MAX_BARS + 5 }),
});

/** The first bar that breaks a promise, with the promise; plain comparisons, because there are millions of them. */
function brokenPromise(series: CandleSeries, asOfMs: number, count: number): string | null {
  const { openTimeMs, open, high, low, close, volume, filled } = series;
  const bars = openTimeMs.length;
  if (bars < 1 || bars > count) return `${bars} bars of ${count}`;
  if (openTimeMs[bars - 1] + FIVE_MINUTES > asOfMs) return 'an open bar';
  for (let bar = 0; bar < bars; bar++) {
    const isNext = bar === 0 || openTimeMs[bar] - openTimeMs[bar - 1] === FIVE_MINUTES;
    const isSound =
      low[bar] > 0 &&
      high[bar] < Infinity &&
      low[bar] <= Math.min(open[bar], close[bar]) &&
      Math.max(open[bar], close[bar]) <= high[bar] &&
      volume[bar] >= 0 &&
      volume[bar] < Infinity;
    if (!isNext || openTimeMs[bar] % FIVE_MINUTES !== 0) return `time of bar ${bar}`;
    if (!isSound) return `values of bar ${bar}`;
    if (filled[bar] === 1 && volume[bar] !== 0) return `volume of the filled bar ${bar}`;
  }
  return null;
}

function areEqual(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}

test('whatever comes in, the output is sound or rejected, cleaning again changes nothing, the input stays', () => {
  fc.assert(
    fc.property(scenario, ({ bars, mutations, asOfOffsetMs, count }) => {
      const raw = rawCandles(mutations.reduce((rows, mutate) => mutate(rows), soundRows(bars)));
      const before = structuredClone(raw);
      const options = { timeframeMs: FIVE_MINUTES, asOfMs: closeOf(bars) + asOfOffsetMs, count };
      const { series, issues, quality } = cleanCandles(raw, options);
      expect(COLUMN_NAMES.every((name) => areEqual(raw[name], before[name]))).toBe(true);
      expect(quality.health >= 0 && quality.health <= 1).toBe(true);
      if (series === null) {
        expect(issues.map(({ code }) => code)).toContain('DATA_EMPTY');
        return;
      }
      expect(brokenPromise(series, options.asOfMs, count)).toBeNull();
      expect(quality.bars).toBe(series.openTimeMs.length);
      const again = cleanCandles(series, options).series!;
      expect(COLUMN_NAMES.every((name) => areEqual(again[name], series[name]))).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

test('the fast path gives the same as the thorough one', () => {
  fc.assert(
    fc.property(scenario, ({ bars, mutations, asOfOffsetMs, count }) => {
      const rows = mutations.slice(0, 1).reduce((all, mutate) => mutate(all), soundRows(bars));
      const options = { timeframeMs: FIVE_MINUTES, asOfMs: closeOf(bars) + asOfOffsetMs, count };
      const given = cleanCandles(rawCandles(rows), options);
      expect(cleanCandles(rawCandles(rows), { ...options, mayShare: true })).toEqual(given);
      // The last row once more takes the long way and adds nothing but a note, wherever it is sound and on the grid.
      const last = rows.findLastIndex((row) => row.openTimeMs === given.series?.openTimeMs.at(-1));
      if (last < 0 || given.notes.length > 0 || given.issues.length > 0) return;
      const thorough = cleanCandles(rawCandles(rows.toSpliced(last, 0, rows[last])), options);
      expect(thorough).toEqual({ ...given, notes: thorough.notes });
    }),
    { numRuns: 2000 },
  );
});

test('the quick look sees a row off the grid that closes between the newest bar and the as-of time', () => {
  const rows = soundRows(38);
  const last = rows.length - 1;
  rows[last] = { ...rows[last], openTimeMs: rows[last].openTimeMs - 1 };
  const options = { timeframeMs: FIVE_MINUTES, asOfMs: closeOf(38) - 1, count: 1 };
  const { quality, issues } = cleanCandles(rawCandles(rows), options);
  expect(quality.offGridBars).toBe(1);
  expect(issues.map(({ code }) => code)).toContain('DATA_MISMATCH');
});

test('shared columns are views of the given ones, and of clean rows only', () => {
  const rows = soundRows(30);
  const options = { timeframeMs: FIVE_MINUTES, asOfMs: closeOf(30), count: 20, mayShare: true };
  const raw = rawCandles(rows);
  expect(cleanCandles(raw, options).series!.close.buffer).toBe(raw.close.buffer);
  const holed = rawCandles(rows.toSpliced(15, 1));
  expect(cleanCandles(holed, options).series!.close.buffer).not.toBe(holed.close.buffer);
});

test.each([
  ['fraction of a millisecond before the window', 2, { openTimeMs: soundRows(5)[2].openTimeMs + 0.5 }],
  ['time off the grid in the window', 22, { openTimeMs: soundRows(30)[22].openTimeMs + 1 }],
])('the quick look leaves a %s to the thorough one', (_name, at, change) => {
  const rows = edit(at, change)(soundRows(30));
  const options = { timeframeMs: FIVE_MINUTES, asOfMs: closeOf(30), count: 20 };
  const { quality } = cleanCandles(rawCandles(rows), options);
  expect(quality.invalidBars + quality.offGridBars).toBe(1);
});
