import { adaptiveBatches } from '../../src/resources/batches/adaptive-batches.js';
import type { BatchController } from '../../src/resources/batches/batch-controller.js';
import { fixedBatches } from '../../src/resources/batches/batch-controller.js';
import { predictiveBatches } from '../../src/resources/batches/predictive-batches.js';
import { AIMD } from './aimd.js';
import type { Scenario } from './scenario.js';
import { scenarioOf } from './scenario.js';
import type { Outcome } from './simulate.js';
import { simulate } from './simulate.js';

export const CONTROLLERS = {
  'fixed 5': () => fixedBatches(5),
  'fixed 10': () => fixedBatches(10),
  'fixed 20': () => fixedBatches(20),
  AIMD: () => AIMD,
  rule: () => adaptiveBatches(),
  forecast: () => predictiveBatches(),
} as const satisfies Record<string, () => BatchController>;

export type ControllerName = keyof typeof CONTROLLERS;

export const CONTROLLER_NAMES = Object.keys(CONTROLLERS) as ControllerName[];

export interface Comparison<Name extends ControllerName = ControllerName> {
  readonly scenario: Scenario;
  readonly outcomes: Readonly<Record<Name, Outcome>>;
}

/** The controllers in the scenarios of the seeds. */
export async function compare<Name extends ControllerName>(
  names: readonly Name[],
  firstSeed: number,
  lastSeed: number,
): Promise<Comparison<Name>[]> {
  const comparisons: Comparison<Name>[] = [];
  for (let seed = firstSeed; seed <= lastSeed; seed++) {
    const scenario = scenarioOf(seed);
    const outcomes: [Name, Outcome][] = [];
    for (const name of names) outcomes.push([name, await simulate(scenario, CONTROLLERS[name]())]);
    comparisons.push({ scenario, outcomes: Object.fromEntries(outcomes) as Record<Name, Outcome> });
  }
  return comparisons;
}

/** Up to this slowdown one controller is no worse than another. */
export const NO_WORSE = 1.01;

/** Time relative to that of another; Infinity: it did not finish what the other did. 1: neither finished. */
export function slowdown(outcome: Outcome, against: Outcome): number {
  if (outcome.ending !== 'done') return against.ending === 'done' ? Infinity : 1;
  return against.ending === 'done' ? outcome.seconds / against.seconds : 0;
}

/** The q-quantile (0 … 1) of the values, the lower of two neighbours. */
export function quantile(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))];
}
