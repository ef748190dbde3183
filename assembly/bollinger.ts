import { Call } from './call';
import {
  add,
  divide,
  greater,
  ifEqual,
  ifLess,
  multiply,
  read,
  row,
  splat,
  squareRoot,
  subtract,
  undefinedLanes,
  write,
} from './lanes';
import { barsSince, spanStart, firstSteadySpan, Steady, WarmUp } from './phases';

/** All six columns of the bands, or only the three prices. */
export type AllBands = i32;
export type PricesOnly = f32;

/**
 * Suffix sums over the span before `first`, of the distances to the close of row `first` and of their squares. That
 * close is in every window of the span, so the distances are never large compared with the deviation.
 * Row i of scratch: sum at 2i, sum of squares at 2i + 1.
 */
function suffixes<V>(change: usize, scratch: usize, first: i32, period: i32): void {
  let distance = splat<V>(0);
  let sum = splat<V>(0);
  let squares = splat<V>(0);
  write<V>(row(scratch, 2 * period), sum);
  write<V>(row(scratch, 2 * period + 1), squares);
  if (first == 0) return;
  let at = row(change, first);
  let kept = row(scratch, 2 * (period - 1));
  if (kept > scratch) {
    do {
      distance = subtract<V>(distance, read<V>(at));
      sum = add<V>(sum, distance);
      squares = add<V>(squares, multiply<V>(distance, distance));
      write<V>(kept, sum);
      write<V>(kept + 16, squares);
      at -= 16;
      kept -= 32;
    } while (kept > scratch);
  }
}

export function writePrices<V, Phase>(
  out: usize,
  columnStride: usize,
  missing: V,
  middle: V,
  reach: V,
): void {
  write<V>(out, ifDefined<V, Phase>(missing, add<V>(middle, reach)));
  write<V>(out + columnStride, ifDefined<V, Phase>(missing, middle));
  write<V>(out + 2 * columnStride, ifDefined<V, Phase>(missing, subtract<V>(middle, reach)));
}

/** Deviation, width and %B; `offset`: close minus middle. */
export function writeShape<V, Phase>(
  out: usize,
  columnStride: usize,
  missing: V,
  offset: V,
  deviation: V,
  reach: V,
  width: V,
): void {
  const twice = add<V>(reach, reach);
  const position = add<V>(splat<V>(0.5), divide<V>(offset, twice));
  const percentB = ifEqual<V>(twice, splat<V>(0), undefinedLanes<V>(), position);
  write<V>(out, ifDefined<V, Phase>(missing, deviation));
  write<V>(out + columnStride, ifDefined<V, Phase>(missing, width));
  write<V>(out + 2 * columnStride, ifDefined<V, Phase>(missing, percentB));
}

/** missing: bars that a lane still needs for a full window; the outputs are undefined while it is > 0. */
function ifDefined<V, Phase>(missing: V, value: V): V {
  if (isInteger<Phase>()) return ifLess<V>(splat<V>(0), missing, undefinedLanes<V>(), value);
  return value;
}

/**
 * Spans of `period` rows, from the one that starts at row `from`; the window of row t is the prefix of its span plus
 * the suffix of the previous span.
 */
function spans<V, Phase, Columns>(call: Call, lane: usize, from: i32, to: i32): void {
  const starts = call.starts + lane;
  const anchors = call.anchors + lane;
  const close = call.close + lane;
  const change = call.change + lane;
  const out = call.out + lane;
  const columnStride = call.columnStride;
  const rowStride = call.rowStride;
  const scratch = call.scratch + lane;
  const period = call.period;
  const multiplier = call.weight;
  for (let first = from; first < to; first += period) {
    const end = min(first + period, to);
    suffixes<V>(change, scratch, first, period);
    const share = splat<V>((1 as f32) / (period as f32));
    const factor = splat<V>(multiplier);
    const zero = splat<V>(0);
    const base = read<V>(row(close, first));
    const price = add<V>(base, read<V>(anchors));
    // The first row's change lies before it and does not count: subtract it beforehand, or skip it if it may be NaN.
    let distance = zero;
    if (!isInteger<Phase>()) distance = subtract<V>(distance, read<V>(row(change, first)));
    let sum = zero;
    let squares = zero;
    let missing = zero;
    if (isInteger<Phase>()) missing = subtract<V>(splat<V>((period - 1) as f32), barsSince<V>(starts, first));
    let target = out + (first as usize) * rowStride;
    let suffix = scratch + 32;
    const start = row(change, first);
    const last = row(change, end);
    let at = start;
    do {
      if (!isInteger<Phase>() || at > start) distance = add<V>(distance, read<V>(at));
      sum = add<V>(sum, distance);
      squares = add<V>(squares, multiply<V>(distance, distance));
      const mean = multiply<V>(add<V>(sum, read<V>(suffix)), share);
      const meanSquare = multiply<V>(add<V>(squares, read<V>(suffix + 16)), share);
      const deviation = squareRoot<V>(greater<V>(subtract<V>(meanSquare, multiply<V>(mean, mean)), zero));
      const reach = multiply<V>(factor, deviation);
      writePrices<V, Phase>(target, columnStride, missing, add<V>(base, mean), reach);
      if (isInteger<Columns>()) {
        const rest = target + 3 * columnStride;
        const width = divide<V>(multiply<V>(splat<V>(200), reach), add<V>(price, mean));
        const offset = subtract<V>(distance, mean);
        writeShape<V, Phase>(rest, columnStride, missing, offset, deviation, reach, width);
      }
      if (isInteger<Phase>()) missing = subtract<V>(missing, splat<V>(1));
      target += rowStride;
      suffix += 32;
      at += 16;
    } while (at < last);
  }
}

/**
 * Bollinger bands with the population deviation. Six columns: upper, middle, lower, deviation, width in % of the
 * middle, %B (undefined if the deviation is 0); or only the first three. weight: the multiplier.
 * scratch: 2·(`period` + 1) rows. May rewrite rows before `from`, with the same bits.
 */
export function bollinger<V, Columns>(call: Call, lane: usize): void {
  const from = spanStart(call.from, call.period);
  // One row after windows are full, so that a span's first row has a change even if the period is 1.
  const steady = firstSteadySpan<V>(call.starts + lane, call.period, call.period);
  spans<V, WarmUp, Columns>(call, lane, from, min(steady, call.to));
  spans<V, Steady, Columns>(call, lane, max(steady, from), call.to);
}
