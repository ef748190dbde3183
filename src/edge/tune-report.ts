import type { Overfitting } from '../statistics/backtest-overfitting.js';

/** Figures are fractions; null = cannot be had. */
export interface TuneReport {
  readonly schemaVersion: 1;
  readonly dataId: string;
  readonly source: string;
  readonly markets: number;
  readonly timeframeMs: number;
  /** Open of bar 0 and close of the last one, UTC ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly horizonBars: number;
  readonly costs: number;
  readonly candidates: number;
  /** Candidates with fewer dates than may be chosen by (30). */
  readonly tooRare: number;
  readonly triedBefore: number;
  /** What would be chosen with all of the time. */
  readonly chosen: ChosenCandidate | null;
  readonly steps: readonly WalkStep[];
  /** The excess of what was chosen at each step, in the part that came after. */
  readonly outOfSample: SampleFigure | null;
  /** Mean over the steps of what the same choices had shown before. */
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
  /** The probability that it is not the luckiest of all that were tried. */
  readonly deflatedSharpe: number | null;
}

export interface WalkStep {
  /** Bars of the part that is judged. */
  readonly fromBar: number;
  readonly toBar: number;
  readonly values: Readonly<Record<string, number>>;
  readonly inSample: number;
  /** null if it found nothing there. */
  readonly outOfSample: number | null;
}

/** What may be said of choices by what they earned where they had not been made. */
export function tuneVerdict(outOfSample: SampleFigure | null): TuneVerdict {
  if (outOfSample === null) return 'not enough data';
  if (outOfSample.excess <= 0 || outOfSample.p >= 0.1) return 'no evidence outside the sample';
  return outOfSample.p < 0.01
    ? 'evidence of positive excess outside the sample'
    : 'weak evidence of positive excess outside the sample';
}
