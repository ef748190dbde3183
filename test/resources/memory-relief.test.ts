import { describe, expect, test } from '../support/jest.js';
import { collectGarbage } from '../../src/resources/node/collect-garbage.js';
import type { Relief, ReliefMeans } from '../../src/resources/relief/memory-relief.js';
import { MemoryRelief } from '../../src/resources/relief/memory-relief.js';
import { MIB } from './fake-memory.js';

function setUp(changes: Partial<ReliefMeans> = {}) {
  const done: string[] = [];
  const clock = { nowMs: 0 };
  let usedBytes = 500;
  const relief = new MemoryRelief({
    dropExpired: () => done.push('dropped'),
    halveCaches: () => void done.push('halved'),
    restoreCaches: () => void done.push('restored'),
    collectGarbage: async () => {
      done.push('collected');
      clock.nowMs += 7;
      usedBytes -= 100;
    },
    usedBytes: () => usedBytes,
    nowMs: () => clock.nowMs,
    ...changes,
  });
  return { relief, done, clock };
}

describe('relief of memory', () => {
  test('does what is requested, and reports the gain', async () => {
    const reported: Relief[] = [];
    const { relief, done } = setUp({ onRelief: (one) => reported.push(one) });
    const given = await relief.give(['drop-expired', 'halve-caches', 'collect-garbage']);
    expect(given).toEqual({
      asked: ['drop-expired', 'halve-caches', 'collect-garbage'],
      expiredEntries: 1,
      collection: { tookMs: 7, beforeBytes: 500, afterBytes: 400 },
      notCollected: null,
    });
    expect(reported).toEqual([given]);
    await relief.give(['restore-caches']);
    expect(done).toEqual(['dropped', 'halved', 'collected', 'restored']);
  });

  test('collects once in 30 s, for any number of requests', async () => {
    const { relief, done, clock } = setUp();
    const answers: (string | null)[] = [];
    for (const nowMs of [0, 29_999, 30_000, 59_999, 60_000]) {
      clock.nowMs = nowMs;
      answers.push((await relief.give(['collect-garbage'])).notCollected);
    }
    expect(answers).toEqual([null, 'too-soon', null, 'too-soon', null]);
    expect(done).toHaveLength(3);
  });

  test('does not collect twice for two concurrent requests', async () => {
    const { relief, done } = setUp();
    await Promise.all([relief.give(['collect-garbage']), relief.give(['collect-garbage'])]);
    expect(done).toEqual(['collected']);
  });

  test('says so if there is no collector and no cache', async () => {
    const relief = new MemoryRelief({ collectGarbage: null, usedBytes: () => null, nowMs: () => 0 });
    expect(await relief.give(['drop-expired', 'halve-caches', 'collect-garbage'])).toMatchObject({
      expiredEntries: null,
      collection: null,
      notCollected: 'no-collector',
    });
  });
});

describe('the collector of Node', () => {
  test('needs no flag and frees unreachable objects', async () => {
    const held = { litter: Array.from({ length: 400_000 }, (_, index) => ({ index })) };
    const heldBytes = process.memoryUsage().heapUsed;
    held.litter = [];
    await collectGarbage();
    expect(held.litter).toHaveLength(0);
    expect(heldBytes - process.memoryUsage().heapUsed).toBeGreaterThan(8 * MIB);
  });
});
