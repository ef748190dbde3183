import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { createEngine, type Engine } from '../../src/kernels/engine/engine.js';
import { createPool, type Pool, type PoolOptions } from '../../src/kernels/pool/pool.js';
import type { PoolHost } from '../../src/kernels/pool/host.js';
import type { WorkerMessage } from '../../src/kernels/pool/serve.js';
import { Slab, type SlabOptions } from '../../src/kernels/slab/slab.js';
import { nodeThreads } from '../../src/platform/node-threads.js';
import {
  ALL_INDICATORS,
  LAST_OPEN_MS,
  randomMarket,
  readWasm,
  seeded,
  seriesOf,
  TIMEFRAME_MS,
} from './helpers.js';

/** A pool that computes every job, however small. @throws {Error} threads are unavailable. */
export async function poolOf(
  engine: Engine,
  workerCount: number,
  options: Partial<PoolOptions> = {},
): Promise<Pool> {
  const pool = await createPool({ engine, host: nodeThreads, workerCount, use: 'always', ...options });
  if (pool === null) throw new Error('Expected threads and shared memory.');
  return pool;
}

export function freshEngine(): Promise<Engine> {
  return createEngine('simd', readWasm());
}

/** A slab with random markets of various ages, with two benchmarks or none. */
export function filledSlab(engine: Engine, marketCount: number, options: Partial<SlabOptions> = {}): Slab {
  const barCount = options.barCount ?? 150;
  const slab = new Slab(engine, {
    marketCount,
    barCount,
    timeframeMs: TIMEFRAME_MS,
    indicators: ALL_INDICATORS,
    mode: 'series',
    benchmarkCount: 2,
    ...options,
  });
  fill(slab, marketCount, barCount, 1);
  return slab;
}

export function fill(slab: Slab, marketCount: number, barCount: number, seed: number): void {
  const random = seeded(seed);
  slab.reset(LAST_OPEN_MS);
  slab.setBenchmark('BTC/USDT', seriesOf(randomMarket(random, barCount)));
  slab.setBenchmark('BTC/USDC', seriesOf(randomMarket(random, barCount)));
  for (let i = 0; i < marketCount; i++) {
    const bars = 1 + Math.floor(random() * barCount);
    slab.add(seriesOf(randomMarket(random, bars)), ['BTC/USDT', 'BTC/USDC', null][i % 3]);
  }
}

/** A copy of the outputs. */
export function outputsOf(engine: Engine, slab: Slab): Buffer {
  const { offsetBytes, lengthBytes } = slab.outputRegion;
  return Buffer.from(new Uint8Array(engine.memory.buffer).slice(offsetBytes, offsetBytes + lengthBytes));
}

/** The outputs as one thread computes them; then overwrites them in the slab. */
export function expectedOutputs(engine: Engine, slab: Slab): Buffer {
  slab.run();
  const expected = outputsOf(engine, slab);
  const { offsetBytes } = slab.outputRegion;
  // Keeps the guards between the columns.
  const words = engine.words();
  const bytes = new Uint32Array(expected.buffer, expected.byteOffset, expected.length / 4);
  bytes.forEach((word, i) => {
    const isGuard = word >>> 21 === 0x7fa00000 >>> 21;
    if (!isGuard) words[offsetBytes / 4 + i] = 0xdeadbeef;
  });
  return expected;
}

/**
 * Worker threads that exit when they set a control word for the `dieAt`-th time; replacements do not.
 */
export function dyingThreads(dieAt: number): PoolHost {
  let started = 0;
  const source = `
    const { workerData } = require('node:worker_threads');
    const { store } = Atomics;
    let calls = 0;
    Atomics.store = (...given) => {
      if (++calls === workerData.dieAt) process.exit(3);
      return store(...given);
    };
    import(workerData.file);
  `;
  const file = new URL('../../src/kernels/pool/worker.js', import.meta.url).href;
  return {
    ...nodeThreads,
    startWorker(start, { onMessage, onEnd }) {
      const own = started++ === 0 ? dieAt : 0;
      const worker = new Worker(source, { eval: true, workerData: { ...start, dieAt: own, file } });
      worker.on('message', (message: WorkerMessage) => onMessage(message));
      worker.on('exit', (code) => onEnd(`The thread ended with code ${code}.`));
      return {
        async terminate() {
          worker.removeAllListeners();
          await worker.terminate();
        },
      };
    },
  };
}

export function compiled(bytes: Uint8Array): object {
  const host = globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } };
  return new host.WebAssembly.Module(bytes);
}

/** Number of threads of this process, on Linux. */
export function threadCount(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^Threads:\s+(\d+)/m.exec(status)?.[1]);
}
