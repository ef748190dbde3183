import { Call } from './call';
import {
  add,
  divide,
  greater,
  ifLess,
  lesser,
  multiply,
  read,
  readShared,
  row,
  splat,
  squareRoot,
  subtract,
  undefinedLanes,
  write,
} from './lanes';
import { spanStart } from './phases';

function shared(column: usize, t: i32): usize {
  return column + ((t as usize) << 2);
}

/** Simple return of row `t`; NaN up to and including a lane's first bar. */
function returnAt<V>(close: usize, change: usize, anchor: V, t: i32): V {
  const previous = add<V>(read<V>(row(close, max(t - 1, 0))), anchor);
  return divide<V>(read<V>(row(change, t)), previous);
}

/**
 * Suffix sums over the span before `first`, of returns minus those of row `first`; row i of scratch: the market's
 * return at 4i (kept from the pass over that span), Σx at 4i + 1, Σx² at 4i + 2, Σxy at 4i + 3. In the first span they
 * are NaN, as no window is full yet.
 */
function suffixes<V>(returns: usize, scratch: usize, firstReturn: V, first: i32, period: i32): void {
  let sum = splat<V>(0);
  writeSums<V>(row(scratch, 4 * period), sum, sum, sum);
  if (first == 0) {
    const none = undefinedLanes<V>();
    for (let i = period - 1; i > 0; i--) writeSums<V>(row(scratch, 4 * i), none, none, none);
    return;
  }
  let benchmark = shared(returns, first);
  const firstShared = readShared<V>(benchmark);
  let squares = sum;
  let products = sum;
  let kept = row(scratch, 4 * (period - 1));
  if (kept > scratch) {
    do {
      benchmark -= 4;
      const x = subtract<V>(read<V>(kept), firstReturn);
      const y = subtract<V>(readShared<V>(benchmark), firstShared);
      sum = add<V>(sum, x);
      squares = add<V>(squares, multiply<V>(x, x));
      products = add<V>(products, multiply<V>(x, y));
      writeSums<V>(kept, sum, squares, products);
      kept -= 64;
    } while (kept > scratch);
  }
}

/** A scratch row's sums; its first element holds the return. */
function writeSums<V>(scratchRow: usize, sum: V, squares: V, products: V): void {
  write<V>(scratchRow + 16, sum);
  write<V>(scratchRow + 32, squares);
  write<V>(scratchRow + 48, products);
}

/** cov / sqrt(var) · (1 / sqrt(var of the benchmark)), clamped to [−1, 1]; undefined if a variance is 0 or NaN. */
export function coefficient<V>(length: V, sum: V, squares: V, products: V, benchmarkSum: V, inverse: V): V {
  const zero = splat<V>(0);
  const variance = subtract<V>(multiply<V>(length, squares), multiply<V>(sum, sum));
  const covariance = subtract<V>(multiply<V>(length, products), multiply<V>(sum, benchmarkSum));
  const raw = divide<V>(multiply<V>(covariance, inverse), squareRoot<V>(variance));
  const result = greater<V>(splat<V>(-1), lesser<V>(splat<V>(1), raw));
  // The inverse is never NaN, so the minimum is NaN if the variance is, and NaN is not above 0.
  return ifLess<V>(zero, lesser<V>(variance, inverse), result, undefinedLanes<V>());
}

/**
 * Pearson correlation of the last `period` simple returns with the benchmark's; benchmarkWindow provides the sums and
 * inverses, with the same period.
 * scratch: 4·(`period` + 1) rows. May rewrite rows before `from`, with the same bits.
 */
export function btcCorrelation<V>(call: Call, lane: usize): void {
  const close = call.close + lane;
  const change = call.change + lane;
  const returns = call.returns;
  const sums = call.sums;
  const inverses = call.inverses;
  const out = call.out + lane;
  const rowStride = call.rowStride;
  const scratch = call.scratch + lane;
  const to = call.to;
  const period = call.period;
  const anchor = read<V>(call.anchors + lane);
  let first = spanStart(call.from, period);
  // Returns of the previous span, which a pass over it would have stored.
  for (let i = 0; first > 0 && i < period; i++) {
    write<V>(row(scratch, 4 * i), returnAt<V>(close, change, anchor, first - period + i));
  }
  for (; first < to; first += period) {
    const end = min(first + period, to);
    const firstReturn = returnAt<V>(close, change, anchor, first);
    suffixes<V>(returns, scratch, firstReturn, first, period);
    // Advancing addresses and fixed distances between columns: less address arithmetic than computing each from `t`.
    let benchmark = shared(returns, first);
    const toSums = sums - returns;
    const toInverses = inverses - returns;
    const toChange = change - close;
    let target = out + (first as usize) * rowStride;
    let kept = scratch;
    const firstShared = readShared<V>(benchmark);
    const length = splat<V>(period as f32);
    let previous = read<V>(row(close, max(first - 1, 0)));
    let sum = splat<V>(0);
    let squares = sum;
    let products = sum;
    const last = row(close, end);
    let price = row(close, first);
    do {
      const own = divide<V>(read<V>(price + toChange), add<V>(previous, anchor));
      previous = read<V>(price);
      write<V>(kept, own);
      kept += 64;
      const x = subtract<V>(own, firstReturn);
      const y = subtract<V>(readShared<V>(benchmark), firstShared);
      sum = add<V>(sum, x);
      squares = add<V>(squares, multiply<V>(x, x));
      products = add<V>(products, multiply<V>(x, y));
      const result = coefficient<V>(
        length,
        add<V>(sum, read<V>(kept + 16)),
        add<V>(squares, read<V>(kept + 32)),
        add<V>(products, read<V>(kept + 48)),
        readShared<V>(benchmark + toSums),
        readShared<V>(benchmark + toInverses),
      );
      write<V>(target, result);
      target += rowStride;
      benchmark += 4;
      price += 16;
    } while (price < last);
  }
}

/**
 * For each window of the benchmark's returns: their sum, relative to the return of the span's first row, and
 * 1 / sqrt(period·Σy² − (Σy)²), 0 if that is undefined. Computed once for all markets.
 * scratch: 2·(`period` + 1) f32.
 */
export function benchmarkWindow(call: Call): void {
  const returns = call.returns;
  const sums = call.sums;
  const inverses = call.inverses;
  const scratch = call.scratch;
  const to = call.to;
  const period = call.period;
  const length = period as f32;
  for (let first = spanStart(call.from, period); first < to; first += period) {
    const base = load<f32>(shared(returns, first));
    let sum: f32 = 0;
    let squares: f32 = 0;
    for (let i = period; i > 0; i--) {
      if (i < period) {
        const y: f32 = first == 0 ? f32.NaN : load<f32>(shared(returns, first - period + i)) - base;
        sum += y;
        squares += y * y;
      }
      store<f32>(shared(scratch, 2 * i), sum);
      store<f32>(shared(scratch, 2 * i + 1), squares);
    }
    sum = 0;
    squares = 0;
    const end = min(first + period, to);
    for (let t = first; t < end; t++) {
      const y = load<f32>(shared(returns, t)) - base;
      sum += y;
      squares += y * y;
      const i = t - first + 1;
      const total = sum + load<f32>(shared(scratch, 2 * i));
      const variance = length * (squares + load<f32>(shared(scratch, 2 * i + 1))) - total * total;
      const inverse: f32 = variance > 0 ? 1 / sqrt<f32>(variance) : 0;
      store<f32>(shared(sums, t), inverse > 0 ? total : 0);
      store<f32>(shared(inverses, t), inverse);
    }
  }
}
