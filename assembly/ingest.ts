// Candles as they were given become a lane of the slab. The only kernels in float64: differences are taken before
// anything is rounded. Here SIMD means two bars of one market, not four markets.
// `F` is the type of the given columns: f64, or f32 where the caller has no more.

/** Bar `i` of a given column. */
function bar<F>(column: usize, i: i32): f64 {
  return load<F>(column + (i as usize) * sizeof<F>()) as f64;
}

/** Bars `i` and `i` + 1. */
function pair<F>(column: usize, i: i32): v128 {
  const address = column + (i as usize) * sizeof<F>();
  if (sizeof<F>() == 8) return v128.load(address);
  return f64x2.promote_low_f32x4(v128.load64_zero(address));
}

/** Writes two float64, rounded, into one lane of rows `t` and `t` + 1. */
function writePair(lane: usize, t: i32, values: v128): void {
  const rounded = f32x4.demote_f64x2_zero(values);
  const target = lane + ((t as usize) << 4);
  v128.store_lane<f32>(target, rounded, 0);
  v128.store_lane<f32>(target, rounded, 1, 16);
}

function writeOne(lane: usize, t: i32, value: f64): void {
  store<f32>(lane + ((t as usize) << 4), value as f32);
}

function rangeOf<F>(high: usize, low: usize, close: usize, volume: usize, result: usize, count: i32): void {
  let lowest: f64 = Infinity;
  let highest: f64 = 0;
  let isValid = true;
  let i = 0;
  if (ASC_FEATURE_SIMD) {
    let lowestPair = f64x2.splat(Infinity);
    let highestPair = f64x2.splat(0);
    let valid = i64x2.splat(-1);
    for (; i + 2 <= count; i += 2) {
      const floor = pair<F>(low, i);
      const ceiling = pair<F>(high, i);
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
  }
  for (; i < count; i++) {
    const floor = bar<F>(low, i);
    const ceiling = bar<F>(high, i);
    const price = bar<F>(close, i);
    if (!(floor <= price && price <= ceiling && bar<F>(volume, i) >= 0)) isValid = false;
    if (floor < lowest) lowest = floor;
    if (ceiling > highest) highest = ceiling;
  }
  store<f64>(result, isValid ? lowest : NaN);
  store<f64>(result + 8, isValid ? highest : NaN);
}

/**
 * Lowest low and highest high of `count` given bars, as two f64 in `result`; both NaN where a bar cannot be: not
 * low ≤ close ≤ high, or a volume that is not ≥ 0. width: bytes of a given number, 8 or 4.
 */
export function priceRange(
  high: usize,
  low: usize,
  close: usize,
  volume: usize,
  result: usize,
  count: i32,
  width: i32,
): void {
  if (width == 8) rangeOf<f64>(high, low, close, volume, result, count);
  else rangeOf<f32>(high, low, close, volume, result, count);
}

function lane<F>(
  high: usize,
  low: usize,
  close: usize,
  volume: usize,
  closeLane: usize,
  changeLane: usize,
  upperLane: usize,
  lowerLane: usize,
  volumeLane: usize,
  start: i32,
  count: i32,
  inverse: f64,
  anchor: f64,
): void {
  for (let t = 0; t < start; t++) {
    writeOne(closeLane, t, NaN);
    writeOne(changeLane, t, NaN);
    writeOne(upperLane, t, NaN);
    writeOne(lowerLane, t, NaN);
    writeOne(volumeLane, t, NaN);
  }
  let previous: f64 = NaN;
  let i = 0;
  while (i < count) {
    if (ASC_FEATURE_SIMD) {
      // From the second bar on, each pair has the pair one bar before it to take the change from.
      const factor = f64x2.splat(inverse);
      const middle = f64x2.splat(anchor);
      for (; i > 0 && i + 2 <= count; i += 2) {
        const t = start + i;
        const price = pair<F>(close, i);
        writePair(closeLane, t, f64x2.sub(f64x2.mul(price, factor), middle));
        writePair(changeLane, t, f64x2.mul(f64x2.sub(price, pair<F>(close, i - 1)), factor));
        writePair(upperLane, t, f64x2.mul(f64x2.sub(pair<F>(high, i), price), factor));
        writePair(lowerLane, t, f64x2.mul(f64x2.sub(pair<F>(low, i), price), factor));
        writePair(volumeLane, t, pair<F>(volume, i));
      }
      if (i == count) break;
      if (i > 0) previous = bar<F>(close, i - 1);
    }
    const t = start + i;
    const price = bar<F>(close, i);
    writeOne(closeLane, t, price * inverse - anchor);
    writeOne(changeLane, t, (price - previous) * inverse);
    writeOne(upperLane, t, (bar<F>(high, i) - price) * inverse);
    writeOne(lowerLane, t, (bar<F>(low, i) - price) * inverse);
    writeOne(volumeLane, t, bar<F>(volume, i));
    previous = price;
    i++;
  }
}

/**
 * Writes `count` given bars into one lane from row `start` on, and NaN into the rows before. inverse: 1 / scale, exact;
 * width: bytes of a given number, 8 or 4.
 */
export function ingestLane(
  high: usize,
  low: usize,
  close: usize,
  volume: usize,
  closeLane: usize,
  changeLane: usize,
  upperLane: usize,
  lowerLane: usize,
  volumeLane: usize,
  start: i32,
  count: i32,
  inverse: f64,
  anchor: f64,
  width: i32,
): void {
  if (width == 8) {
    lane<f64>(
      high,
      low,
      close,
      volume,
      closeLane,
      changeLane,
      upperLane,
      lowerLane,
      volumeLane,
      start,
      count,
      inverse,
      anchor,
    );
  } else {
    lane<f32>(
      high,
      low,
      close,
      volume,
      closeLane,
      changeLane,
      upperLane,
      lowerLane,
      volumeLane,
      start,
      count,
      inverse,
      anchor,
    );
  }
}
