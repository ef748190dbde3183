import { boundIf } from './bound.js';
import type { Filter } from './filter.js';

export interface DataHealthLimits {
  /** Smallest share of intact bars, 0–1. */
  readonly min?: number;
  /** Oldest last bar, bars behind the newest possible. */
  readonly maxAgeBars?: number;
}

export const dataHealth: Filter<DataHealthLimits> = {
  name: 'dataHealth',
  unit: 'fraction',
  liveOnly: false,
  description: 'Smallest share of intact bars, and how old the last bar may be.',
  limits: {
    min: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'Smallest share of intact bars, 0–1.',
    },
    maxAgeBars: {
      type: 'number',
      minimum: 0,
      description: 'Oldest last bar, in bars behind the newest possible.',
    },
  },
  required: [],

  checks: ({ min, maxAgeBars: max }) => [
    ...boundIf(min, { metric: 'health', min, subject: 'Data health', unit: '' }),
    ...boundIf(max, { metric: 'ageBars', max, subject: 'Age of the last bar', unit: ' bars' }),
  ],
};

/** Whether health is filtered: if so, a thin market's bars without trades need not be judged earlier. */
export function isHealthJudged({ dataHealth: limits }: { readonly dataHealth?: DataHealthLimits }): boolean {
  return limits?.min !== undefined;
}
