import {
  CHANGE_FIELD,
  difference,
  LOWER_FIELD,
  rowOf,
  scaled,
  UPPER_FIELD,
  VOLUME_FIELD,
  writeOne,
} from './block-columns';
import { bar, CLOSE, column, Intake, LOW, pair, roundedPair, scaleOf, stagedOf, VOLUME } from './given';

/** Writes two float32 to one lane of rows `t` and `t` + 1. */
function writePair(lane: usize, t: i32, rounded: v128): void {
  const target = rowOf(lane, t);
  v128.store_lane<f32>(target, rounded, 0);
  v128.store_lane<f32>(target, rounded, 1, 16);
}

/** Bars [from, to) of a lane that starts at row `start`; the first has no change. */
export function writeBars<F>(intake: Intake, lane: i32, start: i32, from: i32, to: i32): void {
  const staged = stagedOf(intake, lane);
  const stride = intake.stride;
  const target = intake.target + ((lane as usize) << 2);
  const targetStride = intake.targetStride;
  const inverse = scaleOf(intake, lane).inverse;
  const anchor = scaleOf(intake, lane).anchor;
  const low = column(staged, stride, LOW);
  const close = column(staged, stride, CLOSE);
  const volume = column(staged, stride, VOLUME);
  const changeLane = column(target, targetStride, CHANGE_FIELD);
  const upperLane = column(target, targetStride, UPPER_FIELD);
  const lowerLane = column(target, targetStride, LOWER_FIELD);
  const volumeLane = column(target, targetStride, VOLUME_FIELD);
  let previous: f64 = from > 0 ? bar<F>(close, from - 1) : NaN;
  let i = from;
  while (i < to) {
    if (ASC_FEATURE_SIMD) {
      // From the second bar on, each pair takes its changes from the pair one bar earlier.
      const factor = f64x2.splat(inverse);
      const middle = f64x2.splat(anchor);
      for (; i > 0 && i + 2 <= to; i += 2) {
        const t = start + i;
        const price = pair<F>(close, i);
        writePair(target, t, scaled(f64x2.sub(f64x2.mul(price, factor), middle)));
        writePair(changeLane, t, difference(price, pair<F>(close, i - 1), factor));
        writePair(upperLane, t, difference(pair<F>(staged, i), price, factor));
        writePair(lowerLane, t, difference(pair<F>(low, i), price, factor));
        writePair(volumeLane, t, roundedPair<F>(volume, i));
      }
      if (i == to) break;
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

/** NaN in one lane of the rows before `start`. */
export function emptyRows(intake: Intake, lane: i32, start: i32): void {
  for (let field = 0; field <= VOLUME_FIELD; field++) {
    const to = column(intake.target, intake.targetStride, field) + ((lane as usize) << 2);
    for (let t = 0; t < start; t++) writeOne(to, t, NaN);
  }
}

/** Writes a lane's input bars to its last rows, and NaN to the rows before. */
export function ingestLane<F>(intake: Intake, lane: i32, count: i32): void {
  const start = intake.rows - count;
  emptyRows(intake, lane, start);
  writeBars<F>(intake, lane, start, 0, count);
}
