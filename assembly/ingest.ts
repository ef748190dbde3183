// Candles as they were given become lanes of the slab. The only kernels in float64: differences are taken before
// anything is rounded. Here SIMD means two bars of one market, not four markets; ingestBlock puts those of four markets
// together at the end, so that whole rows are written.
// `F` is the type of the given columns: f64, or f32 where the caller has no more. `staged` is the first of four columns
// of a market, `stride` bytes apart: high, low, close, volume.

/** Columns of a market as they were given. */
const LOW = 1;
const CLOSE = 2;
const VOLUME = 3;

/** Columns of a block; close is the first. */
const CHANGE_FIELD = 1;
const UPPER_FIELD = 2;
const LOWER_FIELD = 3;
const VOLUME_FIELD = 4;

const LANES = 4;

/** About 2^±40: far beyond every price, far within float32. */
const SMALLEST_ORDINARY: f64 = 1e-12;
const LARGEST_ORDINARY: f64 = 1e12;

/** Start of column `index`. */
function column(first: usize, stride: usize, index: i32): usize {
  return first + (index as usize) * stride;
}

/** Address of bar `t` of a lane, or of a row of four. */
function rowOf(lane: usize, t: i32): usize {
  return lane + ((t as usize) << 4);
}

/** Bar `i` of a given column. */
function bar<F>(given: usize, i: i32): f64 {
  return load<F>(given + (i as usize) * sizeof<F>()) as f64;
}

/** Bars `i` and `i` + 1. */
function pair<F>(given: usize, i: i32): v128 {
  const address = given + (i as usize) * sizeof<F>();
  if (sizeof<F>() == 8) return v128.load(address);
  return f64x2.promote_low_f32x4(v128.load64_zero(address));
}

/** Bars `i` and `i` + 1 as float32, in the lower half. */
function roundedPair<F>(given: usize, i: i32): v128 {
  const address = given + (i as usize) * sizeof<F>();
  if (sizeof<F>() == 8) return f32x4.demote_f64x2_zero(v128.load(address));
  return v128.load64_zero(address);
}

/** Float32 bars `i` to `i` + 3. */
function four(given: usize, i: i32): v128 {
  return v128.load(given + ((i as usize) << 2));
}

/** The least of four numbers. */
function least(values: v128): f32 {
  const first = min(f32x4.extract_lane(values, 0), f32x4.extract_lane(values, 1));
  return min(first, min(f32x4.extract_lane(values, 2), f32x4.extract_lane(values, 3)));
}

/** Writes two float32 into one lane of rows `t` and `t` + 1. */
function writePair(lane: usize, t: i32, rounded: v128): void {
  const target = rowOf(lane, t);
  v128.store_lane<f32>(target, rounded, 0);
  v128.store_lane<f32>(target, rounded, 1, 16);
}

function writeOne(lane: usize, t: i32, value: f64): void {
  store<f32>(rowOf(lane, t), value as f32);
}

/** What `scales` holds of a market, bytes from its start: priceRange writes the first two, the caller the others. */
const LOWEST: usize = 0;
const HIGHEST: usize = 8;
const INVERSE: usize = 16;
const ANCHOR: usize = 24;

function rangeOf<F>(staged: usize, stride: usize, result: usize, count: i32): void {
  const low = column(staged, stride, LOW);
  const close = column(staged, stride, CLOSE);
  const volume = column(staged, stride, VOLUME);
  let lowest: f64 = Infinity;
  let highest: f64 = 0;
  let isValid = true;
  let i = 0;
  if (ASC_FEATURE_SIMD && sizeof<F>() == 8) {
    let lowestPair = f64x2.splat(Infinity);
    let highestPair = f64x2.splat(0);
    let valid = i64x2.splat(-1);
    for (; i + 2 <= count; i += 2) {
      const floor = pair<F>(low, i);
      const ceiling = pair<F>(staged, i);
      const price = pair<F>(close, i);
      // One step of the chain a turn: the rest of it does not wait for the turn before.
      const inOrder = v128.and(f64x2.le(floor, price), f64x2.le(price, ceiling));
      valid = v128.and(valid, v128.and(inOrder, f64x2.ge(pair<F>(volume, i), f64x2.splat(0))));
      lowestPair = f64x2.pmin(lowestPair, floor);
      highestPair = f64x2.pmax(highestPair, ceiling);
    }
    isValid = i64x2.all_true(valid);
    lowest = min(f64x2.extract_lane(lowestPair, 0), f64x2.extract_lane(lowestPair, 1));
    highest = max(f64x2.extract_lane(highestPair, 0), f64x2.extract_lane(highestPair, 1));
  } else if (ASC_FEATURE_SIMD) {
    // Comparing rounds nothing: float32 as they are, four at once.
    let lowestFour = f32x4.splat(Infinity);
    let highestFour = f32x4.splat(0);
    let valid = i32x4.splat(-1);
    for (; i + 4 <= count; i += 4) {
      const floor = four(low, i);
      const ceiling = four(staged, i);
      const price = four(close, i);
      const inOrder = v128.and(f32x4.le(floor, price), f32x4.le(price, ceiling));
      valid = v128.and(valid, v128.and(inOrder, f32x4.ge(four(volume, i), f32x4.splat(0))));
      lowestFour = f32x4.pmin(lowestFour, floor);
      highestFour = f32x4.pmax(highestFour, ceiling);
    }
    isValid = i32x4.all_true(valid);
    lowest = least(lowestFour) as f64;
    highest = -least(f32x4.neg(highestFour)) as f64;
  }
  for (; i < count; i++) {
    const floor = bar<F>(low, i);
    const ceiling = bar<F>(staged, i);
    const price = bar<F>(close, i);
    if (!(floor <= price && price <= ceiling && bar<F>(volume, i) >= 0)) isValid = false;
    if (floor < lowest) lowest = floor;
    if (ceiling > highest) highest = ceiling;
  }
  store<f64>(result, isValid ? lowest : NaN, LOWEST);
  store<f64>(result, isValid ? highest : NaN, HIGHEST);
}

/**
 * Lowest low and highest high of `count` given bars, as two f64 in `result`; both NaN where a bar cannot be: not
 * low ≤ close ≤ high, or a volume that is not ≥ 0. width: bytes of a given number, 8 or 4.
 */
export function priceRange(staged: usize, stride: usize, result: usize, count: i32, width: i32): void {
  if (width == 8) rangeOf<f64>(staged, stride, result, count);
  else rangeOf<f32>(staged, stride, result, count);
}

/**
 * Makes `groups` bars of `factor` × `groups` given ones, in their place: highest high, lowest low, last close, sum of the
 * volumes. Numbers of 8 bytes.
 */
export function groupBars(staged: usize, stride: usize, groups: i32, factor: i32): void {
  const low = column(staged, stride, LOW);
  const close = column(staged, stride, CLOSE);
  const volume = column(staged, stride, VOLUME);
  let group = 0;
  if (ASC_FEATURE_SIMD) {
    const bytes = (factor as usize) << 3;
    // Two groups at once. What is written lies before all that is still to be read.
    for (; group + 2 <= groups; group += 2) {
      let at = (group as usize) * bytes;
      let highest = twoBars(staged + at, bytes);
      let lowest = twoBars(low + at, bytes);
      let traded = twoBars(volume + at, bytes);
      for (let part = 1; part < factor; part++) {
        at += 8;
        highest = f64x2.pmax(highest, twoBars(staged + at, bytes));
        lowest = f64x2.pmin(lowest, twoBars(low + at, bytes));
        traded = f64x2.add(traded, twoBars(volume + at, bytes));
      }
      const last = twoBars(close + at, bytes);
      const target = (group as usize) << 3;
      v128.store(staged + target, highest);
      v128.store(low + target, lowest);
      v128.store(close + target, last);
      v128.store(volume + target, traded);
    }
  }
  for (; group < groups; group++) {
    let i = group * factor;
    let highest = bar<f64>(staged, i);
    let lowest = bar<f64>(low, i);
    let traded = bar<f64>(volume, i);
    for (let part = 1; part < factor; part++) {
      i++;
      const ceiling = bar<f64>(staged, i);
      const floor = bar<f64>(low, i);
      if (highest < ceiling) highest = ceiling;
      if (floor < lowest) lowest = floor;
      traded += bar<f64>(volume, i);
    }
    const target = (group as usize) << 3;
    store<f64>(staged + target, highest);
    store<f64>(low + target, lowest);
    store<f64>(close + target, bar<f64>(close, i));
    store<f64>(volume + target, traded);
  }
}

/** The number at an address, and the one `bytes` behind it. */
function twoBars(address: usize, bytes: usize): v128 {
  return v128.load64_lane(address + bytes, v128.load64_zero(address), 1);
}

function lane<F>(
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

function scaled(values: v128): v128 {
  return f32x4.demote_f64x2_zero(values);
}

/** (a − b) · factor, rounded. */
function difference(a: v128, b: v128, factor: v128): v128 {
  return scaled(f64x2.mul(f64x2.sub(a, b), factor));
}

/** NaN in one lane of the rows before `start`. */
function emptyRows(target: usize, targetStride: usize, start: i32): void {
  for (let field = 0; field <= VOLUME_FIELD; field++) {
    const to = column(target, targetStride, field);
    for (let t = 0; t < start; t++) writeOne(to, t, NaN);
  }
}

/**
 * Writes `count` given bars into one lane from row `start` on, and NaN into the rows before. target: the lane in the first
 * of the block's columns, `targetStride` bytes apart; inverse: 1 / scale, exact; width: bytes of a given number, 8 or 4.
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
 * Whether differences of float32 prices may be taken in float32, with the same bits: the float64 difference, rounded once
 * more, is the float32 one (53 ≥ 2 · 24 + 2 bits), and multiplying by a power of two rounds nothing while no difference
 * can become subnormal.
 */
function areOrdinary(scales: usize, scaleStride: usize): bool {
  for (let market = 0; market < LANES; market++) {
    const scale = scales + (market as usize) * scaleStride;
    if (!(load<f64>(scale, LOWEST) > SMALLEST_ORDINARY && load<f64>(scale, HIGHEST) < LARGEST_ORDINARY)) {
      return false;
    }
  }
  return true;
}

function block<F>(
  staged: usize,
  stride: usize,
  marketStride: usize,
  scales: usize,
  scaleStride: usize,
  target: usize,
  targetStride: usize,
  start: i32,
  count: i32,
): void {
  let from = 0;
  if (ASC_FEATURE_SIMD) {
    const second = staged + marketStride;
    const third = second + marketStride;
    const fourth = third + marketStride;
    const low = column(0, stride, LOW);
    const close = column(0, stride, CLOSE);
    const volume = column(0, stride, VOLUME);
    const changeField = column(target, targetStride, CHANGE_FIELD);
    const upperField = column(target, targetStride, UPPER_FIELD);
    const lowerField = column(target, targetStride, LOWER_FIELD);
    const volumeField = column(target, targetStride, VOLUME_FIELD);
    const factor0 = v128.load64_splat(scales, INVERSE);
    const factor1 = v128.load64_splat(scales + scaleStride, INVERSE);
    const factor2 = v128.load64_splat(scales + 2 * scaleStride, INVERSE);
    const factor3 = v128.load64_splat(scales + 3 * scaleStride, INVERSE);
    const middle0 = v128.load64_splat(scales, ANCHOR);
    const middle1 = v128.load64_splat(scales + scaleStride, ANCHOR);
    const middle2 = v128.load64_splat(scales + 2 * scaleStride, ANCHOR);
    const middle3 = v128.load64_splat(scales + 3 * scaleStride, ANCHOR);
    // The first bar has no change: it is left to the lanes, as are the last ones.
    from = 1;
    if (sizeof<F>() == 4 && areOrdinary(scales, scaleStride)) {
      const narrow0 = f32x4.splat(load<f64>(scales, INVERSE) as f32);
      const narrow1 = f32x4.splat(load<f64>(scales + scaleStride, INVERSE) as f32);
      const narrow2 = f32x4.splat(load<f64>(scales + 2 * scaleStride, INVERSE) as f32);
      const narrow3 = f32x4.splat(load<f64>(scales + 3 * scaleStride, INVERSE) as f32);
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
  for (let market = 0; market < LANES; market++) {
    const given = staged + (market as usize) * marketStride;
    const to = target + ((market as usize) << 2);
    const scale = scales + (market as usize) * scaleStride;
    const inverse = load<f64>(scale, INVERSE);
    const anchor = load<f64>(scale, ANCHOR);
    emptyRows(to, targetStride, start);
    if (from > 0) lane<F>(given, stride, to, targetStride, start, 0, min(1, count), inverse, anchor);
    lane<F>(given, stride, to, targetStride, start, from, count, inverse, anchor);
  }
}

/**
 * As ingestLane for all four lanes of a block, whose markets have equally many bars: their columns begin `marketStride`
 * bytes apart; of each, four f64 in `scales`, `scaleStride` bytes apart: lowest and highest price, inverse, anchor.
 */
export function ingestBlock(
  staged: usize,
  stride: usize,
  marketStride: usize,
  scales: usize,
  scaleStride: usize,
  target: usize,
  targetStride: usize,
  start: i32,
  count: i32,
  width: i32,
): void {
  if (width == 8) {
    block<f64>(staged, stride, marketStride, scales, scaleStride, target, targetStride, start, count);
  } else {
    block<f32>(staged, stride, marketStride, scales, scaleStride, target, targetStride, start, count);
  }
}
