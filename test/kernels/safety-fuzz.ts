import { parentPort, workerData } from 'node:worker_threads';
import { compiled } from './pool-fixture.js';
import { createEngine, type Engine, instantiateKernels } from '../../src/kernels/engine/engine.js';
import { loadJavaScript } from '../../src/kernels/engine/javascript.js';
import type { Kernels } from '../../src/kernels/engine/kernels.js';
import type { PagedMemory } from '../../src/kernels/engine/webassembly.js';
import { readWasm, seeded } from './helpers.js';
import { SafetyBench } from './safety-bench.js';
import { SAFETY_CASES, type SafetyCase } from './safety-cases.js';
import { SafetyIngestBench, SHAPES } from './safety-ingest-bench.js';
import { LIVE_PARAMETERS, liveRequests, SafetyLiveBench } from './safety-live-bench.js';

export const LONGEST = 1024;

/** The share of one fuzz thread. */
export interface FuzzShare {
  readonly engine: 'simd' | 'scalar' | 'js';
  /** Rounds over every length from 0 to LONGEST, with windows up to the longest of the catalogue. */
  readonly longRounds: number;
  /** Rounds over every length and every window up to SHORT. */
  readonly shortRounds: number;
  /** Live bars per combination of choices, covering every period of every parameter. */
  readonly liveBars: number;
  readonly seed: number;
}

export interface FuzzReport {
  readonly calls: number;
  /** Live bars, each with all catalogue rows, and ingested markets. */
  readonly liveBars: number;
  readonly ingested: number;
  readonly seconds: number;
  /** Per kernel, the lengths and parameter values (in bars) that did not occur. */
  readonly missing: readonly string[];
  /** The first failures. */
  readonly failures: readonly string[];
}

const SHORT = 40;
const MAX_FAILURES = 5;

/** Shares of the calls that keep only the last row, and that start at any row; the rest start at row 0. */
const LATEST_SHARE = 0.3;
const LATER_SHARE = 0.4;

const javaScript = await loadJavaScript();

export function kernelsOf(engine: FuzzShare['engine']): (memory: PagedMemory) => Kernels {
  if (engine === 'js') return javaScript;
  const module = compiled(readWasm()[engine] as Uint8Array);
  return (memory) => instantiateKernels(module, memory);
}

/** An engine over a given memory. */
export function engineOver(engine: FuzzShare['engine'], memory: PagedMemory): Promise<Engine> {
  return createEngine(engine, readWasm(), memory);
}

/** Ingests every market length, in every shape, beside markets of random lengths. */
async function fuzzIngest({ engine, seed }: FuzzShare, failures: string[]): Promise<number> {
  const random = seeded(seed);
  const bench = await SafetyIngestBench.create(LONGEST, (memory) => engineOver(engine, memory));
  for (let length = 0; length <= LONGEST && failures.length < MAX_FAILURES; length++) {
    const others = Array.from({ length: length % 5 }, () => Math.floor(random() * (LONGEST + 1)));
    const failure = bench.check([length, ...others], SHAPES[(length + seed) % 3], seed + length);
    if (failure !== null) failures.push(`${engine}: ${failure}`);
  }
  return bench.calls;
}

/** Single bars with every period of every parameter; each bar computes all catalogue rows. */
function fuzzLive(
  { engine, liveBars, seed }: FuzzShare,
  failures: string[],
): { calls: number; missing: string[] } {
  const bench = new SafetyLiveBench(1000, kernelsOf(engine));
  const seen = LIVE_PARAMETERS.map(() => new Set<number>());
  for (let turn = 0; turn < 1000 && failures.length < MAX_FAILURES; turn++) {
    const bars = LIVE_PARAMETERS.map(({ min, max }, i) => spread(turn, i % 3, min, max));
    bars.forEach((count, i) => seen[i].add(count));
    bench.load(liveRequests(bars, turn % 2 ? 'median' : 'mean'), seed + turn);
    for (let again = 0; again < liveBars; again++) {
      const failure = bench.check();
      if (failure !== null) failures.push(`${engine}: a live bar with ${bars.join(', ')}: ${failure}`);
    }
  }
  const missing = LIVE_PARAMETERS.flatMap(({ id, name, min, max }, i) => {
    const count = max - min + 1 - seen[i].size;
    return count === 0 ? [] : [`${count} values of ${name} of a live ${id}`];
  });
  return { calls: bench.calls, missing };
}

/** Runs a share: every round covers every length per kernel, and the long rounds every period of its range. */
export async function fuzz(share: FuzzShare): Promise<FuzzReport> {
  const { engine, longRounds, shortRounds, seed } = share;
  const beforeMs = performance.now();
  const random = seeded(seed);
  const failures: string[] = [];
  const seen = SAFETY_CASES.map(({ periods }) => ({
    lengths: new Set<number>(),
    periods: periods.map(() => new Set<number>()),
  }));
  const runRounds = (bench: SafetyBench, maxPeriod: number, rounds: number, loads: number): void => {
    let turn = 0;
    for (let round = 0; round < rounds; round++) {
      for (let length = 0; length <= bench.capacity && failures.length < MAX_FAILURES; length++) {
        bench.load(length, seed + turn);
        for (let again = 0; again < loads; again++, turn++) {
          for (const [index, kernel] of SAFETY_CASES.entries()) {
            const periods = kernel.periods.map(({ min, max }, i) =>
              spread(turn, i, min, Math.min(max, maxPeriod)),
            );
            const failure = bench.check(kernel, { periods, ...firstRow(random, length) });
            if (failure !== null) failures.push(`${engine}: ${failure}`);
            seen[index].lengths.add(length);
            periods.forEach((period, i) => seen[index].periods[i].add(period));
          }
        }
      }
    }
  };
  const long = new SafetyBench(LONGEST, 1000, kernelsOf(engine));
  runRounds(long, 1000, longRounds, 1);
  const short = new SafetyBench(SHORT, SHORT, kernelsOf(engine));
  runRounds(short, SHORT, shortRounds, SHORT);
  const live = fuzzLive(share, failures);
  const ingested = await fuzzIngest(share, failures);
  return {
    calls: long.calls + short.calls,
    liveBars: live.calls,
    ingested,
    seconds: (performance.now() - beforeMs) / 1000,
    missing: [...SAFETY_CASES.flatMap((kernel, index) => missingOf(kernel, seen[index])), ...live.missing],
    failures,
  };
}

/** Steps through all of [min, max] before it repeats a value, in a different order for each parameter of a kernel. */
function spread(turn: number, parameter: number, min: number, max: number): number {
  // 617, 619 and 631 are primes that divide no range size; range sizes are below 1001.
  return min + ((turn * [617, 619, 631][parameter]) % (max - min + 1));
}

function firstRow(random: () => number, length: number): { from: number; mode: 'series' | 'latest' } {
  const pick = random();
  if (length > 0 && pick < LATEST_SHARE) return { from: length - 1, mode: 'latest' };
  if (pick < LATEST_SHARE + LATER_SHARE) return { from: Math.floor(random() * (length + 1)), mode: 'series' };
  return { from: 0, mode: 'series' };
}

function missingOf(
  { name, periods }: SafetyCase,
  seen: { lengths: ReadonlySet<number>; periods: readonly ReadonlySet<number>[] },
): string[] {
  const missing: string[] = [];
  for (let length = 0; length <= LONGEST; length++) {
    if (!seen.lengths.has(length)) missing.push(`${name} with length ${length}`);
  }
  for (const [i, { min, max }] of periods.entries()) {
    for (let period = min; period <= max; period++) {
      if (!seen.periods[i].has(period)) missing.push(`${name} with ${period} bars as parameter ${i + 1}`);
    }
  }
  return missing;
}

const data = workerData as { share?: FuzzShare } | null;
if (parentPort !== null && data?.share) parentPort.postMessage(await fuzz(data.share));
