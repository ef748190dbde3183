import type { Level } from '../levels/level.js';
import type { Metrics } from '../indicators/metrics.js';

export interface ScoreInput {
  readonly metrics: Metrics;
  /** Levels of the market; null where they were not computed (only markets that pass have them). */
  readonly levels: readonly Level[] | null;
}

/** What a component makes of a market. */
export interface ComponentValue {
  /** What the component looked at, in its unit. */
  readonly raw: number;
  /** Normalised, −3…3. */
  readonly value: number;
}

/** One part of the score: a pure function of metrics, without thresholds of the preset; the preset weighs it. */
export interface ScoreComponent {
  readonly name: string;
  /** Unit of the raw value. */
  readonly unit: string;
  /** One line for help and docs: what is high, what is low. */
  readonly description: string;
  /** null where there is no data. */
  measure(input: ScoreInput): ComponentValue | null;
}

/** One line of the score's waterfall; the points of all lines add up to the score exactly. */
export interface ScoreLine extends ComponentValue {
  readonly name: string;
  readonly weight: number;
  /** weight · value / Σ|weight| of the components that have data. */
  readonly points: number;
}

export interface Score {
  /** −3…3 (to the last bits of rounding); null where no component has data. */
  readonly score: number | null;
  /** The same on 0…100. */
  readonly score100: number | null;
  readonly components: readonly ScoreLine[];
  /** Weighted components without data. */
  readonly missing: readonly string[];
}
