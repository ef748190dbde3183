import { add, ifLess, multiply, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, blockStart, firstSteadyRow, Steady, WarmUp } from './phases';
import { ratio, typicalPrice } from './vwap';

/** Sums from each row of the block before `first` to its end; row i: price·volume at 2i, volume at 2i + 1. */
function suffixes<V>(
  close: usize,
  upper: usize,
  lower: usize,
  volume: usize,
  scratch: usize,
  first: i32,
  period: i32,
): void {
  let value = splat<V>(0);
  let traded = splat<V>(0);
  write<V>(row(scratch, 2 * period), value);
  write<V>(row(scratch, 2 * period + 1), traded);
  if (first == 0) return;
  for (let i = period - 1; i > 0; i--) {
    const s = first - period + i;
    const amount = read<V>(row(volume, s));
    const price = typicalPrice<V>(read<V>(row(close, s)), read<V>(row(upper, s)), read<V>(row(lower, s)));
    value = add<V>(value, multiply<V>(price, amount));
    traded = add<V>(traded, amount);
    write<V>(row(scratch, 2 * i), value);
    write<V>(row(scratch, 2 * i + 1), traded);
  }
}

function block<V, Phase>(
  starts: usize,
  close: usize,
  upper: usize,
  lower: usize,
  volume: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  first: i32,
  end: i32,
  period: i32,
): void {
  suffixes<V>(close, upper, lower, volume, scratch, first, period);
  let value = splat<V>(0);
  let traded = splat<V>(0);
  for (let t = first; t < end; t++) {
    const amount = read<V>(row(volume, t));
    const price = typicalPrice<V>(read<V>(row(close, t)), read<V>(row(upper, t)), read<V>(row(lower, t)));
    value = add<V>(value, multiply<V>(price, amount));
    traded = add<V>(traded, amount);
    const i = t - first + 1;
    const windowValue = add<V>(value, read<V>(row(scratch, 2 * i)));
    let mean = ratio<V>(windowValue, add<V>(traded, read<V>(row(scratch, 2 * i + 1))));
    if (isInteger<Phase>()) {
      const lookback = splat<V>((period - 1) as f32);
      mean = ifLess<V>(barsSince<V>(starts, t), lookback, undefinedLanes<V>(), mean);
    }
    write<V>(out + (t as usize) * rowStride, mean);
  }
}

function kernel<V>(
  starts: usize,
  close: usize,
  upper: usize,
  lower: usize,
  volume: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  const steady = firstSteadyRow<V>(starts, period - 1);
  for (let first = blockStart(from, period); first < to; first += period) {
    const end = min(first + period, to);
    if (first < steady) {
      block<V, WarmUp>(starts, close, upper, lower, volume, out, rowStride, scratch, first, end, period);
    } else {
      block<V, Steady>(starts, close, upper, lower, volume, out, rowStride, scratch, first, end, period);
    }
  }
}

/**
 * Volume-weighted mean of the typical price of the last `period` bars; not defined where their volume is 0.
 * scratch: 2·(`period` + 1) rows. May write rows before `from` again, with the bits they have.
 */
export function vwapRolling(
  starts: usize,
  close: usize,
  upper: usize,
  lower: usize,
  volume: usize,
  out: usize,
  rowStride: usize,
  scratch: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    kernel<v128>(starts, close, upper, lower, volume, out, rowStride, scratch, from, to, period);
  } else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32>(
        starts + i,
        close + i,
        upper + i,
        lower + i,
        volume + i,
        out + i,
        rowStride,
        scratch + i,
        from,
        to,
        period,
      );
    }
  }
}
