import { divide, ifLess, multiply, read, row, splat, tallied, tally, undefinedLanes, write } from './lanes';
import { barsSince } from './phases';
import { tieFloor, widthColumn } from './width-column';

function kernel<V>(
  starts: usize,
  anchors: usize,
  close: usize,
  change: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  widths: usize,
  from: i32,
  to: i32,
  period: i32,
  multiplier: f32,
  window: i32,
): void {
  const others = window - 1;
  const firstWidth = max(from - others, 0);
  widthColumn<V>(starts, anchors, close, change, widths, scratch, firstWidth, to, period, multiplier);
  const zero = splat<V>(0);
  const lookback = splat<V>((period - 1 + others) as f32);
  for (let t = from; t < to; t++) {
    const floor = tieFloor<V>(read<V>(row(widths, t)));
    let count = zero;
    for (let j = max(t - others, 0); j < t; j++) count = tally<V>(count, read<V>(row(widths, j)), floor);
    const rank = divide<V>(multiply<V>(splat<V>(100), tallied<V>(count)), splat<V>(others as f32));
    const result = ifLess<V>(barsSince<V>(starts, t), lookback, undefinedLanes<V>(), rank);
    write<V>(out + (t as usize) * rowStride, result);
  }
}

/**
 * Share, in %, of the other widths among the last `window` (≥ 2) Bollinger widths that are smaller; equal ones (by `tieFloor`) are not.
 * scratch: 2·(`period` + 1) rows; widths: as many rows as there are bars.
 */
export function bbWidthPercentile(
  starts: usize,
  anchors: usize,
  close: usize,
  change: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  widths: usize,
  from: i32,
  to: i32,
  period: i32,
  multiplier: f32,
  window: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    kernel<v128>(
      starts,
      anchors,
      close,
      change,
      out,
      rowStride,
      scratch,
      widths,
      from,
      to,
      period,
      multiplier,
      window,
    );
  } else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32>(
        starts + i,
        anchors + i,
        close + i,
        change + i,
        out + i,
        rowStride,
        scratch,
        widths + i,
        from,
        to,
        period,
        multiplier,
        window,
      );
    }
  }
}
