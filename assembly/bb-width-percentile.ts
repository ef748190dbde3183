import { Call } from './call';
import { divide, ifLess, multiply, read, row, splat, tallied, tally, undefinedLanes, write } from './lanes';
import { barsSince } from './phases';
import { tieFloor, widthColumn } from './width-column';

/**
 * Percentage of the other widths among the last `window` (≥ 2) Bollinger widths that are smaller; ties (by `tieFloor`)
 * do not count. weight: the bands' multiplier. scratch: 2·(`period` + 1) rows; levels: the widths.
 */
export function bbWidthPercentile<V>(call: Call, lane: usize): void {
  const starts = call.starts + lane;
  const out = call.out + lane;
  const rowStride = call.rowStride;
  const widths = call.levels + lane;
  const to = call.to;
  const others = call.window - 1;
  widthColumn<V>(call, lane, max(call.from - others, 0));
  const zero = splat<V>(0);
  const lookback = splat<V>((call.period - 1 + others) as f32);
  for (let t = call.from; t < to; t++) {
    const floor = tieFloor<V>(read<V>(row(widths, t)));
    let count = zero;
    for (let j = max(t - others, 0); j < t; j++) count = tally<V>(count, read<V>(row(widths, j)), floor);
    const rank = divide<V>(multiply<V>(splat<V>(100), tallied<V>(count)), splat<V>(others as f32));
    const result = ifLess<V>(barsSince<V>(starts, t), lookback, undefinedLanes<V>(), rank);
    write<V>(out + (t as usize) * rowStride, result);
  }
}
