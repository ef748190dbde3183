import { ChangeColumn, RecentColumns, TurnoverColumn } from './candle-columns';
import { COLUMN_CALL_BYTES, ColumnCall } from './column-call';
import { AnyByte, MarkOutside, VerdictColumns } from './judge-columns';
import {
  FillBytes,
  FillDoubles,
  FillIntegers,
  MoveBytes,
  MoveColumns,
  PackCloses,
  PackContext,
  PackMoves,
  UnpackDistances,
  UnpackLane,
  UnpackLanes,
} from './lanes-of-bars';
import { BreakoutColumn, ContextRatioColumn, RatioColumns } from './mixed-columns';
import { ClippedLine, DistanceInAtrs, SaturatedColumn, SurgeMixture, WeightedMean } from './score-columns';

/** The numbers are positions in COLUMN_FIELDS of src/kernels/engine/column-calls.ts. */
function compute<D>(call: usize, from: i32, to: i32): void {
  switch (changetype<ColumnCall>(call).kernel) {
    case 0:
      return changetype<MoveBytes>(call).run<D>(from, to);
    case 1:
      return changetype<MoveColumns>(call).run<D>(from, to);
    case 2:
      return changetype<FillBytes>(call).run<D>(from, to);
    case 3:
      return changetype<FillIntegers>(call).run<D>(from, to);
    case 4:
      return changetype<FillDoubles>(call).run<D>(from, to);
    case 5:
      return changetype<PackCloses>(call).run<D>(from, to);
    case 6:
      return changetype<PackMoves>(call).run<D>(from, to);
    case 7:
      return changetype<PackContext>(call).run<D>(from, to);
    case 8:
      return changetype<UnpackLane<f32>>(call).run<D>(from, to);
    case 9:
      return changetype<UnpackDistances>(call).run<D>(from, to);
    case 10:
      return changetype<UnpackLane<f64>>(call).run<D>(from, to);
    case 11:
      return changetype<UnpackLanes<f32>>(call).run<D>(from, to);
    case 12:
      return changetype<UnpackLanes<f64>>(call).run<D>(from, to);
    case 13:
      return changetype<ChangeColumn>(call).run<D>(from, to);
    case 14:
      return changetype<RecentColumns>(call).run<D>(from, to);
    case 15:
      return changetype<TurnoverColumn>(call).run<D>(from, to);
    case 16:
      return changetype<RatioColumns>(call).run<D>(from, to);
    case 17:
      return changetype<ContextRatioColumn>(call).run<D>(from, to);
    case 18:
      return changetype<BreakoutColumn>(call).run<D>(from, to);
    case 19:
      return changetype<AnyByte>(call).run<D>(from, to);
    case 20:
      return changetype<MarkOutside<f64>>(call).run<D>(from, to);
    case 21:
      return changetype<MarkOutside<f32>>(call).run<D>(from, to);
    case 22:
      return changetype<VerdictColumns>(call).run<D>(from, to);
    case 23:
      return changetype<SurgeMixture>(call).run<D>(from, to);
    case 24:
      return changetype<DistanceInAtrs>(call).run<D>(from, to);
    case 25:
      return changetype<SaturatedColumn>(call).run<D>(from, to);
    case 26:
      return changetype<ClippedLine>(call).run<D>(from, to);
    case 27:
      return changetype<WeightedMean>(call).run<D>(from, to);
  }
}

/**
 * Makes `count` calls for rows [from, to), in order. calls: address of the first. The simd build processes rows in
 * fours first, then the remaining rows one by one.
 */
export function columns(calls: usize, count: i32, from: i32, to: i32): void {
  if (from >= to) return;
  const end = calls + (count as usize) * COLUMN_CALL_BYTES;
  for (let call = calls; call < end; call += COLUMN_CALL_BYTES) {
    let t = from;
    if (ASC_FEATURE_SIMD) {
      t = to - ((to - from) & 3);
      if (from < t) compute<v128>(call, from, t);
    }
    if (t < to) compute<f64>(call, t, to);
  }
}
