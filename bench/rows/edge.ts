import { performance } from 'node:perf_hooks';
import type { HistorySource } from '../../src/history/scan-history.js';
import { historyOfSeries } from '../../src/history/scan-history.js';
import { edge } from '../../src/library/edge.js';
import { tune } from '../../src/library/tune.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import type { MarketInfo } from '../../src/market/market.js';
import { markets } from '../data.js';
import type { Size } from './kernels.js';

export interface EdgeRow extends Size {
  readonly edges: readonly EdgeTiming[];
  readonly tune: TuneTiming;
}

interface EdgeTiming {
  readonly preset: string;
  readonly episodes: number;
  readonly ms: number;
}

interface TuneTiming {
  readonly candidates: number;
  readonly ms: number;
  /** For as many candidates as `edge` judges one by one with one horizon. */
  readonly oneByOneMs: number;
  /** Memory besides the candles and the engine, bytes. */
  readonly heapBytes: number;
}

/** The default preset, and the built-in preset that picks most. */
const PRESETS = ['default', 'breakout-v1-relaxed'] as const;
const ROUNDS = 3;
const VARY = [
  { path: 'surgeLong.min', values: { from: 2, to: 6 } },
  { path: 'change1h.minPct', values: { from: 1, to: 5 } },
];

/**
 * Whole answers of `edge` and `tune`, one thread; each after one with few candidates, so that the code is
 * optimised.
 */
export async function measureEdge(size: Size, candidates: number): Promise<EdgeRow> {
  const { series, btc } = markets(size.markets - 1, size.bars);
  const source = historyOfSeries(
    [btc, ...series].map((each) => ({ market: marketFromSymbol(each.symbol) as MarketInfo, series: each })),
  );
  const edges: EdgeTiming[] = [];
  for (const preset of PRESETS) edges.push(await measurePreset(source, preset));
  return { ...size, edges, tune: await measureTune(source, candidates) };
}

async function measurePreset(source: HistorySource, preset: string): Promise<EdgeTiming> {
  const times: number[] = [];
  let episodes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    times.push(
      await timeOf(async () => {
        const { screens } = await edge({ source, screens: [preset] });
        episodes = screens[0].episodes;
      }),
    );
  }
  return { preset, episodes, ms: Math.min(...times) };
}

async function measureTune(source: HistorySource, candidates: number): Promise<TuneTiming> {
  const run = (count: number) => tune({ source, preset: 'default', vary: VARY, candidates: count });
  await run(2);
  const oneMs = await timeOf(() =>
    edge({ source, screens: ['default'], horizons: [12], primary: 12, proofCuts: 0, resamples: 1 }),
  );
  const before = heldBytes();
  let most = before;
  const ms = await timeOf(() =>
    tune({
      source,
      preset: 'default',
      vary: VARY,
      candidates,
      onProgress: (done) => {
        if (done % 100 === 0) most = Math.max(most, heldBytes());
      },
    }),
  );
  return { candidates, ms, oneByOneMs: oneMs * candidates, heapBytes: most - before };
}

function heldBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** By the clock, or less if this process did not have a core all that time. */
async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await run();
  const elapsedMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  return Math.min(elapsedMs, (user + system) / 1000);
}
