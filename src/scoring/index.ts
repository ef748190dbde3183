export { COMPONENTS } from './components/index.js';
export type { ComponentName, Weights } from './components/index.js';
export type { Score, ScoreInput } from './component.js';
export { scoreMarket } from './score-market.js';
