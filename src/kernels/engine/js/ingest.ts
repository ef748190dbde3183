import { MAX_VOLUME } from '../../../market/candle-limits.js';
import { LANES } from '../layout.js';
import { type Memory, ROW } from './lanes.js';

/** A given column: `count` numbers of `width` bytes at an address. */
function given(memory: Memory, address: number, count: number, width: number): Float64Array | Float32Array {
  return width === 8
    ? new Float64Array(memory.buffer, address, count)
    : new Float32Array(memory.buffer, address, count);
}

/** High, low, close and volume of one market. */
function staged(memory: Memory, first: number, stride: number, count: number, width: number) {
  return [0, 1, 2, 3].map((column) => given(memory, first + column * stride, count, width));
}

export function priceRange(
  memory: Memory,
  first: number,
  stride: number,
  result: number,
  count: number,
  width: number,
): void {
  const [high, low, close, volume] = staged(memory, first, stride, count, width);
  let lowest = Infinity;
  let highest = 0;
  let isValid = true;
  for (let i = 0; i < count; i++) {
    const floor = low[i];
    const ceiling = high[i];
    const price = close[i];
    if (!(floor <= price && price <= ceiling && volume[i] >= 0 && volume[i] <= MAX_VOLUME)) isValid = false;
    lowest = floor < lowest ? floor : lowest;
    highest = ceiling > highest ? ceiling : highest;
  }
  given(memory, result, 2, 8).set(isValid ? [lowest, highest] : [NaN, NaN]);
}

export function groupBars(
  memory: Memory,
  first: number,
  stride: number,
  groups: number,
  factor: number,
): void {
  const [high, low, close, volume] = staged(memory, first, stride, groups * factor, 8);
  for (let group = 0; group < groups; group++) {
    let i = group * factor;
    let highest = high[i];
    let lowest = low[i];
    let traded = volume[i];
    for (const end = i + factor - 1; i < end;) {
      i++;
      if (high[i] > highest) highest = high[i];
      if (low[i] < lowest) lowest = low[i];
      traded += volume[i];
    }
    high[group] = highest;
    low[group] = lowest;
    close[group] = close[i];
    volume[group] = traded;
  }
}

export function ingestLane(
  memory: Memory,
  first: number,
  stride: number,
  target: number,
  targetStride: number,
  start: number,
  count: number,
  inverse: number,
  anchor: number,
  width: number,
): void {
  const [high, low, close, volume] = staged(memory, first, stride, count, width);
  const lanes = [0, 1, 2, 3, 4].map((field) => (target + field * targetStride) / 4);
  for (const lane of lanes) {
    for (let t = 0; t < start; t++) memory[lane + t * ROW] = NaN;
  }
  const [closeLane, changeLane, upperLane, lowerLane, volumeLane] = lanes;
  let previous = NaN;
  for (let i = 0; i < count; i++) {
    const row = (start + i) * ROW;
    const price = close[i];
    // The one rounding is that of the float32 memory.
    memory[closeLane + row] = price * inverse - anchor;
    memory[changeLane + row] = (price - previous) * inverse;
    memory[upperLane + row] = (high[i] - price) * inverse;
    memory[lowerLane + row] = (low[i] - price) * inverse;
    memory[volumeLane + row] = volume[i];
    previous = price;
  }
}

export function ingestBlock(
  memory: Memory,
  first: number,
  stride: number,
  marketStride: number,
  scales: number,
  scaleStride: number,
  target: number,
  targetStride: number,
  start: number,
  count: number,
  width: number,
): void {
  for (let lane = 0; lane < LANES; lane++) {
    const [, , inverse, anchor] = given(memory, scales + lane * scaleStride, 4, 8);
    const from = first + lane * marketStride;
    const to = target + 4 * lane;
    ingestLane(memory, from, stride, to, targetStride, start, count, inverse, anchor, width);
  }
}
