import { MAX_VALUE } from './curves.js';

/** A score that is neither good nor bad, of 100. */
export const NEUTRAL_SCORE100 = 50;

/** Points out of 100 per point of the score. */
const SCORE100_PER_POINT = 100 / (2 * MAX_VALUE);

/** Explains the scale shown to people. */
export const SCORE_LEGEND =
  'weighted sum of the preset’s components from 0 to 100; 50 = neither good nor bad';

/** −3…3 as 0…100, linear. */
export function toScore100(score: number): number {
  return Math.min(100, Math.max(0, ((score + MAX_VALUE) / (2 * MAX_VALUE)) * 100));
}

/** Points, or a change of a score, on the scale of 100. */
export function toPoints100(points: number): number {
  return points * SCORE100_PER_POINT;
}
