import type { Engine } from '../../src/kernels/engine/engine.js';
import type { KernelPool } from '../../src/kernels/pool/job.js';
import { createPool, type Pool } from '../../src/kernels/pool/pool.js';
import { isWorthThreads } from '../../src/kernels/pool/threshold.js';
import type { Slab } from '../../src/kernels/slab/slab.js';
import { nodeThreads } from '../../src/platform/node-threads.js';
import { markets } from '../data.js';
import { measureAsync, type MeasureOptions, type Timing } from '../harness/measure.js';
import { filledSlab, FULL_SET, type Size } from './kernels.js';

/** The first has nothing to compute: its time is the round trip of a dispatch. */
export const WORKER_SIZES = [
  { markets: 4, bars: 1 },
  { markets: 100, bars: 300 },
  { markets: 100, bars: 1000 },
  { markets: 400, bars: 500 },
  { markets: 1000, bars: 500 },
] as const;

export interface WorkersRow extends Size {
  /** Whether the threshold lets workers do it. */
  readonly isWorthThreads: boolean;
  /** ns per candle. */
  readonly timings: readonly Timing[];
}

/** The full set in series mode by one thread and by two, each the same bytes. */
export async function measureWorkers(
  engine: Engine,
  size: Size,
  options: MeasureOptions = {},
): Promise<WorkersRow> {
  const { slab } = filledSlab(engine, FULL_SET, markets(size.markets, size.bars));
  const common = { engine, host: nodeThreads, use: 'always' } as const;
  const workers = await started({ ...common, workerCount: 2 });
  const withCaller = await started({ ...common, workerCount: 1, callerComputes: true });
  const auto: KernelPool = { isWorth: isWorthThreads, run: (job) => workers.run(job) };
  const pools: [string, KernelPool | null][] = [
    ['one thread', null],
    ['two workers', workers],
    ['a worker and the caller', withCaller],
    ['auto', auto],
  ];
  slab.run();
  const expected = outputsOf(engine, slab);
  for (const [name, pool] of pools) {
    spoilOutputs(engine, slab, expected);
    await slab.runParallel(pool);
    if (!outputsOf(engine, slab).equals(expected))
      throw new Error(`${name} gave other bytes than one thread.`);
  }
  const timings = await measureAsync(
    pools.map(([name, pool]) => ({
      name,
      items: size.markets * size.bars,
      run: () => slab.runParallel(pool),
    })),
    { rounds: 61, ...options },
  );
  const isWorth = isWorthThreads(slab.job);
  for (const pool of [workers, withCaller]) {
    if (pool.events.length > 0) throw new Error(`A worker failed: ${pool.events[0].message}`);
    await pool.close();
  }
  slab.dispose();
  return { ...size, isWorthThreads: isWorth, timings };
}

async function started(options: Parameters<typeof createPool>[0]): Promise<Pool> {
  const pool = await createPool(options);
  if (pool === null) throw new Error('Expected workers to start.');
  return pool;
}

function outputsOf(engine: Engine, slab: Slab): Buffer {
  const { offsetBytes, lengthBytes } = slab.outputRegion;
  return Buffer.from(new Uint8Array(engine.memory.buffer).slice(offsetBytes, offsetBytes + lengthBytes));
}

/** Overwrites every number, so that none is left from a previous run; guards (signalling NaNs) stay. */
function spoilOutputs(engine: Engine, slab: Slab, expected: Buffer): void {
  const words = engine.words();
  const first = slab.outputRegion.offsetBytes / 4;
  const written = new Uint32Array(expected.buffer, expected.byteOffset, expected.length / 4);
  for (const [i, word] of written.entries()) {
    if (word >>> 21 !== 0x7fa00000 >>> 21) words[first + i] = 0xdeadbeef;
  }
}
