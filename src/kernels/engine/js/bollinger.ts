import { blockStart, type Memory, round, ROW } from './lanes.js';

/** Suffix sums over the block before `first`, of the distances to the close of row `first` and of their squares. */
function suffixes(memory: Memory, change: number, scratch: number, first: number, period: number): void {
  let distance = 0;
  let sum = 0;
  let squares = 0;
  memory[scratch + 2 * period * ROW] = 0;
  memory[scratch + (2 * period + 1) * ROW] = 0;
  if (first === 0) return;
  for (let i = period - 1; i > 0; i--) {
    distance = round(distance - memory[change + (first - period + i + 1) * ROW]);
    sum = round(sum + distance);
    squares = round(squares + round(distance * distance));
    memory[scratch + 2 * i * ROW] = sum;
    memory[scratch + (2 * i + 1) * ROW] = squares;
  }
}

function bands(
  memory: Memory,
  columns: 'all' | 'prices',
  starts: number,
  anchors: number,
  close: number,
  change: number,
  out: number,
  columnStride: number,
  rowStride: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
  multiplier: number,
): void {
  const share = round(1 / period);
  const column = columnStride / 4;
  const factor = round(multiplier);
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    const own = scratch / 4 + lane;
    for (let first = blockStart(from, period); first < to; first += period) {
      suffixes(memory, change / 4 + lane, own, first, period);
      const base = memory[close / 4 + lane + first * ROW];
      const price = round(base + memory[anchors / 4 + lane]);
      let distance = 0;
      let sum = 0;
      let squares = 0;
      for (let t = first; t < Math.min(first + period, to); t++) {
        if (t > first) distance = round(distance + memory[change / 4 + lane + t * ROW]);
        sum = round(sum + distance);
        squares = round(squares + round(distance * distance));
        const suffix = own + 2 * (t - first + 1) * ROW;
        const mean = round(round(sum + memory[suffix]) * share);
        const meanSquare = round(round(squares + memory[suffix + ROW]) * share);
        const variance = round(meanSquare - round(mean * mean));
        const deviation = round(Math.sqrt(variance < 0 ? 0 : variance));
        const reach = round(factor * deviation);
        const isDefined = t - start >= period - 1;
        const target = (out + t * rowStride) / 4 + lane;
        const middle = round(base + mean);
        memory[target] = isDefined ? round(middle + reach) : NaN;
        memory[target + column] = isDefined ? middle : NaN;
        memory[target + 2 * column] = isDefined ? round(middle - reach) : NaN;
        if (columns === 'prices') continue;
        const width = round(round(200 * reach) / round(price + mean));
        const twice = round(reach + reach);
        const position = round(0.5 + round(round(distance - mean) / twice));
        memory[target + 3 * column] = isDefined ? deviation : NaN;
        memory[target + 4 * column] = isDefined ? width : NaN;
        memory[target + 5 * column] = isDefined && twice !== 0 ? position : NaN;
      }
    }
  }
}

export function bollinger(
  memory: Memory,
  starts: number,
  anchors: number,
  close: number,
  change: number,
  out: number,
  columnStride: number,
  rowStride: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
  multiplier: number,
): void {
  bands(
    memory,
    'all',
    starts,
    anchors,
    close,
    change,
    out,
    columnStride,
    rowStride,
    scratch,
    from,
    to,
    period,
    multiplier,
  );
}

/** Upper, middle and lower band alone. */
export function bollingerPrices(
  memory: Memory,
  starts: number,
  anchors: number,
  close: number,
  change: number,
  out: number,
  columnStride: number,
  rowStride: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
  multiplier: number,
): void {
  bands(
    memory,
    'prices',
    starts,
    anchors,
    close,
    change,
    out,
    columnStride,
    rowStride,
    scratch,
    from,
    to,
    period,
    multiplier,
  );
}
