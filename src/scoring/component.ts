import type { Level } from '../levels/level.js';
import type { Metrics } from '../indicators/metrics.js';

export interface ScoreInput {
  readonly metrics: Metrics;
  /** Levels of the market; null where they were not computed (only markets that pass have them). */
  readonly levels: readonly Level[] | null;
}

/** One line of the score's waterfall; the points of all lines add up to the score exactly. */
export interface ScoreLine {
  readonly name: string;
  /** What the component looked at, in the unit of its metric. */
  readonly raw: number;
  /** Normalised value, −3…3. */
  readonly value: number;
  readonly weight: number;
  /** weight · value / Σ|weight| of the components that have data. */
  readonly points: number;
}
