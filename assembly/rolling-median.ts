import { medianTile, TILE_PERIOD, TILE_ROWS } from '../build/assembly/median-network';
import { Call } from './call';
import { row } from './lanes';
import {
  greaterBits,
  ifLessBits,
  lesserBits,
  readBits,
  splatBits,
  writeBits,
  writeMiddle,
} from './volume-bits';

/** Larger than every volume: marks a free element of the sorted window. */
const FREE: i32 = 0x7fc00000;

/** Replaces one value of the sorted window with another, in one pass. */
function replace<B>(sorted: usize, period: i32, old: B, value: B): void {
  let left = splatBits<B>(-1);
  let here = readBits<B>(sorted);
  for (let i = 0; i < period - 1; i++) {
    const next = readBits<B>(row(sorted, i + 1));
    const kept = ifLessBits<B>(here, old, here, next);
    writeBits<B>(row(sorted, i), greaterBits<B>(left, lesserBits<B>(kept, value)));
    left = kept;
    here = next;
  }
  writeBits<B>(row(sorted, period - 1), greaterBits<B>(left, value));
}

/** Medians of the windows that end at rows [from, to); from ≥ period − 1; scratch: `period` rows. */
function sortedWindow<B>(
  column: usize,
  medians: usize,
  scratch: usize,
  from: i32,
  to: i32,
  period: i32,
): void {
  const free = splatBits<B>(FREE);
  for (let i = 0; i < period; i++) writeBits<B>(row(scratch, i), free);
  for (let t = from - period + 1; t < from; t++)
    replace<B>(scratch, period, free, readBits<B>(row(column, t)));
  let old = free;
  for (let t = from; t < to; t++) {
    replace<B>(scratch, period, old, readBits<B>(row(column, t)));
    const low = readBits<B>(row(scratch, (period - 1) >> 1));
    writeMiddle<B>(row(medians, t), low, readBits<B>(row(scratch, period >> 1)));
    old = readBits<B>(row(column, t - period + 1));
  }
}

function medians<B>(column: usize, medians: usize, scratch: usize, from: i32, to: i32, period: i32): void {
  const first = max(from, period - 1);
  if (first >= to) return;
  if (period != TILE_PERIOD || to < TILE_PERIOD - 1 + TILE_ROWS) {
    sortedWindow<B>(column, medians, scratch, first, to, period);
    return;
  }
  let t = first;
  for (; t + TILE_ROWS <= to; t += TILE_ROWS)
    medianTile<B>(row(column, t - TILE_PERIOD + 1), row(medians, t));
  if (t < to) medianTile<B>(row(column, to - TILE_ROWS - TILE_PERIOD + 1), row(medians, to - TILE_ROWS));
}

/**
 * Median of the last `period` volumes, written to rows [from, to) of the levels. Rows before `period` − 1, and rows of
 * lanes whose window is not full, are unspecified; up to seven rows before `from` may be written too. For the usual
 * length a network sorts eight windows at once; both methods select, so they give the same bits. scratch: `period`
 * rows.
 */
export function rollingMedian<V>(call: Call, lane: usize, from: i32, to: i32): void {
  const volume = call.volume + lane;
  const levels = call.levels + lane;
  const scratch = call.scratch + lane;
  if (isVector<V>()) medians<v128>(volume, levels, scratch, from, to, call.period);
  else medians<i32>(volume, levels, scratch, from, to, call.period);
}
