/**
 * A linear model that learns from successive samples and slowly forgets old ones: recursive least squares
 * with exponential forgetting (Haykin, Adaptive Filter Theory, chapter on the RLS algorithm).
 */
export interface LinearModel {
  readonly weights: readonly number[];
  /** Inverse correlation of the inputs seen: large in directions about which little is known. */
  readonly uncertainty: readonly (readonly number[])[];
  readonly samples: number;
  /** Mean square of its errors, each measured before the sample was learnt; old ones count less. */
  readonly meanSquareError: number;
}

/** Weight of a sample against that of the one after it. */
const FORGETTING = 0.98;

/** Share of the newest error in the mean square error. */
const ERROR_SHARE = 0.1;

/**
 * Initial uncertainty. Beyond it nothing is forgotten: it would only grow in directions without new samples.
 */
const MOST_UNCERTAIN = 1e4;

/** @param weights  initial belief. */
export function newModel(weights: readonly number[]): LinearModel {
  const uncertainty = weights.map((_, row) =>
    weights.map((__, column) => (row === column ? MOST_UNCERTAIN : 0)),
  );
  return { weights, uncertainty, samples: 0, meanSquareError: 0 };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index], 0);
}

export function predict({ weights }: LinearModel, input: readonly number[]): number {
  return dot(weights, input);
}

/** Standard deviation of a prediction: sample noise plus uncertainty of the weights. */
export function deviationAt({ uncertainty, meanSquareError }: LinearModel, input: readonly number[]): number {
  const spread = dot(
    uncertainty.map((row) => dot(row, input)),
    input,
  );
  return Math.sqrt(meanSquareError * (1 + Math.max(0, spread)));
}

/** The model after one more sample. Inputs should be of the order of 1. */
export function learn(model: LinearModel, input: readonly number[], output: number): LinearModel {
  const { weights, uncertainty, samples, meanSquareError } = model;
  const spread = uncertainty.map((row) => dot(row, input));
  const isLost = uncertainty.some((row, index) => row[index] > MOST_UNCERTAIN);
  const forgetting = isLost ? 1 : FORGETTING;
  const scale = forgetting + dot(spread, input);
  const error = output - dot(weights, input);
  // Initially a plain average of all samples so far.
  const share = Math.max(ERROR_SHARE, 1 / Math.max(1, samples + 1 - weights.length));
  const isJudged = samples >= weights.length;
  return {
    weights: weights.map((weight, index) => weight + (spread[index] / scale) * error),
    uncertainty: uncertainty.map((row, i) =>
      row.map((value, j) => (value - (spread[i] * spread[j]) / scale) / forgetting),
    ),
    samples: samples + 1,
    meanSquareError: isJudged ? meanSquareError + share * (error * error - meanSquareError) : 0,
  };
}
