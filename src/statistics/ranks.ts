import { mean } from './moments.js';

/** Ranks from 1 on; equal values share their mean rank. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Spearman's rank correlation, ties shared; NaN if one of them does not vary. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const x = ranksOf(a);
  const y = ranksOf(b);
  const centreX = mean(x);
  const centreY = mean(y);
  let both = 0;
  let squareX = 0;
  let squareY = 0;
  for (let i = 0; i < x.length; i++) {
    both += (x[i] - centreX) * (y[i] - centreY);
    squareX += (x[i] - centreX) * (x[i] - centreX);
    squareY += (y[i] - centreY) * (y[i] - centreY);
  }
  return both / Math.sqrt(squareX * squareY);
}
