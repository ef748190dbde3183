import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '../support/jest.js';
import { assertEqual } from '../../bench/equal.js';
import { measure, measureAsync } from '../../bench/harness/measure.js';
import { KERNEL_ROWS, measureKernels } from '../../bench/rows/kernels.js';
import { allEngines } from '../kernels/helpers.js';

const ONCE = { rounds: 1, sampleMs: 0.01, warmUpMs: 0, collectsGarbage: false };

describe('the bench', () => {
  // 28 bars are the least that the median network takes; 301 and 1000 end inside and at the end of a tile.
  test.each([
    { markets: 3, bars: 28 * 2 },
    { markets: 2, bars: 301 },
    { markets: 5, bars: 1000 },
  ])('compares every engine with every rival before it times them: $markets×$bars', async (size) => {
    const engines = Object.values(await allEngines());
    const rows = measureKernels(engines, size, Object.keys(KERNEL_ROWS), ONCE);
    expect(rows.map(({ row }) => row)).toEqual(Object.keys(KERNEL_ROWS));
    for (const { timings } of rows) {
      expect(timings.map(({ name }) => name)).toEqual([
        'simd',
        'scalar',
        'js',
        'fastest JavaScript',
        'usual JavaScript',
      ]);
      expect(timings.every(({ ns }) => ns > 0)).toBe(true);
    }
  });

  test('stops where outputs differ, or only one side is defined', () => {
    expect(() => assertEqual('a peer', 'ema', [NaN, 1], [NaN, 1.00001])).toThrow(/ema differs in bar 1/);
    expect(() => assertEqual('a peer', 'ema', [NaN, 1], [1, 1])).toThrow(/ema differs in bar 0/);
    expect(() => assertEqual('a peer', 'ema', [NaN], [NaN])).toThrow(/nowhere defined/);
    expect(assertEqual('a peer', 'ema', [NaN, 1], [NaN, 1]).comparedBars).toBe(1);
  });

  test('lets contenders take turns, each with a run before the timed one', () => {
    const order: string[] = [];
    const contender = (name: string) => ({ name, items: 1, run: () => void order.push(name) });
    const [a, b] = measure([contender('a'), contender('b')], { rounds: 3, sampleMs: 0, warmUpMs: 0 });
    expect(order.slice(-12).join('')).toBe('aabbaabbaabb');
    expect([a.name, b.name]).toEqual(['a', 'b']);
  });

  test('collects the garbage of one contender before the next one is timed', async () => {
    let thrownAway: WeakRef<object> | null = null;
    const left: boolean[] = [];
    const wasteful = async (): Promise<void> => {
      thrownAway = new WeakRef({});
      // What a WeakRef points to lives on until the running job ends.
      await setImmediate();
    };
    const next = async (): Promise<void> => {
      left.push(thrownAway?.deref() !== undefined);
      await setImmediate();
    };
    const contenders = Object.entries({ wasteful, next }).map(([name, run]) => ({ name, items: 1, run }));
    await measureAsync(contenders, { rounds: 3, sampleMs: 0 });
    expect(left.slice(-6)).toEqual(Array(6).fill(false));
  });
});
