import { Call } from './call';
import { add, ifLess, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, spanStart } from './phases';
import { rollingMedian } from './rolling-median';
import { ratio } from './vwap';

/** Sums from each row of the span before `first` to that span's end. */
function suffixes<V>(volume: usize, scratch: usize, first: i32, period: i32): void {
  let sum = splat<V>(0);
  write<V>(row(scratch, period), sum);
  if (first == 0) return;
  for (let i = period - 1; i > 0; i--) {
    sum = add<V>(sum, read<V>(row(volume, first - period + i)));
    write<V>(row(scratch, i), sum);
  }
}

/** Sums of the last `period` volumes, rows [from, to). */
function rollingSum<V>(volume: usize, sums: usize, scratch: usize, from: i32, to: i32, period: i32): void {
  for (let first = spanStart(from, period); first < to; first += period) {
    suffixes<V>(volume, scratch, first, period);
    const end = min(first + period, to);
    let sum = splat<V>(0);
    for (let t = first; t < end; t++) {
      sum = add<V>(sum, read<V>(row(volume, t)));
      write<V>(row(sums, t), add<V>(sum, read<V>(row(scratch, t - first + 1))));
    }
  }
}

/** Each row's level as a multiple of the level `period` rows earlier. */
function growth<V>(call: Call, lane: usize): void {
  const levels = call.levels + lane;
  const rowStride = call.rowStride;
  const period = call.period;
  const to = call.to;
  let t = call.from;
  if (t >= to) return;
  const one = splat<V>(1);
  const lookback = splat<V>((period + period - 1) as f32);
  let since = barsSince<V>(call.starts + lane, t);
  let target = call.out + lane + (t as usize) * rowStride;
  do {
    const surge = ratio<V>(read<V>(row(levels, t)), read<V>(row(levels, max(t - period, 0))));
    write<V>(target, ifLess<V>(since, lookback, undefinedLanes<V>(), surge));
    since = add<V>(since, one);
    target += rowStride;
    t++;
  } while (t < to);
}

/**
 * Sum of the last `period` volumes as a multiple of the sum of the `period` before them; undefined if that is 0.
 * scratch: `period` + 1 rows; levels: the sums.
 */
export function surgeLong<V>(call: Call, lane: usize): void {
  const from = max(call.from - call.period, 0);
  rollingSum<V>(call.volume + lane, call.levels + lane, call.scratch + lane, from, call.to, call.period);
  growth<V>(call, lane);
}

/** The same with medians instead of sums. */
export function surgeLongMedian<V>(call: Call, lane: usize): void {
  rollingMedian<V>(call, lane, max(call.from - call.period, 0), call.to);
  growth<V>(call, lane);
}
