/** p-values adjusted for their number; in the given order. */
type Adjustment = (sorted: readonly number[]) => number[];

/** Holm 1979: controls the probability of any false finding, under any dependence. */
export function holm(p: readonly number[]): number[] {
  return adjusted(p, (sorted) => {
    let highest = 0;
    return sorted.map((value, i) => (highest = Math.max(highest, Math.min(1, value * (sorted.length - i)))));
  });
}

/** Benjamini & Hochberg 1995: controls the share of false findings. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  return adjusted(p, (sorted) => stepUp(sorted, 1));
}

/** Benjamini & Yekutieli 2001: the same under any dependence. */
export function benjaminiYekutieli(p: readonly number[]): number[] {
  return adjusted(p, (sorted) => {
    const harmonic = sorted.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
    return stepUp(sorted, harmonic);
  });
}

function stepUp(sorted: readonly number[], factor: number): number[] {
  const result = new Array<number>(sorted.length);
  let lowest = 1;
  for (let i = sorted.length - 1; i >= 0; i--) {
    lowest = Math.min(lowest, (sorted[i] * sorted.length * factor) / (i + 1));
    result[i] = lowest;
  }
  return result;
}

function adjusted(p: readonly number[], adjust: Adjustment): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a] - p[b] || a - b);
  const values = adjust(order.map((i) => p[i]));
  const result = new Array<number>(p.length);
  order.forEach((i, rank) => (result[i] = values[rank]));
  return result;
}
