import { blockStart, type Memory, round, ROW } from './lanes.js';

export function btcCorrelation(
  memory: Memory,
  anchors: number,
  close: number,
  change: number,
  returns: number,
  sums: number,
  inverses: number,
  out: number,
  rowStride: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
): void {
  const referenceAt = (t: number): number => memory[returns / 4 + t];
  for (let lane = 0; lane < ROW; lane++) {
    const anchor = memory[anchors / 4 + lane];
    const own = scratch / 4 + lane;
    const returnAt = (t: number): number => {
      const previous = round(memory[close / 4 + lane + Math.max(t - 1, 0) * ROW] + anchor);
      return round(memory[change / 4 + lane + t * ROW] / previous);
    };
    let first = blockStart(from, period);
    // Returns of the block before, which its own pass would have left behind.
    for (let i = 0; first > 0 && i < period; i++) memory[own + 4 * i * ROW] = returnAt(first - period + i);
    for (; first < to; first += period) {
      const firstReturn = returnAt(first);
      const firstReference = referenceAt(first);
      let sum = 0;
      let squares = 0;
      let products = 0;
      for (let i = period; i > 0; i--) {
        if (i < period) {
          // No window is full in the first block.
          const x = first === 0 ? NaN : round(memory[own + 4 * i * ROW] - firstReturn);
          const y = first === 0 ? NaN : round(referenceAt(first - period + i) - firstReference);
          sum = round(sum + x);
          squares = round(squares + round(x * x));
          products = round(products + round(x * y));
        }
        memory[own + (4 * i + 1) * ROW] = sum;
        memory[own + (4 * i + 2) * ROW] = squares;
        memory[own + (4 * i + 3) * ROW] = products;
      }
      sum = squares = products = 0;
      for (let t = first; t < Math.min(first + period, to); t++) {
        const value = returnAt(t);
        memory[own + 4 * (t - first) * ROW] = value;
        const x = round(value - firstReturn);
        const y = round(referenceAt(t) - firstReference);
        sum = round(sum + x);
        squares = round(squares + round(x * x));
        products = round(products + round(x * y));
        const suffix = own + 4 * (t - first + 1) * ROW;
        memory[(out + t * rowStride) / 4 + lane] = coefficient(
          period,
          round(sum + memory[suffix + ROW]),
          round(squares + memory[suffix + 2 * ROW]),
          round(products + memory[suffix + 3 * ROW]),
          memory[sums / 4 + t],
          memory[inverses / 4 + t],
        );
      }
    }
  }
}

/** Within [−1, 1]; not defined where a variance is 0 or a window is not full. */
export function coefficient(
  length: number,
  sum: number,
  squares: number,
  products: number,
  referenceSum: number,
  inverse: number,
): number {
  const variance = round(round(length * squares) - round(sum * sum));
  if (!(variance > 0 && inverse > 0)) return NaN;
  const covariance = round(round(length * products) - round(sum * referenceSum));
  const result = round(round(covariance * inverse) / round(Math.sqrt(variance)));
  return result < -1 ? -1 : result < 1 ? result : 1;
}

export function referenceWindow(
  memory: Memory,
  returns: number,
  sums: number,
  inverses: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
): void {
  for (let first = blockStart(from, period); first < to; first += period) {
    const base = memory[returns / 4 + first];
    const suffixAt = scratch / 4;
    let sum = 0;
    let squares = 0;
    for (let i = period; i > 0; i--) {
      if (i < period) {
        const y = first === 0 ? NaN : round(memory[returns / 4 + first - period + i] - base);
        sum = round(sum + y);
        squares = round(squares + round(y * y));
      }
      memory[suffixAt + 2 * i] = sum;
      memory[suffixAt + 2 * i + 1] = squares;
    }
    sum = squares = 0;
    for (let t = first; t < Math.min(first + period, to); t++) {
      const y = round(memory[returns / 4 + t] - base);
      sum = round(sum + y);
      squares = round(squares + round(y * y));
      const suffix = suffixAt + 2 * (t - first + 1);
      const total = round(sum + memory[suffix]);
      const allSquares = round(squares + memory[suffix + 1]);
      const variance = round(round(period * allSquares) - round(total * total));
      const inverse = variance > 0 ? round(1 / round(Math.sqrt(variance))) : 0;
      memory[sums / 4 + t] = inverse > 0 ? total : 0;
      memory[inverses / 4 + t] = inverse;
    }
  }
}
