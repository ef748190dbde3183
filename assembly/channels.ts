import { writePrices, writeShape } from './bollinger';
import { Call } from './call';
import { writeNone } from './donchian';
import {
  add,
  divide,
  greater,
  ifLess,
  lesser,
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

/**
 * The suffixes of donchian.ts and bollinger.ts; row i of scratch: high at 4i, low at 4i + 1, sum at 4i + 2, sum of
 * squares at 4i + 3.
 */
function suffixes<V>(
  close: usize,
  change: usize,
  upper: usize,
  lower: usize,
  scratch: usize,
  first: i32,
  period: i32,
): void {
  let high = splat<V>(-Infinity as f32);
  let low = splat<V>(Infinity as f32);
  let distance = splat<V>(0);
  let sum = distance;
  let squares = distance;
  const end = row(scratch, 4 * period);
  write<V>(end, high);
  write<V>(end + 16, low);
  write<V>(end + 32, sum);
  write<V>(end + 48, squares);
  if (first == 0) return;
  const toChange = change - close + 16;
  const toUpper = upper - close;
  const toLower = lower - close;
  let at = row(close, first - 1);
  let kept = row(scratch, 4 * (period - 1));
  if (kept > scratch) {
    do {
      const price = read<V>(at);
      high = greater<V>(add<V>(price, read<V>(at + toUpper)), high);
      low = lesser<V>(add<V>(price, read<V>(at + toLower)), low);
      distance = subtract<V>(distance, read<V>(at + toChange));
      sum = add<V>(sum, distance);
      squares = add<V>(squares, multiply<V>(distance, distance));
      write<V>(kept, high);
      write<V>(kept + 16, low);
      write<V>(kept + 32, sum);
      write<V>(kept + 48, squares);
      at -= 16;
      kept -= 64;
    } while (kept > scratch);
  }
}

/**
 * Spans of the bands, from the one that starts at row `from`, and the channels of the windows that end in them; each
 * channel is written to the row after its window.
 */
function spans<V, Phase, Columns>(call: Call, lane: usize, from: i32, to: i32): void {
  const starts = call.starts + lane;
  const anchors = call.anchors + lane;
  const close = call.close + lane;
  const change = call.change + lane;
  const upper = call.upper + lane;
  const lower = call.lower + lane;
  const channelOut = call.out + lane;
  const bandOut = call.secondOut + lane;
  const columnStride = call.columnStride;
  const rowStride = call.rowStride;
  const scratch = call.scratch + lane;
  const period = call.period;
  const multiplier = call.secondWeight;
  const last = call.to;
  for (let first = from; first < to; first += period) {
    const end = min(first + period, to);
    suffixes<V>(close, change, upper, lower, scratch, first, period);
    const share = splat<V>((1 as f32) / (period as f32));
    const factor = splat<V>(multiplier);
    const zero = splat<V>(0);
    const base = read<V>(row(close, first));
    const price = add<V>(base, read<V>(anchors));
    let high = splat<V>(-Infinity as f32);
    let low = splat<V>(Infinity as f32);
    let distance = zero;
    if (!isInteger<Phase>()) distance = subtract<V>(distance, read<V>(row(change, first)));
    let sum = zero;
    let squares = zero;
    // Advancing addresses, and the fixed distances from them to the other columns.
    const toChange = change - close;
    const toUpper = upper - close;
    const toLower = lower - close;
    const start = row(close, first);
    const spanEnd = row(close, end);
    let channel = channelOut + ((first + 1) as usize) * rowStride;
    let band = bandOut + (first as usize) * rowStride;
    let suffix = scratch + 64;
    let missing = zero;
    if (isInteger<Phase>()) missing = subtract<V>(splat<V>((period - 1) as f32), barsSince<V>(starts, first));
    let at = start;
    const lastChannel = row(close, min(end, last - 1));
    if (at < lastChannel) {
      do {
        const now = read<V>(at);
        high = greater<V>(add<V>(now, read<V>(at + toUpper)), high);
        low = lesser<V>(add<V>(now, read<V>(at + toLower)), low);
        if (!isInteger<Phase>() || at > start) distance = add<V>(distance, read<V>(at + toChange));
        sum = add<V>(sum, distance);
        squares = add<V>(squares, multiply<V>(distance, distance));
        let highest = greater<V>(high, read<V>(suffix));
        let lowest = lesser<V>(low, read<V>(suffix + 16));
        if (isInteger<Phase>()) {
          highest = ifLess<V>(zero, missing, undefinedLanes<V>(), highest);
          lowest = ifLess<V>(zero, missing, undefinedLanes<V>(), lowest);
        }
        write<V>(channel, highest);
        write<V>(channel + columnStride, lowest);
        writeBands<V, Phase, Columns>(
          band,
          columnStride,
          missing,
          base,
          price,
          distance,
          multiply<V>(add<V>(sum, read<V>(suffix + 32)), share),
          multiply<V>(add<V>(squares, read<V>(suffix + 48)), share),
          factor,
        );
        if (isInteger<Phase>()) missing = subtract<V>(missing, splat<V>(1));
        channel += rowStride;
        band += rowStride;
        suffix += 64;
        at += 16;
      } while (at < lastChannel);
    }
    if (at < spanEnd) {
      // The last row: no row follows that could hold its channel.
      if (!isInteger<Phase>() || at > start) distance = add<V>(distance, read<V>(at + toChange));
      sum = add<V>(sum, distance);
      squares = add<V>(squares, multiply<V>(distance, distance));
      writeBands<V, Phase, Columns>(
        band,
        columnStride,
        missing,
        base,
        price,
        distance,
        multiply<V>(add<V>(sum, read<V>(suffix + 32)), share),
        multiply<V>(add<V>(squares, read<V>(suffix + 48)), share),
        factor,
      );
    }
  }
}

/** `distance`: from the span's first close to the row's; mean, meanSquare: of the distances in the window. */
function writeBands<V, Phase, Columns>(
  out: usize,
  columnStride: usize,
  missing: V,
  base: V,
  price: V,
  distance: V,
  mean: V,
  meanSquare: V,
  factor: V,
): void {
  const zero = splat<V>(0);
  const deviation = squareRoot<V>(greater<V>(subtract<V>(meanSquare, multiply<V>(mean, mean)), zero));
  const reach = multiply<V>(factor, deviation);
  writePrices<V, Phase>(out, columnStride, missing, add<V>(base, mean), reach);
  if (isInteger<Columns>()) {
    const rest = out + 3 * columnStride;
    const offset = subtract<V>(distance, mean);
    const width = divide<V>(multiply<V>(splat<V>(200), reach), add<V>(price, mean));
    writeShape<V, Phase>(rest, columnStride, missing, offset, deviation, reach, width);
  }
}

/**
 * donchian and bollinger (second) with the same period in one pass, bit for bit: both cut time into the same spans and
 * read the same closes. scratch: 4·(`period` + 1) rows. May rewrite rows before `from`, with the same bits.
 */
export function channels<V, Columns>(call: Call, lane: usize): void {
  if (call.from == 0 && call.to > 0) writeNone<V>(call.out + lane, call.columnStride);
  const from = spanStart(max(call.from - 1, 0), call.period);
  // What the bands need; the channels are steady one row earlier.
  const steady = firstSteadySpan<V>(call.starts + lane, call.period, call.period);
  spans<V, WarmUp, Columns>(call, lane, from, min(steady, call.to));
  spans<V, Steady, Columns>(call, lane, max(steady, from), call.to);
}
