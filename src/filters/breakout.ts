import { breakoutDistanceAtr } from '../indicators/breakout-distance.js';
import type { Filter, FilterInput, Verdict } from './filter.js';
import { formatNumber } from './format.js';
import { noData } from './verdicts.js';

export interface BreakoutLimits {
  readonly direction: 'up' | 'down' | 'any';
}

export const breakout: Filter<BreakoutLimits> = {
  name: 'breakout',
  unit: 'ATRs',
  liveOnly: false,
  description: 'The last close is beyond the highest high or lowest low of the 20 bars before.',
  limits: {
    direction: {
      type: 'string',
      enum: ['up', 'down', 'any'],
      description: 'Which edge the close must be beyond.',
    },
  },
  required: ['direction'],

  checks: ({ direction }) => [
    {
      judge: (input) => judgeBreakout(input, direction),
      compares: { kind: 'breakout', direction },
    },
  ],
};

/**
 * The margin is the distance beyond the edge in ATRs (null without an ATR): at exactly 0 there is no breakout
 * yet.
 */
function judgeBreakout(
  { metrics, missingReasons }: FilterInput,
  direction: BreakoutLimits['direction'],
): Verdict {
  const value = metrics.breakout;
  if (value === null) return noData('Breakout', direction, missingReasons.breakout);
  const passed = direction === 'any' ? value !== 'none' : value === direction;
  const margin = breakoutDistanceAtr(metrics, direction);
  const edge = { up: '20-bar high', down: '20-bar low', any: 'nearer 20-bar edge' }[direction];
  const distance = margin === null ? '' : `${formatNumber(Math.abs(margin))} ATRs `;
  const reason = `The close is ${distance}${passed ? 'beyond' : 'short of'} the ${edge}.`;
  return { passed, value, threshold: direction, margin, reason };
}
