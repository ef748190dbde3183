import { beforeAll, describe, expect, test } from '../support/jest.js';
import { tries } from '../support/budget.js';
import fc from 'fast-check';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import type { Slab } from '../../src/kernels/slab/slab.js';
import type { Periods } from './brute-force.js';
import { bruteForceProblem, requestsOf } from './brute-force-check.js';
import { allEngines, randomMarket, scan, seeded, seriesOf } from './helpers.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20240612);

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
  process.stderr.write(`Fuzz seed ${SEED} (FUZZ_SEED).\n`);
});

const period = fc.oneof(
  fc.constantFrom(1, 2, 19, 20),
  fc.integer({ min: 1, max: 30 }),
  fc.integer({ min: 1, max: 200 }),
);
const longPeriod = period.map((bars) => Math.max(bars, 2));
const ownPeriods: fc.Arbitrary<Periods> = fc.record({
  atr: period,
  rsi: period,
  ema: period,
  bands: period,
  multiplier: fc.constantFrom(1, 2, 2.5),
  rank: longPeriod,
  donchian: period,
  vwapRolling: period,
  surgeShort: fc.oneof(period, fc.constant(20)),
  surgeLong: period,
  correlation: longPeriod,
  smoothing: fc.constantFrom('wilder', 'ema'),
  average: fc.constantFrom('mean', 'median'),
});
/** Half of them share one period for channels and bands, so that a fused kernel computes both. */
const periods = fc
  .tuple(ownPeriods, fc.boolean())
  .map(([own, isShared]): Periods => (isShared ? { ...own, donchian: own.bands } : own));

const market = fc.record({
  length: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 1100 })),
  price: fc.constantFrom(1e-9, 0.37, 60_000, 1e9),
  flatShare: fc.constantFrom(0, 0.1, 0.97, 1),
  quietShare: fc.constantFrom(0, 0.1, 0.97, 1),
  seed: fc.integer({ min: 1, max: 1e9 }),
});

const scenario = fc.record({
  markets: fc.array(market, { minLength: 1, maxLength: 9 }),
  benchmark: fc.option(market),
  periods,
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function build({ markets, benchmark, periods: own }: Scenario) {
  const toSeries = ({ length, seed, ...options }: Scenario['markets'][number]) =>
    seriesOf(randomMarket(seeded(seed), length, options));
  const barCount = Math.max(1, ...markets.map(({ length }) => length));
  const options = {
    barCount,
    indicators: requestsOf(own),
    ...(benchmark ? { benchmark: toSeries(benchmark) } : {}),
  };
  return { series: markets.map(toSeries), options };
}

function outputBytes(engine: Engine, slab: Slab): Buffer {
  const { offsetBytes, lengthBytes } = slab.outputRegion;
  return Buffer.from(engine.memory.buffer as ArrayBuffer, offsetBytes, lengthBytes);
}

/** Words that are quiet NaNs other than the one for "undefined"; guards are signalling NaNs. */
function strangeNaNs(bytes: Buffer): string[] {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return Array.from(
    words.filter((word) => (word & 0x7fffffff) >= 0x7fc00000 && word !== 0x7fc00000),
    (word) => word.toString(16),
  );
}

const parameters = { seed: SEED, numRuns: tries(80, 20), endOnFailure: false };

describe('random markets and periods', () => {
  test('give the same bytes in every engine, in series and latest mode', () => {
    fc.assert(
      fc.property(scenario, (one) => {
        const { series, options } = build(one);
        for (const mode of ['series', 'latest'] as const) {
          const slabs = ENGINE_NAMES.map((name) => scan(engines[name], series, { ...options, mode }));
          const [simd, ...others] = slabs.map((slab, i) => outputBytes(engines[ENGINE_NAMES[i]], slab));
          for (const bytes of others) expect(bytes.equals(simd)).toBe(true);
          expect(strangeNaNs(simd)).toEqual([]);
          slabs.forEach((slab) => slab.dispose());
        }
      }),
      parameters,
    );
  });

  test('give the last row of series mode in latest mode', () => {
    fc.assert(
      fc.property(scenario, (one) => {
        const { series, options } = build(one);
        const whole = scan(engines.simd, series, { ...options, mode: 'series' });
        const last = scan(engines.simd, series, { ...options, mode: 'latest' });
        for (const name of whole.outputNames) {
          for (const handle of series.keys()) {
            expect([name, last.latest(handle, name)]).toEqual([name, whole.latest(handle, name)]);
          }
        }
        whole.dispose();
        last.dispose();
      }),
      parameters,
    );
  });

  test('give a market the same bits with any neighbours and other indicators', () => {
    fc.assert(
      fc.property(scenario, fc.nat(), (one, pick) => {
        const { series, options } = build(one);
        const all = scan(engines.simd, series, options);
        const handle = pick % series.length;
        for (const request of options.indicators) {
          const alone = scan(engines.simd, [series[handle]], { ...options, indicators: [request] });
          for (const name of alone.outputNames) {
            expect(alone.series(0, name)).toEqual(all.series(handle, name));
          }
          alone.dispose();
        }
        all.dispose();
      }),
      parameters,
    );
  });

  test('agree with float64 brute force, and are defined in the same rows', () => {
    fc.assert(
      fc.property(scenario, (one) => {
        const { series, options } = build(one);
        for (const name of ENGINE_NAMES) {
          const slab = scan(engines[name], series.slice(0, 1), options);
          const missing = options.barCount - series[0].close.length;
          const valuesOf = (output: string): Float64Array => slab.series(0, output).slice(missing);
          expect(bruteForceProblem(valuesOf, series[0], one.periods, options.benchmark ?? null)).toBeNull();
          slab.dispose();
        }
      }),
      parameters,
    );
  });
});
