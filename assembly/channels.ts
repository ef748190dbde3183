import { AllBands, PricesOnly, writePrices, writeShape } from './bollinger';
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
import { barsSince, blockStart, firstSteadyRow, Steady, WarmUp } from './phases';

/** As in donchian and in bollinger; row i of scratch: high at 4i, low at 4i + 1, sum at 4i + 2, sum of squares at 4i + 3. */
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
  for (let i = period - 1; i > 0; i--) {
    const s = first - period + i;
    const price = read<V>(row(close, s));
    high = greater<V>(add<V>(price, read<V>(row(upper, s))), high);
    low = lesser<V>(add<V>(price, read<V>(row(lower, s))), low);
    distance = subtract<V>(distance, read<V>(row(change, s) + 16));
    sum = add<V>(sum, distance);
    squares = add<V>(squares, multiply<V>(distance, distance));
    const kept = row(scratch, 4 * i);
    write<V>(kept, high);
    write<V>(kept + 16, low);
    write<V>(kept + 32, sum);
    write<V>(kept + 48, squares);
  }
}

/** The bands of rows [first, end), and the channels of the windows that end there, which go to the row after. */
function block<V, Phase, Columns>(
  starts: usize,
  anchors: usize,
  close: usize,
  change: usize,
  upper: usize,
  lower: usize,
  channelOut: usize,
  bandOut: usize,
  columnStride: usize,
  rowStride: usize,
  scratch: usize,
  first: i32,
  end: i32,
  to: i32,
  period: i32,
  multiplier: f32,
): void {
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
  for (let t = first; t < end; t++) {
    const now = read<V>(row(close, t));
    high = greater<V>(add<V>(now, read<V>(row(upper, t))), high);
    low = lesser<V>(add<V>(now, read<V>(row(lower, t))), low);
    if (!isInteger<Phase>() || t > first) distance = add<V>(distance, read<V>(row(change, t)));
    sum = add<V>(sum, distance);
    squares = add<V>(squares, multiply<V>(distance, distance));
    const suffix = row(scratch, 4 * (t - first + 1));
    let missing = zero;
    if (isInteger<Phase>()) missing = subtract<V>(splat<V>((period - 1) as f32), barsSince<V>(starts, t));
    if (t < to - 1) {
      let highest = greater<V>(high, read<V>(suffix));
      let lowest = lesser<V>(low, read<V>(suffix + 16));
      if (isInteger<Phase>()) {
        highest = ifLess<V>(zero, missing, undefinedLanes<V>(), highest);
        lowest = ifLess<V>(zero, missing, undefinedLanes<V>(), lowest);
      }
      const target = channelOut + ((t + 1) as usize) * rowStride;
      write<V>(target, highest);
      write<V>(target + columnStride, lowest);
    }
    const mean = multiply<V>(add<V>(sum, read<V>(suffix + 32)), share);
    const meanSquare = multiply<V>(add<V>(squares, read<V>(suffix + 48)), share);
    const deviation = squareRoot<V>(greater<V>(subtract<V>(meanSquare, multiply<V>(mean, mean)), zero));
    const reach = multiply<V>(factor, deviation);
    const target = bandOut + (t as usize) * rowStride;
    writePrices<V, Phase>(target, columnStride, missing, add<V>(base, mean), reach);
    if (isInteger<Columns>()) {
      const rest = target + 3 * columnStride;
      const offset = subtract<V>(distance, mean);
      const width = divide<V>(multiply<V>(splat<V>(200), reach), add<V>(price, mean));
      writeShape<V, Phase>(rest, columnStride, missing, offset, deviation, reach, width);
    }
  }
}

function kernel<V, Columns>(
  starts: usize,
  anchors: usize,
  close: usize,
  change: usize,
  upper: usize,
  lower: usize,
  channelOut: usize,
  bandOut: usize,
  columnStride: usize,
  rowStride: usize,
  scratch: usize,
  from: i32,
  to: i32,
  period: i32,
  multiplier: f32,
): void {
  if (from == 0 && to > 0) {
    write<V>(channelOut, undefinedLanes<V>());
    write<V>(channelOut + columnStride, undefinedLanes<V>());
  }
  // As the bands need it; the channels' border lies a row before.
  const steady = firstSteadyRow<V>(starts, period);
  for (let first = blockStart(max(from - 1, 0), period); first < to; first += period) {
    const end = min(first + period, to);
    if (first < steady) {
      block<V, WarmUp, Columns>(
        starts,
        anchors,
        close,
        change,
        upper,
        lower,
        channelOut,
        bandOut,
        columnStride,
        rowStride,
        scratch,
        first,
        end,
        to,
        period,
        multiplier,
      );
    } else {
      block<V, Steady, Columns>(
        starts,
        anchors,
        close,
        change,
        upper,
        lower,
        channelOut,
        bandOut,
        columnStride,
        rowStride,
        scratch,
        first,
        end,
        to,
        period,
        multiplier,
      );
    }
  }
}

/**
 * donchian and bollinger of one period in one pass, with their bits: they cut time into the same blocks and read the
 * same closes. scratch: 4·(`period` + 1) rows. May write rows before `from` again, with the bits they have.
 */
export function channels(
  starts: usize,
  anchors: usize,
  close: usize,
  change: usize,
  upper: usize,
  lower: usize,
  channelOut: usize,
  bandOut: usize,
  columnStride: usize,
  rowStride: usize,
  scratch: usize,
  from: i32,
  to: i32,
  period: i32,
  multiplier: f32,
): void {
  if (ASC_FEATURE_SIMD) {
    kernel<v128, AllBands>(
      starts,
      anchors,
      close,
      change,
      upper,
      lower,
      channelOut,
      bandOut,
      columnStride,
      rowStride,
      scratch,
      from,
      to,
      period,
      multiplier,
    );
  } else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32, AllBands>(
        starts + i,
        anchors + i,
        close + i,
        change + i,
        upper + i,
        lower + i,
        channelOut + i,
        bandOut + i,
        columnStride,
        rowStride,
        scratch + i,
        from,
        to,
        period,
        multiplier,
      );
    }
  }
}

/** donchian and bollingerPrices. */
export function channelsPrices(
  starts: usize,
  anchors: usize,
  close: usize,
  change: usize,
  upper: usize,
  lower: usize,
  channelOut: usize,
  bandOut: usize,
  columnStride: usize,
  rowStride: usize,
  scratch: usize,
  from: i32,
  to: i32,
  period: i32,
  multiplier: f32,
): void {
  if (ASC_FEATURE_SIMD) {
    kernel<v128, PricesOnly>(
      starts,
      anchors,
      close,
      change,
      upper,
      lower,
      channelOut,
      bandOut,
      columnStride,
      rowStride,
      scratch,
      from,
      to,
      period,
      multiplier,
    );
  } else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32, PricesOnly>(
        starts + i,
        anchors + i,
        close + i,
        change + i,
        upper + i,
        lower + i,
        channelOut + i,
        bandOut + i,
        columnStride,
        rowStride,
        scratch + i,
        from,
        to,
        period,
        multiplier,
      );
    }
  }
}
