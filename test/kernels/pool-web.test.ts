import { Worker as NodeWorker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { createPool } from '../../src/kernels/pool/pool.js';
import type { WorkerStart } from '../../src/kernels/pool/serve.js';
import { webThreads } from '../../src/platform/web-threads.js';
import { expectedOutputs, filledSlab, freshEngine, outputsOf } from './pool-fixture.js';

/** Makes a Node thread look like a Web Worker from the inside, then loads the worker file. */
const INSIDE = `
  const { parentPort, workerData } = require('node:worker_threads');
  process.getBuiltinModule = undefined;
  globalThis.addEventListener = (type, listener) => parentPort.on(type, (data) => listener({ data }));
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  import(workerData.url);
`;

/** The same from the outside. A page must be isolated (`isIsolated`) to share memory. */
class FakeWebWorker {
  static isIsolated = true;
  static living = 0;
  readonly #worker: NodeWorker;

  constructor(url: URL) {
    this.#worker = new NodeWorker(INSIDE, { eval: true, workerData: { url: url.href } });
    FakeWebWorker.living++;
  }

  postMessage(start: WorkerStart): void {
    if (!FakeWebWorker.isIsolated) throw new Error('SharedArrayBuffer transfer requires isolation.');
    this.#worker.postMessage(start);
  }

  addEventListener(type: string, listener: (event: { data: unknown }) => void): void {
    this.#worker.on(type, (data: unknown) => listener({ data }));
  }

  terminate(): void {
    FakeWebWorker.living--;
    void this.#worker.terminate();
  }
}

const page = globalThis as unknown as { Worker?: unknown };
beforeAll(() => {
  page.Worker = FakeWebWorker;
});
afterAll(() => {
  delete page.Worker;
});

describe('a pool of Web Workers', () => {
  test('gives the bytes of one thread, and never blocks the page', async () => {
    const engine = await freshEngine();
    const pool = await createPool({
      engine,
      host: webThreads,
      workerCount: 2,
      use: 'always',
      callerComputes: true,
    });
    const slab = filledSlab(engine, 60);
    for (let run = 0; run < 5; run++) {
      const expected = expectedOutputs(engine, slab);
      // Two, not three: a page must not block, so it leaves all batches to the workers.
      expect(await slab.runParallel(pool)).toBe(2);
      expect(outputsOf(engine, slab).equals(expected)).toBe(true);
    }
    expect(pool?.events).toEqual([]);
    await pool?.close();
    expect(FakeWebWorker.living).toBe(0);
  });

  test('is not created on a page that cannot share memory', async () => {
    FakeWebWorker.isIsolated = false;
    const engine = await freshEngine();
    expect(await createPool({ engine, host: webThreads, workerCount: 2 })).toBeNull();
    expect(FakeWebWorker.living).toBe(0);
    FakeWebWorker.isIsolated = true;
  });
});
