import { beforeAll, describe, expect, test } from '../support/jest.js';
import { type Engine, type EngineName } from '../../src/kernels/engine/engine.js';
import { Slab } from '../../src/kernels/slab/slab.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import {
  ALL_INDICATORS,
  allEngines,
  LAST_OPEN_MS,
  randomMarket,
  scan,
  seeded,
  seriesOf,
  TIMEFRAME_MS,
} from './helpers.js';

let engines: Record<EngineName, Engine>;
let engine: Engine;
beforeAll(async () => {
  engines = await allEngines();
  engine = engines.simd;
});

const SHAPE = {
  marketCount: 3,
  barCount: 100,
  timeframeMs: TIMEFRAME_MS,
  indicators: ALL_INDICATORS,
  mode: 'series',
} as const;

function market(seed: number, count = 100): CandleSeries {
  return seriesOf(randomMarket(seeded(seed), count));
}

describe('Slab', () => {
  test('starts a young market late and gives it the same values as alone', () => {
    const young = market(1, 60);
    const beside = scan(engine, [market(2), young]);
    const alone = scan(engine, [young]);
    for (const name of alone.outputNames) {
      // The session average starts at the same bar, spans start at other rows: equal up to rounding.
      const values = beside.series(1, name);
      expect(values.slice(0, 40).every(Number.isNaN)).toBe(true);
      const own = alone.series(0, name);
      values.slice(40).forEach((value, t) => {
        if (Number.isNaN(own[t])) expect(value).toBeNaN();
        else expect(Math.abs(value - own[t])).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(own[t])));
      });
    }
    beside.dispose();
    alone.dispose();
  });

  test('uses the last bars of a longer series, and none after its own last one', () => {
    const long = market(3, 140);
    const cut = seriesOf(
      {
        high: long.high.slice(30, 130),
        low: long.low.slice(30, 130),
        close: long.close.slice(30, 130),
        volume: long.volume.slice(30, 130),
      },
      LAST_OPEN_MS - 10 * TIMEFRAME_MS,
    );
    const slab = new Slab(engine, SHAPE);
    slab.reset(LAST_OPEN_MS - 10 * TIMEFRAME_MS);
    const handles = [slab.add(long, null), slab.add(cut, null)];
    slab.run();
    for (const name of slab.outputNames)
      expect(slab.series(handles[0], name)).toEqual(slab.series(handles[1], name));
    slab.dispose();
  });

  test('keeps markets of different benchmarks apart', () => {
    const [a, b, c] = [market(4), market(5), market(6)];
    const slab = new Slab(engine, { ...SHAPE, benchmarkCount: 2 });
    slab.reset(LAST_OPEN_MS);
    slab.setBenchmark('BTC/USDT', a);
    slab.setBenchmark('BTC/USDC', b);
    const handles = [slab.add(c, 'BTC/USDT'), slab.add(c, 'BTC/USDC'), slab.add(c, null)];
    slab.run();
    const last = handles.map((handle) => slab.latest(handle, 'btcCorrelation'));
    const expected = [a, b].map((benchmark) => {
      const alone = scan(engine, [c], { benchmark });
      const value = alone.latest(0, 'btcCorrelation');
      alone.dispose();
      return value;
    });
    expect(last).toEqual([...expected, NaN]);
    expect(last[0]).not.toBe(last[1]);
    expect(slab.checkGuards()).toBeNull();
    slab.dispose();
  });

  test('discards the previous batch at reset', () => {
    const slab = new Slab(engine, SHAPE);
    slab.reset(LAST_OPEN_MS);
    for (const seed of [7, 8, 9]) slab.add(market(seed), null);
    slab.run();
    slab.reset(LAST_OPEN_MS);
    const handle = slab.add(market(10, 30), null);
    slab.run();
    const fresh = scan(engine, [market(10, 30)], { barCount: 100 });
    for (const name of slab.outputNames) expect(slab.series(handle, name)).toEqual(fresh.series(0, name));
    slab.dispose();
    fresh.dispose();
  });

  test('shares the memory with other slabs, even when it grows', () => {
    const first = scan(engine, [market(11)]);
    const before = first.series(0, 'atr');
    const large = scan(engine, [market(12, 1000), market(13, 1000)]);
    const small = scan(engine, [market(14, 20)], { mode: 'latest' });
    expect(first.series(0, 'atr')).toEqual(before);
    first.run();
    expect(first.series(0, 'atr')).toEqual(before);
    for (const slab of [first, large, small]) {
      expect(slab.checkGuards()).toBeNull();
      slab.dispose();
    }
  });

  test('accepts rows of a feed as well as columns', () => {
    const series = market(15);
    const rows = Array.from(series.close, (close, i) => [
      series.openTimeMs[i],
      close,
      series.high[i],
      series.low[i],
      close,
      series.volume[i],
    ]);
    const slab = new Slab(engine, SHAPE);
    slab.reset(LAST_OPEN_MS);
    const handles = [slab.add(series, null), slab.addRows('TEST/USDT', rows, null)];
    slab.run();
    for (const name of slab.outputNames)
      expect(slab.series(handles[1], name)).toEqual(slab.series(handles[0], name));
    slab.dispose();
  });

  test('scales by powers of two without changing a bit', () => {
    const base = market(16, 300);
    const plain = scan(engine, [base]);
    for (const factor of [2 ** -40, 2 ** 31]) {
      const times = (column: Float64Array): Float64Array => column.map((value) => value * factor);
      const scaled = scan(engine, [
        {
          ...base,
          open: times(base.open),
          high: times(base.high),
          low: times(base.low),
          close: times(base.close),
        },
      ]);
      for (const name of plain.outputNames) {
        const isNumber = /rsi|Pct|PercentB|Percentile|surge|Median|Correlation/.test(name);
        expect(scaled.series(0, name)).toEqual(plain.series(0, name).map((v) => (isNumber ? v : v * factor)));
      }
      scaled.dispose();
    }
    plain.dispose();
  });

  test('reports which guard was damaged', () => {
    const slab = scan(engine, [market(17)]);
    engine.words()[slab.outputRegion.offsetBytes / 4 - 3] ^= 1;
    expect(slab.checkGuards()).toMatch(/^The guard after inputs\[0\]\.volume was overwritten at byte \d+/);
    slab.dispose();
  });

  test('rejects what does not fit and says what it expected', () => {
    const slab = new Slab(engine, { ...SHAPE, marketCount: 1 });
    expect(() => slab.add(market(18), null)).toThrow('Expected reset before the first series.');
    slab.reset(LAST_OPEN_MS);
    expect(() => slab.add({ ...market(18), timeframeMs: 60_000 }, null)).toThrow(
      'Expected bars of 300000 ms, got 60000 ms',
    );
    expect(() => slab.add(seriesOf({ close: [1, 2] }, LAST_OPEN_MS - TIMEFRAME_MS), null)).toThrow(
      'Expected bars without holes',
    );
    expect(() => slab.add(market(18), 'BTC')).toThrow(
      'Expected a benchmark given to setBenchmark before, got "BTC".',
    );
    expect(() => slab.add(seriesOf({ close: [1, NaN] }), null)).toThrow('Expected 0 < low ≤ close ≤ high');
    expect(() => slab.add(seriesOf({ close: [1, 1], volume: [1, -1] }), null)).toThrow('volume -1 in bar 1');
    expect(slab.add(market(18), null)).toBe(0);
    expect(() => slab.add(market(18), null)).toThrow('Expected at most 1 markets, got one more.');
    expect(() => slab.latest(1, 'atr')).toThrow('Expected a handle that add returned since reset, got 1.');
    expect(() => slab.latest(0, 'macd')).toThrow('Expected an output of this slab');
    slab.dispose();
    const latest = scan(engine, [market(18)], { mode: 'latest' });
    expect(() => latest.series(0, 'atr')).toThrow('Expected a slab of mode series, got latest.');
    latest.dispose();
    expect(() => new Slab(engine, { ...SHAPE, barCount: 0 })).toThrow(
      'Expected `barCount` to be an integer ≥ 1, got 0.',
    );
    const twice = [{ id: 'atr' }, { id: 'atr', params: { period: 5 } }];
    expect(() => new Slab(engine, { ...SHAPE, indicators: twice })).toThrow(
      'Expected each indicator once, got atr twice.',
    );
    expect(() => new Slab(engine, { ...SHAPE, indicators: [{ id: 'macd' }] })).toThrow(
      'Expected an indicator id',
    );
  });

  test('has no values for a market without bars, and defined ones for flat bars', () => {
    const slab = scan(engine, [
      seriesOf({ close: [] }),
      seriesOf({ close: new Array<number>(200).fill(3.1) }),
    ]);
    for (const name of slab.outputNames) expect(slab.latest(0, name)).toBeNaN();
    expect(Object.fromEntries(slab.outputNames.map((name) => [name, slab.latest(1, name)]))).toMatchObject({
      trueRange: 0,
      atr: 0,
      rsi: 50,
      bbDeviation: 0,
      bbWidthPct: 0,
      bbPercentB: NaN,
      bbWidthPercentile: 0,
      surgeShort: 1,
      surgeLong: 1,
      btcCorrelation: NaN,
    });
    for (const name of [
      'ema',
      'sma',
      'bbUpper',
      'bbMiddle',
      'bbLower',
      'donchianHigh',
      'donchianLow',
      'vwap',
    ]) {
      expect(slab.latest(1, name)).toBeCloseTo(3.1, 12);
    }
    slab.dispose();
  });
});
