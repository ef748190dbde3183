import type { JsonSchema } from '../util/json-schema.js';

/** How levels are found. Distances in ATRs, so that quiet and wild markets are measured alike. */
export interface LevelRules {
  /** Distinct touches that make a level. @default 2 */
  readonly minTouches: number;
  /** A price within this of a level touches it. @default 0.5 */
  readonly touchToleranceAtr: number;
  /** Bars after which a touch counts again although the price stayed in the zone. @default 10 */
  readonly touchGapBars: number;
  /** Minimum distance between levels of one type; the stronger is kept. @default 2 */
  readonly separationAtr: number;
  /** Whether levels at round numbers are stronger. @default true */
  readonly roundNumbers: boolean;
  /**
   * Levels within `cascadeBps` of each other, including the level itself, that strengthen each other.
   * @default 2
   */
  readonly cascadeLevels: number;
  /** @default 15 */
  readonly cascadeBps: number;
}

export const DEFAULT_LEVEL_RULES: LevelRules = {
  minTouches: 2,
  touchToleranceAtr: 0.5,
  touchGapBars: 10,
  separationAtr: 2,
  roundNumbers: true,
  cascadeLevels: 2,
  cascadeBps: 15,
};

export const LEVEL_RULES_SCHEMA = {
  minTouches: {
    type: 'integer',
    minimum: 1,
    maximum: 20,
    description: 'Distinct touches that make a level.',
  },
  touchToleranceAtr: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 5,
    description: 'A price within this of a level touches it, ATRs.',
  },
  touchGapBars: {
    type: 'integer',
    minimum: 1,
    description: 'Bars after which a touch counts again although the price stayed in the zone.',
  },
  separationAtr: {
    type: 'number',
    minimum: 0,
    description: 'Minimum distance between levels of one type, ATRs; the stronger is kept.',
  },
  roundNumbers: { type: 'boolean', description: 'Whether levels at round numbers are stronger.' },
  cascadeLevels: {
    type: 'integer',
    minimum: 2,
    description: 'Levels close to each other, including the level itself, that strengthen each other.',
  },
  cascadeBps: { type: 'number', minimum: 0, description: 'How close that is, bps of the price.' },
} as const satisfies Record<keyof LevelRules, JsonSchema>;
