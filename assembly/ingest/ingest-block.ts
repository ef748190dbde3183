import {
  CHANGE_FIELD,
  difference,
  LOWER_FIELD,
  rowOf,
  scaled,
  UPPER_FIELD,
  VOLUME_FIELD,
} from './block-columns';
import { CLOSE, column, four, Intake, LOW, pair, roundedPair, scaleOf, VOLUME } from './given';
import { emptyRows, writeBars } from './ingest-lane';

const LANES = 4;

/** About 2^±40: far beyond any price, well within float32. */
const SMALLEST_ORDINARY: f64 = 1e-12;
const LARGEST_ORDINARY: f64 = 1e12;

/** Writes rows `t` and `t` + 1 from two float32 of each of four markets. */
function writeRows(field: usize, t: i32, first: v128, second: v128, third: v128, fourth: v128): void {
  const target = rowOf(field, t);
  const left = v128.shuffle<f32>(first, second, 0, 4, 1, 5);
  const right = v128.shuffle<f32>(third, fourth, 0, 4, 1, 5);
  v128.store(target, v128.shuffle<f32>(left, right, 0, 1, 4, 5));
  v128.store(target, v128.shuffle<f32>(left, right, 2, 3, 6, 7), 16);
}

/** Writes rows `t` to `t` + 3 from four float32 of each of four markets. */
function writeFourRows(field: usize, t: i32, first: v128, second: v128, third: v128, fourth: v128): void {
  const left = v128.shuffle<f32>(first, second, 2, 6, 3, 7);
  const right = v128.shuffle<f32>(third, fourth, 2, 6, 3, 7);
  writeRows(field, t, first, second, third, fourth);
  v128.store(rowOf(field, t), v128.shuffle<f32>(left, right, 0, 1, 4, 5), 32);
  v128.store(rowOf(field, t), v128.shuffle<f32>(left, right, 2, 3, 6, 7), 48);
}

/**
 * Whether differences of float32 prices may be computed in float32 with the same bits: the float64 difference rounded
 * to float32 equals the float32 difference (53 ≥ 2 · 24 + 2 bits), and multiplying by a power of two is exact as long
 * as no difference can become subnormal.
 */
function areOrdinary(intake: Intake): bool {
  for (let lane = 0; lane < LANES; lane++) {
    const scale = scaleOf(intake, lane);
    if (!(scale.lowest > SMALLEST_ORDINARY && scale.highest < LARGEST_ORDINARY)) return false;
  }
  return true;
}

/** ingestLane for all four lanes of a block whose markets have the same number of bars. */
export function ingestBlock<F>(intake: Intake, count: i32): void {
  const start = intake.rows - count;
  let from = 0;
  if (ASC_FEATURE_SIMD) {
    const staged = intake.staged;
    const stride = intake.stride;
    const second = staged + intake.laneStride;
    const third = second + intake.laneStride;
    const fourth = third + intake.laneStride;
    const target = intake.target;
    const targetStride = intake.targetStride;
    const low = column(0, stride, LOW);
    const close = column(0, stride, CLOSE);
    const volume = column(0, stride, VOLUME);
    const changeField = column(target, targetStride, CHANGE_FIELD);
    const upperField = column(target, targetStride, UPPER_FIELD);
    const lowerField = column(target, targetStride, LOWER_FIELD);
    const volumeField = column(target, targetStride, VOLUME_FIELD);
    const factor0 = f64x2.splat(scaleOf(intake, 0).inverse);
    const factor1 = f64x2.splat(scaleOf(intake, 1).inverse);
    const factor2 = f64x2.splat(scaleOf(intake, 2).inverse);
    const factor3 = f64x2.splat(scaleOf(intake, 3).inverse);
    const middle0 = f64x2.splat(scaleOf(intake, 0).anchor);
    const middle1 = f64x2.splat(scaleOf(intake, 1).anchor);
    const middle2 = f64x2.splat(scaleOf(intake, 2).anchor);
    const middle3 = f64x2.splat(scaleOf(intake, 3).anchor);
    // The first bar has no change: the per-lane code handles it, and the last bars.
    from = 1;
    if (sizeof<F>() == 4 && areOrdinary(intake)) {
      const narrow0 = f32x4.splat(scaleOf(intake, 0).inverse as f32);
      const narrow1 = f32x4.splat(scaleOf(intake, 1).inverse as f32);
      const narrow2 = f32x4.splat(scaleOf(intake, 2).inverse as f32);
      const narrow3 = f32x4.splat(scaleOf(intake, 3).inverse as f32);
      for (; from + 4 <= count; from += 4) {
        const t = start + from;
        for (let half = 0; half < 4; half += 2) {
          const i = from + half;
          writeRows(
            target,
            t + half,
            scaled(f64x2.sub(f64x2.mul(pair<F>(staged + close, i), factor0), middle0)),
            scaled(f64x2.sub(f64x2.mul(pair<F>(second + close, i), factor1), middle1)),
            scaled(f64x2.sub(f64x2.mul(pair<F>(third + close, i), factor2), middle2)),
            scaled(f64x2.sub(f64x2.mul(pair<F>(fourth + close, i), factor3), middle3)),
          );
        }
        const price0 = four(staged + close, from);
        const price1 = four(second + close, from);
        const price2 = four(third + close, from);
        const price3 = four(fourth + close, from);
        writeFourRows(
          changeField,
          t,
          f32x4.mul(f32x4.sub(price0, four(staged + close, from - 1)), narrow0),
          f32x4.mul(f32x4.sub(price1, four(second + close, from - 1)), narrow1),
          f32x4.mul(f32x4.sub(price2, four(third + close, from - 1)), narrow2),
          f32x4.mul(f32x4.sub(price3, four(fourth + close, from - 1)), narrow3),
        );
        writeFourRows(
          upperField,
          t,
          f32x4.mul(f32x4.sub(four(staged, from), price0), narrow0),
          f32x4.mul(f32x4.sub(four(second, from), price1), narrow1),
          f32x4.mul(f32x4.sub(four(third, from), price2), narrow2),
          f32x4.mul(f32x4.sub(four(fourth, from), price3), narrow3),
        );
        writeFourRows(
          lowerField,
          t,
          f32x4.mul(f32x4.sub(four(staged + low, from), price0), narrow0),
          f32x4.mul(f32x4.sub(four(second + low, from), price1), narrow1),
          f32x4.mul(f32x4.sub(four(third + low, from), price2), narrow2),
          f32x4.mul(f32x4.sub(four(fourth + low, from), price3), narrow3),
        );
        writeFourRows(
          volumeField,
          t,
          four(staged + volume, from),
          four(second + volume, from),
          four(third + volume, from),
          four(fourth + volume, from),
        );
      }
    }
    for (; from + 2 <= count; from += 2) {
      const t = start + from;
      const price0 = pair<F>(staged + close, from);
      const price1 = pair<F>(second + close, from);
      const price2 = pair<F>(third + close, from);
      const price3 = pair<F>(fourth + close, from);
      writeRows(
        target,
        t,
        scaled(f64x2.sub(f64x2.mul(price0, factor0), middle0)),
        scaled(f64x2.sub(f64x2.mul(price1, factor1), middle1)),
        scaled(f64x2.sub(f64x2.mul(price2, factor2), middle2)),
        scaled(f64x2.sub(f64x2.mul(price3, factor3), middle3)),
      );
      writeRows(
        changeField,
        t,
        difference(price0, pair<F>(staged + close, from - 1), factor0),
        difference(price1, pair<F>(second + close, from - 1), factor1),
        difference(price2, pair<F>(third + close, from - 1), factor2),
        difference(price3, pair<F>(fourth + close, from - 1), factor3),
      );
      writeRows(
        upperField,
        t,
        difference(pair<F>(staged, from), price0, factor0),
        difference(pair<F>(second, from), price1, factor1),
        difference(pair<F>(third, from), price2, factor2),
        difference(pair<F>(fourth, from), price3, factor3),
      );
      writeRows(
        lowerField,
        t,
        difference(pair<F>(staged + low, from), price0, factor0),
        difference(pair<F>(second + low, from), price1, factor1),
        difference(pair<F>(third + low, from), price2, factor2),
        difference(pair<F>(fourth + low, from), price3, factor3),
      );
      writeRows(
        volumeField,
        t,
        roundedPair<F>(staged + volume, from),
        roundedPair<F>(second + volume, from),
        roundedPair<F>(third + volume, from),
        roundedPair<F>(fourth + volume, from),
      );
    }
  }
  for (let lane = 0; lane < LANES; lane++) {
    emptyRows(intake, lane, start);
    if (from > 0) writeBars<F>(intake, lane, start, 0, min(1, count));
    writeBars<F>(intake, lane, start, from, count);
  }
}
