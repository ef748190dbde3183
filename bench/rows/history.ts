import type { Engine } from '../../src/kernels/engine/engine.js';
import type { MarketInfo } from '../../src/market/market.js';
import { DEFAULT_PRESET } from '../../src/presets/default.js';
import {
  type HistoryMetric,
  historyOfSeries,
  type HistorySource,
  scanHistory,
} from '../../src/history/scan-history.js';
import { KERNEL_METRICS } from '../../src/indicators/metrics.js';
import { SCAN_INDICATORS } from '../../src/scanner/metrics-computer.js';
import { LAST_OPEN_MS, markets } from '../data.js';
import { assertEqual } from '../equal.js';
import { measureAsync, type MeasureOptions, type Timing } from '../harness/measure.js';
import { filledSlab, type Size } from './kernels.js';

export interface HistoryRow extends Size {
  /** ns per candle. */
  readonly timings: readonly Timing[];
  /**
   * Linear memory of an engine that did nothing but a history, and the maximum of its arrays and objects,
   * bytes.
   */
  readonly engineBytes: number;
  readonly heapBytes: number;
}

/** Bars of a slab whose outputs stay in the cache, like those of a history's chunks. */
const CACHED_BARS = 300;

/** Metrics, filters and score of every bar against the kernels alone. Needs --expose-gc for the memory. */
export async function measureHistory(
  createEngine: () => Promise<Engine>,
  size: Size,
  options: MeasureOptions = {},
): Promise<HistoryRow> {
  const { series, btc } = markets(size.markets - 1, size.bars);
  const source = historyOfSeries(
    [btc, ...series].map((each) => ({ market: marketOf(each.symbol), series: each })),
  );
  const memory = await memoryOf(await createEngine(), source);
  const engine = await createEngine();
  const { slab, handles } = filledSlab(engine, SCAN_INDICATORS, { series, btc });
  slab.run();
  await assertSame(engine, source, (market, output) => slab.series(handles[market - 1], output));
  const cached = filledSlab(engine, SCAN_INDICATORS, markets(size.markets - 1, CACHED_BARS));
  const items = size.markets * size.bars;
  const timings = await measureAsync(
    [
      { name: 'metrics, filters and score', items, run: () => passOver(engine, source) },
      { name: 'filters and score handed out', items, run: () => passOver(engine, source, { metrics: [] }) },
      { name: 'kernels alone', items: items - size.bars, run: async () => slab.run() },
      {
        name: `kernels alone, ${CACHED_BARS} bars repeatedly`,
        items: (size.markets - 1) * CACHED_BARS,
        run: async () => cached.slab.run(),
      },
    ],
    { rounds: 9, sampleMs: 20, ...options },
  );
  return { ...size, timings, ...memory };
}

function marketOf(symbol: string): MarketInfo {
  const [base, quote] = symbol.split('/');
  const unknown = { settle: null, active: null, listedAtMs: null, tickSize: null, leveragedToken: null };
  return { symbol, base, quote, type: 'spot', ...unknown };
}

function chunks(engine: Engine, source: HistorySource, metrics?: readonly HistoryMetric[]) {
  const missing = { all: 'fail', liveOnly: 'skip' } as const;
  const request = { source, preset: DEFAULT_PRESET, missing, engine };
  return scanHistory(metrics === undefined ? request : { ...request, metrics });
}

/** One pass of the default preset over all bars. */
export async function passOver(
  engine: Engine,
  source: HistorySource,
  { metrics, onChunk }: { metrics?: readonly HistoryMetric[]; onChunk?: () => void } = {},
): Promise<void> {
  let bars = 0;
  for await (const { barCount, firstRow } of chunks(engine, source, metrics)) {
    bars += barCount - firstRow;
    onChunk?.();
  }
  if (bars !== source.barCount) throw new Error(`Expected ${source.barCount} bars, got ${bars}.`);
}

async function memoryOf(
  engine: Engine,
  source: HistorySource,
): Promise<{ engineBytes: number; heapBytes: number }> {
  const held = (): number => {
    (globalThis as { gc?: () => void }).gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  let most = 0;
  await passOver(engine, source, { onChunk: () => (most = Math.max(most, held())) });
  return { engineBytes: engine.memory.buffer.byteLength, heapBytes: most - before };
}

/**
 * Whether the metrics computed by kernels equal those of one run over all bars, in every bar of some markets.
 */
async function assertSame(
  engine: Engine,
  source: HistorySource,
  expected: (market: number, output: string) => Float64Array,
): Promise<void> {
  const compared = [1, source.markets.length >> 1, source.markets.length - 1];
  const whole = new Map(
    compared.flatMap((market) =>
      KERNEL_METRICS.map((name) => [`${market} ${name}`, new Float64Array(source.barCount)] as const),
    ),
  );
  for await (const { metrics, firstOpenTimeMs, timeframeMs, firstRow, barCount, stride } of chunks(
    engine,
    source,
  )) {
    const bar = (firstOpenTimeMs - source.firstOpenTimeMs) / timeframeMs + firstRow;
    for (const market of compared) {
      const from = market * stride + firstRow;
      for (const name of KERNEL_METRICS) {
        const values = metrics[name].subarray(from, from + barCount - firstRow);
        whole.get(`${market} ${name}`)?.set(values, bar);
      }
    }
  }
  const end = source.firstOpenTimeMs + (source.barCount - 1) * source.timeframeMs;
  if (end !== LAST_OPEN_MS) throw new Error(`Expected both to end at ${LAST_OPEN_MS}, got ${end}.`);
  for (const market of compared) {
    for (const name of KERNEL_METRICS) {
      const ours = whole.get(`${market} ${name}`) as Float64Array;
      assertEqual(`a history, market ${market}`, name, ours, expected(market, name));
    }
  }
}
