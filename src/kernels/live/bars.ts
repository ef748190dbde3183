import { isPossiblePrice, MAX_PRICE_RATIO } from '../../market/candle-limits.js';
import { LANES } from '../engine/layout.js';
import { impossibleBar, isPossibleBar } from '../program/price-scale.js';
import type { LiveLanes } from './lanes.js';
import type { LiveMemory } from './memory.js';

/** One bar of every market, by handle: arrays of `laneCount` values. A close of NaN means no bar. */
export interface LiveBars {
  readonly high: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly close: ArrayLike<number>;
  readonly volume: ArrayLike<number>;
  /** Closes of the benchmarks, in the order of their first setBenchmark. */
  readonly benchmarks?: ArrayLike<number>;
}

/** @throws {RangeError} an invalid bar. */
export function checkBars(bars: LiveBars, lanes: LiveLanes): void {
  const { high, low, close, volume, benchmarks } = bars;
  for (let index = 0; index < (benchmarks?.length ?? 0); index++) {
    const price = benchmarks![index];
    if (Number.isNaN(price) || isPossiblePrice(price)) continue;
    throw new RangeError(`Expected a close above 0, or NaN, got ${price} for benchmark ${index}.`);
  }
  const { count, close: closeBefore } = lanes;
  for (let handle = 0; handle < count; handle++) {
    const price = close[handle];
    // The most frequent case first: every bar of every market passes through here.
    if (isPossibleBar(low[handle], price, high[handle], volume[handle])) {
      if (isWithinReach(low[handle], high[handle], closeBefore[handle])) continue;
    } else if (Number.isNaN(price)) continue;
    if (lanes.isTaken(handle)) throw badBar(bars, handle, closeBefore[handle]);
  }
}

/** Whether these prices are possible for a market with previous close `before` (NaN if none). */
function isWithinReach(low: number, high: number, before: number): boolean {
  return !(high > before * MAX_PRICE_RATIO || low * MAX_PRICE_RATIO < before);
}

function badBar({ high, low, close, volume }: LiveBars, handle: number, before: number): RangeError {
  const bar = [low[handle], close[handle], high[handle], volume[handle]] as const;
  if (!isPossibleBar(...bar)) return new RangeError(`${impossibleBar(...bar)} for handle ${handle}.`);
  return new RangeError(
    `Expected the prices of one market within a factor of ${MAX_PRICE_RATIO}, got low ${low[handle]} and high ` +
      `${high[handle]} after a close of ${before} for handle ${handle}.`,
  );
}

/**
 * Writes a bar of every market to the last row. Differences are taken in float64 and rounded once, as in ingestLane.
 * @param isNew  whether a market without a bar gets a filled one; otherwise it keeps its bar.
 */
export function writeBars(bars: LiveBars, lanes: LiveLanes, memory: LiveMemory, isNew: boolean): void {
  const { high, low, close, volume } = bars;
  const { columns, columnStride, blockStride, blocks } = memory.layout;
  const floats = memory.engine.floats();
  const stride = columnStride / 4;
  const first = (memory.base + blocks + columns) / 4 + memory.row * LANES;
  for (let handle = 0; handle < lanes.count; handle++) {
    if (!lanes.isTaken(handle)) continue;
    let price = close[handle];
    const isAbsent = Number.isNaN(price);
    if (isAbsent && !isNew) continue;
    if (isAbsent) price = lanes.close[handle];
    if (Number.isNaN(price)) continue;
    const floor = isAbsent ? price : low[handle];
    const ceiling = isAbsent ? price : high[handle];
    lanes.makeReady(handle, floor, ceiling, isNew);
    const inverse = 1 / lanes.scale[handle];
    const at = first + (handle >> 2) * (blockStride / 4) + (handle & 3);
    floats[at] = price * inverse - lanes.anchor[handle];
    floats[at + stride] = (price - lanes.previous[handle]) * inverse;
    floats[at + 2 * stride] = (ceiling - price) * inverse;
    floats[at + 3 * stride] = (floor - price) * inverse;
    floats[at + 4 * stride] = isAbsent ? 0 : volume[handle];
    lanes.close[handle] = price;
    lanes.filled[handle] = isAbsent ? 1 : 0;
  }
}
