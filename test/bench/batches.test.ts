import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '../support/jest.js';
import type { Comparison } from '../../bench/batches/compare.js';
import { compare, CONTROLLER_NAMES, NO_WORSE, slowdown } from '../../bench/batches/compare.js';
import { scenarioOf } from '../../bench/batches/scenario.js';
import { simulate } from '../../bench/batches/simulate.js';
import { adaptiveBatches } from '../../src/resources/batches/adaptive-batches.js';
import { fixedBatches } from '../../src/resources/batches/batch-controller.js';

/** A short form of `npm run batches`, with its first seeds. */
const SCENARIOS = 24;

describe('controllers of batches in simulated scans', () => {
  let comparisons: readonly Comparison<'rule' | 'forecast'>[];
  beforeAll(async () => {
    comparisons = await compare(['rule', 'forecast'], 1, SCENARIOS);
  });

  test('the forecast is more often faster than the rule than slower, and hardly ever by much', () => {
    const slow = comparisons.map(({ outcomes }) => slowdown(outcomes.forecast, outcomes.rule));
    const slower = slow.filter((value) => value > NO_WORSE).length;
    expect(slow.filter((value) => value < 1 / NO_WORSE).length).toBeGreaterThan(2 * slower);
    expect(slow.filter((value) => value > 1.05).length).toBeLessThanOrEqual(0.05 * SCENARIOS);
  });

  test('neither of them runs out of memory', () => {
    const endings = comparisons.flatMap(({ outcomes }) => [outcomes.rule.ending, outcomes.forecast.ending]);
    expect(endings).not.toContain('out of memory');
  });

  test('a scenario is the same each time', async () => {
    expect(scenarioOf(3)).toEqual(comparisons[2].scenario);
    expect(await simulate(scenarioOf(3), adaptiveBatches())).toEqual(comparisons[2].outcomes.rule);
  });

  test('too large a batch runs out of memory', async () => {
    const scenario = { ...scenarioOf(3), payloadMib: 100, bars: 1000 };
    expect((await simulate(scenario, fixedBatches(20))).ending).toBe('out of memory');
  });

  test('docs/batches.md has a row for each', () => {
    const page = readFileSync('docs/batches.md', 'utf8');
    for (const name of CONTROLLER_NAMES) expect(page).toContain(`| ${name} `);
  });
});
