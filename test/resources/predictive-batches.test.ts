import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { adaptiveBatches } from '../../src/resources/batches/adaptive-batches.js';
import type {
  BatchController,
  BatchDecision,
  BatchReading,
  FetchedBatch,
} from '../../src/resources/batches/batch-controller.js';
import { deviationAt, learn, newModel, predict } from '../../src/resources/batches/least-squares.js';
import { predictiveBatches } from '../../src/resources/batches/predictive-batches.js';
import { createRng } from '../../src/util/rng.js';
import { memoryAt, MIB } from './fake-memory.js';

const LIMIT_MIB = 1000;

interface Situation {
  /** Memory of a market in flight. */
  readonly marketMib: number;
  /** Used besides, at each batch. */
  readonly baseMib: (batch: number) => number;
  /** Additional use while the batch is in flight. */
  readonly surpriseMib?: (batch: number) => number;
}

/** Decisions batch after batch, each fetched before the next is decided; memory is exactly what the situation says. */
function follow(
  controller: BatchController,
  { marketMib, baseMib, surpriseMib = () => 0 }: Situation,
  batches: number,
): BatchDecision[] {
  const decisions: BatchDecision[] = [];
  let state: unknown;
  let fetched: FetchedBatch[] = [];
  for (let batch = 0; batch < batches; batch++) {
    const at = (marketsUnderWay: number, besidesMib = 0) =>
      memoryAt((baseMib(batch) + marketsUnderWay * marketMib + besidesMib) / LIMIT_MIB);
    const reading: BatchReading = {
      remaining: 1000,
      marketsUnderWay: 0,
      marketsDone: 0,
      memory: at(0),
      bars: 1000,
      fetched,
      relief: null,
    };
    const decision = controller.next(reading, state);
    const { size, concurrency } = decision;
    const together = size * concurrency;
    fetched = [
      {
        size,
        concurrency,
        fetchMs: 100 + size,
        marketsUnderWay: together,
        marketsDone: 0,
        memory: at(together, surpriseMib(batch)),
      },
    ];
    state = decision.state;
    decisions.push(decision);
  }
  return decisions;
}

const sizesOf = (decisions: readonly BatchDecision[]): number[] => decisions.map(({ size }) => size);

describe('the forecast', () => {
  test('follows the rule for the first batches, then takes what it knows to fit', () => {
    const situation: Situation = { marketMib: 0.5, baseMib: () => 750 };
    const decisions = follow(predictiveBatches(), situation, 12);
    expect(sizesOf(decisions).slice(0, 2)).toEqual([15, 15]);
    expect(sizesOf(decisions).at(-1)).toBe(20);
    expect(decisions.at(-1)?.reason).toMatch(
      /^memory 75 % \(750 of 1000 MiB, --max-memory\), forecast: 7\d % at most$/,
    );
    expect(sizesOf(follow(adaptiveBatches(), situation, 12)).at(-1)).toBe(15);
  });

  test('takes less than the rule where that would not fit', () => {
    // 40 markets would need 1,080 of 1,000 MiB, 20 of them 880.
    const situation: Situation = { marketMib: 10, baseMib: () => 680 };
    const [, , , , , , , last] = follow(predictiveBatches(), situation, 8);
    expect(last.size * last.concurrency).toBeLessThanOrEqual(29);
    expect(last.size * last.concurrency).toBeGreaterThanOrEqual(20);
    const [, , , , , , , ruled] = follow(adaptiveBatches(), situation, 8);
    expect(ruled.size * ruled.concurrency).toBe(40);
  });

  test('is the rule above 92 %, until that has eased', () => {
    const situation: Situation = { marketMib: 0.1, baseMib: (batch) => (batch < 10 ? 750 : 930) };
    const decisions = follow(predictiveBatches(), situation, 14);
    expect(sizesOf(decisions).slice(9)).toEqual([20, 5, 2, 1, 1]);
  });

  test('is the rule again after two forecasts that proved too low', () => {
    const situation: Situation = {
      marketMib: 0.1,
      baseMib: () => 720,
      surpriseMib: (batch) => ({ 10: 40, 11: 140 })[batch] ?? 0,
    };
    const decisions = follow(predictiveBatches(), situation, 20);
    const isForecast = decisions.map(({ reason }) => reason.includes('forecast'));
    expect(isForecast.slice(5, 12)).toEqual(Array.from({ length: 7 }, () => true));
    expect(isForecast[12]).toBe(false);
    expect(decisions[12].size).toBe(15);
    expect(isForecast.slice(15)).toContain(true);
  });

  test('is the rule where memory is unknown', () => {
    const decision = predictiveBatches().next({
      remaining: 10,
      marketsUnderWay: 0,
      marketsDone: 0,
      memory: null,
      bars: null,
      fetched: [],
      relief: null,
    });
    expect(decision).toMatchObject({ size: 20, concurrency: 2, reason: 'memory is not read' });
  });

  test('never chooses more than the maximum nor less than one, whatever the readings', () => {
    const batch = fc.record({
      size: fc.integer({ min: 1, max: 50 }),
      concurrency: fc.integer({ min: 1, max: 5 }),
      fetchMs: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
      marketsUnderWay: fc.integer({ min: 0, max: 500 }),
      marketsDone: fc.integer({ min: 0, max: 5000 }),
      memory: fc.option(fc.double({ min: 0, max: 1.2, noNaN: true }).map((pressure) => memoryAt(pressure))),
    });
    const reading: fc.Arbitrary<BatchReading> = fc.record({
      remaining: fc.integer({ min: 1, max: 5000 }),
      marketsUnderWay: fc.integer({ min: 0, max: 500 }),
      marketsDone: fc.integer({ min: 0, max: 5000 }),
      memory: fc.option(fc.double({ min: 0, max: 1.2, noNaN: true }).map((pressure) => memoryAt(pressure))),
      bars: fc.option(fc.integer({ min: 1, max: 10_000 })),
      fetched: fc.array(batch, { maxLength: 3 }),
      relief: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 60 }), (readings) => {
        const controller = predictiveBatches({ batchSize: 30, concurrency: 3 });
        let state: ReturnType<typeof controller.next>['state'];
        for (const one of readings) {
          const decision = controller.next(one, state);
          state = decision.state;
          expect(Number.isInteger(decision.size) && Number.isInteger(decision.concurrency)).toBe(true);
          expect(decision.size).toBeGreaterThanOrEqual(1);
          expect(decision.size).toBeLessThanOrEqual(30);
          expect(decision.concurrency).toBeGreaterThanOrEqual(1);
          expect(decision.concurrency).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});

describe('least squares', () => {
  const rng = createRng(7);
  const samples = Array.from({ length: 200 }, () => [1, rng.next(), rng.next()]);

  test('find the weights of a linear world', () => {
    const world = ([, a, b]: readonly number[]): number => 100 + 30 * a - 7 * b;
    const model = samples.reduce((known, input) => learn(known, input, world(input)), newModel([0, 0, 0]));
    expect(predict(model, [1, 2, 3])).toBeCloseTo(139, 1);
    expect(deviationAt(model, [1, 0.5, 0.5])).toBeLessThan(0.1);
  });

  test('follow a world that changes', () => {
    const model = samples.reduce(
      (known, input, index) => learn(known, input, (index < 50 ? 10 : 90) + 5 * input[1]),
      newModel([0, 0, 0]),
    );
    expect(predict(model, [1, 0, 0])).toBeGreaterThan(80);
  });

  test('know how far they may be wrong: more without samples', () => {
    const noisy = (input: readonly number[]): number => 50 + 10 * input[1] + 4 * (rng.next() - 0.5);
    const seen = samples.map(([one, a]) => [one, a, 0.5]);
    const model = seen.reduce((known, input) => learn(known, input, noisy(input)), newModel([0, 0, 0]));
    // Uniform noise of width 4 has a standard deviation of 4 / √12 = 1.15.
    expect(deviationAt(model, [1, 0.5, 0.5])).toBeGreaterThan(0.8);
    expect(deviationAt(model, [1, 0.5, 0.5])).toBeLessThan(1.8);
    expect(deviationAt(model, [1, 0.5, 3])).toBeGreaterThan(2 * deviationAt(model, [1, 0.5, 0.5]));
  });

  test('stay finite when the same is seen for ever', () => {
    let model = newModel([0, 0, 0]);
    for (let index = 0; index < 20_000; index++) model = learn(model, [1, 0.4, 0], 300 * MIB);
    expect(predict(model, [1, 0.4, 0]) / MIB).toBeCloseTo(300, 3);
    expect(Number.isFinite(deviationAt(model, [1, 1, 1]))).toBe(true);
  });
});
