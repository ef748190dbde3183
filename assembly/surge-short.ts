import { ifLess, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince } from './phases';
import { rollingMedian } from './rolling-median';
import { ratio } from './vwap';

/** Median and surge, or only the surge. */
type Both = i32;
type SurgeOnly = f32;

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
  const lookback = splat<V>(period as f32);
  for (let t = from; t < to; t++) {
    const before = read<V>(row(medians, max(t - 1, 0)));
    const since = barsSince<V>(starts, t);
    const surge = ratio<V>(read<V>(row(volume, t)), before);
    const target = out + (t as usize) * rowStride;
    const defined = ifLess<V>(since, lookback, undefinedLanes<V>(), surge);
    if (isInteger<Columns>()) {
      write<V>(target, ifLess<V>(since, lookback, undefinedLanes<V>(), before));
      write<V>(target + columnStride, defined);
    } else {
      write<V>(target, defined);
    }
  }
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
