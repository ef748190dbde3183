import type { BatchController } from '../../src/resources/batches/batch-controller.js';
import type { CarriedState } from '../../src/resources/batches/batch-steering.js';
import { MemoryRelief } from '../../src/resources/relief/memory-relief.js';
import { takeBatches } from '../../src/scanner/take-batches.js';
import { SquallError } from '../../src/util/squall-error.js';
import { keyOf, unitAt } from '../../src/util/rng.js';
import type { Scenario } from './scenario.js';
import { OutOfMemory, SimulatedMemory } from './simulated-memory.js';
import { VirtualTime } from './virtual-time.js';

export type Ending = 'done' | 'stopped' | 'out of memory';

export interface Outcome {
  readonly ending: Ending;
  /** Over all scans; only over finished ones. */
  readonly seconds: number;
  /** Highest used / limit at any moment. */
  readonly peak: number;
  readonly sizes: readonly number[];
}

/** Markets fetched at once in undisturbed scans. */
const TYPICAL_MARKETS = 40;

function undisturbedMs({ scans, markets, latencyMs, requestsPerSecond }: Scenario): number {
  return scans * Math.max((1000 * markets) / requestsPerSecond, (markets / TYPICAL_MARKETS) * 2 * latencyMs);
}

/** Heavy-tailed, and the same for a market under every controller: 0.7 … 7 times the typical one. */
function latencyOf({ seed, latencyMs }: Scenario, scan: number, market: number): number {
  const u = unitAt(keyOf(seed, `latency ${scan}`), market);
  return latencyMs * Math.min(7, 0.7 / Math.sqrt(1 - u));
}

/** Runs the scans of a scenario through the scanner's own intake of batches, in virtual time. */
export async function simulate(scenario: Scenario, controller: BatchController): Promise<Outcome> {
  const time = new VirtualTime();
  const memory = new SimulatedMemory(scenario, time.nowMs, undisturbedMs(scenario));
  const relief = new MemoryRelief({
    collectGarbage: async () => memory.collect(),
    usedBytes: () => memory.read().usedBytes,
    nowMs: time.nowMs,
  });
  const carried: CarriedState = { state: undefined };
  const sizes: number[] = [];
  let nextRequestMs = 0;
  const request = async (scan: number, market: number): Promise<number> => {
    const startMs = Math.max(time.nowMs(), nextRequestMs);
    nextRequestMs = startMs + 1000 / scenario.requestsPerSecond;
    await time.sleep(startMs - time.nowMs() + latencyOf(scenario, scan, market) * memory.slowness);
    const mib = memory.marketMib;
    memory.hold(mib);
    return mib;
  };
  const compute = async (held: readonly number[]): Promise<void> => {
    await time.sleep(held.length * scenario.computeMs * memory.slowness);
    for (const mib of held) memory.release(mib);
  };
  const scans = async (): Promise<void> => {
    const markets = Array.from({ length: scenario.markets }, (_, index) => index);
    for (let scan = 0; scan < scenario.scans; scan++) {
      const records = await takeBatches(
        markets,
        controller,
        { fetch: (batch) => Promise.all(batch.map((market) => request(scan, market))), compute },
        undefined,
        {
          readMemory: () => memory.read(),
          giveRelief: (actions) => relief.give(actions),
          nowMs: time.nowMs,
          bars: scenario.bars,
          carried,
        },
      );
      sizes.push(...records.map(({ size }) => size));
      memory.endScan();
    }
  };
  const ending = await time.drive(scans()).then(() => 'done' as const, endingOf);
  return { ending, seconds: time.nowMs() / 1000, peak: memory.peak, sizes };
}

function endingOf(error: unknown): Ending {
  if (error instanceof OutOfMemory) return 'out of memory';
  if (error instanceof SquallError && error.code === 'MEM_PRESSURE') return 'stopped';
  throw error;
}
