// Rows near a market's first bar need tests per lane (is the window full, is this the seed?), the others do not.
// A kernel is compiled once per phase: `isInteger<Phase>()` is a compile-time constant and costs nothing.
// Both phases do the same arithmetic, so the boundary does not matter; the youngest lane of a block sets it.
import { read, splat, subtract } from './lanes';

export type WarmUp = i32;
export type Steady = f32;

/** The first row with more than `lookback` bars before it in all lanes; starts: first row of each lane, f32. */
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

/** Bars from the first bar of each lane to row `t`; negative before it. */
export function barsSince<V>(starts: usize, t: i32): V {
  return subtract<V>(splat<V>(t as f32), read<V>(starts));
}

/** First row of the span of `period` rows that contains row `t`: spans start at multiples of their length. */
export function spanStart(t: i32, period: i32): i32 {
  return t - (t % period);
}

/** First row of the first span of `period` rows in which every row of every lane has over `lookback` bars before it. */
export function firstSteadySpan<V>(starts: usize, lookback: i32, period: i32): i32 {
  return spanStart(firstSteadyRow<V>(starts, lookback) + period - 1, period);
}

/** `t` clamped to [from, to]. */
export function clampRow(t: i32, from: i32, to: i32): i32 {
  return min(max(t, from), to);
}
