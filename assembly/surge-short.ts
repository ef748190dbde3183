import { ifLess, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';
import { rollingMedian } from './rolling-median';
import { ratio } from './vwap';

/** Median and surge, or only the surge. */
type Both = i32;
type SurgeOnly = f32;

function surges<V, Phase, Columns>(
  starts: usize,
  volume: usize,
  out: usize,
  columnStride: usize,
  rowStride: usize,
  medians: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  if (from >= to) return;
  const lookback = splat<V>(period as f32);
  let target = out + (from as usize) * rowStride;
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

function kernel<V, B, Columns>(
  starts: usize,
  volume: usize,
  out: usize,
  columnStride: usize,
  rowStride: usize,
  scratch: usize,
  medians: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  rollingMedian<B>(volume, medians, scratch, max(from - 1, 0), to - 1, period);
  const steady = clampRow(firstSteadyRow<V>(starts, period), from, to);
  surges<V, WarmUp, Columns>(starts, volume, out, columnStride, rowStride, medians, from, steady, period);
  surges<V, Steady, Columns>(starts, volume, out, columnStride, rowStride, medians, steady, to, period);
}

/**
 * Median of the `period` volumes before each row, and (second column) the row's volume as a multiple of it, not
 * defined where the median is 0. scratch: `period` rows; medians: as many rows as there are bars.
 */
export function surgeShort(
  starts: usize,
  volume: usize,
  out: usize,
  columnStride: usize,
  rowStride: usize,
  scratch: usize,
  medians: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    kernel<v128, v128, Both>(
      starts,
      volume,
      out,
      columnStride,
      rowStride,
      scratch,
      medians,
      from,
      to,
      period,
    );
  } else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32, i32, Both>(
        starts + i,
        volume + i,
        out + i,
        columnStride,
        rowStride,
        scratch + i,
        medians + i,
        from,
        to,
        period,
      );
    }
  }
}

/** The surge alone, in the first column. */
export function surgeShortRatio(
  starts: usize,
  volume: usize,
  out: usize,
  columnStride: usize,
  rowStride: usize,
  scratch: usize,
  medians: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    kernel<v128, v128, SurgeOnly>(
      starts,
      volume,
      out,
      columnStride,
      rowStride,
      scratch,
      medians,
      from,
      to,
      period,
    );
  } else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32, i32, SurgeOnly>(
        starts + i,
        volume + i,
        out + i,
        columnStride,
        rowStride,
        scratch + i,
        medians + i,
        from,
        to,
        period,
      );
    }
  }
}
