import { describe, expect, test } from '@jest/globals';
import { fixedBatches } from '../../src/scanner/batch-controller.js';
import type { BatchController } from '../../src/scanner/batch-controller.js';
import { takeBatches } from '../../src/scanner/take-batches.js';

const items = Array.from({ length: 53 }, (_, index) => index);
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

async function observe(
  controller: BatchController,
): Promise<{ peak: number; seen: number[]; sizes: number[] }> {
  let inFlight = 0;
  let peak = 0;
  const seen: number[] = [];
  const records = await takeBatches(items, controller, async (batch) => {
    peak = Math.max(peak, ++inFlight);
    await pause();
    seen.push(...batch);
    inFlight--;
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

  test.each([1, 2, 3])('never have more than %i under way', async (concurrency) => {
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

  test('stop at the first failure, after those under way have ended', async () => {
    const started: number[] = [];
    const ended: number[] = [];
    const run = takeBatches(items, fixedBatches(10), async (batch) => {
      started.push(batch[0]);
      await pause();
      if (batch[0] === 10) throw new Error('the second batch failed');
      await pause();
      ended.push(batch[0]);
    });
    await expect(run).rejects.toThrow('the second batch failed');
    expect(started.length).toBeLessThan(6);
    expect(ended).toEqual(started.filter((first) => first !== 10));
  });

  test('stop when aborted', async () => {
    const abort = new AbortController();
    const run = takeBatches(
      items,
      fixedBatches(5),
      async () => {
        abort.abort();
        await pause();
      },
      abort.signal,
    );
    await expect(run).rejects.toThrow(/abort/i);
  });

  test('of less than one market are refused', () => {
    expect(() => fixedBatches(0)).toThrow('Expected a batch size of 1 or more, got 0');
  });
});
