import { settled } from './atr';
import { absolute, add, ifLess, multiply, read, splat, subtract, undefinedLanes, write } from './lanes';
import { back, Bar, CHANGE, CLOSE, LOWER, now, output, Task, UPPER, VOLUME } from './live-task';
import { barsSince, WarmUp } from './phases';
import { strengthAfter } from './rsi';
import { smooth } from './smooth';
import { rangeOf } from './true-range';
import { ratio, typicalPrice } from './vwap';

/** Advances an average by one bar: reads the state before it, writes the state after it. */
function step<V>(bar: Bar, task: Task, block: usize, index: usize, value: V, count: V): V {
  const state = block + (task.state as usize) + (index << 4);
  const length = splat<V>(task.period as f32);
  const keep = task.weight;
  const before = read<V>(state + (bar.before as usize));
  const average = smooth<V, WarmUp>(before, value, count, length, splat<V>(keep), splat<V>(1 - keep));
  write<V>(state + (bar.after as usize), average);
  return average;
}

function rangeNow<V>(bar: Bar, block: usize): V {
  return rangeOf<V>(
    read<V>(now(bar, block, CHANGE)),
    read<V>(now(bar, block, UPPER)),
    read<V>(now(bar, block, LOWER)),
  );
}

/** `value` in lanes with at least `bars` bars before this one. */
function ifOlder<V>(since: V, bars: i32, value: V): V {
  return ifLess<V>(since, splat<V>(bars as f32), undefinedLanes<V>(), value);
}

export function liveTrueRange<V>(bar: Bar, task: Task, block: usize): void {
  const since = barsSince<V>(block, bar.row);
  write<V>(output(task, block, 0), ifOlder<V>(since, 1, rangeNow<V>(bar, block)));
}

export function liveAtr<V>(bar: Bar, task: Task, block: usize): void {
  const since = barsSince<V>(block, bar.row);
  const average = step<V>(bar, task, block, 0, rangeNow<V>(bar, block), since);
  write<V>(output(task, block, 0), ifOlder<V>(since, task.period, settled<V>(average)));
}

export function liveRsi<V>(bar: Bar, task: Task, block: usize): void {
  const since = barsSince<V>(block, bar.row);
  const zero = splat<V>(0);
  const change = read<V>(now(bar, block, CHANGE));
  const gain = step<V>(bar, task, block, 0, ifLess<V>(change, zero, zero, change), since);
  const move = step<V>(bar, task, block, 1, absolute<V>(change), since);
  const kept = block + (task.state as usize) + 32;
  const before = read<V>(kept + (bar.before as usize));
  const length = splat<V>(task.period as f32);
  const index = strengthAfter<V, WarmUp>(before, gain, move, change, since, length);
  write<V>(kept + (bar.after as usize), index);
  write<V>(output(task, block, 0), index);
}

export function liveEma<V>(bar: Bar, task: Task, block: usize): void {
  const since = barsSince<V>(block, bar.row);
  const count = add<V>(since, splat<V>(1));
  const average = step<V>(bar, task, block, 0, read<V>(now(bar, block, CLOSE)), count);
  write<V>(output(task, block, 0), ifOlder<V>(since, task.period - 1, average));
}

/**
 * State: Σ value and Σ volume of the session, each as base, carry and the plain sum not yet added to the base.
 */
export function liveVwap<V>(bar: Bar, task: Task, block: usize): void {
  const zero = splat<V>(0);
  const before = block + (bar.before as usize) + (task.state as usize);
  const after = block + (bar.after as usize) + (task.state as usize);
  const since = barsSince<V>(block, bar.row);
  const amount = read<V>(now(bar, block, VOLUME));
  const price = typicalPrice<V>(
    read<V>(now(bar, block, CLOSE)),
    read<V>(now(bar, block, UPPER)),
    read<V>(now(bar, block, LOWER)),
  );
  const paid = ifLess<V>(since, zero, zero, multiply<V>(price, amount));
  const value = sessionSum<V>(bar, before, after, paid);
  const traded = sessionSum<V>(bar, before + 48, after + 48, ifLess<V>(since, zero, zero, amount));
  write<V>(output(task, block, 0), ratio<V>(value, traded));
}

function sessionSum<V>(bar: Bar, before: usize, after: usize, value: V): V {
  let base = read<V>(before);
  let carry = read<V>(before + 16);
  let part = read<V>(before + 32);
  if (bar.folds != 0) {
    const joined = subtract<V>(part, carry);
    const sum = add<V>(base, joined);
    carry = subtract<V>(subtract<V>(sum, base), joined);
    base = sum;
    part = splat<V>(0);
  }
  if (bar.startsDay != 0) {
    base = splat<V>(0);
    carry = base;
    part = base;
  }
  part = add<V>(part, value);
  write<V>(after, base);
  write<V>(after + 16, carry);
  write<V>(after + 32, part);
  return add<V>(base, part);
}

export function liveVwapRolling<V>(bar: Bar, task: Task, block: usize): void {
  const close = now(bar, block, CLOSE);
  const upper = now(bar, block, UPPER);
  const lower = now(bar, block, LOWER);
  const volume = now(bar, block, VOLUME);
  const period = task.period;
  let value = splat<V>(0);
  let traded = splat<V>(0);
  for (let i = 0; i < period; i++) {
    const amount = read<V>(back(volume, i));
    const price = typicalPrice<V>(read<V>(back(close, i)), read<V>(back(upper, i)), read<V>(back(lower, i)));
    value = add<V>(value, multiply<V>(price, amount));
    traded = add<V>(traded, amount);
  }
  const since = barsSince<V>(block, bar.row);
  write<V>(output(task, block, 0), ifOlder<V>(since, period - 1, ratio<V>(value, traded)));
}
