import { LANES } from '../engine/layout.js';
import type { PriceScale } from '../program/price-scale.js';
import { rebaseState } from '../program/rebase.js';
import type { LiveLayout } from './layout.js';

/** Positions of the input columns in a block: FIELDS of layout.ts. */
const CLOSE = 0;
const DISTANCES = [1, 2, 3];

/**
 * Converts a lane's contents to another scale and anchor. Distances only change their exponent; the float32 closes are
 * rounded once more.
 * @param lane  float32 index of the lane in its block
 * @param statePlace  offset of the state before the last bar; the state after it is recomputed
 * @param barsBefore  bars of the lane in that state
 */
export function rebaseLane(
  memory: Float32Array<ArrayBufferLike>,
  layout: LiveLayout,
  lane: number,
  from: PriceScale,
  to: PriceScale,
  statePlace: number,
  barsBefore: number,
): void {
  const ratio = from.scale / to.scale;
  const column = (index: number): number => lane + (layout.columns + index * layout.columnStride) / 4;
  for (let row = 0; row < layout.rowCount; row++) {
    const close = column(CLOSE) + row * LANES;
    memory[close] = (memory[close] + from.anchor) * ratio - to.anchor;
    for (const index of DISTANCES) memory[column(index) + row * LANES] *= ratio;
  }
  for (const task of layout.liveTasks) {
    rebaseState(memory, task.task, lane + statePlace / 4 + task.stateRow * LANES, from, to, barsBefore);
  }
}
