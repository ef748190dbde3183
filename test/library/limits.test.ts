import { beforeAll, describe, expect, test } from '../support/jest.js';
import { createLiveSlab, fromCandles, indicators, scan } from '../../src/index.js';
import { createSlab, loadEngine } from '../../src/library/kernels.js';
import { ENGINE_NAMES, type Engine } from '../../src/kernels/engine/engine.js';
import { candlesOf } from '../../src/feeds/memory/given-candles.js';
import { wanderingColumns } from './columns.js';

const columns = wanderingColumns(300);
const changed = (name: 'high' | 'low' | 'close' | 'volume', bar: number, value: number): number[] =>
  columns[name].map((given, index) => (index === bar ? value : given));
const scaled = (factor: number) => ({
  high: columns.high.map((price) => price * factor),
  low: columns.low.map((price) => price * factor),
  close: columns.close.map((price) => price * factor),
});

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine();
});

describe.each(ENGINE_NAMES)('impossible candles are rejected with their position (%s)', (name) => {
  test.each([
    [
      'an infinite volume',
      { volume: changed('volume', 7, Infinity) },
      'volume of at most 1e+30, got Infinity in bar 7',
    ],
    [
      'a volume of 2e37',
      { volume: changed('volume', 7, 2e37) },
      'volume of at most 1e+30, got 2e+37 in bar 7',
    ],
    ['a volume that is not a number', { volume: changed('volume', 7, NaN) }, 'volume NaN in bar 7'],
    ['a negative volume', { volume: changed('volume', 7, -1) }, 'volume -1 in bar 7'],
    ['a high of 1e300', { high: changed('high', 9, 1e300) }, 'within a factor of 1000000000000, got'],
    ['a low of 1e-300', { low: changed('low', 9, 1e-300) }, 'got 1e-300 in bar 9'],
    ['prices below 2.2e-308', scaled(1e-311), 'prices of 2.2250738585072014e-308 or more'],
  ])('%s', async (_, given, message) => {
    await expect(indicators({ ...columns, ...given }, { engine: name })).rejects.toThrow(message);
  });
});

test.each([1e-307, 1e-30, 1e30, 1e305])('prices of %f are prices like others', async (factor) => {
  const plain = await indicators(columns, { indicators: ['rsi', 'atr', 'ema', 'bollinger'] });
  const { rsi, ema } = await indicators({ ...columns, ...scaled(factor) }, { indicators: ['rsi', 'ema'] });
  expect(Math.abs(rsi[299] - plain.rsi[299])).toBeLessThan(1e-3);
  expect(Math.abs(ema[299] / factor / plain.ema[299] - 1)).toBeLessThan(1e-6);
});

test.each([0, NaN, -1, Infinity])('a reference of %f is rejected', async (price) => {
  const reference = columns.close.map((close, bar) => (bar === 3 ? price : close));
  const wanted = { indicators: ['btcCorrelation'], reference } as const;
  await expect(indicators(columns, wanted)).rejects.toThrow(
    `Expected \`reference\` to be prices above 0, got ${price} in bar 3.`,
  );
});

test.each([
  [1e-3, 'seconds'],
  [1e3, 'microseconds'],
  [1e6, 'nanoseconds'],
])('open times in milliseconds times %f are rejected as %s', async (factor, unit) => {
  const openTimeMs = columns.openTimeMs.map((time) => time * factor);
  await expect(indicators({ ...columns, openTimeMs })).rejects.toThrow(`which looks like ${unit}`);
  expect(() => fromCandles([{ symbol: 'BTC/USDT', ...columns, openTimeMs }])).toThrow(
    `which looks like ${unit}`,
  );
});

test('a slab and a live slab reject the same', async () => {
  const grid = { marketCount: 1, timeframeMs: 300_000, indicators: [{ id: 'atr' }] };
  const rows = columns.close.map((_, bar) => [
    ...[columns.openTimeMs[bar], columns.open[bar], columns.high[bar], columns.low[bar], columns.close[bar]],
    bar === 5 ? Infinity : columns.volume[bar],
  ]);
  const slab = await createSlab({ ...grid, barCount: 300, mode: 'series' });
  slab.reset(columns.openTimeMs[299]);
  expect(() => slab.addRows('X/USDT', rows, null)).toThrow('volume of at most 1e+30, got Infinity in bar 5');
  slab.dispose();
  const live = createLiveSlab(engine, { ...grid, lastOpenTimeMs: columns.openTimeMs[0] });
  live.add([
    {
      series: {
        ...candlesOf('X/USDT', { symbol: 'X/USDT', rows: [] }),
        timeframeMs: 300_000,
        filled: new Uint8Array(),
      },
      benchmark: null,
    },
  ]);
  const bar = (price: number, volume: number) => {
    const prices = new Float64Array(live.laneCount).fill(price);
    return {
      high: prices,
      low: prices,
      close: prices,
      volume: new Float64Array(live.laneCount).fill(volume),
    };
  };
  live.append(bar(1, 1));
  expect(() => live.append(bar(1, Infinity))).toThrow('volume of at most 1e+30');
  expect(() => live.append(bar(1e300, 1))).toThrow('within a factor of 1000000000000');
  expect(() => live.append(bar(1e-310, 1))).toThrow('prices of 2.2250738585072014e-308 or more');
  live.dispose();
});

describe('candles in memory', () => {
  const rows = columns.close.map((_, bar) =>
    (['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const).map((name) => columns[name][bar]),
  );

  test('may be rows from ccxt, by symbol or with their symbol, as numbers or texts', async () => {
    const asColumns = await scan(fromCandles([{ symbol: 'X/USDT', ...columns }]));
    for (const given of [
      [{ symbol: 'X/USDT', rows }],
      { 'X/USDT': rows },
      [{ symbol: 'X/USDT', rows: rows.map((row) => [...row, 7]) }],
      [{ symbol: 'X/USDT', rows: rows.map((row) => row.map(String)) as never }],
    ]) {
      expect((await scan(fromCandles(given))).inputsSha256).toBe(asColumns.inputsSha256);
    }
  });

  test.each([
    ['rows that name no market', rows, 'Expected markets as { symbol, rows: [[openTimeMs, open'],
    ['nothing', null, 'got null'],
    ['a market without candles', [{ symbol: 'X/USDT' }], 'got undefined for `openTimeMs`'],
    ['rows that are no rows', [{ symbol: 'X/USDT', rows: [1, 2] }], 'got number 1 in row 0'],
    ['rows that are too short', [{ symbol: 'X/USDT', rows: [[1, 2, 3]] }], 'got 3 values in row 0'],
    ['words', [{ symbol: 'X/USDT', rows: [[1.7e12, 'a', 1, 1, 1, 1]] }], '`open` in row 0, got string "a"'],
    ['a market without a symbol', [{ rows }], 'got one without a symbol'],
  ])('that are %s are rejected with what is expected', (_, given, message) => {
    expect(() => fromCandles(given as never)).toThrow(message);
  });
});
