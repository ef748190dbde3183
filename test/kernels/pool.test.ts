import { beforeAll, describe, expect, test } from '../support/jest.js';
import {
  createEngine,
  createMemory,
  type Engine,
  instantiateKernels,
} from '../../src/kernels/engine/engine.js';
import { createPool, type Pool } from '../../src/kernels/pool/pool.js';
import { PlainMemory } from '../../src/kernels/engine/webassembly.js';
import { nodeThreads } from '../../src/platform/node-threads.js';
import { readWasm } from './helpers.js';
import { expectedOutputs, fill, filledSlab, freshEngine, outputsOf, poolOf } from './pool-fixture.js';

let engine: Engine;
beforeAll(async () => {
  engine = await freshEngine();
});

describe('a pool', () => {
  test.each([1, 2, 4])(
    'of %i workers gives the bytes of one thread, for any number of markets',
    async (count) => {
      const pool = await poolOf(engine, count);
      for (const markets of [1, 2, 3, 4, 5, 8, 31, 200]) {
        for (const mode of ['series', 'latest'] as const) {
          const slab = filledSlab(engine, markets, { mode });
          const expected = expectedOutputs(engine, slab);
          expect(await slab.runParallel(pool)).toBe(count);
          expect(outputsOf(engine, slab).equals(expected)).toBe(true);
          expect([slab.checkGuards(), pool.checkGuards()]).toEqual([null, null]);
          slab.dispose();
        }
      }
      expect(pool.stats).toEqual({ ...NOTHING_WRONG, runs: 16 });
      await pool.close();
    },
  );

  test('computes with every engine', async () => {
    for (const name of ['scalar', 'js'] as const) {
      const own = await createEngine(name, readWasm());
      const pool = await poolOf(own, 2);
      const slab = filledSlab(own, 30);
      const expected = expectedOutputs(own, slab);
      await slab.runParallel(pool);
      expect(outputsOf(own, slab).equals(expected)).toBe(true);
      expect(pool.stats).toEqual({ ...NOTHING_WRONG, runs: 1 });
      await pool.close();
    }
  });

  test('gives the same bytes when the calling thread takes batches too', async () => {
    const pool = await poolOf(engine, 1, { callerComputes: true });
    const slab = filledSlab(engine, 200);
    for (let run = 0; run < 20; run++) {
      const expected = expectedOutputs(engine, slab);
      expect(await slab.runParallel(pool)).toBe(2);
      expect(outputsOf(engine, slab).equals(expected)).toBe(true);
    }
    expect(pool.stats).toEqual({ ...NOTHING_WRONG, runs: 20 });
    await pool.close();
    slab.dispose();
  });

  test('follows a refilled slab, also with more and larger slabs and a growing memory', async () => {
    const own = await freshEngine();
    const pool = await poolOf(own, 2);
    const slabs = [filledSlab(own, 12), filledSlab(own, 30, { mode: 'latest' })];
    for (let round = 1; round <= 20; round++) {
      if (round % 5 === 0) slabs.push(filledSlab(own, 12 * round, { barCount: 20 * round }));
      for (const [index, slab] of slabs.entries()) {
        if (index < 2) fill(slab, [12, 30][index], 150, 100 + round);
        const expected = expectedOutputs(own, slab);
        await slab.runParallel(pool);
        expect(outputsOf(own, slab).equals(expected)).toBe(true);
      }
    }
    expect(pool.stats).toMatchObject({ hangs: 0, deaths: 0, traps: 0, batchesRescued: 0 });
    await pool.close();
  });

  test('runs jobs submitted at the same time one after another', async () => {
    const pool = await poolOf(engine, 2);
    const slabs = [5, 60, 9].map((markets) => filledSlab(engine, markets));
    const expected = slabs.map((slab) => expectedOutputs(engine, slab));
    await Promise.all(slabs.map((slab) => slab.runParallel(pool)));
    slabs.forEach((slab, i) => expect(outputsOf(engine, slab).equals(expected[i])).toBe(true));
    await pool.close();
    slabs.forEach((slab) => slab.dispose());
  });

  test('is not disturbed by instances created over the same memory while it works', async () => {
    const pool = await poolOf(engine, 2);
    const slab = filledSlab(engine, 400);
    const expected = expectedOutputs(engine, slab);
    const running = slab.runParallel(pool);
    let instances = 0;
    const making = (async () => {
      for (; instances < 200; instances++) {
        instantiateKernels(engine.module as object, engine.memory);
        if (instances % 20 === 0) await nodeThreads.pause();
      }
    })();
    await Promise.all([running, making]);
    expect(outputsOf(engine, slab).equals(expected)).toBe(true);
    await pool.close();
    slab.dispose();
  });

  test('leaves no worker and no memory behind when closed, even while it works', async () => {
    const resources = (): string[] =>
      process
        .getActiveResourcesInfo()
        .filter((name) => name !== 'Timeout')
        .sort();
    const before = resources();
    const memory = engine.arena.allocate(64);
    const address = memory.base;
    for (let round = 0; round < 3; round++) {
      const pool = await poolOf(engine, 2);
      const slab = filledSlab(engine, 40);
      const running = slab.runParallel(pool);
      await Promise.all([running, pool.close(), pool.close()]);
      await expect(slab.runParallel(pool)).rejects.toThrow(TypeError);
      slab.dispose();
    }
    expect(resources()).toEqual(before);
    memory.free();
    const again = engine.arena.allocate(64);
    expect(again.base).toBe(address);
    again.free();
  });
});

describe('one thread', () => {
  test('computes if the memory cannot be shared', async () => {
    const plain = await createEngine('js', null, new PlainMemory());
    expect(await createPool({ engine: plain, host: nodeThreads, workerCount: 2 })).toBeNull();
    const slab = filledSlab(plain, 5);
    const shared = filledSlab(engine, 5);
    expect(await slab.runParallel(null)).toBe(1);
    shared.run();
    expect(outputsOf(plain, slab).equals(outputsOf(engine, shared))).toBe(true);
    shared.dispose();
  });

  test('computes if workers do not start', async () => {
    const own = await createEngine('simd', readWasm(), createMemory());
    const refusing = {
      ...nodeThreads,
      startWorker: (_: unknown, { onEnd }: { onEnd: (reason: string) => void }) => {
        onEnd('No threads here.');
        return { terminate: () => Promise.resolve() };
      },
    };
    expect(await createPool({ engine: own, host: refusing, workerCount: 2 })).toBeNull();
  });

  test('computes small jobs unless the pool is set to always', async () => {
    const pool = (await createPool({ engine, host: nodeThreads, workerCount: 2 })) as Pool;
    const small = filledSlab(engine, 20, { barCount: 500, mode: 'latest' });
    const large = filledSlab(engine, 400, { barCount: 500 });
    expect(await small.runParallel(pool)).toBe(1);
    expect(await large.runParallel(pool)).toBe(2);
    await pool.close();
    small.dispose();
    large.dispose();
  });

  test('does not replace an invalid worker count', async () => {
    for (const workerCount of [0, 1.5, 65, NaN]) {
      await expect(createPool({ engine, host: nodeThreads, workerCount })).rejects.toThrow(
        `Expected \`workerCount\` to be an integer from 1 to 64, got ${workerCount}.`,
      );
    }
  });
});

const NOTHING_WRONG = {
  runs: 0,
  hangs: 0,
  deaths: 0,
  traps: 0,
  restarts: 0,
  batchesRedone: 0,
  batchesRescued: 0,
};
