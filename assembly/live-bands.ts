import {
  add,
  divide,
  greater,
  ifEqual,
  ifLess,
  lesser,
  multiply,
  read,
  splat,
  squareRoot,
  subtract,
  tallied,
  tally,
  undefinedLanes,
  write,
} from './lanes';
import { minus, plus, readAs, same, times, writeRounded } from './doubles';
import { back, Bar, CHANGE, CLOSE, LOWER, now, output, Task, UPPER } from './live-task';
import { barsSince } from './phases';
import { ifThere, tieFloor, widthOf as wide } from './width-column';

function missing<V>(bar: Bar, block: usize, bars: i32): V {
  return subtract<V>(splat<V>(bars as f32), barsSince<V>(block, bar.row));
}

/** lacking: bars that a lane still needs; the outputs are undefined while it is > 0. */
function ifFull<V>(lacking: V, value: V): V {
  return ifLess<V>(splat<V>(0), lacking, undefinedLanes<V>(), value);
}

export function liveSma<V>(bar: Bar, task: Task, block: usize): void {
  const change = now(bar, block, CHANGE);
  const period = task.period;
  let distance = splat<V>(0);
  let sum = distance;
  for (let i = 0; i < period - 1; i++) {
    distance = subtract<V>(distance, read<V>(back(change, i)));
    sum = add<V>(sum, distance);
  }
  const mean = multiply<V>(sum, splat<V>((1 as f32) / (period as f32)));
  const result = add<V>(read<V>(now(bar, block, CLOSE)), mean);
  write<V>(output(task, block, 0), ifFull<V>(missing<V>(bar, block, period - 1), result));
}

/**
 * Mean and deviation of the window, measured from its last close: that is in the window, so the distances are never
 * large compared with the deviation. Six output rows, one per column of `bollinger`.
 */
export function liveBollinger<V>(bar: Bar, task: Task, block: usize): void {
  const change = now(bar, block, CHANGE);
  const period = task.period;
  let distance = splat<V>(0);
  let sum = distance;
  let squares = distance;
  for (let i = 0; i < period - 1; i++) {
    distance = subtract<V>(distance, read<V>(back(change, i)));
    sum = add<V>(sum, distance);
    squares = add<V>(squares, multiply<V>(distance, distance));
  }
  const share = splat<V>((1 as f32) / (period as f32));
  const mean = multiply<V>(sum, share);
  const reach = reachOf<V>(task.weight, mean, multiply<V>(squares, share));
  const base = read<V>(now(bar, block, CLOSE));
  const lacking = missing<V>(bar, block, period - 1);
  const middle = add<V>(base, mean);
  const twice = add<V>(reach, reach);
  const position = subtract<V>(splat<V>(0.5), divide<V>(mean, twice));
  const percentB = ifEqual<V>(twice, splat<V>(0), undefinedLanes<V>(), position);
  const deviation = deviationOf<V>(mean, multiply<V>(squares, share));
  write<V>(output(task, block, 0), ifFull<V>(lacking, add<V>(middle, reach)));
  write<V>(output(task, block, 1), ifFull<V>(lacking, middle));
  write<V>(output(task, block, 2), ifFull<V>(lacking, subtract<V>(middle, reach)));
  write<V>(output(task, block, 3), ifFull<V>(lacking, deviation));
  write<V>(output(task, block, 4), ifFull<V>(lacking, widthOf<V>(block, base, mean, reach)));
  write<V>(output(task, block, 5), ifFull<V>(lacking, percentB));
}

function deviationOf<V>(mean: V, meanSquare: V): V {
  return squareRoot<V>(greater<V>(subtract<V>(meanSquare, multiply<V>(mean, mean)), splat<V>(0)));
}

function reachOf<V>(multiplier: f32, mean: V, meanSquare: V): V {
  return multiply<V>(splat<V>(multiplier), deviationOf<V>(mean, meanSquare));
}

function widthOf<V>(block: usize, base: V, mean: V, reach: V): V {
  const price = add<V>(base, read<V>(block + 16));
  return divide<V>(multiply<V>(splat<V>(200), reach), add<V>(price, mean));
}

/** The width to rank, of some lanes: in float64, as in widthColumn. */
function rankedWidth<D>(bar: Bar, task: Task, block: usize, target: usize): void {
  const change = now(bar, block, CHANGE);
  const period = task.period;
  let distance = same<D>(0);
  let sum = distance;
  let squares = distance;
  for (let i = 0; i < period - 1; i++) {
    distance = minus<D>(distance, readAs<D, f32>(back(change, i)));
    sum = plus<D>(sum, distance);
    squares = plus<D>(squares, times<D>(distance, distance));
  }
  const share = same<D>((1 as f64) / (period as f64));
  const price = plus<D>(readAs<D, f32>(now(bar, block, CLOSE)), readAs<D, f32>(block + 16));
  const factor = same<D>((200 as f64) * (task.weight as f64));
  const width = wide<D>(times<D>(sum, share), times<D>(squares, share), price, factor);
  const since = minus<D>(same<D>(bar.row as f64), readAs<D, f32>(block));
  writeRounded<D>(target, ifThere<D>(since, period - 1, width));
}

export function liveBbWidthPercentile<V>(bar: Bar, task: Task, block: usize): void {
  const widths = now(bar, block, task.levels);
  if (isVector<V>()) {
    rankedWidth<v128>(bar, task, block, widths);
    rankedWidth<v128>(bar, task, block + 8, widths + 8);
  } else rankedWidth<f64>(bar, task, block, widths);
  const others = task.window - 1;
  const floor = tieFloor<V>(read<V>(widths));
  let count = splat<V>(0);
  for (let i = 1; i <= others; i++) count = tally<V>(count, read<V>(back(widths, i)), floor);
  const rank = divide<V>(multiply<V>(splat<V>(100), tallied<V>(count)), splat<V>(others as f32));
  write<V>(output(task, block, 0), ifFull<V>(missing<V>(bar, block, task.period - 1 + others), rank));
}

export function liveDonchian<V>(bar: Bar, task: Task, block: usize): void {
  const close = now(bar, block, CLOSE);
  const upper = now(bar, block, UPPER);
  const lower = now(bar, block, LOWER);
  const period = task.period;
  let high = splat<V>(-f32.MAX_VALUE);
  let low = splat<V>(f32.MAX_VALUE);
  for (let i = 1; i <= period; i++) {
    const price = read<V>(back(close, i));
    high = greater<V>(high, add<V>(price, read<V>(back(upper, i))));
    low = lesser<V>(low, add<V>(price, read<V>(back(lower, i))));
  }
  const lacking = missing<V>(bar, block, period);
  write<V>(output(task, block, 0), ifFull<V>(lacking, high));
  write<V>(output(task, block, 1), ifFull<V>(lacking, low));
}
