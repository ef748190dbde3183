import { describe, expect, test } from '@jest/globals';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import type { Engine } from '../../src/kernels/engine.js';
import type { KernelEvent } from '../../src/scanner/guarded-computer.js';
import { comparable, engineOf, scanFeed } from '../support/scan-fixture.js';

const feed = createSimulatedFeed({ seed: 7, marketCount: 60 });
const settings = { asOfMs: feed.world.defaultAsOfMs, batchSize: 20 };

/** The batches are 20 markets of one reference: five blocks, and one with BTC itself. */
const BLOCKS_MIN = 5;

type Kernel = (...args: number[]) => void;

/** The engine with something done after each call of a kernel: `after` is told how many calls there were before. */
function tampered(
  engine: Engine,
  kernel: 'momentum' | 'atr',
  after: (args: readonly number[], before: number) => void,
): Engine {
  let calls = 0;
  const real: Readonly<Record<typeof kernel, Kernel>> = engine.kernels;
  const planted: Kernel = (...args) => {
    real[kernel](...args);
    after(args, calls++);
  };
  return { ...engine, kernels: { ...engine.kernels, [kernel]: planted } };
}

/** Past the end of the column before: the guard there, and beyond it another block's values. */
function writePastOutput(engine: Engine, [, , , , , atrOut]: readonly number[]): void {
  engine.floats()[atrOut / 4 - 1] = 1;
  engine.floats()[atrOut / 4] *= 3;
}

describe('a kernel that writes where it must not', () => {
  test('costs its batch a second computation, and nobody a number', async () => {
    const expected = await scanFeed(feed, settings);
    const simd = await engineOf('simd');
    let calls = 0;
    const engine = tampered(simd, 'momentum', (args, before) => {
      calls = before + 1;
      if (before === 1) writePastOutput(simd, args);
    });
    const events: KernelEvent[] = [];
    const result = await scanFeed(feed, {
      ...settings,
      engine,
      onKernelEvent: (event) => events.push(event),
    });
    expect(comparable(result)).toEqual(comparable(expected));
    expect(events).toHaveLength(1);
    expect(events[0].kind).toBe('canary');
    expect(events[0].message).toMatch(
      /^KERNEL_CANARY: The guard after outputs\[0\]\.\w+ was overwritten at byte \d+ .*computed again by the JavaScript/,
    );
    // The other batches are the engine's own again.
    expect(calls).toBeGreaterThanOrEqual(3 * BLOCKS_MIN);
  });

  test('ends the scan the second time', async () => {
    const simd = await engineOf('simd');
    const engine = tampered(simd, 'momentum', (args, before) => {
      if ([0, 2 * (BLOCKS_MIN + 1)].includes(before)) writePastOutput(simd, args);
    });
    await expect(scanFeed(feed, { ...settings, engine })).rejects.toMatchObject({
      code: 'KERNEL_CANARY',
      exitCode: 70,
      message: expect.stringMatching(
        /^Expected kernels to write to their own memory only; twice .*guard after/,
      ),
    });
  });

  test('is found in the context timeframe as well', async () => {
    const simd = await engineOf('simd');
    const engine = tampered(simd, 'atr', ([, , , , out], before) => {
      if (before === 2) simd.floats()[out / 4 + 4] = 7;
    });
    const events: KernelEvent[] = [];
    const result = await scanFeed(feed, {
      ...settings,
      engine,
      onKernelEvent: (event) => events.push(event),
    });
    expect(comparable(result)).toEqual(comparable(await scanFeed(feed, settings)));
    expect(events.map(({ kind }) => kind)).toEqual(['canary']);
  });
});
