import {
  CHANGE_FIELD,
  difference,
  emptyRows,
  LOWER_FIELD,
  rowOf,
  scaled,
  UPPER_FIELD,
  VOLUME_FIELD,
  writeOne,
} from './block-columns';
import { bar, CLOSE, column, LOW, pair, roundedPair, VOLUME } from './given';

/** Writes two float32 into one lane of rows `t` and `t` + 1. */
function writePair(lane: usize, t: i32, rounded: v128): void {
  const target = rowOf(lane, t);
  v128.store_lane<f32>(target, rounded, 0);
  v128.store_lane<f32>(target, rounded, 1, 16);
}

export function lane<F>(
  staged: usize,
  stride: usize,
  target: usize,
  targetStride: usize,
  start: i32,
  from: i32,
  count: i32,
  inverse: f64,
  anchor: f64,
): void {
  const low = column(staged, stride, LOW);
  const close = column(staged, stride, CLOSE);
  const volume = column(staged, stride, VOLUME);
  const changeLane = column(target, targetStride, CHANGE_FIELD);
  const upperLane = column(target, targetStride, UPPER_FIELD);
  const lowerLane = column(target, targetStride, LOWER_FIELD);
  const volumeLane = column(target, targetStride, VOLUME_FIELD);
  let previous: f64 = from > 0 ? bar<F>(close, from - 1) : NaN;
  let i = from;
  while (i < count) {
    if (ASC_FEATURE_SIMD) {
      // From the second bar on, each pair has the pair one bar before it to take the change from.
      const factor = f64x2.splat(inverse);
      const middle = f64x2.splat(anchor);
      for (; i > 0 && i + 2 <= count; i += 2) {
        const t = start + i;
        const price = pair<F>(close, i);
        writePair(target, t, scaled(f64x2.sub(f64x2.mul(price, factor), middle)));
        writePair(changeLane, t, difference(price, pair<F>(close, i - 1), factor));
        writePair(upperLane, t, difference(pair<F>(staged, i), price, factor));
        writePair(lowerLane, t, difference(pair<F>(low, i), price, factor));
        writePair(volumeLane, t, roundedPair<F>(volume, i));
      }
      if (i == count) break;
      if (i > 0) previous = bar<F>(close, i - 1);
    }
    const t = start + i;
    const price = bar<F>(close, i);
    writeOne(target, t, price * inverse - anchor);
    writeOne(changeLane, t, (price - previous) * inverse);
    writeOne(upperLane, t, (bar<F>(staged, i) - price) * inverse);
    writeOne(lowerLane, t, (bar<F>(low, i) - price) * inverse);
    writeOne(volumeLane, t, bar<F>(volume, i));
    previous = price;
    i++;
  }
}

/**
 * Writes `count` given bars into one lane from row `start` on, and NaN into the rows before. target: the lane in the
 * first of the block's columns, `targetStride` bytes apart; inverse: 1 / scale, exact; width: bytes of a given number,
 * 8 or 4.
 */
export function ingestLane(
  staged: usize,
  stride: usize,
  target: usize,
  targetStride: usize,
  start: i32,
  count: i32,
  inverse: f64,
  anchor: f64,
  width: i32,
): void {
  emptyRows(target, targetStride, start);
  if (width == 8) lane<f64>(staged, stride, target, targetStride, start, 0, count, inverse, anchor);
  else lane<f32>(staged, stride, target, targetStride, start, 0, count, inverse, anchor);
}
