import { beforeAll, describe, expect, test } from '../support/jest.js';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { TIE_TOLERANCE } from '../../src/kernels/engine/tie-tolerance.js';
import { createLiveSlab } from '../../src/kernels/live/live-slab.js';
import { allEngines, LAST_OPEN_MS, scan, seeded, seriesOf, TIMEFRAME_MS } from './helpers.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

const PERIOD = 20;
const OTHERS = 119;
const FIRST = PERIOD - 1 + OTHERS;

interface Market {
  /** Closes in ticks. */
  readonly ticks: readonly number[];
  readonly close: Float64Array;
}

/** A market that moves by few ticks, so that windows recur. */
function lowTickMarket(seed: number, start: number, tick: number, bars = 420): Market {
  const random = seeded(seed);
  let price = start;
  const ticks = Array.from({ length: bars }, () => {
    if (random() < 0.4) price += random() < 0.5 + 0.05 * (price - start) ? -1 : 1;
    return price;
  });
  return { ticks, close: Float64Array.from(ticks, (count) => Number((count * tick).toPrecision(15))) };
}

/**
 * Twice the variance · n² and the sum of the window that ends at `t`, both integers: width² is V / S² up to a constant
 * factor.
 */
function windowOf(ticks: readonly number[], t: number): { V: bigint; S: bigint } {
  let [sum, squares] = [0, 0];
  for (let i = t - PERIOD + 1; i <= t; i++) {
    sum += ticks[i];
    squares += ticks[i] ** 2;
  }
  return { V: BigInt(PERIOD * squares - sum * sum), S: BigInt(sum) };
}

/** How many of the other widths are smaller, and how many of those by less than the tolerance. */
function rankOf(ticks: readonly number[], t: number): { smaller: number; nearly: number } {
  const own = windowOf(ticks, t);
  let smaller = 0;
  let nearly = 0;
  for (let j = t - OTHERS; j < t; j++) {
    const other = windowOf(ticks, j);
    const [left, right] = [other.V * own.S * own.S, own.V * other.S * other.S];
    if (left >= right) continue;
    smaller++;
    if (Number(left) / Number(right) > (1 - 2 * TIE_TOLERANCE) ** 2) nearly++;
  }
  return { smaller, nearly };
}

const MARKETS = {
  'at 1.5e-6 by 1e-8': lowTickMarket(1, 150, 1e-8),
  'at 1 by 1e-4': lowTickMarket(2, 10_000, 1e-4),
  'at 0.05 by 1e-3': lowTickMarket(3, 50, 1e-3),
  'at 1000 by 0.01': lowTickMarket(4, 100_000, 0.01),
} as const;

describe.each(Object.entries(MARKETS))('a market of few ticks, %s', (_, { ticks, close }) => {
  test.each(ENGINE_NAMES)('counts equal widths as ties: ranks match exact integers (%s)', (name) => {
    const slab = scan(engines[name], [seriesOf({ close })], { indicators: [{ id: 'bbWidthPercentile' }] });
    const ranks = slab.series(0, 'bbWidthPercentile');
    slab.dispose();
    for (let t = FIRST; t < close.length; t++) {
      const { smaller, nearly } = rankOf(ticks, t);
      const rank = Math.round((ranks[t] * OTHERS) / 100);
      expect(rank).toBeLessThanOrEqual(smaller);
      expect(rank).toBeGreaterThanOrEqual(smaller - nearly);
    }
  });

  test.each(ENGINE_NAMES)('does the same bar by bar (%s)', (name) => {
    const indicators = [{ id: 'bollinger' }, { id: 'bbWidthPercentile' }];
    const count = close.length;
    const lastOpenTimeMs = LAST_OPEN_MS - count * TIMEFRAME_MS;
    const live = createLiveSlab(engines[name], {
      marketCount: 1,
      timeframeMs: TIMEFRAME_MS,
      lastOpenTimeMs,
      indicators,
    });
    const [handle] = live.add([{ series: seriesOf({ close: [] }), benchmark: null }]);
    for (let t = 0; t < count; t++) {
      const column = new Float64Array(live.laneCount).fill(close[t]);
      live.append({ high: column, low: column, close: column, volume: column });
      if (t < FIRST) continue;
      const { smaller, nearly } = rankOf(ticks, t);
      const rank = Math.round((live.latest(handle, 'bbWidthPercentile') * OTHERS) / 100);
      expect(rank).toBeLessThanOrEqual(smaller);
      expect(rank).toBeGreaterThanOrEqual(smaller - nearly);
    }
    live.dispose();
  });
});
