import { Call } from './call';
import { ifLess, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';
import { rollingMedian } from './rolling-median';
import { ratio } from './vwap';

/** Median and surge, or the surge alone. */
export type MedianAndSurge = i32;
export type SurgeOnly = f32;

function rows<V, Phase, Columns>(call: Call, lane: usize, from: i32, to: i32): void {
  if (from >= to) return;
  const starts = call.starts + lane;
  const volume = call.volume + lane;
  const medians = call.levels + lane;
  const columnStride = call.columnStride;
  const rowStride = call.rowStride;
  const lookback = splat<V>(call.period as f32);
  let target = call.out + lane + (from as usize) * rowStride;
  let t = from;
  do {
    let before = read<V>(row(medians, max(t - 1, 0)));
    let surge = ratio<V>(read<V>(row(volume, t)), before);
    if (isInteger<Phase>()) {
      const since = barsSince<V>(starts, t);
      before = ifLess<V>(since, lookback, undefinedLanes<V>(), before);
      surge = ifLess<V>(since, lookback, undefinedLanes<V>(), surge);
    }
    if (isInteger<Columns>()) {
      write<V>(target, before);
      write<V>(target + columnStride, surge);
    } else {
      write<V>(target, surge);
    }
    target += rowStride;
    t++;
  } while (t < to);
}

/**
 * Median of the `period` volumes before each row, and (second column) the row's volume as a multiple of it, undefined
 * if the median is 0; or the surge alone, in the first column. scratch: `period` rows; levels: the medians.
 */
export function surgeShort<V, Columns>(call: Call, lane: usize): void {
  rollingMedian<V>(call, lane, max(call.from - 1, 0), call.to - 1);
  const steady = clampRow(firstSteadyRow<V>(call.starts + lane, call.period), call.from, call.to);
  rows<V, WarmUp, Columns>(call, lane, call.from, steady);
  rows<V, Steady, Columns>(call, lane, steady, call.to);
}
