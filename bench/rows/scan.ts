import { setImmediate } from 'node:timers/promises';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { missingPolicy } from '../../src/filters/run-filters.js';
import type { Engine } from '../../src/kernels/engine/engine.js';
import { DEFAULT_PRESET } from '../../src/presets/default.js';
import { fixedBatches } from '../../src/resources/batches/batch-controller.js';
import type { Sha256 } from '../../src/util/sha256.js';
import type { ScanTimings } from '../../src/scanner/scan-result.js';
import { barsToAcquire } from '../../src/scanner/scan-request.js';
import { scan } from '../../src/scanner/scan.js';
import { memoryFeed } from '../memory-feed.js';

export interface ScanRow {
  readonly markets: number;
  readonly bars: number;
  readonly rounds: number;
  /** Median of each stage over the rounds, ms. */
  readonly stages: ScanTimings;
  /** Linear memory of the engine after the scans, and heap retained by one finished scan, bytes. */
  readonly engineBytes: number;
  readonly resultBytes: number;
  readonly resultSha256: string;
}

const TIMEFRAME_MS = 300_000;

/** Whole scans of simulated markets already in memory. Needs --expose-gc for the size of the result. */
export async function measureScan(
  createEngine: () => Promise<Engine>,
  sha256: Sha256,
  markets: number,
  { bars = 500, rounds = 9 } = {},
): Promise<ScanRow> {
  const simulated = createSimulatedFeed({ marketCount: markets });
  const asOfMs = simulated.world.defaultAsOfMs;
  const feed = await memoryFeed(simulated, TIMEFRAME_MS, barsToAcquire(bars, TIMEFRAME_MS), asOfMs);
  const engine = await createEngine();
  const request = {
    timeframeMs: TIMEFRAME_MS,
    asOfMs,
    bars,
    preset: DEFAULT_PRESET,
    missing: missingPolicy(DEFAULT_PRESET, true),
    symbols: null,
    quote: null,
    levelsFor: new Set<string>(),
    requireReference: false,
  };
  const context = {
    feed,
    engine,
    controller: fixedBatches(),
    sha256,
    nowMs: () => performance.now(),
    pause: () => Promise.resolve(),
  };
  // Three scans until all code is optimised; then the ones that count.
  for (let warmUp = 0; warmUp < 3; warmUp++) await scan(request, context);
  const timings: ScanTimings[] = [];
  for (let round = 0; round < rounds; round++) timings.push((await scan(request, context)).timings);
  const { result, resultBytes } = await heldBy(() => scan(request, context));
  return {
    markets,
    bars,
    rounds,
    stages: medians(timings),
    engineBytes: engine.memory.buffer.byteLength,
    resultBytes,
    resultSha256: result.resultSha256,
  };
}

/** A result and the heap it retains. In a separate frame: the caller's may still hold the previous result. */
async function heldBy<Result>(run: () => Promise<Result>): Promise<{ result: Result; resultBytes: number }> {
  // After a turn of the event loop nothing on the stack holds the previous result any more.
  await setImmediate();
  const before = heapBytes();
  const result = await run();
  return { resultBytes: heapBytes() - before, result };
}

function heapBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}

function medians(timings: readonly ScanTimings[]): ScanTimings {
  const stages = Object.keys(timings[0]) as (keyof ScanTimings)[];
  return Object.fromEntries(
    stages.map((stage) => {
      const sorted = timings.map((timing) => timing[stage]).sort((a, b) => a - b);
      return [stage, sorted[sorted.length >> 1]];
    }),
  ) as unknown as ScanTimings;
}
