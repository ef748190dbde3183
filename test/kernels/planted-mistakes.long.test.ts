import { expect, test } from '../support/jest.js';
import { createEngine, type Engine, instantiateKernels } from '../../src/kernels/engine/engine.js';
import type { Kernels } from '../../src/kernels/engine/kernels.js';
import type { PagedMemory } from '../../src/kernels/engine/webassembly.js';
import { createLiveSlab } from '../../src/kernels/live/live-slab.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { sliceBars } from '../support/series.js';
import { bruteForceProblem, requestsOf } from './brute-force-check.js';
import type { Periods } from './brute-force.js';
import { columnBenchOf, columnProblem } from './column-bench.js';
import { COLUMN_CASES } from './column-cases.js';
import { HARD_MARKETS } from './hard-markets.js';
import { LAST_OPEN_MS, randomMarket, readWasm, scan, seeded, seriesOf, TIMEFRAME_MS } from './helpers.js';
import { compileEdited, type Edit } from './planted-kernels.js';
import { compiled } from './pool-fixture.js';
import { SafetyBench } from './safety-bench.js';
import { SAFETY_CASES } from './safety-cases.js';
import { SafetyIngestBench, SHAPES } from './safety-ingest-bench.js';

// All engines are built from one source, so comparing them cannot reveal a mistake in it. Float64 brute force, the
// definitions of columns and lanes, and the bytes around a call can. These tests plant mistakes to show that they do.

const PERIODS: readonly Periods[] = [
  {
    ...{ atr: 14, rsi: 14, ema: 20, bands: 20, multiplier: 2, rank: 60, donchian: 20, vwapRolling: 20 },
    ...{ surgeShort: 20, surgeLong: 12, correlation: 50 },
  },
  {
    ...{ atr: 7, rsi: 1, ema: 1, bands: 9, multiplier: 2.5, rank: 31, donchian: 11, vwapRolling: 13 },
    ...{ surgeShort: 6, surgeLong: 9, correlation: 17, smoothing: 'ema', average: 'median' },
  },
];

const random = seeded(5);
const BENCHMARK = seriesOf(randomMarket(random, 300));
/**
 * The second is flat in places, the third has bars without volume, the fourth is young, the fifth never moves and the
 * sixth moves by few ticks.
 */
const MARKETS: readonly CandleSeries[] = [
  randomMarket(random, 300, { price: 60_000 }),
  randomMarket(random, 300, { price: 1e-6, flatShare: 0.3 }),
  randomMarket(random, 287, { quietShare: 0.2 }),
  randomMarket(random, 61),
  randomMarket(random, 200, { flatShare: 1 }),
  HARD_MARKETS['a market of few ticks'](random, 300, 1),
].map((columns) => seriesOf(columns));

/** Checks ingestion: markets of equal length as a block, of different lengths lane by lane. */
async function ingestProblem(engineOf: (memory: PagedMemory) => Promise<Engine>): Promise<string | null> {
  const bench = await SafetyIngestBench.create(50, engineOf);
  for (const [seed, shape] of SHAPES.entries()) {
    for (const lengths of [[50, 50, 50, 50], [1, 2, 3, 37, 50], []]) {
      const problem = bench.check(lengths, shape, seed);
      if (problem !== null) return problem;
    }
  }
  return null;
}

function safetyProblem(kernelsOf: (memory: PagedMemory) => Kernels): string | null {
  const bench = new SafetyBench(40, 12, kernelsOf);
  for (const length of [0, 1, 2, 7, 24, 40]) {
    bench.load(length, length);
    for (const kernel of SAFETY_CASES) {
      const periods = kernel.periods.map(({ min }, i) => Math.max(min, 12 - i));
      const problem = bench.check(kernel, { periods, from: 0, mode: 'series' });
      if (problem !== null) return problem;
    }
  }
  return null;
}

function slabProblem(engine: Engine, periods: Periods): string | null {
  const slab = scan(engine, MARKETS, {
    barCount: 300,
    indicators: requestsOf(periods),
    benchmark: BENCHMARK,
  });
  for (const [handle, series] of MARKETS.entries()) {
    const valuesOf = (output: string): Float64Array =>
      slab.series(handle, output).slice(-series.close.length);
    const problem = bruteForceProblem(valuesOf, series, periods, BENCHMARK);
    if (problem !== null) return problem;
  }
  slab.dispose();
  return null;
}

/** The last 40 bars are appended one at a time. */
function liveProblem(engine: Engine, periods: Periods): string | null {
  const coming = 40;
  const seen = (series: CandleSeries, back: number): CandleSeries =>
    sliceBars(series, 0, series.close.length - back);
  const live = createLiveSlab(engine, {
    marketCount: MARKETS.length,
    timeframeMs: TIMEFRAME_MS,
    lastOpenTimeMs: LAST_OPEN_MS - coming * TIMEFRAME_MS,
    indicators: requestsOf(periods),
  });
  live.setBenchmark('BTC', seen(BENCHMARK, coming));
  const handles = live.add(MARKETS.map((series) => ({ series: seen(series, coming), benchmark: 'BTC' })));
  const found = live.outputNames.map(() =>
    MARKETS.map(({ close }) => new Float64Array(close.length).fill(NaN)),
  );
  for (let back = coming - 1; back >= 0; back--) {
    const column = (field: 'high' | 'low' | 'close' | 'volume'): Float64Array => {
      const values = new Float64Array(live.laneCount).fill(NaN);
      MARKETS.forEach((series, i) => (values[handles[i]] = series[field][series.close.length - 1 - back]));
      return values;
    };
    const benchmarks = [BENCHMARK.close[BENCHMARK.close.length - 1 - back]];
    const [high, low, close, volume] = (['high', 'low', 'close', 'volume'] as const).map(column);
    live.append({ high, low, close, volume, benchmarks });
    live.outputNames.forEach((output, o) =>
      MARKETS.forEach((series, i) => {
        found[o][i][series.close.length - 1 - back] = live.latest(handles[i], output);
      }),
    );
  }
  for (const [i, series] of MARKETS.entries()) {
    const first = series.close.length - coming;
    const whole = scan(engine, [series], { indicators: requestsOf(periods), benchmark: BENCHMARK });
    const valuesOf = (output: string): Float64Array => {
      const values = whole.series(0, output);
      values.set(found[live.outputNames.indexOf(output)][i].subarray(first), first);
      return values;
    };
    const problem = bruteForceProblem(valuesOf, series, periods, BENCHMARK);
    if (problem !== null) return `live: ${problem}`;
    whole.dispose();
  }
  live.dispose();
  return null;
}

/** The first fault found in the kernels of a module, or null. */
async function problemOf(bytes: Uint8Array): Promise<string | null> {
  const module = compiled(bytes);
  const wasm = { ...readWasm(), simd: module };
  const kernelsOf = (memory: PagedMemory): Kernels => instantiateKernels(module, memory);
  const engine = await createEngine('simd', wasm);
  for (const kernel of COLUMN_CASES) {
    const problem = columnProblem(columnBenchOf(kernelsOf), columnBenchOf(kernelsOf), kernel);
    if (problem !== null) return `${kernel.name}: ${problem}`;
  }
  for (const periods of PERIODS) {
    const problem = slabProblem(engine, periods) ?? liveProblem(engine, periods);
    if (problem !== null) return problem;
  }
  return safetyProblem(kernelsOf) ?? (await ingestProblem((memory) => createEngine('simd', wasm, memory)));
}

const MISTAKES: Readonly<Record<string, Edit & { found: RegExp }>> = {
  'a divisor that is one too small': {
    file: 'bollinger.ts',
    piece: '(1 as f32) / (period as f32)',
    instead: '(1 as f32) / ((period - 1) as f32)',
    found: /^live: bb|^bb/,
  },
  'a wrong seed': {
    file: 'smooth.ts',
    piece: 'divide<V>(sum, period)',
    instead: 'value',
    found: /^atr /,
  },
  'a seed one bar late': {
    file: 'phases.ts',
    piece: 'splat<V>(t as f32)',
    instead: 'splat<V>((t - 1) as f32)',
    found: /./,
  },
  'high and low swapped': {
    file: 'true-range.ts',
    piece: 'add<V>(change, upper)',
    instead: 'add<V>(change, lower)',
    found: /^trueRange /,
  },
  'a window that includes its own bar': {
    file: 'surge-short.ts',
    piece: 'row(medians, max(t - 1, 0))',
    instead: 'row(medians, t)',
    found: /^volumeMedian /,
  },
  'the upper median': {
    file: 'rolling-median.ts',
    piece: '(period - 1) >> 1',
    instead: 'period >> 1',
    found: /^volumeMedian |^surge/,
  },
  'a channel upside down': {
    file: 'channels.ts',
    piece: 'write<V>(channel, highest);',
    instead: 'write<V>(channel, lowest);',
    found: /^donchianHigh /,
  },
  'scratch from the previous call': {
    file: 'surge-long.ts',
    piece: 'write<V>(row(scratch, period), sum);',
    instead: '',
    found: /^surgeLong /,
  },
  'a session that never ends': {
    file: 'vwap.ts',
    piece: 'if (startsSession(sessions, t)) {',
    instead: 'if (startsSession(sessions, t) && t < 0) {',
    found: /^vwap /,
  },
  'the middle of an index at 100': {
    file: 'rsi.ts',
    piece: 'constant<V>(FIFTY, 50)',
    instead: 'constant<V>(HUNDRED, 100)',
    found: /^rsi /,
  },
  'ties that count as smaller': {
    file: 'width-column.ts',
    piece: '1 - TIE_TOLERANCE',
    instead: '1 + TIE_TOLERANCE',
    found: /^bbWidthPercentile /,
  },
  'returns over the same close': {
    file: 'correlation.ts',
    piece: 'let previous = read<V>(row(close, max(first - 1, 0)));',
    instead: 'let previous = read<V>(row(close, first));',
    found: /^btcCorrelation /,
  },
  'a variance of the benchmark without its length': {
    file: 'correlation.ts',
    piece: 'const variance = length * (',
    instead: 'const variance = (length - 1) * (',
    found: /^btcCorrelation /,
  },
  'a live window that includes its own bar': {
    file: 'live-bands.ts',
    piece: 'for (let i = 1; i <= period; i++) {',
    instead: 'for (let i = 0; i < period; i++) {',
    found: /^live: donchian/,
  },
  'lows measured from the previous close': {
    file: 'ingest/ingest-lane.ts',
    piece: 'writeOne(lowerLane, t, (bar<F>(low, i) - price) * inverse);',
    instead: 'writeOne(lowerLane, t, (bar<F>(low, i) - previous) * inverse);',
    found: /./,
  },
  'a context bar known too late': {
    file: 'columns/mixed-columns.ts',
    piece: 'row(lane, closed - 1)',
    instead: 'row(lane, max(closed - 2, 0))',
    found: /^contextRatio: .*expected/,
  },
};

test('nothing is found in kernels without a mistake', async () => {
  expect(await problemOf(readWasm().simd as Uint8Array)).toBeNull();
});

test.each(Object.entries(MISTAKES))('%s is found', async (_, { found, ...edit }) => {
  expect(await problemOf(await compileEdited(edit))).toMatch(found);
});
