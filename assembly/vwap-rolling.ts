import { Call } from './call';
import { add, ifLess, multiply, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, spanStart, firstSteadySpan, Steady, WarmUp } from './phases';
import { ratio, typicalPrice } from './vwap';

/** Sums from each row of the span before `first` to that span's end; row i: price·volume at 2i, volume at 2i + 1. */
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

/** Spans, from the one that starts at row `from`. */
function spans<V, Phase>(call: Call, lane: usize, from: i32, to: i32): void {
  const starts = call.starts + lane;
  const close = call.close + lane;
  const upper = call.upper + lane;
  const lower = call.lower + lane;
  const volume = call.volume + lane;
  const out = call.out + lane;
  const rowStride = call.rowStride;
  const scratch = call.scratch + lane;
  const period = call.period;
  for (let first = from; first < to; first += period) {
    const end = min(first + period, to);
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
}

/**
 * Volume-weighted mean of the typical price of the last `period` bars; undefined if their volume is 0.
 * scratch: 2·(`period` + 1) rows. May rewrite rows before `from`, with the same bits.
 */
export function vwapRolling<V>(call: Call, lane: usize): void {
  const from = spanStart(call.from, call.period);
  const steady = firstSteadySpan<V>(call.starts + lane, call.period - 1, call.period);
  spans<V, WarmUp>(call, lane, from, min(steady, call.to));
  spans<V, Steady>(call, lane, max(steady, from), call.to);
}
