import { describe, expect, test } from '../support/jest.js';
import type { ReliefAction } from '../../src/resources/relief/memory-relief.js';
import { MemoryRelief } from '../../src/resources/relief/memory-relief.js';
import { releaseMemory } from '../../src/resources/relief/release-memory.js';
import { readingOf } from '../../src/resources/memory/memory-reading.js';
import { memoryAt, NO_PARTS } from './fake-memory.js';

function setUp() {
  const asked: (readonly ReliefAction[])[] = [];
  const clock = { nowMs: 0 };
  let collections = 0;
  const relief = new MemoryRelief({
    collectGarbage: async () => void collections++,
    usedBytes: () => null,
    nowMs: () => clock.nowMs,
  });
  const release = (pressure: number) =>
    releaseMemory({
      readMemory: () => memoryAt(pressure),
      giveRelief: (actions) => {
        asked.push(actions);
        return relief.give(actions);
      },
    });
  return { release, asked, clock, collections: () => collections };
}

describe('memory after a scan', () => {
  test.each([0, 0.5, 0.7])('is left alone at a pressure of %d', async (pressure) => {
    const { release, asked } = setUp();
    expect(await release(pressure)).toBeNull();
    expect(asked).toEqual([]);
  });

  test.each([0.701, 0.9, 1.2])(
    'is collected at a pressure of %d, and nothing else is done',
    async (pressure) => {
      const { release, asked, collections } = setUp();
      expect(await release(pressure)).toMatchObject({ collection: { tookMs: 0 }, notCollected: null });
      expect(asked).toEqual([['collect-garbage']]);
      expect(collections()).toBe(1);
    },
  );

  test('is collected at most once in 30 s, however often scans end', async () => {
    const { release, clock, collections } = setUp();
    for (let scan = 0; scan < 61; scan++) {
      clock.nowMs = scan * 1000;
      await release(0.8);
    }
    expect(collections()).toBe(3);
  });

  test('is left alone if it is not read, no limit is known or nothing can be done', async () => {
    const { asked } = setUp();
    const giveRelief = async (): Promise<never> => {
      throw new Error('Expected nobody to ask.');
    };
    expect(await releaseMemory({ giveRelief })).toBeNull();
    expect(await releaseMemory({ readMemory: () => readingOf([], NO_PARTS, {}), giveRelief })).toBeNull();
    expect(await releaseMemory({ readMemory: () => memoryAt(0.9) })).toBeNull();
    expect(asked).toEqual([]);
  });
});
