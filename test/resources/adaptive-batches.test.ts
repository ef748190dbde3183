import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import type { AdaptiveState } from '../../src/resources/batches/adaptive-batches.js';
import { adaptiveBatches, SETTLE_READINGS } from '../../src/resources/batches/adaptive-batches.js';
import type {
  BatchDecision,
  BatchMaximums,
  BatchReading,
} from '../../src/resources/batches/batch-controller.js';
import type { Relief } from '../../src/resources/relief/memory-relief.js';
import type { MemoryReading } from '../../src/resources/memory/memory-reading.js';
import { readingOf } from '../../src/resources/memory/memory-reading.js';
import { memoryAt, MIB, NO_PARTS } from './fake-memory.js';

const TOO_SOON: Relief = {
  asked: ['collect-garbage'],
  expiredEntries: null,
  collection: null,
  notCollected: 'too-soon',
};

function readingWith(memory: MemoryReading | null, relief: Relief | null = null): BatchReading {
  return { remaining: 1000, marketsUnderWay: 0, marketsDone: 0, memory, bars: null, fetched: [], relief };
}

/** What the rule decides at one reading after the other. */
function decide(
  readings: readonly (MemoryReading | null)[],
  maximums: BatchMaximums = {},
  relief: Relief | null = null,
): BatchDecision<AdaptiveState>[] {
  const rule = adaptiveBatches(maximums);
  let state: AdaptiveState | undefined;
  return readings.map((memory) => {
    const decision = rule.next(readingWith(memory, relief), state);
    state = decision.state;
    return decision;
  });
}

const at = (...percents: number[]): MemoryReading[] => percents.map((percent) => memoryAt(percent / 100));
const sizesAt = (...percents: number[]): number[] => decide(at(...percents)).map(({ size }) => size);

describe('the rule', () => {
  test('takes 20, 15, 10 and half of that at 60, 72, 90 and 95 %, and is back at 20 three readings after', () => {
    const decisions = decide(at(60, 72, 90, 95, 60, 60, 60));
    expect(decisions.map(({ size }) => size)).toEqual([20, 15, 10, 5, 10, 15, 20]);
    expect(decisions.map(({ concurrency }) => concurrency)).toEqual([2, 2, 1, 1, 1, 2, 2]);
    expect(decisions.map(({ relief }) => relief)).toEqual([
      [],
      [],
      ['drop-expired', 'halve-caches', 'collect-garbage'],
      ['drop-expired', 'halve-caches', 'collect-garbage'],
      [],
      [],
      ['restore-caches'],
    ]);
    expect(decisions.map(({ reason }) => reason)).toEqual([
      'memory 60 % (600 of 1000 MiB, --max-memory)',
      'memory 72 % (720 of 1000 MiB, --max-memory), above 70 %',
      'memory 90 % (900 of 1000 MiB, --max-memory), above 85 %',
      'memory 95 % (950 of 1000 MiB, --max-memory), above 92 %',
      'memory 60 % (600 of 1000 MiB, --max-memory), pressure has eased',
      'memory 60 % (600 of 1000 MiB, --max-memory), pressure has eased',
      'memory 60 % (600 of 1000 MiB, --max-memory), pressure has eased',
    ]);
  });

  test.each([
    [70, 20],
    [70.1, 15],
    [85, 15],
    [85.1, 10],
    [92, 10],
    [92.1, 5],
  ])('at %p %% takes %p markets: a threshold itself is not above it', (percent, size) => {
    expect(sizesAt(percent)).toEqual([size]);
  });

  test('halves down to one above 92 %, and doubles from there', () => {
    expect(sizesAt(93, 93, 93, 93, 60, 60, 60, 60, 60)).toEqual([5, 2, 1, 1, 2, 4, 8, 16, 20]);
  });

  test('grows again only 5 points below a threshold', () => {
    expect(sizesAt(71, 69, 66, 65.1, 65)).toEqual([15, 15, 15, 15, 20]);
    expect(sizesAt(86, 84, 81, 80)).toEqual([10, 10, 10, 15]);
  });

  test('waits until it settles when growth proved too early', () => {
    const calm = Array.from({ length: SETTLE_READINGS + 1 }, () => 60);
    const sizes = sizesAt(71, 60, 71, ...calm);
    expect(sizes).toEqual([15, 20, 15, ...Array.from({ length: SETTLE_READINGS }, () => 15), 20]);
  });

  test('keeps its maximums and their shares, whatever they are', () => {
    const sizes = (batchSize: number): number[] =>
      decide(at(60, 72, 90, 95), { batchSize }).map(({ size }) => size);
    expect([1, 2, 7, 50].map(sizes)).toEqual([
      [1, 1, 1, 1],
      [2, 2, 1, 1],
      [7, 6, 4, 2],
      [50, 38, 25, 12],
    ]);
    const places = decide(at(60, 72, 90, 95), { concurrency: 8 }).map(({ concurrency }) => concurrency);
    expect(places).toEqual([8, 6, 4, 4]);
  });

  test('relieves memory when tasks have to wait for it, though no limit is near', () => {
    const [decision] = decide([memoryAt(0.3, { stallPercent: 10.1 })]);
    expect(decision).toMatchObject({ size: 10, relief: ['drop-expired', 'halve-caches', 'collect-garbage'] });
    expect(decision.reason).toContain('tasks waited for memory 10.1 % of the time');
    expect(decide([memoryAt(0.3, { stallPercent: 10 })])[0].size).toBe(20);
  });

  test('takes full batches while memory is unknown, and says why', () => {
    expect(decide([null])[0]).toMatchObject({ size: 20, concurrency: 2, reason: 'memory is not read' });
    const unknown = readingOf([], NO_PARTS, { limitBytes: 'this browser has no performance.memory' });
    expect(decide([unknown])[0].reason).toBe('memory unknown: this browser has no performance.memory');
  });

  test('stops after two readings above 95 % at one market, but not while one may still be collected', () => {
    const full = at(96, 96, 96, 96, 96, 96);
    expect(decide(full).map(({ stop }) => stop)).toEqual([false, false, false, false, true, true]);
    expect(decide(full, {}, TOO_SOON).some(({ stop }) => stop)).toBe(false);
    expect(decide(at(99, 99, 99, 99, 99), {}, TOO_SOON).at(-1)?.stop).toBe(true);
    expect(decide(at(96, 96, 96, 96, 95, 96)).some(({ stop }) => stop)).toBe(false);
  });

  test.each([
    [{ batchSize: 0 }, 'Expected a batch size of 1 or more, got 0'],
    [{ concurrency: 1.5 }, 'Expected a concurrency of 1 or more, got 1.5'],
  ])('rejects %j', (maximums, message) => {
    expect(() => adaptiveBatches(maximums)).toThrow(message);
  });
});

const pressures = fc.array(fc.double({ min: 0, max: 1.2, noNaN: true }), { minLength: 1, maxLength: 200 });
const mosts = fc.record({
  batchSize: fc.integer({ min: 1, max: 100 }),
  concurrency: fc.integer({ min: 1, max: 9 }),
});

/** Directions of all changes, in their order. */
function changesOf(sizes: readonly number[]): { index: number; direction: number }[] {
  return sizes
    .map((size, index) => ({ index, direction: index === 0 ? 0 : Math.sign(size - sizes[index - 1]) }))
    .filter(({ direction }) => direction !== 0);
}

describe('whatever the readings are, the rule', () => {
  test('never chooses more than the most nor less than one', () => {
    fc.assert(
      fc.property(pressures, mosts, (readings, most) => {
        for (const { size, concurrency } of decide(
          readings.map((one) => memoryAt(one)),
          most,
        )) {
          expect(size).toBeGreaterThanOrEqual(1);
          expect(size).toBeLessThanOrEqual(most.batchSize);
          expect(concurrency).toBeGreaterThanOrEqual(1);
          expect(concurrency).toBeLessThanOrEqual(most.concurrency);
        }
      }),
    );
  });

  test('changes once at most around a threshold', () => {
    const around = fc.constantFrom(0.7, 0.85).chain((threshold) =>
      fc.array(fc.double({ min: threshold - 0.049, max: threshold + 0.049, noNaN: true }), {
        minLength: 1,
        maxLength: 200,
      }),
    );
    fc.assert(
      fc.property(around, (readings) => {
        // The first reading brings it to where it is, from full batches.
        const sizes = decide(readings.map((one) => memoryAt(one))).map(({ size }) => size);
        expect(changesOf(sizes).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('turns from shrinking to growing at most once in the time that it takes to settle, after the first time', () => {
    fc.assert(
      fc.property(pressures, (readings) => {
        const changes = changesOf(decide(readings.map((one) => memoryAt(one))).map(({ size }) => size));
        const turns = changes.filter(
          ({ direction }, index) => direction > 0 && index > 0 && changes[index - 1].direction < 0,
        );
        for (let index = 2; index < turns.length; index++) {
          expect(turns[index].index - turns[index - 2].index).toBeGreaterThan(SETTLE_READINGS);
        }
      }),
    );
  });

  test('has full batches again within 5 readings of the end of pressure and the time to settle', () => {
    fc.assert(
      fc.property(pressures, (readings) => {
        const calm = Array.from({ length: SETTLE_READINGS + 6 }, () => 0.5);
        const decisions = decide([...readings, ...calm].map((one) => memoryAt(one)));
        expect(decisions.at(-1)).toMatchObject({ size: 20, concurrency: 2 });
      }),
    );
  });

  test('decides by nothing but reading and state', () => {
    fc.assert(
      fc.property(pressures, (readings) => {
        const all = readings.map((one) => memoryAt(one, { limitBytes: 64 * MIB }));
        expect(decide(all)).toEqual(decide(all));
      }),
    );
  });
});
