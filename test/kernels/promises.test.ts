import { beforeAll, describe, expect, test } from '../support/jest.js';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { createLiveSlab } from '../../src/kernels/live/live-slab.js';
import { allEngines, LAST_OPEN_MS, randomMarket, scan, seeded, seriesOf, TIMEFRAME_MS } from './helpers.js';
import { PROMISES } from './promises.js';
import { searchWorstCases } from './worst-cases.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

const SEED = Number(process.env['PROMISES_SEED'] ?? 20261129);
const TRIES = Number(process.env['PROMISES_TRIES'] ?? 1);

test('the worst case found by a search is within every promise', () => {
  process.stderr.write(`Promises seed ${SEED} (PROMISES_SEED, PROMISES_TRIES).\n`);
  const worst = searchWorstCases(engines.simd, TRIES, SEED);
  expect([...worst.keys()]).toEqual(Object.keys(PROMISES));
  expect([...worst].filter(([, { share }]) => !(share <= 1))).toEqual([]);
});

describe.each(ENGINE_NAMES)('after a wick far below the price (%s)', (name) => {
  test.each([1e-7, 1e-9, 1e-11])('the channel is a price, to the precision of the highest (%f)', (depth) => {
    const columns = randomMarket(seeded(3), 120);
    (columns.low as Float64Array)[60] = columns.close[60] * depth;
    const indicators = ['donchian', 'ema', 'sma'].map((id) => ({ id }));
    for (const mode of ['series', 'latest'] as const) {
      const bars = mode === 'series' ? 120 : 75;
      const cut = (column: ArrayLike<number>) => Float64Array.from(column).subarray(0, bars);
      const { high, low, close, volume } = columns;
      const series = seriesOf({ high: cut(high), low: cut(low), close: cut(close), volume: cut(volume) });
      const slab = scan(engines[name], [series], { indicators, mode });
      const lows =
        mode === 'series' ? slab.series(0, 'donchianLow').slice(61, 81) : [slab.latest(0, 'donchianLow')];
      for (const value of lows) {
        expect(value).toBeGreaterThanOrEqual(columns.low[60]);
        expect(value - columns.low[60]).toBeLessThanOrEqual(2.5e-7 * Math.max(...Array.from(high)));
      }
      slab.dispose();
    }
  });

  test('so is the channel of a live market, and it forgets corrected values', () => {
    const indicators = [{ id: 'donchian', params: { period: 2 } }];
    const live = createLiveSlab(engines[name], {
      marketCount: 1,
      timeframeMs: TIMEFRAME_MS,
      lastOpenTimeMs: LAST_OPEN_MS,
      indicators,
    });
    const [handle] = live.add([{ series: seriesOf({ close: [] }), benchmark: null }]);
    const bar = (low: number) => {
      const column = (value: number) => new Float64Array(live.laneCount).fill(value);
      return { high: column(100), low: column(low), close: column(100), volume: column(1) };
    };
    for (const low of [99, 99, 1e-9]) live.append(bar(low));
    live.append(bar(99));
    expect(live.latest(handle, 'donchianLow')).toBeGreaterThanOrEqual(1e-9);
    expect(live.latest(handle, 'donchianLow')).toBeLessThanOrEqual(2.5e-5);
    live.append(bar(1e-10));
    live.correct(bar(99));
    live.append(bar(99));
    live.append(bar(99));
    expect(live.latest(handle, 'donchianLow')).toBeCloseTo(99, 4);
    live.dispose();
  });
});
