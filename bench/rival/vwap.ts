import type { Candles, Column } from './columns.js';

/** Volume-weighted mean of the typical price since the last row with a flag, or since row 0. */
export function vwap({ high, low, close, volume }: Candles, sessions: Uint8Array, out: Column): void {
  const bars = close.length;
  const third = 1 / 3;
  let value = 0;
  let traded = 0;
  for (let t = 0; t < bars; t++) {
    if (sessions[t] !== 0) {
      value = 0;
      traded = 0;
    }
    const amount = volume[t];
    value += (high[t] + low[t] + close[t]) * third * amount;
    traded += amount;
    // 0 / 0 is NaN by itself; testing for it would cost as much as the rest.
    out[t] = value / traded;
  }
}
