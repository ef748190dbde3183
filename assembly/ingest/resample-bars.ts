import { bar, CLOSE, column, Intake, LOW, stagedOf, VOLUME } from './given';

/**
 * Merges `factor` × `count` input bars into `count` bars, in place: highest high, lowest low, last close, sum of the
 * volumes. float64 only.
 */
export function resampleBars(intake: Intake, lane: i32, count: i32): void {
  const staged = stagedOf(intake, lane);
  const stride = intake.stride;
  const factor = intake.factor;
  const low = column(staged, stride, LOW);
  const close = column(staged, stride, CLOSE);
  const volume = column(staged, stride, VOLUME);
  let made = 0;
  if (ASC_FEATURE_SIMD) {
    const bytes = (factor as usize) << 3;
    // Two bars at once. Writes stay behind everything still to be read.
    for (; made + 2 <= count; made += 2) {
      let at = (made as usize) * bytes;
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
      const target = (made as usize) << 3;
      v128.store(staged + target, highest);
      v128.store(low + target, lowest);
      v128.store(close + target, last);
      v128.store(volume + target, traded);
    }
  }
  for (; made < count; made++) {
    let i = made * factor;
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
    const target = (made as usize) << 3;
    store<f64>(staged + target, highest);
    store<f64>(low + target, lowest);
    store<f64>(close + target, bar<f64>(close, i));
    store<f64>(volume + target, traded);
  }
}

/** The number at an address, and the one `bytes` after it. */
function twoBars(address: usize, bytes: usize): v128 {
  return v128.load64_lane(address + bytes, v128.load64_zero(address), 1);
}
