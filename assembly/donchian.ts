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
  const toUpper = upper - close;
  const toLower = lower - close;
  let at = row(close, first - 1);
  let kept = row(scratch, 2 * (period - 1));
  if (kept > scratch) {
    do {
      const price = read<V>(at);
      high = greater<V>(add<V>(price, read<V>(at + toUpper)), high);
      low = lesser<V>(add<V>(price, read<V>(at + toLower)), low);
      write<V>(kept, high);
      write<V>(kept + 16, low);
      at -= 16;
      kept -= 32;
    } while (kept > scratch);
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
  const toUpper = upper - close;
  const toLower = lower - close;
  let target = out + ((first + 1) as usize) * rowStride;
  let suffix = scratch + 32;
  let since = high;
  if (isInteger<Phase>()) since = barsSince<V>(starts, first);
  const last = row(close, end);
  let at = row(close, first);
  do {
    const price = read<V>(at);
    high = greater<V>(add<V>(price, read<V>(at + toUpper)), high);
    low = lesser<V>(add<V>(price, read<V>(at + toLower)), low);
    let highest = greater<V>(high, read<V>(suffix));
    let lowest = lesser<V>(low, read<V>(suffix + 16));
    if (isInteger<Phase>()) {
      const lookback = splat<V>((period - 1) as f32);
      highest = ifLess<V>(since, lookback, undefinedLanes<V>(), highest);
      lowest = ifLess<V>(since, lookback, undefinedLanes<V>(), lowest);
      since = add<V>(since, splat<V>(1));
    }
    write<V>(target, highest);
    write<V>(target + columnStride, lowest);
    target += rowStride;
    suffix += 32;
    at += 16;
  } while (at < last);
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
