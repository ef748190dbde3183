import type { MissingChoice } from '../filters/filter.js';
import type { FilterLimits } from '../filters/index.js';
import type { LevelRules } from '../levels/level-rules.js';
import type { Weights } from '../scoring/components/index.js';

/** What a scan looks for: which markets pass, and how those are ranked. */
export interface Preset {
  /** kebab-case. */
  readonly name: string;
  /** One sentence: for whom, for what. */
  readonly description: string;
  /** Limits by filter name; a filter that is not named is not run. */
  readonly filters: FilterLimits;
  /** Weights of the score's components; only their ratios matter. */
  readonly weights: Weights;
  /** What a filter without data does to a market. */
  readonly onMissing: MissingChoice;
  readonly levels: LevelRules;
  /** Maximum number of candidates shown. */
  readonly maxCandidates: number;
  /** Seconds between two scans of `watch`; null = at every bar close. */
  readonly scanIntervalSeconds: number | null;
  /** Preferred entry: going with the break, or waiting for the level to be retested. */
  readonly priority: 'momentum' | 'retest';
}

/** Whether a value is a preset, as far as a scan needs it. Parsing checks its limits. */
export function isPreset(value: unknown): value is Preset {
  const { name, filters, weights, levels } = (value ?? {}) as Record<keyof Preset, unknown>;
  return (
    typeof name === 'string' &&
    [filters, weights, levels].every((part) => typeof part === 'object' && part !== null)
  );
}
