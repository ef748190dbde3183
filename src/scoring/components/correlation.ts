import type { MetricComponent } from '../component.js';

/** Value of no correlation, and the penalty of a full one. */
const INDEPENDENCE = 1;
const DEPENDENCE_COST = 2;

export const correlation: MetricComponent = {
  name: 'correlation',
  unit: 'r',
  description: '1 − 2·|r| with BTC: +1 when it moves on its own, −1 when it only follows.',
  needs: ['btcCorrelation'],
  value: { kind: 'fallingBySize', atZero: INDEPENDENCE, cost: DEPENDENCE_COST },
};
