import { Call } from './call';
import { add, greater, ifLess, lesser, read, row, splat, subtract, undefinedLanes, write } from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';

/**
 * max(high, previous close) − min(low, previous close), measured from the previous close: the error is relative to the
 * range, not to the price.
 */
export function rangeOf<V>(change: V, upper: V, lower: V): V {
  const zero = splat<V>(0);
  return subtract<V>(greater<V>(add<V>(change, upper), zero), lesser<V>(add<V>(change, lower), zero));
}

function rows<V, Phase>(call: Call, lane: usize, from: i32, to: i32): void {
  const rowStride = call.rowStride;
  const one = splat<V>(1);
  const toUpper = call.upper - call.change;
  const toLower = call.lower - call.change;
  let target = call.out + lane + (from as usize) * rowStride;
  let since = one;
  if (isInteger<Phase>()) since = barsSince<V>(call.starts + lane, from);
  const last = row(call.change + lane, to);
  let at = row(call.change + lane, from);
  if (at < last) {
    do {
      let range = rangeOf<V>(read<V>(at), read<V>(at + toUpper), read<V>(at + toLower));
      if (isInteger<Phase>()) {
        range = ifLess<V>(since, one, undefinedLanes<V>(), range);
        since = add<V>(since, one);
      }
      write<V>(target, range);
      target += rowStride;
      at += 16;
    } while (at < last);
  }
}

/** True range; undefined on a lane's first bar, which has no previous close. */
export function trueRange<V>(call: Call, lane: usize): void {
  const steady = clampRow(firstSteadyRow<V>(call.starts + lane, 1), call.from, call.to);
  rows<V, WarmUp>(call, lane, call.from, steady);
  rows<V, Steady>(call, lane, steady, call.to);
}
