import { describe, expect, test } from '../support/jest.js';
import { type BatchController, openSession, simulate } from '../../src/index.js';
import type { Relief } from '../../src/resources/relief/memory-relief.js';

describe('a session whose memory is full', () => {
  test('collects when a scan has ended, so that the next one is too soon', async () => {
    const asks = { relief: false };
    const controller: BatchController = {
      next: () => ({
        size: 20,
        concurrency: 1,
        reason: 'as the test says',
        ...(asks.relief ? { relief: ['collect-garbage'] as const } : {}),
      }),
    };
    const session = await openSession(simulate({ seed: 1, marketCount: 20 }), {
      batches: controller,
      maxMemoryBytes: 1,
    });
    const reliefs = async (): Promise<readonly (Relief | undefined)[]> =>
      (await session.scan()).result.batches.map(({ relief }) => relief);
    expect(await reliefs()).toEqual([undefined]);
    asks.relief = true;
    expect(await reliefs()).toMatchObject([{ collection: null, notCollected: 'too-soon' }]);
    await session.close();
  });
});
