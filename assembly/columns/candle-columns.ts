// Metrics that are made of the candles alone, for rows [from, to); rows before `from` are read as far as they need.
import { at, orNaN } from './pairs';

/** Change against the close `span` rows before, %. */
export function changeColumn(close: usize, out: usize, from: i32, to: i32, span: i32): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    const hundred = f64x2.splat(100);
    const unit = f64x2.splat(1);
    for (; t + 2 <= to; t += 2) {
      const ratio = f64x2.div(v128.load(at(close, t)), v128.load(at(close, t - span)));
      v128.store(at(out, t), f64x2.mul(hundred, f64x2.sub(ratio, unit)));
    }
  }
  for (; t < to; t++) {
    store<f64>(at(out, t), 100 * (load<f64>(at(close, t)) / load<f64>(at(close, t - span)) - 1));
  }
}

/** Change since the open 4 rows before, %; mean volume of 3 rows against that of the 2 before, NaN where they had none. */
export function recentColumns(
  open: usize,
  close: usize,
  volume: usize,
  changes: usize,
  ratios: usize,
  from: i32,
  to: i32,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    const hundred = f64x2.splat(100);
    const zero = f64x2.splat(0);
    for (; t + 2 <= to; t += 2) {
      const first = v128.load(at(open, t - 4));
      const change = f64x2.mul(hundred, f64x2.sub(v128.load(at(close, t)), first));
      v128.store(at(changes, t), f64x2.div(change, first));
      const two = f64x2.add(v128.load(at(volume, t - 4)), v128.load(at(volume, t - 3)));
      // As exact as the division by 2, and faster.
      const before = f64x2.mul(two, f64x2.splat(0.5));
      const three = f64x2.add(
        f64x2.add(v128.load(at(volume, t - 2)), v128.load(at(volume, t - 1))),
        v128.load(at(volume, t)),
      );
      const recent = f64x2.div(three, f64x2.splat(3));
      v128.store(at(ratios, t), orNaN(f64x2.div(recent, before), f64x2.gt(before, zero)));
    }
  }
  for (; t < to; t++) {
    const first = load<f64>(at(open, t - 4));
    store<f64>(at(changes, t), (100 * (load<f64>(at(close, t)) - first)) / first);
    const before = (load<f64>(at(volume, t - 4)) + load<f64>(at(volume, t - 3))) / 2;
    const three = load<f64>(at(volume, t - 2)) + load<f64>(at(volume, t - 1)) + load<f64>(at(volume, t));
    const recent = three / 3;
    store<f64>(at(ratios, t), before > 0 ? recent / before : NaN);
  }
}

/** Suffix sums of a window's values, two values a step: a step waits for the one before. */
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

function amount(high: usize, low: usize, close: usize, volume: usize, t: i32): f64 {
  const sum = load<f64>(at(high, t)) + load<f64>(at(low, t)) + load<f64>(at(close, t));
  return load<f64>(at(volume, t)) * (sum / 3);
}

/**
 * Σ volume · typical price of the last `length` rows; rows before the first call count as 0. Suffix sums of the window
 * before, a prefix sum of this one: nothing is subtracted, so nothing drifts. Both take two rows a step.
 * window: what goes on from call to call, 0 at first: the sum of its whole pairs and the rows in it (16 bytes), `length`
 * values, `length` + 1 suffix sums.
 */
export function turnoverColumn(
  high: usize,
  low: usize,
  close: usize,
  volume: usize,
  out: usize,
  window: usize,
  from: i32,
  to: i32,
  length: i32,
): void {
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
    if (ASC_FEATURE_SIMD) {
      for (; (filled & 1) == 0 && t + 2 <= end; t += 2, filled += 2) {
        const sum = f64x2.add(
          f64x2.add(v128.load(at(high, t)), v128.load(at(low, t))),
          v128.load(at(close, t)),
        );
        const amounts = f64x2.mul(v128.load(at(volume, t)), f64x2.div(sum, f64x2.splat(3)));
        v128.store(at(values, filled), amounts);
        const value = f64x2.extract_lane(amounts, 0);
        const both = f64x2.replace_lane(amounts, 1, value + f64x2.extract_lane(amounts, 1));
        const prefixes = f64x2.add(f64x2.splat(prefix), both);
        prefix += f64x2.extract_lane(both, 1);
        v128.store(at(out, t), f64x2.add(v128.load(at(suffixes, filled + 1)), prefixes));
      }
    }
    if (t < end) {
      const value = amount(high, low, close, volume, t);
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
