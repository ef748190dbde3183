import { beforeAll, describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { Slab } from '../../src/kernels/slab/slab.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { resample } from '../../src/market/resample.js';
import { withFloat32Columns } from '../support/series.js';
import { allEngines, LAST_OPEN_MS, randomMarket, scan, seeded, seriesOf, TIMEFRAME_MS } from './helpers.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

const INDICATORS = [{ id: 'trueRange' }, { id: 'sma' }, { id: 'vwap' }];

/**
 * Output bytes of a slab whose markets `add` adds. Slabs are disposed of in turn, so that all have the same address.
 */
function outputsOf(
  name: EngineName,
  barCount: number,
  add: (slab: Slab) => void,
  marketCount = 1,
): Uint8Array {
  const slab = new Slab(engines[name], {
    marketCount,
    barCount,
    timeframeMs: TIMEFRAME_MS,
    indicators: INDICATORS,
    mode: 'series',
  });
  try {
    slab.reset(LAST_OPEN_MS);
    add(slab);
    slab.run();
    expect(slab.checkGuards()).toBeNull();
    const { offsetBytes, lengthBytes } = slab.outputRegion;
    return new Uint8Array(engines[name].memory.buffer).slice(offsetBytes, offsetBytes + lengthBytes);
  } finally {
    slab.dispose();
  }
}

/** Prices rounded to float32, so that the narrow columns hold the same numbers. */
function narrowMarket(count: number, price: number): CandleSeries {
  const { high, low, close, volume } = randomMarket(seeded(count), count, { price });
  return seriesOf({
    high: Float32Array.from(high),
    low: Float32Array.from(low),
    close: Float32Array.from(close),
    volume: Float32Array.from(volume),
  });
}

describe.each(ENGINE_NAMES)('candle ingestion with the %s engine', (name) => {
  test.each([1, 2, 3, 4, 50, 51])(
    'Float32 columns and rows give the bytes of Float64 columns: %d bars',
    (count) => {
      const series = narrowMarket(count, 60_000);
      const rows = Array.from(series.close, (_, t) => [
        series.openTimeMs[t],
        series.open[t],
        series.high[t],
        series.low[t],
        series.close[t],
        series.volume[t],
      ]);
      const wide = outputsOf(name, 50, (slab) => slab.add(series, null));
      expect(outputsOf(name, 50, (slab) => slab.add(withFloat32Columns(series), null))).toEqual(wide);
      expect(outputsOf(name, 50, (slab) => slab.addRows('TEST/USDT', rows, null))).toEqual(wide);
    },
  );

  test.each(['high', 'low', 'close', 'volume'] as const)('rejects NaN as %s in any bar', (field) => {
    for (const bar of [0, 1, 2, 48, 49]) {
      const series = narrowMarket(50, 1);
      series[field][bar] = NaN;
      expect(() => outputsOf(name, 50, (slab) => slab.add(series, null))).toThrow('NaN');
    }
  });
});

test('every engine ingests the same bytes', () => {
  const series = seriesOf(randomMarket(seeded(9), 77, { price: 3e-6 }));
  const [simd, scalar, js] = ENGINE_NAMES.map((name) =>
    outputsOf(name, 90, (slab) => slab.add(series, null)),
  );
  expect(scalar).toEqual(simd);
  expect(js).toEqual(simd);
});

/** Values of every output of market `handle`. */
function valuesOf(slab: Slab, handle: number): Float64Array[] {
  return slab.outputNames.map((output) => slab.series(handle, output));
}

function slabOf(name: EngineName, barCount: number, marketCount: number): Slab {
  const slab = new Slab(engines[name], {
    marketCount,
    barCount,
    timeframeMs: TIMEFRAME_MS,
    // No outputs whose spans depend on rows: a market has the same bits in every lane and beside any other.
    indicators: [{ id: 'trueRange' }, { id: 'vwap' }],
    mode: 'series',
    resampleFactor: 3,
  });
  slab.reset(LAST_OPEN_MS);
  return slab;
}

describe.each(ENGINE_NAMES)('blocks of four with the %s engine', (name) => {
  test('a market has the same bits alone and beside others, in any input shape', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 11 });
    fc.assert(
      fc.property(counts, fc.infiniteStream(fc.nat({ max: 5 })), (bars, shapes) => {
        const markets = bars.map((count, index) => narrowMarket(count < 4 ? count : 23, 10 ** (index % 7)));
        const together = slabOf(name, 23, markets.length);
        together.setBenchmark('BTC', narrowMarket(23, 60_000));
        const handles = markets.map((market) => {
          const shape = shapes.next().value as number;
          const bad = { ...market, volume: market.volume.map(() => -1) };
          // A rejected market takes no lane and affects none.
          if (shape === 5 && bad.close.length > 0) expect(() => together.add(bad, null)).toThrow('volume -1');
          return together.add(shape === 1 ? withFloat32Columns(market) : market, shape === 2 ? 'BTC' : null);
        });
        together.run();
        expect(together.checkGuards()).toBeNull();
        markets.forEach((market, index) => {
          const alone = slabOf(name, 23, 1);
          alone.add(market, null);
          alone.run();
          expect(valuesOf(together, handles[index])).toEqual(valuesOf(alone, 0));
          alone.dispose();
        });
        together.dispose();
      }),
      { numRuns: 60 },
    );
  });

  test.each([1, 2, 3])('bars of a shorter timeframe, %d per bar, are merged as by resample', (factor) => {
    for (const count of [0, 1, 2, 3, 30, 61, 62, 63, 100]) {
      const partMs = TIMEFRAME_MS / factor;
      const columns = randomMarket(seeded(count), count);
      const series = seriesOf(columns, LAST_OPEN_MS + TIMEFRAME_MS - partMs, partMs);
      const resampled = resample(series, TIMEFRAME_MS);
      const [grouped, plain] = [0, 1].map(() => slabOf(name, 20, 1));
      const handle = grouped.addResampled(series, null);
      expect(handle === null).toBe(resampled.close.length === 0);
      if (handle !== null) {
        plain.add(resampled, null);
        for (const slab of [grouped, plain]) slab.run();
        expect(grouped.checkGuards()).toBeNull();
        expect(valuesOf(grouped, handle)).toEqual(valuesOf(plain, 0));
      }
      for (const slab of [grouped, plain]) slab.dispose();
    }
  });

  test('more bars per group than the slab allows are rejected', () => {
    const slab = slabOf(name, 20, 1);
    const series = seriesOf(randomMarket(seeded(1), 50), LAST_OPEN_MS, TIMEFRAME_MS / 5);
    expect(() => slab.addResampled(series, null)).toThrow('Expected at most 3 bars per group, got 5');
    slab.dispose();
  });
});

test('a cleared slab keeps its benchmarks and nothing else', () => {
  const [first, second, btc] = [1, 2, 3].map((seed) => seriesOf(randomMarket(seeded(seed), 80)));
  const options = { indicators: [{ id: 'btcCorrelation', params: { period: 20 } }, { id: 'trueRange' }] };
  const [cleared, fresh] = [0, 1].map(
    () =>
      new Slab(engines.simd, {
        marketCount: 1,
        barCount: 80,
        timeframeMs: TIMEFRAME_MS,
        mode: 'series',
        ...options,
      }),
  );
  for (const slab of [cleared, fresh]) {
    slab.reset(LAST_OPEN_MS);
    slab.setBenchmark('BTC', btc);
  }
  cleared.add(first, 'BTC');
  cleared.run();
  cleared.clear();
  for (const slab of [cleared, fresh]) {
    slab.add(second, 'BTC');
    slab.run();
  }
  expect(valuesOf(cleared, 0)).toEqual(valuesOf(fresh, 0));
  cleared.dispose();
  fresh.dispose();
});

test('a reused slab keeps nothing of the previous batch', () => {
  const [first, second] = [1, 2].map((seed) => seriesOf(randomMarket(seeded(seed), 40)));
  const used = scan(engines.simd, [first], { indicators: INDICATORS });
  used.reset(LAST_OPEN_MS);
  used.add(second, null);
  used.run();
  const fresh = scan(engines.simd, [second], { indicators: INDICATORS });
  for (const output of fresh.outputNames) expect(used.series(0, output)).toEqual(fresh.series(0, output));
  used.dispose();
  fresh.dispose();
});
