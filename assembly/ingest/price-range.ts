import { bar, CLOSE, column, four, Intake, LOW, pair, scaleOf, stagedOf, VOLUME } from './given';

/** MAX_VOLUME of src/market/candle-limits.ts. */
const MAX_VOLUME: f64 = 1e30;

/** The smallest of four numbers. */
function least(values: v128): f32 {
  const first = min(f32x4.extract_lane(values, 0), f32x4.extract_lane(values, 1));
  return min(first, min(f32x4.extract_lane(values, 2), f32x4.extract_lane(values, 3)));
}

/**
 * Lowest low and highest high of a lane's input bars; both NaN if a bar is invalid: low ≤ close ≤ high does not hold,
 * or the volume is outside 0 … MAX_VOLUME.
 */
export function priceRange<F>(intake: Intake, lane: i32, count: i32): void {
  const staged = stagedOf(intake, lane);
  const stride = intake.stride;
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
      // One dependent step per iteration: the rest does not wait for the previous iteration.
      const inOrder = v128.and(f64x2.le(floor, price), f64x2.le(price, ceiling));
      const traded = pair<F>(volume, i);
      const inRange = v128.and(f64x2.ge(traded, f64x2.splat(0)), f64x2.le(traded, f64x2.splat(MAX_VOLUME)));
      valid = v128.and(valid, v128.and(inOrder, inRange));
      lowestPair = f64x2.pmin(lowestPair, floor);
      highestPair = f64x2.pmax(highestPair, ceiling);
    }
    isValid = i64x2.all_true(valid);
    lowest = min(f64x2.extract_lane(lowestPair, 0), f64x2.extract_lane(lowestPair, 1));
    highest = max(f64x2.extract_lane(highestPair, 0), f64x2.extract_lane(highestPair, 1));
  } else if (ASC_FEATURE_SIMD) {
    // Comparisons do not round: float32 without conversion, four at once.
    let lowestFour = f32x4.splat(Infinity);
    let highestFour = f32x4.splat(0);
    let valid = i32x4.splat(-1);
    for (; i + 4 <= count; i += 4) {
      const floor = four(low, i);
      const ceiling = four(staged, i);
      const price = four(close, i);
      const inOrder = v128.and(f32x4.le(floor, price), f32x4.le(price, ceiling));
      const traded = four(volume, i);
      const most = f32x4.splat(MAX_VOLUME as f32);
      const inRange = v128.and(f32x4.ge(traded, f32x4.splat(0)), f32x4.le(traded, most));
      valid = v128.and(valid, v128.and(inOrder, inRange));
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
    const traded: f64 = bar<F>(volume, i);
    if (!(floor <= price && price <= ceiling && traded >= 0 && traded <= MAX_VOLUME)) isValid = false;
    if (floor < lowest) lowest = floor;
    if (ceiling > highest) highest = ceiling;
  }
  const scale = scaleOf(intake, lane);
  scale.lowest = isValid ? lowest : NaN;
  scale.highest = isValid ? highest : NaN;
}
