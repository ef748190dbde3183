import { settled } from './atr.js';
import { type Memory, ratio, round, ROW } from './lanes.js';
import { type Bar, barsBefore, CHANGE, CLOSE, LOWER, now, type Task, UPPER, VOLUME } from './live-task.js';
import { standstill, strength } from './rsi.js';
import { smooth } from './smooth.js';
import { rangeOf } from './true-range.js';
import { typicalPrice } from './vwap.js';

/** One step of an average, from the state before the bar to the state after it. */
function step(
  memory: Memory,
  bar: Bar,
  task: Task,
  lane: number,
  index: number,
  value: number,
  count: number,
): number {
  const state = lane + task.state + index * ROW;
  const take = round(1 - task.weight);
  const average = smooth(memory[state + bar.before], value, count, task.period, task.weight, take);
  memory[state + bar.after] = average;
  return average;
}

function rangeNow(memory: Memory, bar: Bar, lane: number): number {
  return rangeOf(
    memory[now(bar, lane, CHANGE)],
    memory[now(bar, lane, UPPER)],
    memory[now(bar, lane, LOWER)],
  );
}

export function liveTrueRange(memory: Memory, bar: Bar, task: Task, lane: number): void {
  memory[lane + task.out] = barsBefore(memory, bar, lane) < 1 ? NaN : rangeNow(memory, bar, lane);
}

export function liveAtr(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const since = barsBefore(memory, bar, lane);
  const average = step(memory, bar, task, lane, 0, rangeNow(memory, bar, lane), since);
  memory[lane + task.out] = since < task.period ? NaN : settled(average);
}

export function liveRsi(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const since = barsBefore(memory, bar, lane);
  const change = memory[now(bar, lane, CHANGE)];
  const gain = step(memory, bar, task, lane, 0, change < 0 ? 0 : change, since);
  const move = step(memory, bar, task, lane, 1, Math.abs(change), since);
  const kept = lane + task.state + 2 * ROW;
  const isHeld = change === standstill(task.period) && since > task.period;
  const fresh = since < task.period ? NaN : strength(gain, move);
  const index = isHeld ? memory[kept + bar.before] : fresh;
  memory[kept + bar.after] = index;
  memory[lane + task.out] = index;
}

export function liveEma(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const since = barsBefore(memory, bar, lane);
  const average = step(memory, bar, task, lane, 0, memory[now(bar, lane, CLOSE)], since + 1);
  memory[lane + task.out] = since < task.period - 1 ? NaN : average;
}

export function liveVwap(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const before = lane + bar.before + task.state;
  const after = lane + bar.after + task.state;
  const isThere = barsBefore(memory, bar, lane) >= 0;
  const amount = memory[now(bar, lane, VOLUME)];
  const price = typicalPrice(
    memory[now(bar, lane, CLOSE)],
    memory[now(bar, lane, UPPER)],
    memory[now(bar, lane, LOWER)],
  );
  const value = sessionSum(memory, bar, before, after, isThere ? round(price * amount) : 0);
  const traded = sessionSum(memory, bar, before + 3 * ROW, after + 3 * ROW, isThere ? amount : 0);
  memory[lane + task.out] = ratio(value, traded);
}

/** A sum of the UTC day, kept as base, carry and the plain sum that has not joined the base yet. */
function sessionSum(memory: Memory, bar: Bar, before: number, after: number, value: number): number {
  let base = memory[before];
  let carry = memory[before + ROW];
  let part = memory[before + 2 * ROW];
  if (bar.folds) {
    const joined = round(part - carry);
    const sum = round(base + joined);
    carry = round(round(sum - base) - joined);
    base = sum;
    part = 0;
  }
  if (bar.startsDay) base = carry = part = 0;
  part = round(part + value);
  memory[after] = base;
  memory[after + ROW] = carry;
  memory[after + 2 * ROW] = part;
  return round(base + part);
}

export function liveVwapRolling(memory: Memory, bar: Bar, task: Task, lane: number): void {
  const close = now(bar, lane, CLOSE);
  const upper = now(bar, lane, UPPER);
  const lower = now(bar, lane, LOWER);
  const volume = now(bar, lane, VOLUME);
  let value = 0;
  let traded = 0;
  for (let i = 0; i < task.period * ROW; i += ROW) {
    const amount = memory[volume - i];
    const price = typicalPrice(memory[close - i], memory[upper - i], memory[lower - i]);
    value = round(value + round(price * amount));
    traded = round(traded + amount);
  }
  const isFull = barsBefore(memory, bar, lane) >= task.period - 1;
  memory[lane + task.out] = isFull ? ratio(value, traded) : NaN;
}
