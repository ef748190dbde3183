import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine.js';
import { createLiveSlab, type LiveBars, type LiveSlab } from '../../src/kernels/live-slab.js';
import type { IndicatorRequest } from '../../src/kernels/slab.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
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

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

/** Bars [from, to) of a series that ends at LAST_OPEN_MS. */
function part(series: CandleSeries, from: number, to: number): CandleSeries {
  const cut = (column: Float64Array): Float64Array => column.slice(from, to);
  const { openTimeMs, open, high, low, close, volume, filled } = series;
  return {
    ...series,
    openTimeMs: cut(openTimeMs),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    volume: cut(volume),
    filled: filled.slice(from, to),
  };
}

interface Live {
  readonly slab: LiveSlab;
  readonly handles: readonly number[];
}

/** A slab that has seen all bars but the last `coming` ones of its markets. */
function liveBefore(
  engine: Engine,
  markets: readonly CandleSeries[],
  coming: number,
  { reference = null as CandleSeries | null, indicators = ALL_INDICATORS, slackBars = 40 } = {},
): Live {
  const slab = createLiveSlab(engine, {
    marketCount: markets.length + 8,
    timeframeMs: TIMEFRAME_MS,
    lastOpenTimeMs: LAST_OPEN_MS - coming * TIMEFRAME_MS,
    indicators,
    slackBars,
  });
  const past = (series: CandleSeries): CandleSeries =>
    part(series, 0, Math.max(0, series.close.length - coming));
  if (reference) slab.setReference('BTC', past(reference));
  const handles = slab.add(
    markets.map((series) => ({ series: past(series), reference: reference ? 'BTC' : null })),
  );
  return { slab, handles };
}

/** The bars `back` bars before the last one; `wrong`: other values, to be corrected afterwards. */
function barsAt(
  { slab, handles }: Live,
  markets: readonly CandleSeries[],
  back: number,
  { reference = null as CandleSeries | null, wrong = 1 } = {},
): LiveBars {
  const none = (): Float64Array => new Float64Array(slab.laneCount).fill(NaN);
  const bars = { high: none(), low: none(), close: none(), volume: none(), references: [NaN] };
  for (const [index, { high, low, close, volume }] of markets.entries()) {
    const at = close.length - 1 - back;
    if (at < 0) continue;
    bars.high[handles[index]] = high[at] * wrong;
    bars.low[handles[index]] = low[at] * wrong;
    bars.close[handles[index]] = close[at] * wrong;
    bars.volume[handles[index]] = volume[at] * wrong;
  }
  if (reference) bars.references[0] = reference.close[reference.close.length - 1 - back] * wrong;
  return bars;
}

/** Outputs whose error against a recompute of the whole history is above what accuracy.md promises. */
function inaccurate(
  engine: Engine,
  live: Live,
  markets: readonly CandleSeries[],
  options: { reference?: CandleSeries; indicators?: readonly IndicatorRequest[]; lastOpenMs?: number } = {},
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
  test.each(ENGINE_NAMES)('has after each new bar what a recompute of all bars has, %s', (name) => {
    const coming = 120;
    const live = liveBefore(engines[name], MARKETS, coming, { reference: BTC });
    for (let back = coming - 1; back >= 0; back--) {
      live.slab.append(barsAt(live, MARKETS, back, { reference: BTC }));
      if (back % 17 !== 0) continue;
      const lastOpenMs = LAST_OPEN_MS - back * TIMEFRAME_MS;
      const seen = MARKETS.filter(({ close }) => close.length > back);
      const handles = live.handles.filter((_, index) => MARKETS[index].close.length > back);
      const upTo = seen.map((series) => part(series, 0, series.close.length - back));
      const reference = part(BTC, 0, BTC.close.length - back);
      const options = { reference, lastOpenMs };
      expect(inaccurate(engines[name], { ...live, handles }, upTo, options)).toEqual([]);
    }
    expect(live.slab.checkGuards()).toBeNull();
    live.slab.dispose();
  });

  test('gives the same bytes in every engine', () => {
    const words = ENGINE_NAMES.map((name) => {
      const live = liveBefore(engines[name], MARKETS, 60, { reference: BTC });
      const seen = [live.slab.outputWords()];
      for (let back = 59; back >= 0; back--) {
        live.slab.append(barsAt(live, MARKETS, back, { reference: BTC, wrong: 1.01 }));
        live.slab.correct(barsAt(live, MARKETS, back, { reference: BTC }));
        seen.push(live.slab.outputWords());
      }
      live.slab.dispose();
      return seen;
    });
    expect(words[1]).toEqual(words[0]);
    expect(words[2]).toEqual(words[0]);
  });

  test('has after a correction the bytes that it would have had at once', () => {
    const [corrected, plain] = [0, 1].map(() => liveBefore(engines.simd, MARKETS, 50, { reference: BTC }));
    for (let back = 49; back >= 0; back--) {
      corrected.slab.append(barsAt(corrected, MARKETS, back, { reference: BTC, wrong: 1.3 }));
      corrected.slab.correct(barsAt(corrected, MARKETS, back, { reference: BTC, wrong: 0.8 }));
      corrected.slab.correct(barsAt(corrected, MARKETS, back, { reference: BTC }));
      plain.slab.append(barsAt(plain, MARKETS, back, { reference: BTC }));
      expect(corrected.slab.outputWords()).toEqual(plain.slab.outputWords());
    }
    for (const { slab } of [corrected, plain]) slab.dispose();
  });
});
