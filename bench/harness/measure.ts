import { performance } from 'node:perf_hooks';
import { collectGarbage } from './collect-garbage.js';

/** Something to be timed; its time is divided by `items`. */
export interface Contender {
  readonly name: string;
  readonly items: number;
  readonly run: () => void;
}

export interface Timing {
  readonly name: string;
  /** Median time per item, ns. */
  readonly ns: number;
  /** Half the distance between the quartiles of the rounds, ns. */
  readonly spreadNs: number;
}

export interface MeasureOptions {
  /** @default 21; at least 7 */
  readonly rounds?: number;
  /**
   * A sample repeats its work until it lasts about this long, ms: less than the time slice after which a busy
   * machine switches tasks, so that most samples are uninterrupted. @default 2
   */
  readonly sampleMs?: number;
  /** How long each contender runs before anything is recorded, so that it is fully optimised. @default 60 */
  readonly warmUpMs?: number;
  /** Whether garbage is collected before each sample; a test that asks for no times does without. @default true */
  readonly collectsGarbage?: boolean;
}

/** Minimum duration of a call, ms: by a coarse clock it may have taken no time. */
const SHORTEST_MS = 1e-5;

/**
 * Medians of interleaved rounds: in each round every contender runs once, so that other load on the machine
 * affects all of them alike. Only ratios within one call are meaningful. Before each sample, untimed and for
 * everyone: all garbage is collected, so that none is left to be collected at the cost of the next contender,
 * by this thread or beside it; then the contender runs once, because it finds caches that others have filled.
 * Its own garbage is in its time: the run before left as much as the timed one leaves behind.
 */
export function measure(contenders: readonly Contender[], options: MeasureOptions = {}): Timing[] {
  const { rounds = 21, sampleMs = 2, warmUpMs = 60, collectsGarbage = true } = options;
  const repeats = contenders.map(({ run }) => repeatsFor(run, sampleMs, warmUpMs));
  const samples = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run, items }] of contenders.entries()) {
      if (collectsGarbage) collectGarbage();
      run();
      const ms = timeOf(run, repeats[index]);
      samples[index].push((ms * 1e6) / (repeats[index] * items));
    }
  }
  return contenders.map(({ name }, index) => ({ name, ...summary(samples[index]) }));
}

export interface AsyncContender extends Omit<Contender, 'run'> {
  readonly run: () => Promise<unknown>;
}

/** Like measure, for work that runs on other threads or comes in pieces. */
export async function measureAsync(
  contenders: readonly AsyncContender[],
  options: MeasureOptions = {},
): Promise<Timing[]> {
  const { rounds = 21, sampleMs = 2, warmUpMs = 60, collectsGarbage = true } = options;
  const timeOfAsync = async (run: AsyncContender['run'], repeats: number): Promise<number> => {
    const begin = performance.now();
    for (let i = 0; i < repeats; i++) await run();
    return performance.now() - begin;
  };
  const repeats: number[] = [];
  for (const { run } of contenders) {
    let best = Infinity;
    const begin = performance.now();
    for (let i = 0; i < 3 || (i < 30 && performance.now() - begin < warmUpMs); i++) {
      best = Math.min(best, await timeOfAsync(run, 1));
    }
    repeats.push(repeatsIn(sampleMs, best));
  }
  const samples = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run, items }] of contenders.entries()) {
      if (collectsGarbage) collectGarbage();
      await run();
      samples[index].push(((await timeOfAsync(run, repeats[index])) * 1e6) / (repeats[index] * items));
    }
  }
  return contenders.map(({ name }, index) => ({ name, ...summary(samples[index]) }));
}

/** Runs it until it is fully optimised, and then finds how often it fits into a sample. */
function repeatsFor(run: () => void, sampleMs: number, warmUpMs: number): number {
  let best = Infinity;
  const begin = performance.now();
  for (let i = 0; i < 3 || (i < 30 && performance.now() - begin < warmUpMs); i++) {
    best = Math.min(best, timeOf(run, 1));
  }
  return repeatsIn(sampleMs, best);
}

function repeatsIn(sampleMs: number, callMs: number): number {
  return Math.max(1, Math.round(sampleMs / Math.max(callMs, SHORTEST_MS)));
}

/**
 * Milliseconds of calls that never wait: by the clock, or less if this process did not have a core all that
 * time, because other programs were given it. (Threads that help to collect garbage count as this process.)
 */
function timeOf(run: () => void, repeats: number): number {
  const cpu = process.cpuUsage();
  const begin = performance.now();
  for (let i = 0; i < repeats; i++) run();
  const elapsedMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  return Math.min(elapsedMs, (user + system) / 1000);
}

/** Median and spread of samples. */
export function summary(samples: readonly number[]): { ns: number; spreadNs: number } {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  return { ns: at(0.5), spreadNs: (at(0.75) - at(0.25)) / 2 };
}
