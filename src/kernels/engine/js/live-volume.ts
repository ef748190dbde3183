import { type Memory, ratio, round, ROW } from './lanes.js';
import { type Bar, barsBefore, now, type Task, VOLUME } from './live-task.js';
import { replace } from './rolling-median.js';

/** A volume, or more than every volume where there is no bar. */
function volumeAt(memory: Memory, index: number): number {
  return memory[index] >= 0 ? memory[index] : Infinity;
}

/** Brings the `count` sorted volumes to those of the bars before this one: once, as a correction changes only this. */
function advance(memory: Memory, bar: Bar, sorted: number, volume: number, count: number): void {
  if (!bar.isNew || count === 0) return;
  const old = volumeAt(memory, volume - (count + 1) * ROW);
  replace(memory, sorted, count, old, volumeAt(memory, volume - ROW));
}

function middleOf(low: number, high: number): number {
  return round(round(low + high) * 0.5);
}

export function liveSurgeShort(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const { period } = task;
  const volume = now(bar, lane, VOLUME);
  const sorted = lane + task.sorted;
  advance(memory, bar, sorted, volume, period);
  const median = middleOf(memory[sorted + ((period - 1) >> 1) * ROW], memory[sorted + (period >> 1) * ROW]);
  const isFull = barsBefore(memory, bar, lane) >= period;
  memory[lane + task.out] = isFull ? median : NaN;
  memory[lane + task.out + ROW] = isFull ? ratio(memory[volume], median) : NaN;
}

function writeGrowth(
  memory: Memory,
  bar: Bar,
  task: Task,
  lane: number,
  level: number,
  before: number,
): void {
  const isFull = barsBefore(memory, bar, lane) >= 2 * task.period - 1;
  memory[lane + task.out] = isFull ? ratio(level, before) : NaN;
}

export function liveSurgeLong(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const volume = now(bar, lane, VOLUME);
  const length = task.period * ROW;
  let sum = 0;
  let before = 0;
  for (let i = 0; i < length; i += ROW) {
    sum = round(sum + memory[volume - i]);
    before = round(before + memory[volume - i - length]);
  }
  writeGrowth(memory, bar, task, lane, sum, before);
}

/** Value `index` of the `count` sorted ones with `value` among them. */
function ranked(memory: Memory, sorted: number, count: number, index: number, value: number): number {
  const here = index < count ? memory[sorted + index * ROW] : value;
  const capped = value < here ? value : here;
  if (index === 0) return capped;
  const left = memory[sorted + (index - 1) * ROW];
  return left < capped ? capped : left;
}

export function liveSurgeLongMedian(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const volume = now(bar, lane, VOLUME);
  const { period } = task;
  const others = period - 1;
  const sorted = lane + task.sorted;
  advance(memory, bar, sorted, volume, others);
  const value = volumeAt(memory, volume);
  const median = middleOf(
    ranked(memory, sorted, others, (period - 1) >> 1, value),
    ranked(memory, sorted, others, period >> 1, value),
  );
  const medians = now(bar, lane, task.levels);
  memory[medians] = median;
  writeGrowth(memory, bar, task, lane, median, memory[medians - period * ROW]);
}
