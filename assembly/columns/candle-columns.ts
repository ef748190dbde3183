// Metrics computed from candles alone; they read as many rows before `from` as they need.
import { ifMore, minus, over, plus, same, times } from '../doubles';
import { at, ColumnCall, put, take, width } from './column-call';

/** Change since the close `span` rows earlier, %. */
@unmanaged
export class ChangeColumn extends ColumnCall {
  close: usize;
  out: usize;
  span: i32;

  run<D>(from: i32, to: i32): void {
    const close = this.close;
    const out = this.out;
    const span = this.span;
    let t = from;
    do {
      const ratio = over<D>(take<D, f64>(close, t), take<D, f64>(close, t - span));
      put<D>(out, t, times<D>(same<D>(100), minus<D>(ratio, same<D>(1))));
      t += width<D>();
    } while (t < to);
  }
}

/**
 * Change since the open 4 rows earlier, %; mean volume of 3 rows as a multiple of the mean of the 2 before, NaN if
 * those had no volume.
 */
@unmanaged
export class RecentColumns extends ColumnCall {
  open: usize;
  close: usize;
  volume: usize;
  changes: usize;
  ratios: usize;

  run<D>(from: i32, to: i32): void {
    let t = from;
    do {
      const first = take<D, f64>(this.open, t - 4);
      const rise = times<D>(same<D>(100), minus<D>(take<D, f64>(this.close, t), first));
      put<D>(this.changes, t, over<D>(rise, first));
      put<D>(this.ratios, t, recentVolume<D>(this.volume, t));
      t += width<D>();
    } while (t < to);
  }
}

function recentVolume<D>(volume: usize, t: i32): D {
  const two = plus<D>(take<D, f64>(volume, t - 4), take<D, f64>(volume, t - 3));
  // As exact as dividing by 2, and faster.
  const before = times<D>(two, same<D>(0.5));
  const three = plus<D>(
    plus<D>(take<D, f64>(volume, t - 2), take<D, f64>(volume, t - 1)),
    take<D, f64>(volume, t),
  );
  const ratio = over<D>(over<D>(three, same<D>(3)), before);
  return ifMore<D>(before, same<D>(0), ratio);
}

/**
 * Σ volume · typical price of the last `length` rows; rows before the first call count as 0. Suffix sums of the
 * previous window plus a prefix sum of this one: nothing is subtracted, so nothing drifts. Both process two rows per
 * step.
 */
@unmanaged
export class TurnoverColumn extends ColumnCall {
  high: usize;
  low: usize;
  close: usize;
  volume: usize;
  out: usize;
  /**
   * State carried from call to call, initially 0: the sum of the whole pairs and the row count (16 bytes), `length`
   * values, `length` + 1 suffix sums.
   */
  window: usize;
  length: i32;

  run<D>(from: i32, to: i32): void {
    // Both handle any number of rows.
    if (ASC_FEATURE_SIMD && !isVector<D>()) return this.run<v128>(from, to);
    const high = this.high;
    const low = this.low;
    const close = this.close;
    const volume = this.volume;
    const out = this.out;
    const window = this.window;
    const length = this.length;
    let prefix = load<f64>(window);
    let filled = load<f64>(window, 8) as i32;
    const values = window + 16;
    const suffixes = at(values, length);
    let t = from;
    while (t < to) {
      if (filled == length) {
        closeWindow(values, suffixes, length);
        filled = 0;
        prefix = 0;
      }
      const end = min(to, t + length - filled);
      if (isVector<D>()) {
        for (; (filled & 1) == 0 && t + 2 <= end; t += 2, filled += 2) {
          const amounts = amount<v128>(high, low, close, volume, t);
          v128.store(at(values, filled), amounts);
          const value = f64x2.extract_lane(amounts, 0);
          const both = f64x2.replace_lane(amounts, 1, value + f64x2.extract_lane(amounts, 1));
          const prefixes = f64x2.add(f64x2.splat(prefix), both);
          prefix += f64x2.extract_lane(both, 1);
          v128.store(at(out, t), f64x2.add(v128.load(at(suffixes, filled + 1)), prefixes));
        }
      }
      if (t < end) {
        const value = amount<f64>(high, low, close, volume, t);
        store<f64>(at(values, filled), value);
        const isSecond = (filled & 1) == 1;
        const added = isSecond ? load<f64>(at(values, filled - 1)) + value : value;
        filled++;
        store<f64>(at(out, t), load<f64>(at(suffixes, filled)) + (prefix + added));
        if (isSecond) prefix += added;
        t++;
      }
    }
    store<f64>(window, prefix);
    store<f64>(window, filled as f64, 8);
  }
}

function amount<D>(high: usize, low: usize, close: usize, volume: usize, t: i32): D {
  const sum = plus<D>(plus<D>(take<D, f64>(high, t), take<D, f64>(low, t)), take<D, f64>(close, t));
  return times<D>(take<D, f64>(volume, t), over<D>(sum, same<D>(3)));
}

/** Suffix sums of a window's values, two values per step, as each step depends on the previous one. */
function closeWindow(values: usize, suffixes: usize, length: i32): void {
  let sum: f64 = 0;
  let i = length - 1;
  for (; i > 0; i -= 2) {
    const value = load<f64>(at(values, i));
    const both = value + load<f64>(at(values, i - 1));
    store<f64>(at(suffixes, i), sum + value);
    sum += both;
    store<f64>(at(suffixes, i - 1), sum);
  }
  if (i == 0) store<f64>(at(suffixes, 0), sum + load<f64>(at(values, 0)));
}
