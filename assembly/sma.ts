import { add, ifLess, multiply, read, row, splat, subtract, undefinedLanes, write } from './lanes';
import { barsSince, blockStart, firstSteadyRow, Steady, WarmUp } from './phases';

/** Suffix sums over the block before `first`, of the distances to the close of row `first`. */
function suffixes<V>(change: usize, scratch: usize, first: i32, period: i32): void {
  let distance = splat<V>(0);
  let sum = splat<V>(0);
  write<V>(row(scratch, period), sum);
  if (first == 0) return;
  for (let i = period - 1; i > 0; i--) {
    distance = subtract<V>(distance, read<V>(row(change, first - period + i + 1)));
    sum = add<V>(sum, distance);
    write<V>(row(scratch, i), sum);
  }
}

function block<V, Phase>(
  starts: usize,
  close: usize,
  change: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  first: i32,
  end: i32,
  period: i32,
): void {
  suffixes<V>(change, scratch, first, period);
  const share = splat<V>((1 as f32) / (period as f32));
  const base = read<V>(row(close, first));
  // The first row's change leads to it and does not count: taken off beforehand, or left out where it may be NaN.
  let distance = splat<V>(0);
  if (!isInteger<Phase>()) distance = subtract<V>(distance, read<V>(row(change, first)));
  let sum = splat<V>(0);
  for (let t = first; t < end; t++) {
    if (!isInteger<Phase>() || t > first) distance = add<V>(distance, read<V>(row(change, t)));
    sum = add<V>(sum, distance);
    const mean = multiply<V>(add<V>(sum, read<V>(row(scratch, t - first + 1))), share);
    let result = add<V>(base, mean);
    if (isInteger<Phase>()) {
      const lookback = splat<V>((period - 1) as f32);
      result = ifLess<V>(barsSince<V>(starts, t), lookback, undefinedLanes<V>(), result);
    }
    write<V>(out + (t as usize) * rowStride, result);
  }
}

function kernel<V>(
  starts: usize,
  close: usize,
  change: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  // One row later than windows are full: a block's first row then has a change, also where the period is 1.
  const steady = firstSteadyRow<V>(starts, period);
  for (let first = blockStart(from, period); first < to; first += period) {
    const end = min(first + period, to);
    if (first < steady) block<V, WarmUp>(starts, close, change, out, rowStride, scratch, first, end, period);
    else block<V, Steady>(starts, close, change, out, rowStride, scratch, first, end, period);
  }
}

/**
 * Mean of the last `period` closes; a lane's first value comes `period` − 1 bars after its start.
 * scratch: `period` + 1 rows. May write rows before `from` again, back to the block's start, with the bits they have.
 */
export function sma(
  starts: usize,
  close: usize,
  change: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  if (ASC_FEATURE_SIMD) kernel<v128>(starts, close, change, out, rowStride, scratch, from, to, period);
  else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32>(starts + i, close + i, change + i, out + i, rowStride, scratch + i, from, to, period);
    }
  }
}
