import { blockStart, type Memory, round, ROW } from './lanes.js';

/** Of a width. Equal shapes come out within a fourth of it (test/kernels/width-ties.test.ts). */
export const TIE_TOLERANCE = 2 ** -21;

/** What a width must be below to count as smaller than `width`: equal ones differ by roundings. */
export function tieFloor(width: number): number {
  return round(width * (1 - TIE_TOLERANCE));
}

/** 2 · multiplier deviations in % of the middle, in float64; `price`: what the distances are measured from. */
export function widthOf(mean: number, meanSquare: number, price: number, multiplier: number): number {
  const variance = meanSquare - mean * mean;
  return (200 * round(multiplier) * Math.sqrt(variance < 0 ? 0 : variance)) / (price + mean);
}

/**
 * Widths of the bands, as column 4 of bollinger but for its roundings: the sums are those of float64, so that windows of
 * the same shape come out as equally wide.
 */
export function widthColumn(
  memory: Memory,
  starts: number,
  anchors: number,
  close: number,
  change: number,
  out: number,
  from: number,
  to: number,
  period: number,
  multiplier: number,
): void {
  const sums = new Float64Array(period + 1);
  const squaresOf = new Float64Array(period + 1);
  const share = 1 / period;
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    const own = change / 4 + lane;
    for (let first = blockStart(from, period); first < to; first += period) {
      const price = memory[close / 4 + lane + first * ROW] + memory[anchors / 4 + lane];
      let distance = 0;
      let sum = 0;
      let squares = 0;
      for (let i = period - 1; first > 0 && i > 0; i--) {
        distance -= memory[own + (first - period + i + 1) * ROW];
        sums[i] = sum += distance;
        squaresOf[i] = squares += distance * distance;
      }
      distance = sum = squares = 0;
      for (let t = first; t < Math.min(first + period, to); t++) {
        if (t > first) distance += memory[own + t * ROW];
        sum += distance;
        squares += distance * distance;
        const mean = (sum + sums[t - first + 1]) * share;
        const meanSquare = (squares + squaresOf[t - first + 1]) * share;
        const width = widthOf(mean, meanSquare, price, multiplier);
        memory[out / 4 + lane + t * ROW] = t - start < period - 1 ? NaN : width;
      }
    }
  }
}
