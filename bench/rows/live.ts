import { CATALOGUE } from '../../src/indicators/catalogue.js';
import type { Engine } from '../../src/kernels/engine/engine.js';
import { createLiveSlab, type LiveBars, type LiveSlab } from '../../src/kernels/live/live-slab.js';
import { type IndicatorRequest, Slab } from '../../src/kernels/slab/slab.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { sliceBars } from '../../test/support/series.js';
import { LAST_OPEN_MS, markets, TIMEFRAME_MS } from '../data.js';
import { assertEqual } from '../equal.js';
import { measure, type MeasureOptions, type Timing } from '../harness/measure.js';
import { FULL_SET, type Size } from './kernels.js';

export interface LiveRow extends Size {
  readonly set: string;
  /** Outputs of the recompute, and those of the same indicators in the live slab. */
  readonly outputs: number;
  readonly liveOutputs: number;
  /** ns for all markets. */
  readonly timings: readonly Timing[];
}

/** What both sides compute. A live slab has all outputs of its indicators; a recompute may leave some out. */
const SETS: Readonly<
  Record<string, { live: readonly IndicatorRequest[]; recomputed: readonly IndicatorRequest[] }>
> = {
  'all of the catalogue': same(CATALOGUE.map(({ id }) => ({ id }))),
  'full set, 8 indicators': {
    live: FULL_SET.map(({ outputs: _, ...request }) => request),
    recomputed: FULL_SET,
  },
};

function same(requests: readonly IndicatorRequest[]) {
  return { live: requests, recomputed: requests };
}

/**
 * Bars that arrive after the first ones; then they run backwards, because a price jump would be another case.
 */
const COMING = 128;

/** One new bar of all markets, and one corrected, against computing all bars again. */
export function measureLive(
  engine: Engine,
  size: Size,
  options: MeasureOptions = {},
  sets = Object.keys(SETS),
): LiveRow[] {
  const { series, btc } = markets(size.markets, size.bars + COMING);
  return sets.map((set) => {
    const { live: requests, recomputed } = SETS[set];
    const live = createLiveSlab(engine, {
      marketCount: size.markets,
      timeframeMs: TIMEFRAME_MS,
      lastOpenTimeMs: LAST_OPEN_MS - COMING * TIMEFRAME_MS,
      indicators: requests,
    });
    live.setBenchmark('BTC', sliceBars(btc, 0, size.bars));
    const handles = live.add(
      series.map((each) => ({ series: sliceBars(each, 0, size.bars), benchmark: 'BTC' })),
    );
    const coming = Array.from({ length: COMING }, (_, bar) =>
      barsAt(live, handles, series, btc, size.bars + bar),
    );
    for (const bars of coming) live.append(bars);
    const whole = (mode: 'series' | 'latest') =>
      recompute(engine, series, btc, { ...size, recomputed, mode });
    const slab = whole('series');
    const last = whole('latest');
    assertSame(live, handles, slab);
    assertSame(live, handles, last);
    const outputs = slab.outputNames.length;
    const liveOutputs = live.outputNames.length;

    const next = thereAndBack(coming);
    const nextCorrection = thereAndBack(coming);
    const timings = measure(
      [
        { name: 'one new bar', items: 1, run: () => live.append(next()) },
        { name: 'one corrected bar', items: 1, run: () => live.correct(nextCorrection()) },
        { name: 'all bars again', items: 1, run: () => slab.run() },
        { name: 'all bars again, last values', items: 1, run: () => last.run() },
      ],
      { rounds: 61, ...options },
    );
    for (const each of [live, slab, last]) each.dispose();
    return { ...size, set, outputs, liveOutputs, timings };
  });
}

function barsAt(
  live: LiveSlab,
  handles: readonly number[],
  series: readonly CandleSeries[],
  btc: CandleSeries,
  bar: number,
): LiveBars {
  const none = (): Float64Array => new Float64Array(live.laneCount).fill(NaN);
  const bars = { high: none(), low: none(), close: none(), volume: none(), benchmarks: [btc.close[bar]] };
  for (const [index, handle] of handles.entries()) {
    for (const name of ['high', 'low', 'close', 'volume'] as const)
      bars[name][handle] = series[index][name][bar];
  }
  return bars;
}

/** A slab with the last bars of these markets, computed. */
function recompute(
  engine: Engine,
  series: readonly CandleSeries[],
  btc: CandleSeries,
  options: Size & { recomputed: readonly IndicatorRequest[]; mode: 'series' | 'latest' },
): Slab {
  const slab = new Slab(engine, {
    marketCount: options.markets,
    barCount: options.bars,
    timeframeMs: TIMEFRAME_MS,
    indicators: options.recomputed,
    mode: options.mode,
  });
  slab.reset(LAST_OPEN_MS);
  slab.setBenchmark('BTC', btc);
  for (const each of series) slab.add(each, 'BTC');
  slab.run();
  return slab;
}

function assertSame(live: LiveSlab, handles: readonly number[], slab: Slab): void {
  for (const output of slab.outputNames) {
    const ours = handles.map((handle) => live.latest(handle, output));
    const theirs = handles.map((_, index) => slab.latest(index, output));
    assertEqual('one new bar (by market)', output, ours, theirs);
  }
}

/** The values of a list, from its end to its start and back, endlessly. */
function thereAndBack<Value>(values: readonly Value[]): () => Value {
  let at = values.length - 1;
  let step = -1;
  return () => {
    if (at + step < 0 || at + step >= values.length) step = -step;
    at += step;
    return values[at];
  };
}
