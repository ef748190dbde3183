import { availableParallelism, totalmem } from 'node:os';
import { CACHE_LIMITS } from '../cache/caches.js';
import { createEngine, createMemory, selectEngineName } from '../kernels/engine/engine.js';
import type { PagedMemory } from '../kernels/engine/webassembly.js';
import { createPool } from '../kernels/pool/pool.js';
import { Slab, type SlabOptions } from '../kernels/slab/slab.js';
import { roomForThread } from '../threads/address-room.js';
import { nodeThreads } from '../platform/node-threads.js';
import { platform } from '../platform/node.js';
import { machineLimitOf } from './machine-limit.js';
import type { Check } from './check.js';

/** What works on this machine. */
export async function checkMachine(): Promise<Check[]> {
  const memory = kept(createMemory);
  return [
    nodeCheck(),
    await engineCheck('simd', memory),
    await engineCheck('scalar', memory),
    await threadsCheck(memory),
    memoryCheck(),
    cacheCheck(),
    clientCheck(),
  ];
}

function nodeCheck(): Check {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return { name: 'Node', ok, detail: `${process.version}, needs 20.19 or newer` };
}

/** Creates something once for all callers; if that fails, each of them gets the error. */
function kept<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

/**
 * Compiles and starts the engine for real: the file may exist and still not run here. Only one memory, as in
 * a scan: each reserves address space.
 */
async function engineCheck(target: 'simd' | 'scalar', memory: () => PagedMemory): Promise<Check> {
  const name = `wasm ${target}`;
  try {
    const bytes = await platform.readWasm(target);
    await createEngine(target, { simd: bytes, scalar: bytes }, memory());
    return { name, ok: true, detail: `${bytes.length} bytes, sha256 ${platform.sha256([bytes])}` };
  } catch (error) {
    return { name, ok: false, detail: reasonOf(error) };
  }
}

const THREADS = 'Threads';

/**
 * Starts two workers and lets them compute; without workers one thread does everything, with the same result.
 */
async function threadsCheck(memory: () => PagedMemory): Promise<Check> {
  const cores = availableParallelism();
  try {
    const name = selectEngineName('auto');
    const bytes = name === 'js' ? null : await platform.readWasm(name);
    const engine = await createEngine(name, bytes && { simd: bytes, scalar: bytes }, memory());
    for (const giveBack of [roomForThread(), roomForThread()]) giveBack();
    const pool = await createPool({ engine, host: nodeThreads, workerCount: 2, use: 'always' });
    if (pool === null)
      return { name: THREADS, ok: false, detail: `${cores} cores, no shared memory: one thread` };
    const slab = new Slab(engine, TINY_SLAB);
    slab.reset(0);
    slab.addRows('DOCTOR', [[0, 1, 1, 1, 1, 1]], null);
    const tookMs: number[] = [];
    for (let run = 0; run < DISPATCHES; run++) {
      const beforeMs = performance.now();
      await slab.runParallel(pool);
      tookMs.push(performance.now() - beforeMs);
    }
    tookMs.sort((a, b) => a - b);
    const dispatchUs = Math.round(1000 * tookMs[DISPATCHES / 2]);
    await pool.close();
    const problems = pool.events.map(({ message }) => `; ${message}`).join('');
    const detail = `${cores} cores, shared memory, 2 workers, dispatch ${dispatchUs} µs${problems}`;
    return { name: THREADS, ok: pool.events.length === 0, detail };
  } catch (error) {
    return { name: THREADS, ok: false, detail: reasonOf(error) };
  }
}

/** As a scan would report it. */
function reasonOf(error: unknown): string {
  return (machineLimitOf(error) ?? (error as Error)).message;
}

/** Enough runs that the median is one of compiled code. */
const DISPATCHES = 200;

const TINY_SLAB: SlabOptions = {
  marketCount: 1,
  barCount: 1,
  timeframeMs: 60_000,
  indicators: [{ id: 'sma' }],
  mode: 'latest',
};

function memoryCheck(): Check {
  // Node returns 2^64 if no limit is set.
  const constrained = process.constrainedMemory();
  const limit = constrained > 0 && constrained < totalmem() ? constrained : totalmem();
  const detail = `limit ${gibibytes(limit)}, available ${gibibytes(process.availableMemory())}`;
  return { name: 'Memory', ok: true, detail };
}

/** The cache settings; the JSON of a scan with --cache shows the hits. */
function cacheCheck(): Check {
  const limits = Object.entries(CACHE_LIMITS).map(
    ([name, { entries, ttlMs }]) => `${name} ${entries} for ${ttlMs / 1000} s`,
  );
  return { name: 'Caches', ok: true, detail: `off unless --cache; ${limits.join(', ')}` };
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

function clientCheck(): Check {
  try {
    import.meta.resolve('ccxt');
    return { name: 'Exchanges', ok: true, detail: 'ccxt is installed' };
  } catch {
    return { name: 'Exchanges', ok: false, detail: 'ccxt is not installed' };
  }
}
