import { type Memory, ROW } from './lanes.js';

/** A given column: `count` numbers of `width` bytes at an address. */
function given(memory: Memory, address: number, count: number, width: number): Float64Array | Float32Array {
  return width === 8
    ? new Float64Array(memory.buffer, address, count)
    : new Float32Array(memory.buffer, address, count);
}

export function priceRange(
  memory: Memory,
  highAt: number,
  lowAt: number,
  closeAt: number,
  volumeAt: number,
  result: number,
  count: number,
  width: number,
): void {
  const high = given(memory, highAt, count, width);
  const low = given(memory, lowAt, count, width);
  const close = given(memory, closeAt, count, width);
  const volume = given(memory, volumeAt, count, width);
  let lowest = Infinity;
  let highest = 0;
  let isValid = true;
  for (let i = 0; i < count; i++) {
    const floor = low[i];
    const ceiling = high[i];
    const price = close[i];
    if (!(floor <= price && price <= ceiling && volume[i] >= 0)) isValid = false;
    lowest = floor < lowest ? floor : lowest;
    highest = ceiling > highest ? ceiling : highest;
  }
  given(memory, result, 2, 8).set(isValid ? [lowest, highest] : [NaN, NaN]);
}

export function ingestLane(
  memory: Memory,
  highAt: number,
  lowAt: number,
  closeAt: number,
  volumeAt: number,
  closeLane: number,
  changeLane: number,
  upperLane: number,
  lowerLane: number,
  volumeLane: number,
  start: number,
  count: number,
  inverse: number,
  anchor: number,
  width: number,
): void {
  const high = given(memory, highAt, count, width);
  const low = given(memory, lowAt, count, width);
  const close = given(memory, closeAt, count, width);
  const volume = given(memory, volumeAt, count, width);
  for (const lane of [closeLane, changeLane, upperLane, lowerLane, volumeLane]) {
    for (let t = 0; t < start; t++) memory[lane / 4 + t * ROW] = NaN;
  }
  let previous = NaN;
  for (let i = 0; i < count; i++) {
    const row = (start + i) * ROW;
    const price = close[i];
    // The one rounding is that of the float32 memory.
    memory[closeLane / 4 + row] = price * inverse - anchor;
    memory[changeLane / 4 + row] = (price - previous) * inverse;
    memory[upperLane / 4 + row] = (high[i] - price) * inverse;
    memory[lowerLane / 4 + row] = (low[i] - price) * inverse;
    memory[volumeLane / 4 + row] = volume[i];
    previous = price;
  }
}
