import { add, ifLess, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, blockStart } from './phases';
import { rollingMedian } from './rolling-median';
import { ratio } from './vwap';

/** Sums from each row of the block before `first` to its end. */
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
  for (let first = blockStart(from, period); first < to; first += period) {
    suffixes<V>(volume, scratch, first, period);
    const end = min(first + period, to);
    let sum = splat<V>(0);
    for (let t = first; t < end; t++) {
      sum = add<V>(sum, read<V>(row(volume, t)));
      write<V>(row(sums, t), add<V>(sum, read<V>(row(scratch, t - first + 1))));
    }
  }
}

/** Each row's level as a multiple of the level `period` rows before. */
function growth<V>(
  starts: usize,
  levels: usize,
  out: usize,
  rowStride: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  const lookback = splat<V>((period + period - 1) as f32);
  for (let t = from; t < to; t++) {
    const surge = ratio<V>(read<V>(row(levels, t)), read<V>(row(levels, max(t - period, 0))));
    const result = ifLess<V>(barsSince<V>(starts, t), lookback, undefinedLanes<V>(), surge);
    write<V>(out + (t as usize) * rowStride, result);
  }
}

function ofSums<V>(
  starts: usize,
  volume: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  levels: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  rollingSum<V>(volume, levels, scratch, max(from - period, 0), to, period);
  growth<V>(starts, levels, out, rowStride, from, to, period);
}

function ofMedians<V, B>(
  starts: usize,
  volume: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  levels: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  rollingMedian<B>(volume, levels, scratch, max(from - period, 0), to, period);
  growth<V>(starts, levels, out, rowStride, from, to, period);
}

/**
 * Sum of the last `period` volumes as a multiple of the sum of the `period` before them; not defined where that is 0.
 * scratch: `period` + 1 rows; levels: as many rows as there are bars.
 */
export function surgeLong(
  starts: usize,
  volume: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  levels: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  if (ASC_FEATURE_SIMD) ofSums<v128>(starts, volume, out, rowStride, scratch, levels, from, to, period);
  else {
    for (let i: usize = 0; i < 16; i += 4) {
      ofSums<f32>(starts + i, volume + i, out + i, rowStride, scratch + i, levels + i, from, to, period);
    }
  }
}

/** The same of medians instead of sums. */
export function surgeLongMedian(
  starts: usize,
  volume: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  levels: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  if (ASC_FEATURE_SIMD)
    ofMedians<v128, v128>(starts, volume, out, rowStride, scratch, levels, from, to, period);
  else {
    for (let i: usize = 0; i < 16; i += 4) {
      ofMedians<f32, i32>(
        starts + i,
        volume + i,
        out + i,
        rowStride,
        scratch + i,
        levels + i,
        from,
        to,
        period,
      );
    }
  }
}
