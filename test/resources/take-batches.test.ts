import { describe, expect, test } from '../support/jest.js';
import { adaptiveBatches } from '../../src/resources/batches/adaptive-batches.js';
import { fixedBatches } from '../../src/resources/batches/batch-controller.js';
import type { BatchReading } from '../../src/resources/batches/batch-controller.js';
import type { CarriedState } from '../../src/resources/batches/batch-steering.js';
import { predictiveBatches } from '../../src/resources/batches/predictive-batches.js';
import { MemoryRelief } from '../../src/resources/relief/memory-relief.js';
import { takeBatches } from '../../src/scanner/take-batches.js';
import { memoryAt, MIB } from './fake-memory.js';

const items = Array.from({ length: 100 }, (_, index) => index);

function noting(seen: number[]) {
  return {
    fetch: async (batch: readonly number[]) => batch,
    compute: async (batch: readonly number[]) => void seen.push(...batch),
  };
}

/** Memory that grows by 8 MiB for each item in flight, on top of the test's, of 1000 MiB. */
function heldMemory() {
  const held = { baseBytes: 500 * MIB, items: 0, peak: 0 };
  const read = () => {
    const usedBytes = held.baseBytes + held.items * 8 * MIB;
    held.peak = Math.max(held.peak, usedBytes / (1000 * MIB));
    return memoryAt(usedBytes / (1000 * MIB));
  };
  return { held, read };
}

describe('batches of long histories', () => {
  test('hold a million bars together, whatever size was requested, and say so', async () => {
    const seen: number[] = [];
    const records = await takeBatches(items, fixedBatches(10_000, 64), noting(seen), undefined, {
      bars: 100_000,
    });
    expect(new Set(records.map(({ size, concurrency }) => `${size} × ${concurrency}`))).toEqual(
      new Set(['5 × 2']),
    );
    expect(records[0].reason).toBe('fixed; 100000 bars per market leave room for no more');
    expect(seen).toEqual(items);
  });

  test('hold at least one market', async () => {
    const [first] = await takeBatches(items, fixedBatches(20, 2), noting([]), undefined, { bars: 1e9 });
    expect(first).toMatchObject({ size: 1, concurrency: 1 });
  });

  test('are as large as requested if histories are as long as usual', async () => {
    const [first] = await takeBatches(items, fixedBatches(20, 2), noting([]), undefined, { bars: 1_500 });
    expect(first).toEqual({ size: 20, concurrency: 2, reason: 'fixed' });
  });
});

describe('batches under memory pressure', () => {
  test('are cut by the readings, each record with its figures', async () => {
    const plan = [0.6, 0.72, 0.9, 0.95, 0.6, 0.6, 0.6];
    let question = 0;
    const seen: number[] = [];
    const carried: CarriedState = { state: undefined };
    // A reading before each batch and one when its data have arrived.
    const readMemory = () => memoryAt(plan[Math.min(question >> 1, plan.length - 1)]);
    const records = await takeBatches(items, adaptiveBatches({ concurrency: 1 }), noting(seen), undefined, {
      readMemory: () => {
        const reading = readMemory();
        question++;
        return reading;
      },
      carried,
    });
    expect(records.map(({ size }) => size)).toEqual([20, 15, 10, 5, 10, 15, 20, 5]);
    expect(records[2]).toEqual({
      size: 10,
      concurrency: 1,
      reason: 'memory 90 % (900 of 1000 MiB, --max-memory), above 85 %',
      pressure: 0.9,
      usedBytes: 900 * MIB,
      limitBytes: 1000 * MIB,
    });
    expect(seen).toEqual(items);
    expect(carried.state).toMatchObject({ size: 20, band: 0 });
  });

  test('continue from scan to scan if state is carried, and start afresh if not', async () => {
    const first = async (carried?: CarriedState): Promise<number> => {
      const records = await takeBatches(items, adaptiveBatches(), noting([]), undefined, {
        readMemory: () => memoryAt(0.67),
        carried,
      });
      return records[0].size;
    };
    const carried: CarriedState = { state: undefined };
    await takeBatches(items, adaptiveBatches(), noting([]), undefined, {
      readMemory: () => memoryAt(0.8),
      carried,
    });
    expect(await first(carried)).toBe(15);
    expect(await first()).toBe(20);
  });

  test('wait for relief, which is reported with the batch', async () => {
    const order: string[] = [];
    const relief = new MemoryRelief({
      collectGarbage: async () => void order.push('collected'),
      usedBytes: () => 1,
      nowMs: () => 0,
    });
    const records = await takeBatches(
      items.slice(0, 10),
      adaptiveBatches(),
      { fetch: async () => void order.push('fetched'), compute: async () => undefined },
      undefined,
      { readMemory: () => memoryAt(0.9), giveRelief: (actions) => relief.give(actions) },
    );
    expect(order).toEqual(['collected', 'fetched']);
    expect(records[0].relief).toMatchObject({
      collection: { tookMs: 0, beforeBytes: 1 },
      notCollected: null,
    });
  });

  test('fail with MEM_PRESSURE and exit code 23 where not even one market fits', async () => {
    const seen: number[] = [];
    const run = takeBatches(items, adaptiveBatches(), noting(seen), undefined, {
      readMemory: () => memoryAt(0.97),
    });
    await expect(run).rejects.toMatchObject({
      code: 'MEM_PRESSURE',
      exitCode: 23,
      message:
        'Memory cannot hold even one market at a time: memory 97 % (970 of 1000 MiB, --max-memory); 91 markets were left',
    });
    // 5, 2, 1 and 1: everything in flight has finished.
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('leave the other markets to their taker, and keep what is done', async () => {
    const seen: number[] = [];
    const left: number[] = [];
    const records = await takeBatches(
      items,
      adaptiveBatches(),
      { ...noting(seen), leave: (rest) => void left.push(...rest) },
      undefined,
      { readMemory: () => memoryAt(0.97) },
    );
    expect([...seen, ...left]).toEqual(items);
    expect(records.reduce((sum, { size }) => sum + size, 0)).toBe(seen.length);
  });

  test('do not end while work in flight may free memory: the controller decides again after it', async () => {
    const seen: number[] = [];
    const asked: string[] = [];
    const records = await takeBatches(
      items.slice(0, 15),
      {
        next: ({ marketsUnderWay }) => {
          asked.push(marketsUnderWay > 0 ? 'full' : 'free');
          return { size: 5, concurrency: 2, reason: 'test', stop: marketsUnderWay > 0 };
        },
      },
      noting(seen),
    );
    expect(asked).toEqual(['free', 'full', 'free', 'full', 'free']);
    expect(records).toHaveLength(3);
    expect(seen).toEqual(items.slice(0, 15));
  });

  test.each([
    ['the rule', adaptiveBatches],
    ['the forecast', predictiveBatches],
  ])('by %s take every item once, in order, without using more than there is', async (_name, create) => {
    const { held, read } = heldMemory();
    let nowMs = 0;
    const seen: number[] = [];
    const many = Array.from({ length: 1000 }, (_, index) => index);
    await takeBatches(
      many,
      create(),
      {
        fetch: async (batch) => {
          held.items += batch.length;
          nowMs += 100;
          return batch;
        },
        compute: async (batch) => {
          seen.push(...batch);
          held.items -= batch.length;
          held.baseBytes = (500 + 200 * (seen.length / many.length)) * MIB;
        },
      },
      undefined,
      { readMemory: read, nowMs: () => nowMs, bars: 500 },
    );
    expect(seen).toEqual(many);
    expect(held.peak).toBeLessThan(1);
  });

  test('report to the controller what they took, in time and memory', async () => {
    const readings: BatchReading[] = [];
    let nowMs = 0;
    await takeBatches(
      items.slice(0, 30),
      {
        next: (reading) => {
          readings.push(reading);
          return { size: 20, concurrency: 1, reason: 'test' };
        },
      },
      { fetch: async () => void (nowMs += 250), compute: async () => undefined },
      undefined,
      { readMemory: () => memoryAt(0.5), nowMs: () => nowMs, bars: 300 },
    );
    expect(readings).toHaveLength(2);
    expect(readings[0]).toMatchObject({ remaining: 30, marketsUnderWay: 0, bars: 300, fetched: [] });
    expect(readings[1].fetched).toMatchObject([
      {
        size: 20,
        concurrency: 1,
        fetchMs: 250,
        marketsUnderWay: 20,
        marketsDone: 0,
        memory: { pressure: 0.5 },
      },
    ]);
  });
});
