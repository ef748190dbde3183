import { beforeAll, describe, expect, test } from '../support/jest.js';
import { createEngine, type Engine } from '../../src/kernels/engine/engine.js';
import type { Pool } from '../../src/kernels/pool/pool.js';
import type { Slab } from '../../src/kernels/slab/slab.js';
import { compilePlanted, FUSE_ADDRESS } from './planted-kernels.js';
import {
  compiled,
  dyingThreads,
  expectedOutputs,
  filledSlab,
  freshEngine,
  outputsOf,
  poolOf,
} from './pool-fixture.js';

/** Block calls hang as often as the fuse says, then trap as often as the next word says. */
const PLANTED = `
  import { run as real } from './assembly/run';
  function burns(fuse: usize): bool {
    const left = atomic.load<i32>(fuse);
    if (left <= 0) return false;
    return atomic.cmpxchg<i32>(fuse, left, left - 1) == left;
  }
  export function run(calls: usize, count: i32): void {
    while (burns(${FUSE_ADDRESS})) while (true) {}
    if (burns(${FUSE_ADDRESS + 4})) unreachable();
    real(calls, count);
  }
`;

const ALWAYS = 1_000_000;

let module: object;
let engine: Engine;
beforeAll(async () => {
  module = compiled(await compilePlanted(['run'], PLANTED));
  engine = await freshEngine();
});

function plant({ hangs = 0, traps = 0 }: { hangs?: number; traps?: number }): void {
  engine.words().set([hangs, traps], FUSE_ADDRESS / 4);
}

/** Runs the slab in the pool and expects the bytes of one thread. */
async function runAndCompare(slab: Slab, pool: Pool): Promise<void> {
  const expected = expectedOutputs(engine, slab);
  await slab.runParallel(pool);
  expect(outputsOf(engine, slab).equals(expected)).toBe(true);
  expect([slab.checkGuards(), pool.checkGuards()]).toEqual([null, null]);
}

describe('a worker that hangs', () => {
  test('is detected after 2 s and replaced; the result is the same', async () => {
    const pool = await poolOf(engine, 2, { module });
    const slab = filledSlab(engine, 60);
    plant({ hangs: 1 });
    const beforeMs = performance.now();
    await runAndCompare(slab, pool);
    expect(performance.now() - beforeMs).toBeGreaterThan(1900);
    expect(pool.stats).toMatchObject({ hangs: 1, restarts: 1, batchesRedone: 1, batchesRescued: 0 });
    expect(pool.events.map(({ kind }) => kind)).toEqual(['hang', 'restart']);
    expect(pool.events[0].message).toContain('did not finish a batch of blocks within 2000 ms');
    await runAndCompare(slab, pool);
    expect(pool.stats).toMatchObject({ runs: 2, hangs: 1, restarts: 1 });
    await pool.close();
    slab.dispose();
  });

  test('does not stop the others from finishing their batches', async () => {
    const pool = await poolOf(engine, 4, { module, deadlineMs: 1000 });
    const slab = filledSlab(engine, 60);
    plant({ hangs: 3 });
    await runAndCompare(slab, pool);
    expect(pool.stats).toMatchObject({ hangs: 3, restarts: 3, batchesRedone: 3, batchesRescued: 0 });
    await pool.close();
    slab.dispose();
  });

  test('on every retry leaves its batches to the JavaScript kernels', async () => {
    const pool = await poolOf(engine, 2, { module, deadlineMs: 1000 });
    const slab = filledSlab(engine, 20);
    plant({ hangs: ALWAYS });
    await runAndCompare(slab, pool);
    expect(pool.stats.hangs).toBe(4);
    expect(pool.stats.batchesRescued).toBeGreaterThan(0);
    // At most three new workers per minute: the calling thread computes the next runs immediately.
    await runAndCompare(slab, pool);
    await runAndCompare(slab, pool);
    expect(pool.stats.restarts).toBe(3);
    await pool.close();
    slab.dispose();
    plant({});
  });
});

describe('a worker whose kernel traps', () => {
  test('is replaced at once; the result is the same', async () => {
    const pool = await poolOf(engine, 2, { module });
    const slab = filledSlab(engine, 60);
    plant({ traps: 1 });
    await runAndCompare(slab, pool);
    expect(pool.stats).toMatchObject({ traps: 1, restarts: 1, batchesRedone: 1, batchesRescued: 0 });
    expect(pool.events[0]).toEqual({
      kind: 'trap',
      message: expect.stringMatching(/Worker \d: unreachable/),
    });
    await pool.close();
    slab.dispose();
  });

  test('every time leaves everything to the JavaScript kernels', async () => {
    const pool = await poolOf(engine, 2, { module });
    const slab = filledSlab(engine, 60);
    plant({ traps: ALWAYS });
    await runAndCompare(slab, pool);
    expect(await slab.runParallel(pool)).toBe(1);
    expect(pool.stats).toMatchObject({ restarts: 3, traps: 5 });
    await pool.close();
    slab.dispose();
    plant({});
  });
});

describe('a calling thread whose kernel traps', () => {
  test('leaves the batch to the workers and takes no more; the result is the same', async () => {
    // The caller's kernels trap, the workers' do not.
    const own = await createEngine('simd', { simd: module, scalar: module });
    const pool = await poolOf(own, 1, { callerComputes: true, module: engine.module });
    const slab = filledSlab(own, 200);
    const expected = expectedOutputs(own, slab);
    // On a busy machine the worker may take all batches before the caller takes one: then retry.
    for (let run = 0; pool.stats.traps === 0 && run < 50; run++) {
      own.words().set([0, ALWAYS], FUSE_ADDRESS / 4);
      await slab.runParallel(pool);
      expect(outputsOf(own, slab).equals(expected)).toBe(true);
    }
    expect(pool.stats).toMatchObject({ traps: 1, restarts: 0, batchesRedone: 1, batchesRescued: 0 });
    await pool.close();
  });
});

describe('a worker that exits by itself', () => {
  test.each([1, 2, 3, 4, 5, 10, 30, 100])(
    'on setting a control word (time %i) is replaced; the result is the same',
    async (dieAt) => {
      const pool = await poolOf(engine, 2, { host: dyingThreads(dieAt), deadlineMs: 60_000 });
      const slab = filledSlab(engine, 200);
      for (let run = 0; pool.stats.deaths === 0 && run < 50; run++) {
        await runAndCompare(slab, pool);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await runAndCompare(slab, pool);
      expect(pool.stats).toMatchObject({ deaths: 1, restarts: 1, hangs: 0, traps: 0, batchesRescued: 0 });
      await pool.close();
      slab.dispose();
    },
  );
});
