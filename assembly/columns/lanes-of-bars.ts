// Packs bars of one market into a lane of a slab, and unpacks a lane's outputs into columns. A lane's rows are 16 bytes
// apart.
import { larger, minus, same, smaller, times } from '../doubles';
import { row } from '../lanes';
import { at, ColumnCall, Prices, put, take, width, word } from './column-call';

/** Moves bytes [from, to); if source and target overlap, the target has the lower address. */
@unmanaged
export class MoveBytes extends ColumnCall {
  values: usize;
  out: usize;

  run<D>(from: i32, to: i32): void {
    memory.copy(this.out + (from as usize), this.values + (from as usize), (to - from) as usize);
  }
}

/** Moves bytes [from, to), a multiple of 16, of several columns `stride` bytes apart; none may overlap. */
@unmanaged
export class MoveColumns extends ColumnCall {
  values: usize;
  stride: usize;
  out: usize;
  outStride: usize;
  count: i32;

  run<D>(from: i32, to: i32): void {
    let source = this.values;
    let target = this.out;
    for (let i = 0; i < this.count; i++, target += this.outStride, source += this.stride) {
      if (isVector<D>()) {
        for (let byte = from as usize; byte < (to as usize); byte += 16) {
          v128.store(target + byte, v128.load(source + byte));
        }
      } else memory.copy(target + (from as usize), source + (from as usize), (to - from) as usize);
    }
  }
}

/** Writes row `t` of a lane, or rows `t` and `t` + 1, rounded. */
function putLane<D>(lane: usize, t: i32, value: D): void {
  const target = row(lane, t);
  if (isVector<D>()) {
    const rounded = f32x4.demote_f64x2_zero(value);
    v128.store_lane<f32>(target, rounded, 0);
    v128.store_lane<f32>(target, rounded, 1, 16);
  } else store<f32>(target, value as f32);
}

/** close / scale − anchor. */
@unmanaged
export class PackCloses extends ColumnCall {
  close: usize;
  lane: usize;
  prices: usize;

  run<D>(from: i32, to: i32): void {
    const close = this.close;
    const lane = this.lane;
    const prices = changetype<Prices>(this.prices);
    // Exact: the scale is a power of two.
    const inverse = same<D>(1 / prices.scale);
    const anchor = same<D>(prices.anchor);
    let t = from;
    do {
      putLane<D>(lane, t, minus<D>(times<D>(take<D, f64>(close, t), inverse), anchor));
      t += width<D>();
    } while (t < to);
  }
}

/** Changes (from the previous row's close, even if it is NaN), distances and volumes. */
@unmanaged
export class PackMoves extends ColumnCall {
  high: usize;
  low: usize;
  close: usize;
  volume: usize;
  changeLane: usize;
  upperLane: usize;
  lowerLane: usize;
  volumeLane: usize;
  prices: usize;

  run<D>(from: i32, to: i32): void {
    const high = this.high;
    const low = this.low;
    const close = this.close;
    const volume = this.volume;
    const changeLane = this.changeLane;
    const upperLane = this.upperLane;
    const lowerLane = this.lowerLane;
    const volumeLane = this.volumeLane;
    const inverse = same<D>(1 / changetype<Prices>(this.prices).scale);
    let t = from;
    do {
      const price = take<D, f64>(close, t);
      putLane<D>(changeLane, t, times<D>(minus<D>(price, take<D, f64>(close, t - 1)), inverse));
      putLane<D>(upperLane, t, times<D>(minus<D>(take<D, f64>(high, t), price), inverse));
      putLane<D>(lowerLane, t, times<D>(minus<D>(take<D, f64>(low, t), price), inverse));
      putLane<D>(volumeLane, t, take<D, f64>(volume, t));
      t += width<D>();
    } while (t < to);
  }
}

/** The same without volumes, for bars of `factor` rows each. */
@unmanaged
export class PackContext extends ColumnCall {
  high: usize;
  low: usize;
  close: usize;
  changeLane: usize;
  upperLane: usize;
  lowerLane: usize;
  factor: i32;
  prices: usize;

  run<D>(from: i32, to: i32): void {
    const high = this.high;
    const low = this.low;
    const close = this.close;
    const changeLane = this.changeLane;
    const upperLane = this.upperLane;
    const lowerLane = this.lowerLane;
    const factor = this.factor;
    const inverse = same<D>(1 / changetype<Prices>(this.prices).scale);
    for (let t = from; t < to; t += width<D>()) {
      const first = t * factor;
      const end = first + factor;
      let highest = apart<D>(high, first, factor);
      let lowest = apart<D>(low, first, factor);
      for (let i = first + 1; i < end; i++) {
        highest = larger<D>(highest, apart<D>(high, i, factor));
        lowest = smaller<D>(lowest, apart<D>(low, i, factor));
      }
      const price = apart<D>(close, end - 1, factor);
      putLane<D>(changeLane, t, times<D>(minus<D>(price, apart<D>(close, first - 1, factor)), inverse));
      putLane<D>(upperLane, t, times<D>(minus<D>(highest, price), inverse));
      putLane<D>(lowerLane, t, times<D>(minus<D>(lowest, price), inverse));
    }
  }
}

/** Row `t`, or rows `t` and `t` + `distance`. */
function apart<D>(column: usize, t: i32, distance: i32): D {
  if (isVector<D>()) return v128.load64_lane(at(column, t + distance), v128.load64_zero(at(column, t)), 1);
  return load<f64>(at(column, t));
}

/** Converts a lane's number to one of a column of `F`: f32 unchanged, f64 as a price. */
function unpacked<F>(value: f32, prices: Prices): F {
  return (sizeof<F>() == 4 ? value : (prices.anchor + (value as f64)) * prices.scale) as F;
}

/** A lane as a column of `F`: float32 unchanged, float64 as prices, (anchor + value) · scale. */
@unmanaged
export class UnpackLane<F> extends ColumnCall {
  lane: usize;
  out: usize;
  prices: usize;

  run<D>(from: i32, to: i32): void {
    const prices = changetype<Prices>(this.prices);
    let source = row(this.lane, from);
    let target = this.out + (from as usize) * sizeof<F>();
    const end = this.out + (to as usize) * sizeof<F>();
    if (isVector<D>()) {
      const scale = f64x2.splat(prices.scale);
      const anchor = f64x2.splat(prices.anchor);
      do {
        let values = v128.load32_zero(source);
        values = v128.load_lane<f32>(source, values, 1, 16);
        values = v128.load_lane<f32>(source, values, 2, 32);
        values = v128.load_lane<f32>(source, values, 3, 48);
        storeFour<F>(target, values, scale, anchor);
        target += 4 * sizeof<F>();
        source += 64;
      } while (target < end);
    } else {
      for (; target < end; target += sizeof<F>(), source += 16) {
        store<F>(target, unpacked<F>(load<f32>(source), prices));
      }
    }
  }
}

/** A lane of distances as a column of float32: value · scale. */
@unmanaged
export class UnpackDistances extends ColumnCall {
  lane: usize;
  out: usize;
  prices: usize;

  run<D>(from: i32, to: i32): void {
    const scale = changetype<Prices>(this.prices).scale;
    let source = row(this.lane, from);
    const end = word(this.out, to);
    for (let target = word(this.out, from); target < end; source += 16, target += 4) {
      store<f32>(target, ((load<f32>(source) as f64) * scale) as f32);
    }
  }
}

/** Converts four float32 to values of a column of `F`. */
function storeFour<F>(out: usize, values: v128, scale: v128, anchor: v128): void {
  if (sizeof<F>() == 4) {
    v128.store(out, values);
  } else {
    const first = f64x2.promote_low_f32x4(values);
    const second = f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1));
    v128.store(out, f64x2.mul(f64x2.add(anchor, first), scale));
    v128.store(out, f64x2.mul(f64x2.add(anchor, second), scale), 16);
  }
}

/** UnpackLane for all four lanes of a block, reading each row once. rows: the first lane's. */
@unmanaged
export class UnpackLanes<F> extends ColumnCall {
  rows: usize;
  out0: usize;
  out1: usize;
  out2: usize;
  out3: usize;
  prices0: usize;
  prices1: usize;
  prices2: usize;
  prices3: usize;

  run<D>(from: i32, to: i32): void {
    const prices0 = changetype<Prices>(this.prices0);
    const prices1 = changetype<Prices>(this.prices1);
    const prices2 = changetype<Prices>(this.prices2);
    const prices3 = changetype<Prices>(this.prices3);
    let source = row(this.rows, from);
    let byte = (from as usize) * sizeof<F>();
    const out0 = this.out0;
    const out1 = this.out1;
    const out2 = this.out2;
    const out3 = this.out3;
    const end = (to as usize) * sizeof<F>();
    if (isVector<D>()) {
      const scale0 = f64x2.splat(prices0.scale);
      const scale1 = f64x2.splat(prices1.scale);
      const scale2 = f64x2.splat(prices2.scale);
      const scale3 = f64x2.splat(prices3.scale);
      const anchor0 = f64x2.splat(prices0.anchor);
      const anchor1 = f64x2.splat(prices1.anchor);
      const anchor2 = f64x2.splat(prices2.anchor);
      const anchor3 = f64x2.splat(prices3.anchor);
      do {
        const a = v128.load(source);
        const b = v128.load(source, 16);
        const c = v128.load(source, 32);
        const d = v128.load(source, 48);
        const abLow = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
        const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
        const cdLow = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
        const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
        storeFour<F>(out0 + byte, v128.shuffle<i64>(abLow, cdLow, 0, 2), scale0, anchor0);
        storeFour<F>(out1 + byte, v128.shuffle<i64>(abLow, cdLow, 1, 3), scale1, anchor1);
        storeFour<F>(out2 + byte, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), scale2, anchor2);
        storeFour<F>(out3 + byte, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), scale3, anchor3);
        byte += 4 * sizeof<F>();
        source += 64;
      } while (byte < end);
    } else {
      for (; byte < end; byte += sizeof<F>(), source += 16) {
        store<F>(out0 + byte, unpacked<F>(load<f32>(source), prices0));
        store<F>(out1 + byte, unpacked<F>(load<f32>(source, 4), prices1));
        store<F>(out2 + byte, unpacked<F>(load<f32>(source, 8), prices2));
        store<F>(out3 + byte, unpacked<F>(load<f32>(source, 12), prices3));
      }
    }
  }
}

/** Fills all rows with one float64. */
@unmanaged
export class FillDoubles extends ColumnCall {
  out: usize;
  value: f64;

  run<D>(from: i32, to: i32): void {
    const out = this.out;
    const value = same<D>(this.value);
    let t = from;
    do {
      put<D>(out, t, value);
      t += width<D>();
    } while (t < to);
  }
}

/** Fills all rows with one int32. */
@unmanaged
export class FillIntegers extends ColumnCall {
  out: usize;
  value: i32;

  run<D>(from: i32, to: i32): void {
    const out = this.out;
    const value = this.value;
    if (isVector<D>()) {
      let t = from;
      do {
        v128.store(word(out, t), i32x4.splat(value));
        t += 4;
      } while (t < to);
    } else for (let t = from; t < to; t++) store<i32>(word(out, t), value);
  }
}

/** Fills all rows with one byte. */
@unmanaged
export class FillBytes extends ColumnCall {
  out: usize;
  value: i32;

  run<D>(from: i32, to: i32): void {
    memory.fill(this.out + (from as usize), this.value as u8, (to - from) as usize);
  }
}
