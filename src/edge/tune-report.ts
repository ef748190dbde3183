import type { Overfitting } from '../statistics/backtest-overfitting.js';

/** Figures are fractions; null = cannot be computed. */
export interface TuneReport {
  readonly schemaVersion: 1;
  readonly dataId: string;
  readonly source: string;
  readonly markets: number;
  readonly timeframeMs: number;
  /** Open of the first bar and close of the last, UTC ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly horizonBars: number;
  readonly costs: number;
  readonly candidates: number;
  /** Candidates with too few dates to be chosen (fewer than 30). */
  readonly tooRare: number;
  readonly triedBefore: number;
  /** The best candidate over the whole calendar. */
  readonly chosen: ChosenCandidate | null;
  readonly steps: readonly WalkStep[];
  /** The excess of each step's choice in the part after it. */
  readonly outOfSample: SampleFigure | null;
  /** Mean over the steps of the excess of the same choices in the time before. */
  readonly inSampleExcess: number | null;
  readonly overfitting: Omit<Overfitting, 'logits'> | null;
  readonly verdict: TuneVerdict;
}

export type TuneVerdict =
  | 'evidence of positive excess outside the sample'
  | 'weak evidence of positive excess outside the sample'
  | 'no evidence outside the sample'
  | 'not enough data';

export interface SampleFigure {
  readonly dates: number;
  readonly excess: number;
  readonly standardError: number;
  readonly p: number;
}

export interface ChosenCandidate {
  readonly values: Readonly<Record<string, number>>;
  readonly inSample: SampleFigure;
  /** The probability that it is not merely the luckiest of all trials. */
  readonly deflatedSharpe: number | null;
}

export interface WalkStep {
  /** Bars of the judged part. */
  readonly fromBar: number;
  readonly toBar: number;
  readonly values: Readonly<Record<string, number>>;
  readonly inSample: number;
  /** null without dates there. */
  readonly outOfSample: number | null;
}

/** The verdict on choices from their excess outside the sample. */
export function tuneVerdict(outOfSample: SampleFigure | null): TuneVerdict {
  if (outOfSample === null) return 'not enough data';
  if (outOfSample.excess <= 0 || outOfSample.p >= 0.1) return 'no evidence outside the sample';
  return outOfSample.p < 0.01
    ? 'evidence of positive excess outside the sample'
    : 'weak evidence of positive excess outside the sample';
}
