import type { Engine } from '../../src/kernels/engine/engine.js';
import { type IndicatorRequest, Slab } from '../../src/kernels/slab/slab.js';
import { startsDay } from '../../src/kernels/program/bar-grid.js';
import { LAST_OPEN_MS, markets, TIMEFRAME_MS } from '../data.js';
import { assertEqual } from '../equal.js';
import { type Contender, measure, type MeasureOptions, type Timing } from '../harness/measure.js';
import {
  CORRELATION_PERIOD,
  createRivalMarket,
  createRivals,
  RIVAL_SERIES,
  type RivalContext,
} from '../rival/full-set.js';
import { createBenchmark, prepareBenchmark } from '../rival/correlation.js';

/** The 8 indicators and 11 series of the full set; a catalogue row's other outputs are not requested. */
export const FULL_SET: readonly IndicatorRequest[] = [
  { id: 'atr' },
  { id: 'rsi' },
  { id: 'ema' },
  { id: 'bollinger', outputs: ['bbUpper', 'bbMiddle', 'bbLower'] },
  { id: 'vwap' },
  { id: 'donchian' },
  { id: 'surgeShort', outputs: ['surgeShort'] },
  { id: 'btcCorrelation', params: { period: CORRELATION_PERIOD } },
];

/** A separately timed part: a name, and the parts of the full set it covers. */
export const KERNEL_ROWS: Readonly<Record<string, readonly string[]>> = {
  'full set': FULL_SET.map(({ id }) => id),
  'atr + rsi + ema': ['atr', 'rsi', 'ema'],
  bollinger: ['bollinger'],
  vwap: ['vwap'],
  donchian: ['donchian'],
  surgeShort: ['surgeShort'],
  btcCorrelation: ['btcCorrelation'],
};

export const SIZES = [
  { markets: 100, bars: 300 },
  { markets: 100, bars: 1000 },
  { markets: 1000, bars: 500 },
  { markets: 1, bars: 100_000 },
] as const;

export interface Size {
  readonly markets: number;
  readonly bars: number;
}

export interface KernelRow extends Size {
  readonly row: string;
  /** ns per candle. */
  readonly timings: readonly Timing[];
}

/** A slab with these markets in it, ready to run. */
export function filledSlab(
  engine: Engine,
  requests: readonly IndicatorRequest[],
  { series, btc }: ReturnType<typeof markets>,
): { slab: Slab; handles: number[] } {
  const slab = new Slab(engine, {
    marketCount: series.length,
    barCount: btc.close.length,
    timeframeMs: btc.timeframeMs,
    indicators: requests,
    mode: 'series',
  });
  slab.reset(LAST_OPEN_MS);
  slab.setBenchmark('BTC', btc);
  return { slab, handles: series.map((each) => slab.add(each, 'BTC')) };
}

/** Times the rows of one size, each engine beside the rival; the outputs are compared first. */
export function measureKernels(
  engines: readonly Engine[],
  size: Size,
  rows: readonly string[],
  options: MeasureOptions = {},
): KernelRow[] {
  const data = markets(size.markets, size.bars);
  const rivals = createRivals(size.bars);
  const rivalMarkets = data.series.map(createRivalMarket);
  const context = rivalContext(data.btc.close, data.btc.openTimeMs);
  const items = size.markets * size.bars;
  return rows.map((row) => {
    const requests = FULL_SET.filter(({ id }) => KERNEL_ROWS[row].includes(id));
    const slabs = engines.map((engine) => ({ engine, ...filledSlab(engine, requests, data) }));
    const contenders: Contender[] = [
      ...slabs.map(({ engine, slab }) => ({ name: engine.name, items, run: () => slab.run() })),
      ...Object.entries(rivals).map(([name, rival]) => ({
        name: `${name} JavaScript`,
        items,
        run: () => {
          for (const market of rivalMarkets) rival[row](market, context);
        },
      })),
    ];
    for (const { slab } of slabs) slab.run();
    for (const [name, rival] of Object.entries(rivals)) {
      for (const index of [0, Math.floor(size.markets / 2), size.markets - 1]) {
        rival[row](rivalMarkets[index], context);
        for (const { engine, slab, handles } of slabs) {
          for (const output of RIVAL_SERIES.filter((series) => slab.outputNames.includes(series))) {
            const theirs = rivalMarkets[index].out[output];
            assertEqual(`${engine.name} and ${name}`, output, slab.series(handles[index], output), theirs);
          }
        }
      }
    }
    const timings = measure(contenders, options);
    for (const { slab } of slabs) slab.dispose();
    return { row, ...size, timings };
  });
}

function rivalContext(btcClose: Float64Array, openTimeMs: Float64Array): RivalContext {
  const benchmark = createBenchmark(btcClose.length);
  prepareBenchmark(btcClose, benchmark, CORRELATION_PERIOD);
  return { benchmark, sessions: Uint8Array.from(openTimeMs, (ms) => Number(startsDay(ms, TIMEFRAME_MS))) };
}
