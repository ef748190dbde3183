import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { CATALOGUE } from '../../src/indicators/catalogue.js';
import type { EngineName } from '../../src/kernels/engine/engine.js';
import { Slab } from '../../src/kernels/slab/slab.js';
import { loadEngine } from '../../src/library/engines.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { cleanCandles } from '../../src/market/clean.js';
import { parseTimeframe } from '../../src/market/timeframe.js';
import type { BenchmarkResult, BenchmarkRow } from './protocol.js';

const MARKETS = 100;
const BARS = 1000;
const ROUNDS = 15;
const ENGINES: readonly EngineName[] = ['simd', 'scalar', 'js'];

/**
 * The whole catalogue over the same bars in each engine, taking turns, so that other load on the machine
 * affects all alike; the median of the rounds counts.
 */
export async function runBenchmark(nowMs: () => number): Promise<BenchmarkResult> {
  const markets = await benchmarkMarkets();
  const contenders = [];
  for (const engine of ENGINES) contenders.push({ engine, ...(await filledSlab(engine, markets)) });
  const times = contenders.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS + 1; round++) {
    contenders.forEach(({ slab }, index) => {
      const startMs = nowMs();
      slab.run();
      // The first round compiles.
      if (round > 0) times[index].push(nowMs() - startMs);
    });
  }
  const reference = outputsOf(contenders[ENGINES.indexOf('js')]);
  const medians = times.map(median);
  const rows = contenders.map((contender, index): BenchmarkRow => {
    const { engine } = contender;
    const isIdentical = sameBits(outputsOf(contender), reference);
    const passMs = medians[index];
    const timesFaster = medians[ENGINES.indexOf('js')] / passMs;
    return {
      engine,
      passMs,
      nsPerCandle: (passMs * 1e6) / (markets.length * BARS),
      timesFaster,
      isIdentical,
    };
  });
  for (const { slab } of contenders) slab.dispose();
  return { markets: markets.length, bars: BARS, rounds: ROUNDS, rows };
}

async function benchmarkMarkets(): Promise<CandleSeries[]> {
  const feed = createSimulatedFeed({ marketCount: MARKETS });
  const timeframeMs = parseTimeframe('5m');
  const asOfMs = feed.world.defaultAsOfMs;
  const symbols = (await feed.markets()).map(({ symbol }) => symbol);
  const answers = await feed.bars(symbols, timeframeMs, BARS, asOfMs);
  return answers.flatMap((answer) => {
    if ('error' in answer) return [];
    const { series } = cleanCandles(answer.candles, { timeframeMs, asOfMs, count: BARS });
    // Only complete ones that still trade, so that every market costs the same.
    const isFull = series?.openTimeMs.length === BARS && series.openTimeMs[BARS - 1] === asOfMs - timeframeMs;
    return isFull ? [series] : [];
  });
}

interface Filled {
  readonly slab: Slab;
  readonly handles: readonly number[];
}

async function filledSlab(name: EngineName, markets: readonly CandleSeries[]): Promise<Filled> {
  const slab = new Slab(await loadEngine({ engine: name }), {
    marketCount: markets.length,
    barCount: BARS,
    timeframeMs: markets[0].timeframeMs,
    indicators: CATALOGUE.map(({ id }) => ({ id })),
    mode: 'series',
    benchmarkCount: 1,
  });
  slab.reset(markets[0].openTimeMs[BARS - 1]);
  slab.setBenchmark('first', markets[0]);
  return { slab, handles: markets.map((series) => slab.add(series, 'first')) };
}

/** All outputs of a few markets: comparing every number of all would take longer than computing them. */
function outputsOf({ slab, handles }: Filled): Float64Array[] {
  const probed = [handles[0], handles[handles.length >> 1], handles[handles.length - 1]];
  return probed.flatMap((handle) => slab.outputNames.map((name) => slab.series(handle, name)));
}

function sameBits(a: readonly Float64Array[], b: readonly Float64Array[]): boolean {
  return a.every((column, at) => column.every((value, row) => Object.is(value, b[at][row])));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
