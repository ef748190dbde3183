import { LANES } from '../engine/layout.js';
import type { PriceScale } from './price-scale.js';
import type { Task } from './tasks.js';

/** Converts the state of one task, whose first row is at float32 index `state`, to another scale and anchor. */
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
      // Until its first value an average is a plain sum.
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
