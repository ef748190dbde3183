// Bars of one market become a lane of a slab, and a lane's outputs become columns. Rows of a lane lie 16 bytes apart.
import { minus, same, times } from '../doubles';
import { row } from '../lanes';
import { at, take } from './pairs';

/** Moves bytes; source and target may overlap. */
export function moveBytes(target: usize, source: usize, length: i32): void {
  memory.copy(target, source, length as usize);
}

/** Moves `length` bytes, a multiple of 16, of each of some columns as far apart as their stride; none may overlap. */
export function moveColumns(
  target: usize,
  targetStride: usize,
  source: usize,
  sourceStride: usize,
  count: i32,
  length: i32,
): void {
  for (let i = 0; i < count; i++, target += targetStride, source += sourceStride) {
    if (ASC_FEATURE_SIMD) {
      for (let byte: usize = 0; byte < (length as usize); byte += 16) {
        v128.store(target + byte, v128.load(source + byte));
      }
    } else memory.copy(target, source, length as usize);
  }
}

/** Writes row `t` of a lane, or rows `t` and `t` + 1, rounded. */
export function putLane<D>(lane: usize, t: i32, value: D): void {
  const target = row(lane, t);
  if (isVector<D>()) {
    const rounded = f32x4.demote_f64x2_zero(value);
    v128.store_lane<f32>(target, rounded, 0);
    v128.store_lane<f32>(target, rounded, 1, 16);
  } else store<f32>(target, value as f32);
}

function packClose<D>(close: usize, lane: usize, t: i32, inverse: f64, anchor: f64): void {
  putLane<D>(lane, t, minus<D>(times<D>(take<D, f64>(close, t), same<D>(inverse)), same<D>(anchor)));
}

/** close · inverse − anchor of rows [from, to). */
export function packCloses(close: usize, lane: usize, from: i32, to: i32, inverse: f64, anchor: f64): void {
  let t = from;
  if (ASC_FEATURE_SIMD) for (; t + 2 <= to; t += 2) packClose<v128>(close, lane, t, inverse, anchor);
  for (; t < to; t++) packClose<f64>(close, lane, t, inverse, anchor);
}

function packDifference<D>(a: usize, price: D, lane: usize, t: i32, inverse: f64): void {
  putLane<D>(lane, t, times<D>(minus<D>(take<D, f64>(a, t), price), same<D>(inverse)));
}

function packMove<D>(
  high: usize,
  low: usize,
  close: usize,
  volume: usize,
  changeLane: usize,
  upperLane: usize,
  lowerLane: usize,
  volumeLane: usize,
  t: i32,
  inverse: f64,
): void {
  const price = take<D, f64>(close, t);
  packDifference<D>(close, take<D, f64>(close, t - 1), changeLane, t, inverse);
  packDifference<D>(high, price, upperLane, t, inverse);
  packDifference<D>(low, price, lowerLane, t, inverse);
  putLane<D>(volumeLane, t, take<D, f64>(volume, t));
}

/** Changes (against the close of the row before, whatever it is), distances and volumes of rows [from, to). */
export function packMoves(
  high: usize,
  low: usize,
  close: usize,
  volume: usize,
  change: usize,
  upper: usize,
  lower: usize,
  traded: usize,
  from: i32,
  to: i32,
  inverse: f64,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    for (; t + 2 <= to; t += 2) {
      packMove<v128>(high, low, close, volume, change, upper, lower, traded, t, inverse);
    }
  }
  for (; t < to; t++) packMove<f64>(high, low, close, volume, change, upper, lower, traded, t, inverse);
}

/** The same without volumes, for bars [from, to) that are each `factor` rows long. */
export function packContext(
  high: usize,
  low: usize,
  close: usize,
  changeLane: usize,
  upperLane: usize,
  lowerLane: usize,
  from: i32,
  to: i32,
  factor: i32,
  inverse: f64,
): void {
  for (let bar = from; bar < to; bar++) {
    const first = bar * factor;
    let highest = load<f64>(at(high, first));
    let lowest = load<f64>(at(low, first));
    if (ASC_FEATURE_SIMD) {
      // For the sake of one instruction without a branch, which would often be guessed wrong.
      let highestPair = f64x2.splat(highest);
      let lowestPair = f64x2.splat(lowest);
      for (let t = first + 1; t < first + factor; t++) {
        highestPair = f64x2.pmax(highestPair, v128.load64_splat(at(high, t)));
        lowestPair = f64x2.pmin(lowestPair, v128.load64_splat(at(low, t)));
      }
      highest = f64x2.extract_lane(highestPair, 0);
      lowest = f64x2.extract_lane(lowestPair, 0);
    } else {
      for (let t = first + 1; t < first + factor; t++) {
        const ceiling = load<f64>(at(high, t));
        const floor = load<f64>(at(low, t));
        if (ceiling > highest) highest = ceiling;
        if (floor < lowest) lowest = floor;
      }
    }
    const price = load<f64>(at(close, first + factor - 1));
    store<f32>(row(changeLane, bar), ((price - load<f64>(at(close, first - 1))) * inverse) as f32);
    store<f32>(row(upperLane, bar), ((highest - price) * inverse) as f32);
    store<f32>(row(lowerLane, bar), ((lowest - price) * inverse) as f32);
  }
}

/** A lane as a column of float32. */
function unpackNumbers(lane: usize, out: usize, from: i32, to: i32): void {
  let t = from;
  let source = row(lane, t);
  let target = out + ((t as usize) << 2);
  if (ASC_FEATURE_SIMD) {
    for (; t + 4 <= to; t += 4, source += 64, target += 16) {
      let values = v128.load32_zero(source);
      values = v128.load_lane<f32>(source, values, 1, 16);
      values = v128.load_lane<f32>(source, values, 2, 32);
      values = v128.load_lane<f32>(source, values, 3, 48);
      v128.store(target, values);
    }
  }
  for (; t < to; t++, source += 16, target += 4) store<f32>(target, load<f32>(source));
}

/** A lane of distances as a column of float32: value · scale. */
function unpackDistances(lane: usize, out: usize, from: i32, to: i32, scale: f64): void {
  let source = row(lane, from);
  let target = out + ((from as usize) << 2);
  for (let t = from; t < to; t++, source += 16, target += 4) {
    store<f32>(target, ((load<f32>(source) as f64) * scale) as f32);
  }
}

/** A lane of prices as a column of float64: (anchor + value) · scale. */
function unpackPrices(lane: usize, out: usize, from: i32, to: i32, scale: f64, anchor: f64): void {
  let t = from;
  let source = row(lane, t);
  let target = at(out, t);
  if (ASC_FEATURE_SIMD) {
    const factor = f64x2.splat(scale);
    const middle = f64x2.splat(anchor);
    for (; t + 4 <= to; t += 4, source += 64, target += 32) {
      const first = v128.load_lane<f32>(source, v128.load32_zero(source), 1, 16);
      const second = v128.load_lane<f32>(source, v128.load32_zero(source, 32), 1, 48);
      v128.store(target, f64x2.mul(f64x2.add(middle, f64x2.promote_low_f32x4(first)), factor));
      v128.store(target, f64x2.mul(f64x2.add(middle, f64x2.promote_low_f32x4(second)), factor), 16);
    }
  }
  for (; t < to; t++, source += 16, target += 8) {
    store<f64>(target, (anchor + (load<f32>(source) as f64)) * scale);
  }
}

/** Words before the entries of a table: scale and anchor, float64. */
const HEADER_BYTES: usize = 16;

/** A lane's column into the column that an entry names. */
function unpackEntry(table: usize, i: i32, lane: usize, from: i32, to: i32): void {
  const entry = table + HEADER_BYTES + (i as usize) * 12;
  const source = (load<u32>(entry) as usize) + lane;
  const out = load<u32>(entry, 4) as usize;
  const kind = load<u32>(entry, 8);
  const scale = load<f64>(table);
  if (kind == 0) unpackNumbers(source, out, from, to);
  else if (kind == 1) unpackDistances(source, out, from, to, scale);
  else unpackPrices(source, out, from, to, scale, load<f64>(table, 8));
}

/**
 * One lane of many columns. table: the market's scale and anchor as float64, then of each column its first lane's row
 * 0, the row 0 that it goes to and its kind, three words; kind: 0 numbers, 1 distances, 2 prices.
 */
export function unpackColumns(table: usize, count: i32, lane: usize, from: i32, to: i32): void {
  for (let i = 0; i < count; i++) unpackEntry(table, i, lane, from, to);
}

/** Where an entry's column goes to. */
function outOf(table: usize, i: i32): usize {
  return load<u32>(table + HEADER_BYTES + (i as usize) * 12, 4) as usize;
}

/** Four float32 as a column of `F`: f32 as they are, f64 as prices. */
function storeFour<F>(out: usize, t: i32, values: v128, scale: v128, anchor: v128): void {
  if (sizeof<F>() == 4) {
    v128.store(out + ((t as usize) << 2), values);
  } else {
    const first = f64x2.promote_low_f32x4(values);
    const second = f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1));
    v128.store(at(out, t), f64x2.mul(f64x2.add(anchor, first), scale));
    v128.store(at(out, t), f64x2.mul(f64x2.add(anchor, second), scale), 16);
  }
}

/** Whole fours of rows of four lanes into columns of `F`. @returns the row after the last */
function unpackFours<F>(
  table0: usize,
  table1: usize,
  table2: usize,
  table3: usize,
  i: i32,
  from: i32,
  to: i32,
): i32 {
  const out0 = outOf(table0, i);
  const out1 = outOf(table1, i);
  const out2 = outOf(table2, i);
  const out3 = outOf(table3, i);
  const scale0 = v128.load64_splat(table0);
  const scale1 = v128.load64_splat(table1);
  const scale2 = v128.load64_splat(table2);
  const scale3 = v128.load64_splat(table3);
  const anchor0 = v128.load64_splat(table0, 8);
  const anchor1 = v128.load64_splat(table1, 8);
  const anchor2 = v128.load64_splat(table2, 8);
  const anchor3 = v128.load64_splat(table3, 8);
  let t = from;
  let source = row(load<u32>(table0 + HEADER_BYTES + (i as usize) * 12) as usize, t);
  for (; t + 4 <= to; t += 4, source += 64) {
    const a = v128.load(source);
    const b = v128.load(source, 16);
    const c = v128.load(source, 32);
    const d = v128.load(source, 48);
    const abLow = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const cdLow = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    storeFour<F>(out0, t, v128.shuffle<i64>(abLow, cdLow, 0, 2), scale0, anchor0);
    storeFour<F>(out1, t, v128.shuffle<i64>(abLow, cdLow, 1, 3), scale1, anchor1);
    storeFour<F>(out2, t, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), scale2, anchor2);
    storeFour<F>(out3, t, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), scale3, anchor3);
  }
  return t;
}

/** unpackColumns of the four lanes of a group at once: a row is read once. The tables name the same columns. */
export function unpackLanes(
  table0: usize,
  table1: usize,
  table2: usize,
  table3: usize,
  count: i32,
  from: i32,
  to: i32,
): void {
  for (let i = 0; i < count; i++) {
    let t = from;
    if (ASC_FEATURE_SIMD) {
      const kind = load<u32>(table0 + HEADER_BYTES + (i as usize) * 12, 8);
      // The one column of distances goes lane by lane.
      if (kind == 0) t = unpackFours<f32>(table0, table1, table2, table3, i, from, to);
      else if (kind == 2) t = unpackFours<f64>(table0, table1, table2, table3, i, from, to);
    }
    unpackEntry(table0, i, 0, t, to);
    unpackEntry(table1, i, 4, t, to);
    unpackEntry(table2, i, 8, t, to);
    unpackEntry(table3, i, 12, t, to);
  }
}

/** The same float64 in rows [from, to). */
export function fillDoubles(out: usize, from: i32, to: i32, value: f64): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    for (; t + 2 <= to; t += 2) v128.store(at(out, t), f64x2.splat(value));
  }
  for (; t < to; t++) store<f64>(at(out, t), value);
}

/** The same int32 in rows [from, to). */
export function fillIntegers(out: usize, from: i32, to: i32, value: i32): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    for (; t + 4 <= to; t += 4) v128.store(out + ((t as usize) << 2), i32x4.splat(value));
  }
  for (; t < to; t++) store<i32>(out + ((t as usize) << 2), value);
}

/** The same byte in rows [from, to). */
export function fillBytes(out: usize, from: i32, to: i32, value: i32): void {
  memory.fill(out + (from as usize), value as u8, max(to - from, 0) as usize);
}
