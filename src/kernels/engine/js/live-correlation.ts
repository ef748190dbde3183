import { coefficient } from './correlation.js';
import { type Memory, round, ROW } from './lanes.js';
import { type Bar, CHANGE, CLOSE, now, RETURNS, type Task } from './live-task.js';

/** A reference: Σ y and 1 / sqrt(var) of its window, then from this index on its returns, one for each row. */
const REFERENCE_RETURNS = 16;

/** Sums of the window that ends at row `t`, measured from its last return; 0 where they are not defined. */
export function liveReference(memory: Memory, reference: number, t: number, period: number): void {
  const returns = reference / 4 + REFERENCE_RETURNS + t;
  const base = memory[returns];
  let sum = 0;
  let squares = 0;
  for (let i = 1; i < period; i++) {
    const y = round(memory[returns - i] - base);
    sum = round(sum + y);
    squares = round(squares + round(y * y));
  }
  const variance = round(round(period * squares) - round(sum * sum));
  const inverse = variance > 0 ? round(1 / round(Math.sqrt(variance))) : 0;
  memory[reference / 4] = inverse > 0 ? sum : 0;
  memory[reference / 4 + 1] = inverse;
}

/** @param reference  index of the block's reference */
export function liveCorrelation(memory: Memory, bar: Bar, task: Task, lane: number, reference: number): void {
  const returns = now(bar, lane, RETURNS);
  const previous = round(memory[now(bar, lane, CLOSE) - ROW] + memory[lane + ROW]);
  const own = round(memory[now(bar, lane, CHANGE)] / previous);
  memory[returns] = own;
  const shared = reference + REFERENCE_RETURNS + bar.row;
  const base = memory[shared];
  let sum = 0;
  let squares = 0;
  let products = 0;
  for (let i = 1; i < task.period; i++) {
    const x = round(memory[returns - i * ROW] - own);
    const y = round(memory[shared - i] - base);
    sum = round(sum + x);
    squares = round(squares + round(x * x));
    products = round(products + round(x * y));
  }
  memory[lane + task.out] = coefficient(
    task.period,
    sum,
    squares,
    products,
    memory[reference],
    memory[reference + 1],
  );
}
