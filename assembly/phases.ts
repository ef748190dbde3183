// Rows near a market's first bar need a test in each lane (is the window full, is this the seed?), the rest do not.
// A kernel is compiled once for each phase: `isInteger<Phase>()` is known to the compiler and costs nothing.
// Both phases do the same arithmetic, so it does not matter where the border lies; the slowest lane of a block sets it.
import { read, splat, subtract } from './lanes';

export type WarmUp = i32;
export type Steady = f32;

/** The first row of which all lanes have more than `lookback` bars before it; starts: first row of each lane, f32. */
export function firstSteadyRow<V>(starts: usize, lookback: i32): i32 {
  let latest: f32 = load<f32>(starts);
  if (isVector<V>()) {
    for (let lane: usize = 4; lane < 16; lane += 4) {
      const start = load<f32>(starts + lane);
      if (latest < start) latest = start;
    }
  }
  return (latest as i32) + lookback;
}

/** How many bars row `t` lies after the first bar of each lane; negative before it. */
export function barsSince<V>(starts: usize, t: i32): V {
  return subtract<V>(splat<V>(t as f32), read<V>(starts));
}

/** First row of the span of `period` rows that holds row `t`: windows are cut at multiples of their length. */
export function spanStart(t: i32, period: i32): i32 {
  return t - (t % period);
}

/** First row of the first span of `period` rows in which all lanes have more than `lookback` bars before each row. */
export function firstSteadySpan<V>(starts: usize, lookback: i32, period: i32): i32 {
  return spanStart(firstSteadyRow<V>(starts, lookback) + period - 1, period);
}

/** `t` if it lies in [from, to], else the nearer end. */
export function clampRow(t: i32, from: i32, to: i32): i32 {
  return min(max(t, from), to);
}
