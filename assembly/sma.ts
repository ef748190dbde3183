import { Call } from './call';
import { add, ifLess, multiply, read, row, splat, subtract, undefinedLanes, write } from './lanes';
import { barsSince, spanStart, firstSteadySpan, Steady, WarmUp } from './phases';

/** Suffix sums over the span before `first`, of the distances to the close of row `first`. */
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

/** Spans, from the one that starts at row `from`. */
function spans<V, Phase>(call: Call, lane: usize, from: i32, to: i32): void {
  const starts = call.starts + lane;
  const close = call.close + lane;
  const change = call.change + lane;
  const out = call.out + lane;
  const rowStride = call.rowStride;
  const scratch = call.scratch + lane;
  const period = call.period;
  for (let first = from; first < to; first += period) {
    const end = min(first + period, to);
    suffixes<V>(change, scratch, first, period);
    const share = splat<V>((1 as f32) / (period as f32));
    const base = read<V>(row(close, first));
    // The first row's change lies before it and does not count: subtract it beforehand, or skip it if it may be NaN.
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
}

/**
 * Mean of the last `period` closes; first value `period` − 1 bars after a lane's start.
 * scratch: `period` + 1 rows. May rewrite rows before `from`, back to the span's start, with the same bits.
 */
export function sma<V>(call: Call, lane: usize): void {
  const from = spanStart(call.from, call.period);
  // One row after windows are full, so that a span's first row has a change even if the period is 1.
  const steady = firstSteadySpan<V>(call.starts + lane, call.period, call.period);
  spans<V, WarmUp>(call, lane, from, min(steady, call.to));
  spans<V, Steady>(call, lane, max(steady, from), call.to);
}
