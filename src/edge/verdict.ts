import type { MeanTest } from '../statistics/mean-test.js';

/** Minimum dates with events, and minimum degrees of freedom, for a verdict. */
export const LEAST_DATES = 30;
const LEAST_DEGREES = 4;
/** A test that could not have detected an excess of three times the trading costs is inconclusive. */
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
  /** Number of dates with events. */
  readonly dates: number;
  /** p, corrected for all trials. */
  readonly adjustedP: number;
  readonly minimumDetectable: number;
  /** Round-trip costs, fraction. */
  readonly costs: number;
}

/** The verdict on a screen, which is never that it is profitable. */
export function verdictOf({ test, dates, adjustedP, minimumDetectable, costs }: VerdictInput): Verdict {
  if (dates < LEAST_DATES || test.degrees < LEAST_DEGREES || Number.isNaN(test.t)) return 'not enough data';
  if (adjustedP < 0.1) {
    const sign = test.mean > 0 ? 'positive' : 'negative';
    return adjustedP < 0.01 ? `evidence of ${sign} excess` : `weak evidence of ${sign} excess`;
  }
  return minimumDetectable > MOST_COSTS_UNSEEN * costs ? 'not enough data' : 'no evidence';
}
