import { medianTile, TILE_PERIOD, TILE_ROWS } from '../../build/generated/median-tile.js';
import { type Bits, bitsOf, type Column } from './columns.js';

/** Buffers of a run besides its columns; allocated once. */
export interface SurgeScratch {
  /** The two middle values of each window. */
  readonly lows: Column;
  readonly lowBits: Bits;
  readonly highs: Column;
  readonly highBits: Bits;
  readonly sorted: Column;
}

export function createSurgeScratch(bars: number): SurgeScratch {
  const lows = new Float32Array(bars);
  const highs = new Float32Array(bars);
  return {
    lows,
    lowBits: bitsOf(lows),
    highs,
    highBits: bitsOf(highs),
    sorted: new Float32Array(TILE_PERIOD),
  };
}

/**
 * Volume ÷ median of the 20 volumes before. The medians come from our own network in integer arithmetic:
 * nothing else that we tried in JavaScript comes close (see surgeBySortedWindow).
 */
export function surge(volume: Column, volumeBits: Bits, out: Column, scratch: SurgeScratch): void {
  const { lows, lowBits, highs, highBits } = scratch;
  const bars = volume.length;
  const first = TILE_PERIOD - 1;
  let t = first;
  for (; t + TILE_ROWS <= bars; t += TILE_ROWS) medianTile(volumeBits, t - first, lowBits, highBits, t);
  if (t < bars) {
    const last = bars - TILE_ROWS;
    medianTile(volumeBits, last - first, lowBits, highBits, last);
  }
  out.fill(NaN, 0, TILE_PERIOD);
  for (t = TILE_PERIOD; t < bars; t++) {
    const twice = lows[t - 1] + highs[t - 1];
    out[t] = twice === 0 ? NaN : (2 * volume[t]) / twice;
  }
}

/**
 * The same the usual way: a sorted window, in which the new value moves to its position from that of the old
 * one.
 */
export function surgeBySortedWindow(volume: Column, out: Column, { sorted }: SurgeScratch): void {
  const bars = volume.length;
  const size = TILE_PERIOD;
  const middle = size >> 1;
  out.fill(NaN, 0, size);
  for (let i = 0; i < size; i++) {
    let place = i;
    for (; place > 0 && sorted[place - 1] > volume[i]; place--) sorted[place] = sorted[place - 1];
    sorted[place] = volume[i];
  }
  for (let t = size; t < bars; t++) {
    const entering = volume[t];
    const leaving = volume[t - size];
    const twice = sorted[middle - 1] + sorted[middle];
    out[t] = twice === 0 ? NaN : (2 * entering) / twice;
    if (entering >= leaving) {
      let place = 0;
      while (sorted[place] !== leaving) place++;
      for (; place < size - 1 && sorted[place + 1] < entering; place++) sorted[place] = sorted[place + 1];
      sorted[place] = entering;
    } else {
      let place = size - 1;
      while (sorted[place] !== leaving) place--;
      for (; place > 0 && sorted[place - 1] > entering; place--) sorted[place] = sorted[place - 1];
      sorted[place] = entering;
    }
  }
}
