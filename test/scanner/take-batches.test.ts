import { describe, expect, test } from '../support/jest.js';
import { fixedBatches } from '../../src/resources/batches/batch-controller.js';
import type { BatchController } from '../../src/resources/batches/batch-controller.js';
import { takeBatches } from '../../src/scanner/take-batches.js';

const items = Array.from({ length: 53 }, (_, index) => index);
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

async function observe(
  controller: BatchController,
): Promise<{ peak: number; seen: number[]; sizes: number[] }> {
  let inFlight = 0;
  let peak = 0;
  const seen: number[] = [];
  const records = await takeBatches(items, controller, {
    fetch: async (batch) => {
      peak = Math.max(peak, ++inFlight);
      await pause();
      inFlight--;
      return batch;
    },
    compute: async (batch) => void seen.push(...batch),
  });
  return { peak, seen, sizes: records.map(({ size }) => size) };
}

describe('batches', () => {
  test.each([1, 2, 7, 20, 50, 53, 100])('of %i take every item once', async (size) => {
    const { seen, sizes } = await observe(fixedBatches(size));
    expect(seen.sort((a, b) => a - b)).toEqual(items);
    expect(sizes).toHaveLength(Math.ceil(items.length / size));
    expect(sizes.slice(0, -1).every((taken) => taken === size)).toBe(true);
  });

  test.each([1, 2, 3])('never have more than %i in flight', async (concurrency) => {
    expect((await observe(fixedBatches(5, concurrency))).peak).toBe(concurrency);
  });

  test('follow the controller from batch to batch', async () => {
    const plan = [20, 15, 10, 15];
    let call = 0;
    const controller: BatchController = {
      next: () => ({ size: plan[Math.min(call++, plan.length - 1)], concurrency: 2, reason: 'planned' }),
    };
    expect((await observe(controller)).sizes).toEqual([20, 15, 10, 8]);
  });

  test('fetch on while one is computed, which takes no slot from them', async () => {
    let fetching = 0;
    let computing = 0;
    const together = new Set<string>();
    const done: number[] = [];
    await takeBatches(items, fixedBatches(5, 2), {
      fetch: async (batch) => {
        together.add(`${++fetching} fetched, ${computing} computed`);
        await pause();
        fetching--;
        return batch;
      },
      compute: async (batch) => {
        computing++;
        await pause();
        await pause();
        computing--;
        done.push(...batch);
      },
    });
    expect(done).toEqual(items);
    expect(together).toContain('2 fetched, 1 computed');
    expect([...together].every((state) => /^[12] fetched, [01] computed$/.test(state))).toBe(true);
  });

  test('do not pile up before a slow computation: two are fetched, two wait and one is computed at most', async () => {
    let fetched = 0;
    let computed = 0;
    let mostWaiting = 0;
    await takeBatches(items, fixedBatches(3, 2), {
      fetch: async (batch) => {
        mostWaiting = Math.max(mostWaiting, ++fetched - computed);
        return batch;
      },
      compute: async () => {
        await pause();
        computed++;
      },
    });
    expect(mostWaiting).toBeLessThanOrEqual(5);
  });

  test.each(['fetching', 'computing'])(
    'stop at the first failure while %s, after those in flight have ended',
    async (where) => {
      const started: number[] = [];
      const ended: number[] = [];
      const run = takeBatches(items, fixedBatches(4), {
        fetch: async ([first]) => {
          started.push(first);
          await pause();
          if (first === 4 && where === 'fetching') throw new Error('the second batch failed');
          return first;
        },
        compute: async (first) => {
          await pause();
          if (first === 4 && where === 'computing') throw new Error('the second batch failed');
          ended.push(first);
        },
      });
      await expect(run).rejects.toThrow('the second batch failed');
      expect(started.length).toBeLessThan(10);
      expect(ended).toEqual(started.filter((first) => first !== 4));
    },
  );

  test('stop when aborted', async () => {
    const abort = new AbortController();
    const run = takeBatches(
      items,
      fixedBatches(5),
      {
        fetch: async () => {
          abort.abort();
          await pause();
        },
        compute: async () => undefined,
      },
      abort.signal,
    );
    await expect(run).rejects.toThrow(/abort/i);
  });

  test('of less than one market are rejected', () => {
    expect(() => fixedBatches(0)).toThrow('Expected a batch size of 1 or more, got 0');
  });
});
