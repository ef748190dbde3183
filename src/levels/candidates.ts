import type { CandleSeries } from '../market/candle-series.js';
import type { LevelType } from './zone.js';

/** A bar whose extreme may be a level, and the bar at whose close this is first known. */
export interface Candidate {
  readonly type: LevelType;
  readonly bar: number;
  readonly confirmedBar: number;
}

/** Bars on both sides that a swing must be strictly beyond. */
const SWING_BARS = 2;
/**
 * An edge of the Donchian channel counts once it has held for the shortest of its usual windows (10 to 30).
 */
const DONCHIAN_BARS = 10;
/** Bars with at least this percentile of the volumes so far leave marks at both ends. */
const HIGH_VOLUME_PERCENTILE = 0.85;
/** Before this many bars "high volume" is meaningless. */
const HIGH_VOLUME_MIN_BARS = 20;

/**
 * Swings, Donchian edges that held, and the ends of high-volume bars, each bar and type once, in the order in
 * which they become known (at the same bar: older first, resistance before support). Each is known at its
 * `confirmedBar` and never changes with later bars.
 */
export function findCandidates(series: CandleSeries): Candidate[] {
  const { high, low, volume, filled } = series;
  const bars = high.length;
  const found: Candidate[] = [];
  // One bit per type: later reasons for the same bar add nothing.
  const seen = new Uint8Array(bars);
  const add = (type: LevelType, bar: number, confirmedBar: number): void => {
    const bit = type === 'resistance' ? 1 : 2;
    if (filled[bar] !== 0 || (seen[bar] & bit) !== 0) return;
    seen[bar] |= bit;
    found.push({ type, bar, confirmedBar });
  };

  const sortedVolumes = new Float64Array(bars);
  let volumes = 0;
  for (let now = 0; now < bars; now++) {
    const edge = now - (DONCHIAN_BARS - 1);
    if (edge >= 0) {
      if (stands(high, edge, now, 1)) add('resistance', edge, now);
      if (stands(low, edge, now, -1)) add('support', edge, now);
    }
    const swing = now - SWING_BARS;
    if (swing >= SWING_BARS) {
      if (isSwing(high, swing, 1)) add('resistance', swing, now);
      if (isSwing(low, swing, -1)) add('support', swing, now);
    }
    if (filled[now] !== 0) continue;
    insertSorted(sortedVolumes, volumes++, volume[now]);
    const heavy = sortedVolumes[Math.floor(HIGH_VOLUME_PERCENTILE * (volumes - 1))];
    if (volumes >= HIGH_VOLUME_MIN_BARS && volume[now] > 0 && volume[now] >= heavy) {
      add('resistance', now, now);
      add('support', now, now);
    }
  }
  return found;
}

/** Whether no later bar up to `now` went beyond this one; sign 1 compares highs, −1 lows. */
function stands(extreme: Float64Array, bar: number, now: number, sign: 1 | -1): boolean {
  for (let later = bar + 1; later <= now; later++) {
    if (sign * extreme[later] > sign * extreme[bar]) return false;
  }
  return true;
}

/** Whether the bar is strictly beyond its neighbours on both sides. */
function isSwing(extreme: Float64Array, bar: number, sign: 1 | -1): boolean {
  for (let distance = 1; distance <= SWING_BARS; distance++) {
    if (sign * extreme[bar - distance] >= sign * extreme[bar]) return false;
    if (sign * extreme[bar + distance] >= sign * extreme[bar]) return false;
  }
  return true;
}

/** Inserts a value into the first `length` sorted ones. */
function insertSorted(sorted: Float64Array, length: number, value: number): void {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  sorted.copyWithin(low + 1, low, length);
  sorted[low] = value;
}
