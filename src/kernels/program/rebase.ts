import type { PriceScale } from './price-scale.js';
import { LANES } from '../engine/layout.js';
import type { LiveLayout } from '../live/layout.js';
import type { Task } from './tasks.js';

/** The places of the input columns in a block: FIELDS of layout.ts. */
const CLOSE = 0;
const DISTANCES = [1, 2, 3];

/**
 * Writes what a lane holds in another scale and anchor. Distances only change their exponent; closes are rounded once
 * more, of what is left of them.
 * @param lane  float32 index of the lane in its block
 * @param statePlace  place of the state before the last bar; the one after it is computed anew
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

/** The same for the state of one task, whose first row is at float32 index `state`. */
export function rebaseState(
  memory: Float32Array<ArrayBufferLike>,
  task: Task,
  state: number,
  from: PriceScale,
  to: PriceScale,
  barsBefore: number,
): void {
  const ratio = from.scale / to.scale;
  const shift = (value: number, weight: number): number =>
    (value + weight * from.anchor) * ratio - weight * to.anchor;
  const at = (row: number): number => state + row * LANES;
  switch (task.spec.id) {
    case 'atr':
      memory[at(0)] *= ratio;
      break;
    case 'rsi':
      memory[at(0)] *= ratio;
      memory[at(1)] *= ratio;
      break;
    case 'ema': {
      // Until its first value an average is the sum of what it has seen.
      const isSum = barsBefore < (task.params['period'] as number);
      memory[at(0)] = shift(memory[at(0)], isSum ? barsBefore : 1);
      break;
    }
    case 'vwap': {
      const traded = memory[at(3)] - memory[at(4)] + memory[at(5)];
      const paid = shift(memory[at(0)] - memory[at(1)] + memory[at(2)], traded);
      memory[at(0)] = paid;
      memory[at(1)] = memory[at(0)] - paid;
      memory[at(2)] = 0;
      break;
    }
  }
}
