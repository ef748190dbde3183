import type { MarketClass } from '../market/market-class.js';
import { describePeg } from '../market/peg.js';
import type { Filter } from './filter.js';

export interface ClassLimits {
  readonly allow: readonly MarketClass[];
}

const CLASSES = [
  'crypto',
  'stable',
  'fiat',
  'wrapped',
  'leveraged',
  'commodity',
  'stock',
  'index',
] as const satisfies readonly MarketClass[];

export const marketClass: Filter<ClassLimits> = {
  name: 'class',
  unit: null,
  liveOnly: false,
  description:
    'What the base currency is: crypto, stable, fiat, wrapped, leveraged, commodity, stock or index.',
  limits: {
    allow: {
      type: 'array',
      items: { type: 'string', enum: CLASSES },
      minItems: 1,
      description: 'Classes of base currency that may pass.',
    },
  },
  required: ['allow'],

  checks: ({ allow }) => [
    {
      judge({ market, marketClass: value, peg = null }) {
        const passed = allow.includes(value);
        const threshold = allow.join(', ');
        const shown = peg === null ? '' : ` by its price, which ${describePeg(peg)}`;
        const reason = `${market.base} is of class ${value}${shown}, ${passed ? 'one' : 'none'} of those allowed (${threshold}).`;
        return { passed, value, threshold, margin: null, reason };
      },
      compares: { kind: 'class', allow },
    },
  ],
};
