import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine.js';
import { Slab } from '../../src/kernels/slab.js';
import type { CandleSeries, PriceColumn } from '../../src/market/candle-series.js';
import { allEngines, LAST_OPEN_MS, randomMarket, scan, seeded, seriesOf, TIMEFRAME_MS } from './helpers.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

const INDICATORS = [{ id: 'trueRange' }, { id: 'sma' }, { id: 'vwap' }];

/** Output bytes of a slab of one market that was put in by `add`. Slabs follow each other, so that they lie at one address. */
function outputsOf(name: EngineName, barCount: number, add: (slab: Slab) => void): Uint8Array {
  const slab = new Slab(engines[name], {
    marketCount: 1,
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

/** Prices that are float32 already: then the narrow columns hold the same numbers. */
function narrowMarket(count: number, price: number): CandleSeries {
  const { high, low, close, volume } = randomMarket(seeded(count), count, { price });
  return seriesOf({
    high: Float32Array.from(high),
    low: Float32Array.from(low),
    close: Float32Array.from(close),
    volume: Float32Array.from(volume),
  });
}

function float32(series: CandleSeries): CandleSeries<PriceColumn> {
  const { open, high, low, close, volume } = series;
  return {
    ...series,
    open: Float32Array.from(open),
    high: Float32Array.from(high),
    low: Float32Array.from(low),
    close: Float32Array.from(close),
    volume: Float32Array.from(volume),
  };
}

describe.each(ENGINE_NAMES)('taking candles in with the %s engine', (name) => {
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
      expect(outputsOf(name, 50, (slab) => slab.add(float32(series), null))).toEqual(wide);
      expect(outputsOf(name, 50, (slab) => slab.addRows('TEST/USDT', rows, null))).toEqual(wide);
    },
  );

  test.each(['high', 'low', 'close', 'volume'] as const)('refuses NaN as %s in any bar', (field) => {
    for (const bar of [0, 1, 2, 48, 49]) {
      const series = narrowMarket(50, 1);
      series[field][bar] = NaN;
      expect(() => outputsOf(name, 50, (slab) => slab.add(series, null))).toThrow('NaN');
    }
  });
});

test('every engine takes the same bytes in', () => {
  const series = seriesOf(randomMarket(seeded(9), 77, { price: 3e-6 }));
  const [simd, scalar, js] = ENGINE_NAMES.map((name) =>
    outputsOf(name, 90, (slab) => slab.add(series, null)),
  );
  expect(scalar).toEqual(simd);
  expect(js).toEqual(simd);
});

test('a slab that is used again holds nothing of the batch before', () => {
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
