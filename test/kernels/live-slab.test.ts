import { beforeAll, describe, expect, test } from '../support/jest.js';
import { tries } from '../support/budget.js';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { createLiveSlab, type LiveBars, type LiveSlab } from '../../src/kernels/live/live-slab.js';
import type { IndicatorRequest } from '../../src/kernels/slab/slab.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import fc from 'fast-check';
import { bruteForce } from './brute-force.js';
import { ACCURACY_LIMITS, errorOf } from './accuracy-limits.js';
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
import { sliceBars } from '../support/series.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

/** Outputs that depend on ties of nearly equal values. */
const TIES = /^(bbWidthPercentile|bbPercentB|btcCorrelation) /;

const PERIODS = {
  atr: 14,
  rsi: 14,
  ema: 20,
  bands: 20,
  multiplier: 2,
  rank: 120,
  donchian: 20,
  vwapRolling: 20,
  surgeShort: 20,
  surgeLong: 12,
  correlation: 50,
};

interface Live {
  readonly slab: LiveSlab;
  readonly handles: readonly number[];
}

/** A slab with all but the last `coming` bars of its markets. */
function liveBefore(
  engine: Engine,
  markets: readonly CandleSeries[],
  coming: number,
  { benchmark = null as CandleSeries | null, indicators = ALL_INDICATORS, slackBars = 40 } = {},
): Live {
  const slab = createLiveSlab(engine, {
    marketCount: markets.length + 8,
    timeframeMs: TIMEFRAME_MS,
    lastOpenTimeMs: LAST_OPEN_MS - coming * TIMEFRAME_MS,
    indicators,
    slackBars,
  });
  const past = (series: CandleSeries): CandleSeries =>
    sliceBars(series, 0, Math.max(0, series.close.length - coming));
  if (benchmark) slab.setBenchmark('BTC', past(benchmark));
  const handles = slab.add(
    markets.map((series) => ({ series: past(series), benchmark: benchmark ? 'BTC' : null })),
  );
  return { slab, handles };
}

/** The bars `back` bars before the last one; `wrong`: with other values, to be corrected afterwards. */
function barsAt(
  { slab, handles }: Live,
  markets: readonly CandleSeries[],
  back: number,
  { benchmark = null as CandleSeries | null, wrong = 1 } = {},
): LiveBars {
  const none = (): Float64Array => new Float64Array(slab.laneCount).fill(NaN);
  const bars = { high: none(), low: none(), close: none(), volume: none(), benchmarks: [NaN] };
  for (const [index, { high, low, close, volume }] of markets.entries()) {
    const at = close.length - 1 - back;
    if (at < 0) continue;
    bars.high[handles[index]] = high[at] * wrong;
    bars.low[handles[index]] = low[at] * wrong;
    bars.close[handles[index]] = close[at] * wrong;
    bars.volume[handles[index]] = volume[at] * wrong;
  }
  if (benchmark) bars.benchmarks[0] = benchmark.close[benchmark.close.length - 1 - back] * wrong;
  return bars;
}

/** Outputs whose error against a recompute of the whole history exceeds what accuracy.md promises. */
function inaccurate(
  engine: Engine,
  live: Live,
  markets: readonly CandleSeries[],
  options: { benchmark?: CandleSeries; indicators?: readonly IndicatorRequest[]; lastOpenMs?: number } = {},
): string[] {
  const whole = scan(engine, markets, { mode: 'latest', ...options });
  const wrong: string[] = [];
  for (const [index, { close }] of markets.entries()) {
    for (const output of whole.outputNames) {
      const expected = whole.latest(index, output);
      const actual = live.slab.latest(live.handles[index], output);
      const isSame = Object.is(actual, expected);
      const error = errorOf(output, actual, expected, close[close.length - 1]);
      if (!isSame && !(error <= ACCURACY_LIMITS[output].limit)) {
        wrong.push(`${output} of market ${index}: ${actual}, not ${expected}`);
      }
    }
  }
  whole.dispose();
  return wrong;
}

const random = seeded(11);
const MARKETS = [400, 400, 250, 143, 30, 5, 1].map((count, index) =>
  seriesOf(
    randomMarket(random, count, {
      price: [60_000, 1e-6, 3, 100, 0.5, 7, 9][index],
      flatShare: index === 2 ? 0.3 : 0,
      quietShare: index === 3 ? 0.2 : 0,
    }),
  ),
);
const BTC = seriesOf(randomMarket(random, 400, { price: 60_000 }));

describe('a live slab', () => {
  test.each(ENGINE_NAMES)('equals a recompute of all bars after each new bar, %s', (name) => {
    const coming = 120;
    const live = liveBefore(engines[name], MARKETS, coming, { benchmark: BTC });
    for (let back = coming - 1; back >= 0; back--) {
      live.slab.append(barsAt(live, MARKETS, back, { benchmark: BTC }));
      if (back % 17 !== 0) continue;
      const lastOpenMs = LAST_OPEN_MS - back * TIMEFRAME_MS;
      const seen = MARKETS.filter(({ close }) => close.length > back);
      const handles = live.handles.filter((_, index) => MARKETS[index].close.length > back);
      const upTo = seen.map((series) => sliceBars(series, 0, series.close.length - back));
      const benchmark = sliceBars(BTC, 0, BTC.close.length - back);
      const options = { benchmark, lastOpenMs };
      expect(inaccurate(engines[name], { ...live, handles }, upTo, options)).toEqual([]);
    }
    expect(live.slab.checkGuards()).toBeNull();
    live.slab.dispose();
  });

  test('gives the same bytes in every engine', () => {
    const words = ENGINE_NAMES.map((name) => {
      const live = liveBefore(engines[name], MARKETS, 60, { benchmark: BTC });
      const seen = [live.slab.outputWords()];
      for (let back = 59; back >= 0; back--) {
        live.slab.append(barsAt(live, MARKETS, back, { benchmark: BTC, wrong: 1.01 }));
        live.slab.correct(barsAt(live, MARKETS, back, { benchmark: BTC }));
        seen.push(live.slab.outputWords());
      }
      live.slab.dispose();
      return seen;
    });
    expect(words[1]).toEqual(words[0]);
    expect(words[2]).toEqual(words[0]);
  });

  test('has after a correction the same bytes as with the right values from the start', () => {
    const [corrected, plain] = [0, 1].map(() => liveBefore(engines.simd, MARKETS, 50, { benchmark: BTC }));
    for (let back = 49; back >= 0; back--) {
      corrected.slab.append(barsAt(corrected, MARKETS, back, { benchmark: BTC, wrong: 1.3 }));
      corrected.slab.correct(barsAt(corrected, MARKETS, back, { benchmark: BTC, wrong: 0.8 }));
      corrected.slab.correct(barsAt(corrected, MARKETS, back, { benchmark: BTC }));
      plain.slab.append(barsAt(plain, MARKETS, back, { benchmark: BTC }));
      expect(corrected.slab.outputWords()).toEqual(plain.slab.outputWords());
    }
    for (const { slab } of [corrected, plain]) slab.dispose();
  });

  test('fills a missing bar, and replaces it when the bar arrives late', () => {
    const market = seriesOf(randomMarket(seeded(4), 300));
    const [late, plain] = [0, 1].map(() => liveBefore(engines.simd, [market], 30));
    for (let back = 29; back >= 0; back--) {
      const bars = barsAt(late, [market], back);
      const none = new Float64Array(late.slab.laneCount).fill(NaN);
      late.slab.append({ ...bars, close: none });
      expect(late.slab.isFilled(late.handles[0])).toBe(true);
      late.slab.correct(bars);
      expect(late.slab.isFilled(late.handles[0])).toBe(false);
      plain.slab.append(barsAt(plain, [market], back));
    }
    expect(late.slab.outputWords()).toEqual(plain.slab.outputWords());

    const filled = {
      ...market,
      high: market.high.slice(),
      low: market.low.slice(),
      close: market.close.slice(),
      volume: market.volume.slice(),
    };
    const missing = liveBefore(engines.simd, [market], 30);
    for (let back = 29; back >= 0; back--) {
      const bars = barsAt(missing, [market], back);
      const at = 299 - back;
      if (back % 4 === 0) {
        (bars.close as Float64Array).fill(NaN);
        const before = filled.close[at - 1];
        filled.high[at] = filled.low[at] = filled.close[at] = before;
        filled.volume[at] = 0;
      }
      missing.slab.append(bars);
    }
    expect(inaccurate(engines.simd, missing, [filled])).toEqual([]);
    for (const { slab } of [late, plain, missing]) slab.dispose();
  });

  test('adds markets later, with or without a past, and reuses their lanes', () => {
    const [first, second, third] = [5, 6, 7].map((seed) => seriesOf(randomMarket(seeded(seed), 400)));
    const live = liveBefore(engines.simd, [first], 100);
    const late: CandleSeries[] = [first];
    let handles = [...live.handles];
    const state = (): Live => ({ slab: live.slab, handles });
    for (let back = 99; back >= 0; back--) {
      live.slab.append(barsAt(state(), late, back));
      if (back === 70) {
        handles = [...handles, ...live.slab.add([{ series: sliceBars(second, 0, 330), benchmark: null }])];
        late.push(second);
      }
      if (back === 40) {
        live.slab.remove(handles[1]);
        const [handle] = live.slab.add([{ series: sliceBars(third, 0, 0), benchmark: null }]);
        expect(handle).toBe(handles[1]);
        late[1] = sliceBars(third, 360, 400);
      }
    }
    expect(inaccurate(engines.simd, state(), late)).toEqual([]);
    expect(live.slab.checkGuards()).toBeNull();
    live.slab.dispose();
  });

  test.each([0.02, 30, 2 ** -30, 2 ** 30])(
    'keeps its accuracy when a price changes by a factor of %d',
    (factor) => {
      const count = 500;
      const columns = randomMarket(seeded(9), count);
      for (const column of [columns.high, columns.low, columns.close] as Float64Array[]) {
        // Down or up within 60 bars, then continuing from there.
        for (let t = 0; t < count; t++) {
          const share = Math.min(1, Math.max(0, (t - 400) / 60));
          column[t] *= 1 + share * (factor - 1);
        }
      }
      for (let t = 400; t < count; t++) {
        (columns.high as Float64Array)[t] = Math.max(columns.high[t], columns.close[t]);
        (columns.low as Float64Array)[t] = Math.min(columns.low[t], columns.close[t]);
      }
      const market = seriesOf(columns);
      const live = liveBefore(engines.simd, [market], 150);
      for (let back = 149; back >= 0; back--) live.slab.append(barsAt(live, [market], back));
      const wrong = inaccurate(engines.simd, live, [market]);
      // The recompute uses one scale for all prices: after a fall its session average is the less accurate one.
      expect(wrong.filter((text) => !/^(vwap|ema|atr|rsi) /.test(text))).toEqual([]);
      const brute = bruteForce(market, PERIODS, null);
      for (const output of live.slab.outputNames.filter((name) => name in brute)) {
        const error = errorOf(
          output,
          live.slab.latest(live.handles[0], output),
          brute[output][count - 1],
          market.close[count - 1],
        );
        if (!Number.isNaN(brute[output][count - 1])) {
          expect([output, error <= 3 * ACCURACY_LIMITS[output].limit, error]).toEqual([output, true, error]);
        }
      }
      live.slab.dispose();
    },
  );

  test('rejects bad input with what it expected, and is unchanged', () => {
    const market = seriesOf(randomMarket(seeded(4), 300));
    const live = liveBefore(engines.simd, [market], 1);
    const before = live.slab.outputWords();
    const bars = barsAt(live, [market], 0);
    const wrong = { ...bars, low: bars.close, high: bars.low };
    expect(() => live.slab.append(wrong)).toThrow('Expected 0 < low ≤ close ≤ high');
    expect(live.slab.outputWords()).toEqual(before);
    expect(live.slab.lastOpenTimeMs).toBe(LAST_OPEN_MS - TIMEFRAME_MS);
    expect(() => live.slab.latest(99, 'atr')).toThrow('Expected a handle that add returned, got 99.');
    expect(() => live.slab.latest(live.handles[0], 'macd')).toThrow('Expected an output of this slab');
    expect(() => live.slab.add([{ series: market, benchmark: 'BTC' }])).toThrow('Expected a benchmark given');
    live.slab.dispose();
  });
});

const period = fc.integer({ min: 1, max: 40 });
const longPeriod = fc.integer({ min: 2, max: 60 });

describe('a live slab with any parameters', () => {
  test('has the same bytes in every engine and the values of a recompute', () => {
    fc.assert(
      fc.property(
        fc.record({
          short: period,
          long: longPeriod,
          window: longPeriod,
          average: fc.constantFrom('mean', 'median'),
          smoothing: fc.constantFrom('wilder', 'ema'),
          lengths: fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 6 }),
          price: fc.constantFrom(1e-9, 0.37, 60_000, 1e9),
          flatShare: fc.constantFrom(0, 0.2),
          slackBars: fc.integer({ min: 1, max: 30 }),
          coming: fc.integer({ min: 1, max: 60 }),
          seed: fc.integer({ min: 1, max: 1e9 }),
        }),
        ({ short, long, window, average, smoothing, lengths, price, flatShare, slackBars, coming, seed }) => {
          const own = seeded(seed);
          const markets = lengths.map((count) => seriesOf(randomMarket(own, count, { price, flatShare })));
          const benchmark = seriesOf(randomMarket(own, 200));
          const of = (id: string, bars: number, more = {}): IndicatorRequest => ({
            id,
            params: { period: bars, ...more },
          });
          const indicators = [
            { id: 'trueRange' },
            of('atr', short, { smoothing }),
            of('rsi', short),
            of('ema', long),
            of('sma', long),
            of('bollinger', long),
            of('donchian', short),
            { id: 'vwap' },
            of('vwapRolling', short),
            of('surgeShort', short),
            of('surgeLong', short, { average }),
            of('bbWidthPercentile', long, { window }),
            of('btcCorrelation', long),
          ];
          const words = ENGINE_NAMES.map((name) => {
            const live = liveBefore(engines[name], markets, coming, { benchmark, indicators, slackBars });
            for (let back = coming - 1; back >= 0; back--) {
              live.slab.append(barsAt(live, markets, back, { benchmark, wrong: 1.02 }));
              live.slab.correct(barsAt(live, markets, back, { benchmark }));
            }
            expect(live.slab.checkGuards()).toBeNull();
            if (name === 'simd') {
              // Ranks among widths that are equal up to rounding, and flat windows, may differ.
              const wrong = inaccurate(engines.simd, live, markets, { benchmark, indicators });
              expect(wrong.filter((text) => !TIES.test(text) || flatShare === 0)).toEqual([]);
            }
            const bytes = live.slab.outputWords();
            live.slab.dispose();
            return bytes;
          });
          expect(words[1]).toEqual(words[0]);
          expect(words[2]).toEqual(words[0]);
        },
      ),
      { numRuns: tries(150, 30), seed: 20240612 },
    );
  });
});
