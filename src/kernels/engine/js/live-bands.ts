import { type Memory, round, ROW } from './lanes.js';
import { type Bar, barsBefore, CHANGE, CLOSE, LOWER, now, type Task, UPPER } from './live-task.js';
import { tieFloor, widthOf as wide } from './width-column.js';

/** Means over the window of the distances to its last close, and of their squares. */
function moments(memory: Memory, bar: Bar, task: Task, lane: number): { mean: number; meanSquare: number } {
  const change = now(bar, lane, CHANGE);
  let distance = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < (task.period - 1) * ROW; i += ROW) {
    distance = round(distance - memory[change - i]);
    sum = round(sum + distance);
    squares = round(squares + round(distance * distance));
  }
  const share = round(1 / task.period);
  return { mean: round(sum * share), meanSquare: round(squares * share) };
}

function deviationOf(mean: number, meanSquare: number): number {
  const variance = round(meanSquare - round(mean * mean));
  return round(Math.sqrt(variance < 0 ? 0 : variance));
}

function widthOf(memory: Memory, lane: number, base: number, mean: number, reach: number): number {
  const price = round(base + memory[lane + ROW]);
  return round(round(200 * reach) / round(price + mean));
}

export function liveSma(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const { mean } = moments(memory, bar, task, lane);
  const isFull = barsBefore(memory, bar, lane) >= task.period - 1;
  memory[lane + task.out] = isFull ? round(memory[now(bar, lane, CLOSE)] + mean) : NaN;
}

export function liveBollinger(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const { mean, meanSquare } = moments(memory, bar, task, lane);
  const base = memory[now(bar, lane, CLOSE)];
  const deviation = deviationOf(mean, meanSquare);
  const reach = round(task.weight * deviation);
  const middle = round(base + mean);
  const twice = round(reach + reach);
  const percentB = twice === 0 ? NaN : round(0.5 - round(mean / twice));
  const width = widthOf(memory, lane, base, mean, reach);
  const isFull = barsBefore(memory, bar, lane) >= task.period - 1;
  const outputs = [round(middle + reach), middle, round(middle - reach), deviation, width, percentB];
  for (let i = 0; i < outputs.length; i++) memory[lane + task.out + i * ROW] = isFull ? outputs[i] : NaN;
}

/** The width that is ranked: in float64, as widthColumn has it. */
function rankedWidth(memory: Memory, bar: Bar, task: Task, lane: number): number {
  if (barsBefore(memory, bar, lane) < task.period - 1) return NaN;
  const change = now(bar, lane, CHANGE);
  let distance = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < (task.period - 1) * ROW; i += ROW) {
    distance -= memory[change - i];
    sum += distance;
    squares += distance * distance;
  }
  const share = 1 / task.period;
  const price = memory[now(bar, lane, CLOSE)] + memory[lane + ROW];
  return round(wide(sum * share, squares * share, price, task.weight));
}

export function liveBbWidthPercentile(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const width = rankedWidth(memory, bar, task, lane);
  const widths = now(bar, lane, task.levels);
  memory[widths] = width;
  const others = task.window - 1;
  const floor = tieFloor(width);
  let smaller = 0;
  for (let i = 1; i <= others; i++) if (memory[widths - i * ROW] < floor) smaller++;
  const isFull = barsBefore(memory, bar, lane) >= task.period - 1 + others;
  memory[lane + task.out] = isFull ? round(round(100 * smaller) / others) : NaN;
}

export function liveDonchian(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const close = now(bar, lane, CLOSE);
  const upper = now(bar, lane, UPPER);
  const lower = now(bar, lane, LOWER);
  let high = -Infinity;
  let low = Infinity;
  for (let i = ROW; i <= task.period * ROW; i += ROW) {
    const ceiling = round(memory[close - i] + memory[upper - i]);
    const floor = round(memory[close - i] + memory[lower - i]);
    if (high < ceiling) high = ceiling;
    if (floor < low) low = floor;
  }
  const isFull = barsBefore(memory, bar, lane) >= task.period;
  memory[lane + task.out] = isFull ? high : NaN;
  memory[lane + task.out + ROW] = isFull ? low : NaN;
}
