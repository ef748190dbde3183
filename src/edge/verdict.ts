import type { MeanTest } from '../statistics/mean-test.js';

/** Fewest dates with events, and fewest degrees of freedom, of which anything is said. */
export const LEAST_DATES = 30;
const LEAST_DEGREES = 4;
/** A screen whose test would not have seen three times what trading costs says nothing. */
const MOST_COSTS_UNSEEN = 3;

export type Verdict =
  | 'evidence of positive excess'
  | 'evidence of negative excess'
  | 'weak evidence of positive excess'
  | 'weak evidence of negative excess'
  | 'no evidence'
  | 'not enough data';

export interface VerdictInput {
  readonly test: MeanTest;
  /** Dates with events. */
  readonly dates: number;
  /** p, corrected for everything that was tried. */
  readonly adjustedP: number;
  readonly minimumDetectable: number;
  /** Round trip, fraction. */
  readonly costs: number;
}

/** What may be said of a screen; never that it is profitable. */
export function verdictOf({ test, dates, adjustedP, minimumDetectable, costs }: VerdictInput): Verdict {
  if (dates < LEAST_DATES || test.degrees < LEAST_DEGREES || Number.isNaN(test.t)) return 'not enough data';
  if (adjustedP < 0.1) {
    const sign = test.mean > 0 ? 'positive' : 'negative';
    return adjustedP < 0.01 ? `evidence of ${sign} excess` : `weak evidence of ${sign} excess`;
  }
  return minimumDetectable > MOST_COSTS_UNSEEN * costs ? 'not enough data' : 'no evidence';
}
