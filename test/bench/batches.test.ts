import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Comparison } from '../../bench/batches/compare.js';
import { compare, CONTROLLER_NAMES, NO_WORSE, quantile, slowdown } from '../../bench/batches/compare.js';
import { scenarioOf } from '../../bench/batches/scenario.js';
import { simulate } from '../../bench/batches/simulate.js';
import { fixedBatches } from '../../src/resources/batches/batch-controller.js';

/** A short form of `npm run batches`, with its first seeds. */
const SCENARIOS = 16;

describe('controllers of batches in simulated scans', () => {
  let comparisons: readonly Comparison[];
  beforeAll(async () => {
    comparisons = await compare(1, SCENARIOS);
  });

  test('the forecast is no worse than the rule, and faster in the median', () => {
    const slow = comparisons.map(({ outcomes }) => slowdown(outcomes.forecast, outcomes.rule));
    expect(slow.filter((value) => value <= NO_WORSE).length).toBeGreaterThanOrEqual(0.95 * SCENARIOS);
    expect(quantile(slow, 0.5)).toBeLessThan(1);
  });

  test('neither of them runs out of memory where full batches do not', () => {
    for (const { outcomes } of comparisons) {
      if (outcomes['fixed 20'].ending !== 'done') continue;
      expect([outcomes.rule.ending, outcomes.forecast.ending]).not.toContain('out of memory');
    }
  });

  test('a scenario is the same each time', async () => {
    const scenario = scenarioOf(3);
    expect(scenarioOf(3)).toEqual(scenario);
    expect(await simulate(scenario, fixedBatches())).toEqual(comparisons[2].outcomes['fixed 20']);
  });

  test('too large a batch runs out of memory', async () => {
    const scenario = { ...scenarioOf(3), payloadMib: 100, bars: 1000 };
    expect((await simulate(scenario, fixedBatches(20))).ending).toBe('out of memory');
  });

  test('docs/batches.md has a row for each', () => {
    const page = readFileSync('docs/batches.md', 'utf8');
    for (const name of CONTROLLER_NAMES) expect(page).toContain(`| ${name} |`);
  });
});
