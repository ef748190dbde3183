import { add, greater, ifLess, lesser, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, blockStart, firstSteadyRow, Steady, WarmUp } from './phases';

/** Highest high and lowest low from each row of the block before `first` to its end; row i: high at 2i, low at 2i + 1. */
function suffixes<V>(
  close: usize,
  upper: usize,
  lower: usize,
  scratch: usize,
  first: i32,
  period: i32,
): void {
  let high = splat<V>(-Infinity as f32);
  let low = splat<V>(Infinity as f32);
  write<V>(row(scratch, 2 * period), high);
  write<V>(row(scratch, 2 * period + 1), low);
  if (first == 0) return;
  for (let i = period - 1; i > 0; i--) {
    const s = first - period + i;
    const price = read<V>(row(close, s));
    high = greater<V>(add<V>(price, read<V>(row(upper, s))), high);
    low = lesser<V>(add<V>(price, read<V>(row(lower, s))), low);
    write<V>(row(scratch, 2 * i), high);
    write<V>(row(scratch, 2 * i + 1), low);
  }
}

/** Windows that end at rows [first, end) go to the row after their end. */
function channelBlock<V, Phase>(
  starts: usize,
  close: usize,
  upper: usize,
  lower: usize,
  out: usize,
  columnStride: usize,
  rowStride: usize,
  scratch: usize,
  first: i32,
  end: i32,
  period: i32,
): void {
  suffixes<V>(close, upper, lower, scratch, first, period);
  let high = splat<V>(-Infinity as f32);
  let low = splat<V>(Infinity as f32);
  for (let s = first; s < end; s++) {
    const price = read<V>(row(close, s));
    high = greater<V>(add<V>(price, read<V>(row(upper, s))), high);
    low = lesser<V>(add<V>(price, read<V>(row(lower, s))), low);
    const i = s - first + 1;
    let highest = greater<V>(high, read<V>(row(scratch, 2 * i)));
    let lowest = lesser<V>(low, read<V>(row(scratch, 2 * i + 1)));
    if (isInteger<Phase>()) {
      const since = barsSince<V>(starts, s);
      const lookback = splat<V>((period - 1) as f32);
      highest = ifLess<V>(since, lookback, undefinedLanes<V>(), highest);
      lowest = ifLess<V>(since, lookback, undefinedLanes<V>(), lowest);
    }
    const target = out + ((s + 1) as usize) * rowStride;
    write<V>(target, highest);
    write<V>(target + columnStride, lowest);
  }
}

function kernel<V>(
  starts: usize,
  close: usize,
  upper: usize,
  lower: usize,
  out: usize,
  columnStride: usize,
  rowStride: usize,
  scratch: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  if (from == 0 && to > 0) {
    write<V>(out, undefinedLanes<V>());
    write<V>(out + columnStride, undefinedLanes<V>());
  }
  const steady = firstSteadyRow<V>(starts, period - 1);
  for (let first = blockStart(max(from - 1, 0), period); first < to - 1; first += period) {
    const end = min(first + period, to - 1);
    if (first < steady) {
      channelBlock<V, WarmUp>(
        starts,
        close,
        upper,
        lower,
        out,
        columnStride,
        rowStride,
        scratch,
        first,
        end,
        period,
      );
    } else {
      channelBlock<V, Steady>(
        starts,
        close,
        upper,
        lower,
        out,
        columnStride,
        rowStride,
        scratch,
        first,
        end,
        period,
      );
    }
  }
}

/**
 * Highest high and lowest low (second column) of the `period` bars before each row; the row itself can break them.
 * scratch: 2·(`period` + 1) rows. May write rows before `from` again, with the bits they have.
 */
export function donchian(
  starts: usize,
  close: usize,
  upper: usize,
  lower: usize,
  out: usize,
  columnStride: usize,
  rowStride: usize,
  scratch: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    kernel<v128>(starts, close, upper, lower, out, columnStride, rowStride, scratch, from, to, period);
  } else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32>(
        starts + i,
        close + i,
        upper + i,
        lower + i,
        out + i,
        columnStride,
        rowStride,
        scratch + i,
        from,
        to,
        period,
      );
    }
  }
}
