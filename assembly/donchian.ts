import { Call } from './call';
import { add, greater, ifLess, lesser, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, spanStart, firstSteadySpan, Steady, WarmUp } from './phases';

/**
 * Highest high and lowest low from each row of the span before `first` to that span's end; row i: high at 2i, low at
 * 2i + 1.
 */
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

/**
 * Spans, from the one that starts at row `from`. The result of a window that ends in [from, to) is written to the row
 * after its end.
 */
function spans<V, Phase>(call: Call, lane: usize, from: i32, to: i32): void {
  const starts = call.starts + lane;
  const close = call.close + lane;
  const upper = call.upper + lane;
  const lower = call.lower + lane;
  const out = call.out + lane;
  const columnStride = call.columnStride;
  const rowStride = call.rowStride;
  const scratch = call.scratch + lane;
  const period = call.period;
  for (let first = from; first < to; first += period) {
    const end = min(first + period, to);
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
}

/**
 * Highest high and lowest low (second column) of the `period` bars before each row, so that the row itself can break
 * out. scratch: 2·(`period` + 1) rows. May rewrite rows before `from`, with the same bits.
 */
export function donchian<V>(call: Call, lane: usize): void {
  if (call.from == 0 && call.to > 0) writeNone<V>(call.out + lane, call.columnStride);
  const from = spanStart(max(call.from - 1, 0), call.period);
  const steady = firstSteadySpan<V>(call.starts + lane, call.period - 1, call.period);
  spans<V, WarmUp>(call, lane, from, min(steady, call.to - 1));
  spans<V, Steady>(call, lane, max(steady, from), call.to - 1);
}

/** The first row has no bars before it. */
export function writeNone<V>(out: usize, columnStride: usize): void {
  write<V>(out, undefinedLanes<V>());
  write<V>(out + columnStride, undefinedLanes<V>());
}
