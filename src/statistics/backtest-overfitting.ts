import { naturalLog } from '../util/natural-log.js';
import { mean } from './moments.js';

/** How the best choice of one half of the time performs in the other half. */
export interface Overfitting {
  /** One for each split of the time: ln(ω/(1−ω)), ω = rank of the chosen one outside / (N+1). */
  readonly logits: readonly number[];
  /** Share of the splits in which the chosen one is no better than the median outside: λ ≤ 0. */
  readonly probability: number;
  /** Share of the splits in which the chosen one loses outside. */
  readonly lossOutside: number;
  /** Slope of the result outside on that inside, over the splits; NaN if one does not vary. */
  readonly slope: number;
}

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation over Sharpe ratios
 * (Bailey, Borwein, López de Prado, Zhu 2017).
 * @param columns  N trials, each with a return per date
 * @param parts  S, even; left-over dates at the end are not used
 */
export function backtestOverfitting(columns: readonly ArrayLike<number>[], parts: number): Overfitting {
  const size = Math.floor(columns[0].length / parts);
  return overfittingOfParts(
    columns.map((column) => partSums(column, parts)),
    size,
  );
}

/**
 * Sum and sum of squares of each part of a trial: a split adds them up instead of iterating over its dates.
 */
export interface PartSums {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** @param parts  S, even; left-over dates at the end are not used */
export function partSums(column: ArrayLike<number>, parts: number): PartSums {
  const size = Math.floor(column.length / parts);
  const sums = new Float64Array(parts);
  const squares = new Float64Array(parts);
  for (let date = 0; date < parts * size; date++) {
    const part = Math.floor(date / size);
    sums[part] += column[date];
    squares[part] += column[date] * column[date];
  }
  return { sums, squares };
}

/** The same for trials summed up before. @param size  dates of a part */
export function overfittingOfParts(trials: readonly PartSums[], size: number): Overfitting {
  const parts = trials[0].sums.length;
  const within = new Float64Array(trials.length);
  const beyond = new Float64Array(trials.length);
  const splits = halves(parts).map((inside) => {
    const outside = Array.from({ length: parts }, (_, part) => part).filter((part) => !inside.includes(part));
    trials.forEach((trial, k) => {
      within[k] = sharpeOver(trial, inside, size);
      beyond[k] = sharpeOver(trial, outside, size);
    });
    const best = indexOfLargest(within);
    const rank = countUpTo(beyond, beyond[best]) / (trials.length + 1);
    return { logit: naturalLog(rank / (1 - rank)), inside: within[best], outside: beyond[best] };
  });
  const share = (holds: (split: (typeof splits)[number]) => boolean): number =>
    splits.filter(holds).length / splits.length;
  return {
    logits: splits.map(({ logit }) => logit),
    probability: share(({ logit }) => logit <= 0),
    lossOutside: share(({ outside }) => outside < 0),
    slope: slopeOf(
      splits.map((split) => split.inside),
      splits.map((split) => split.outside),
    ),
  };
}

function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

function countUpTo(values: Float64Array, most: number): number {
  let count = 0;
  for (const value of values) if (value <= most) count++;
  return count;
}

/** Mean over deviation (n − 1); 0 for a trial that never earns or loses anything. */
function sharpeOver({ sums, squares }: PartSums, chosen: readonly number[], size: number): number {
  const count = chosen.length * size;
  let sum = 0;
  let square = 0;
  for (let i = 0; i < chosen.length; i++) {
    sum += sums[chosen[i]];
    square += squares[chosen[i]];
  }
  const centre = sum / count;
  const variance = (square - sum * centre) / (count - 1);
  return variance > 0 ? centre / Math.sqrt(variance) : 0;
}

function slopeOf(x: readonly number[], y: readonly number[]): number {
  const centreX = mean(x);
  const centreY = mean(y);
  let both = 0;
  let square = 0;
  for (let i = 0; i < x.length; i++) {
    both += (x[i] - centreX) * (y[i] - centreY);
    square += (x[i] - centreX) * (x[i] - centreX);
  }
  return both / square;
}

/** All ways to choose half of the parts, in lexicographic order. */
function halves(parts: number): number[][] {
  const found: number[][] = [];
  const choose = (chosen: readonly number[], next: number): void => {
    if (chosen.length === parts / 2) {
      found.push([...chosen]);
      return;
    }
    for (let part = next; part < parts; part++) choose([...chosen, part], part + 1);
  };
  choose([], 0);
  return found;
}
