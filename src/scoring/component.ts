import type { Curve } from './curves.js';
import type { Level } from '../levels/level.js';
import type { Metrics, NumberMetric } from '../indicators/metrics.js';

export interface ScoreInput {
  readonly metrics: Metrics;
  /** Levels of the market; null if they were not computed (only markets that pass have them). */
  readonly levels: readonly Level[] | null;
}

/** A component's result for a market. */
export interface ComponentValue {
  /** The raw value, in its unit. */
  readonly raw: number;
  /** Normalised, −3…3. */
  readonly value: number;
}

interface Described {
  readonly name: string;
  /** Unit of the raw value. */
  readonly unit: string;
  /** One line for help and docs: what is high, what is low. */
  readonly description: string;
}

/** The metrics a component needs, in the order of `needs`; NaN for a missing one. */
type NeedValues = [first: number, second: number, third: number, fourth: number];

type RowValue = (raw: number, ...needs: NeedValues) => number;

/**
 * A part of the score derived from metrics: pure functions, without preset-specific thresholds; the preset
 * only weights it.
 */
export interface MetricComponent extends Described {
  /** Up to four. */
  readonly needs: readonly NumberMetric[];
  /** NaN = no data. @default the first need */
  readonly raw?: (...needs: NeedValues) => number;
  /** The raw value on a scale of −3…3; NaN = no data. */
  readonly value: Curve | RowValue;
}

/** The same, derived from levels, which only markets that pass have. */
export interface LevelComponent extends Described {
  readonly ofLevels: (levels: readonly Level[]) => ComponentValue;
}

export type ScoreComponent = MetricComponent | LevelComponent;

/** One line of the score's waterfall; the points of all lines add up to the score exactly. */
export interface ScoreLine extends ComponentValue {
  readonly name: string;
  readonly weight: number;
  /** weight · value / Σ|weight| of the components that have data. */
  readonly points: number;
}

export interface Score {
  /** −3…3 (to the last bits of rounding); null if no component has data. */
  readonly score: number | null;
  /** The same on 0…100. */
  readonly score100: number | null;
  readonly components: readonly ScoreLine[];
  /** Weighted components without data. */
  readonly missing: readonly string[];
}
