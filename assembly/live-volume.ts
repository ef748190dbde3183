import { add, greater, ifLess, lesser, multiply, read, row, splat, undefinedLanes, write } from './lanes';
import { back, Bar, now, output, Task, VOLUME } from './live-task';
import { barsSince } from './phases';
import { ratio } from './vwap';

/** A volume, or a value above every volume if there is no bar. */
function volumeOr<V>(address: usize): V {
  const volume = read<V>(address);
  return ifLess<V>(splat<V>(-1), volume, volume, splat<V>(Infinity));
}

/** Replaces one value of the sorted window with another, in one pass. */
function replace<V>(sorted: usize, count: i32, old: V, value: V): void {
  let left = splat<V>(-1);
  let here = read<V>(sorted);
  for (let i = 0; i < count - 1; i++) {
    const next = read<V>(row(sorted, i + 1));
    const kept = ifLess<V>(here, old, here, next);
    write<V>(row(sorted, i), greater<V>(left, lesser<V>(kept, value)));
    left = kept;
    here = next;
  }
  write<V>(row(sorted, count - 1), greater<V>(left, value));
}

/** Updates the `count` sorted volumes to the bars before this one; only once, as a correction changes only this bar. */
function advance<V>(bar: Bar, sorted: usize, volume: usize, count: i32): void {
  if (bar.isNew == 0 || count == 0) return;
  replace<V>(sorted, count, volumeOr<V>(back(volume, count + 1)), volumeOr<V>(back(volume, 1)));
}

function middleOf<V>(low: V, high: V): V {
  return multiply<V>(add<V>(low, high), splat<V>(0.5));
}

export function liveSurgeShort<V>(bar: Bar, task: Task, block: usize): void {
  const period = task.period;
  const volume = now(bar, block, VOLUME);
  const sorted = block + (task.sorted as usize);
  advance<V>(bar, sorted, volume, period);
  const median = middleOf<V>(read<V>(row(sorted, (period - 1) >> 1)), read<V>(row(sorted, period >> 1)));
  const since = barsSince<V>(block, bar.row);
  const length = splat<V>(period as f32);
  const surge = ratio<V>(read<V>(volume), median);
  write<V>(output(task, block, 0), ifLess<V>(since, length, undefinedLanes<V>(), median));
  write<V>(output(task, block, 1), ifLess<V>(since, length, undefinedLanes<V>(), surge));
}

function writeGrowth<V>(bar: Bar, task: Task, block: usize, level: V, before: V): void {
  const lookback = splat<V>((task.period + task.period - 1) as f32);
  const surge = ratio<V>(level, before);
  const since = barsSince<V>(block, bar.row);
  write<V>(output(task, block, 0), ifLess<V>(since, lookback, undefinedLanes<V>(), surge));
}

export function liveSurgeLong<V>(bar: Bar, task: Task, block: usize): void {
  const volume = now(bar, block, VOLUME);
  const period = task.period;
  let sum = splat<V>(0);
  let before = sum;
  for (let i = 0; i < period; i++) {
    sum = add<V>(sum, read<V>(back(volume, i)));
    before = add<V>(before, read<V>(back(volume, i + period)));
  }
  writeGrowth<V>(bar, task, block, sum, before);
}

/** Element `index` of the `count` sorted values with `value` inserted. */
function ranked<V>(sorted: usize, count: i32, index: i32, value: V): V {
  const capped = index < count ? lesser<V>(read<V>(row(sorted, index)), value) : value;
  return index > 0 ? greater<V>(read<V>(row(sorted, index - 1)), capped) : capped;
}

export function liveSurgeLongMedian<V>(bar: Bar, task: Task, block: usize): void {
  const volume = now(bar, block, VOLUME);
  const period = task.period;
  const others = period - 1;
  const sorted = block + (task.sorted as usize);
  advance<V>(bar, sorted, volume, others);
  const value = volumeOr<V>(volume);
  const median = middleOf<V>(
    ranked<V>(sorted, others, (period - 1) >> 1, value),
    ranked<V>(sorted, others, period >> 1, value),
  );
  const medians = now(bar, block, task.levels);
  write<V>(medians, median);
  writeGrowth<V>(bar, task, block, median, read<V>(back(medians, period)));
}
