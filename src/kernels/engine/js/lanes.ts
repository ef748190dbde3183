/** The memory as float32; index = address / 4. */
export type Memory = Float32Array<ArrayBufferLike>;

/** float32 values between two bars of a lane. */
export const ROW = 4;

/** Rounds a float64 to float32. Every operation of a twin is rounded, so its bits are those of the wasm kernels. */
export const round = Math.fround;

/** First row of the block of `period` rows that holds row `t`. */
export function blockStart(t: number, period: number): number {
  return t - (t % period);
}

/** Quotient, not defined where the divisor is 0. */
export function ratio(dividend: number, divisor: number): number {
  return divisor === 0 ? NaN : round(dividend / divisor);
}
