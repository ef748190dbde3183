import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { AutoTuner, HOLD_MS, type Tunable } from '../../src/monitor/rules/auto-tune.js';
import { recommendationsOf, type SettingValue } from '../../src/monitor/rules/recommendations.js';
import { sampleOf } from './samples.js';

interface Bench {
  readonly values: Record<string, SettingValue>;
  /** What happens at a moment with these figures. */
  readonly at: (nowMs: number, figures: Parameters<typeof sampleOf>[0]) => string[];
  readonly tuner: AutoTuner;
}

function bench(values: Record<string, SettingValue>): Bench {
  const tunables = Object.keys(values).map((option): Tunable => ({
    option,
    get: () => values[option],
    set: (value) => {
      values[option] = value;
    },
  }));
  const tuner = new AutoTuner(tunables);
  return {
    values,
    tuner,
    at: (nowMs, figures) => {
      const sample = sampleOf(figures);
      return tuner
        .next(recommendationsOf(sample, tuner.currentValue), sample, nowMs)
        .map(({ action, option, from, to }) => `${action} ${option} ${from} → ${to}`);
    },
  };
}

describe('tuning', () => {
  test('applies a recommendation, waits for it to work, and continues only if it does not', () => {
    const { at, values } = bench({ '--batch-size': 20 });
    expect(at(0, { memoryPercent: 90 })).toEqual(['applied --batch-size 20 → 10']);
    expect(at(HOLD_MS - 1, { memoryPercent: 90 })).toEqual([]);
    expect(at(HOLD_MS, { memoryPercent: 90 })).toEqual(['applied --batch-size 10 → 5']);
    expect(values['--batch-size']).toBe(5);
  });

  test('reverts, last first, when all was well for long enough', () => {
    const { at, values } = bench({ '--batch-size': 20 });
    at(0, { memoryPercent: 90 });
    at(HOLD_MS, { memoryPercent: 90 });
    // Below the level, but not by enough: 70 × 0.9.
    expect(at(2 * HOLD_MS, { memoryPercent: 63.1 })).toEqual([]);
    expect(at(3 * HOLD_MS, { memoryPercent: 63 })).toEqual([]);
    expect(at(4 * HOLD_MS - 1, { memoryPercent: 60 })).toEqual([]);
    expect(at(4 * HOLD_MS, { memoryPercent: 60 })).toEqual(['taken back --batch-size 5 → 10']);
    expect(at(5 * HOLD_MS - 1, { memoryPercent: 60 })).toEqual([]);
    expect(at(5 * HOLD_MS, { memoryPercent: 60 })).toEqual(['taken back --batch-size 10 → 20']);
    expect(at(9 * HOLD_MS, { memoryPercent: 60 })).toEqual([]);
    expect(values['--batch-size']).toBe(20);
  });

  test('starts counting again if it was not well in between, or unknown', () => {
    const { at } = bench({ '--batch-size': 20 });
    at(0, { memoryPercent: 90 });
    at(HOLD_MS, { memoryPercent: 50 });
    expect(at(1.5 * HOLD_MS, {})).toEqual([]);
    expect(at(2 * HOLD_MS, { memoryPercent: 50 })).toEqual([]);
    expect(at(2.5 * HOLD_MS, { memoryPercent: 69 })).toEqual([]);
    expect(at(3 * HOLD_MS, { memoryPercent: 50 })).toEqual([]);
    expect(at(4 * HOLD_MS, { memoryPercent: 50 })).toEqual(['taken back --batch-size 10 → 20']);
  });

  test('leaves settings alone that were changed elsewhere meanwhile', () => {
    const { at, values } = bench({ '--batch-size': 20 });
    at(0, { memoryPercent: 90 });
    values['--batch-size'] = 15;
    at(HOLD_MS, { memoryPercent: 50 });
    expect(at(2 * HOLD_MS, { memoryPercent: 50 })).toEqual(['kept --batch-size 10 → 20']);
    expect(values['--batch-size']).toBe(15);
  });

  test('of one option for two reasons is reverted completely when both are gone', () => {
    const { at, values } = bench({ '--batch-size': 20 });
    at(0, { memoryPercent: 90 });
    expect(at(5_000, { memoryPercent: 90, gcPercent: 15 })).toEqual(['applied --batch-size 10 → 5']);
    at(HOLD_MS, { memoryPercent: 50, gcPercent: 15 });
    expect(at(2 * HOLD_MS, { memoryPercent: 50, gcPercent: 9.5 })).toEqual(['kept --batch-size 10 → 20']);
    expect(values['--batch-size']).toBe(5);
    at(3 * HOLD_MS, { memoryPercent: 50, gcPercent: 1 });
    expect(at(4 * HOLD_MS, { memoryPercent: 50, gcPercent: 1 })).toEqual(['taken back --batch-size 5 → 20']);
    expect(values['--batch-size']).toBe(20);
  });

  test('does not touch options that it was not given', () => {
    const { at } = bench({});
    expect(at(0, { memoryPercent: 99, cpuPercent: 99 })).toEqual([]);
  });

  test('reverts everything at its end, whatever happened before', () => {
    const percent = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null });
    const moment = fc.record({
      memoryPercent: percent,
      cpuPercent: percent,
      gcPercent: percent,
      sockets: percent,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(moment, fc.integer({ min: 1, max: 2 * HOLD_MS }))), (moments) => {
        const start = { '--batch-size': 20, '--concurrency': 2, '--workers': 4, '--cache-size': 'full' };
        const { at, values, tuner } = bench({ ...start });
        let nowMs = 0;
        for (const [figures, waitMs] of moments) {
          nowMs += waitMs;
          at(nowMs, figures);
          expect(values['--batch-size']).toBeGreaterThanOrEqual(1);
          expect(values['--concurrency']).toBeGreaterThanOrEqual(1);
        }
        tuner.reset();
        expect(values).toEqual(start);
        expect(tuner.applied).toEqual([]);
      }),
    );
  });
});
