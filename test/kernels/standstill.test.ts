import { beforeAll, describe, expect, test } from '../support/jest.js';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { createLiveSlab } from '../../src/kernels/live/live-slab.js';
import { allEngines, LAST_OPEN_MS, scan, seeded, seriesOf, TIMEFRAME_MS } from './helpers.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

/** Bars after which the float32 averages of a flat market are 0 or stop shrinking, by period. */
const UNDERFLOW = { 2: 200, 3: 400, 14: 3000, 50: 6000 } as const;

/** Moves for a while, is flat for `flat` bars, then moves again. */
function closesOf(period: number, flat: number, seed: number): Float64Array {
  const random = seeded(seed);
  const close = new Float64Array(4 * period + flat + 5);
  for (let t = 0; t < close.length; t++) {
    const before = t === 0 ? 3.5 : close[t - 1];
    const stands = t >= 4 * period && t < 4 * period + flat;
    close[t] = stands ? before : before * (1 + 0.01 * (random() - 0.5));
  }
  return close;
}

/** RSI by its definition; both averages are scaled up by the same factor as they shrink, which keeps their ratio. */
function exactRsi(close: Float64Array, period: number): Float64Array {
  const rsi = new Float64Array(close.length).fill(NaN);
  let gain = 0;
  let loss = 0;
  /** How often the averages were scaled up by 2^100. */
  let lifts = 0;
  for (let t = 1; t < close.length; t++) {
    const change = close[t] - close[t - 1];
    const unit = change === 0 ? 0 : 2 ** (100 * lifts);
    const [up, down] = [Math.max(change, 0) * unit, Math.max(-change, 0) * unit];
    const share = t <= period ? 1 / period : 1;
    const keep = t <= period ? 1 : 1 - 1 / period;
    gain = gain * keep + up * share * (t <= period ? 1 : 1 / period);
    loss = loss * keep + down * share * (t <= period ? 1 : 1 / period);
    if (gain + loss > 0 && gain + loss < 2 ** -60) {
      gain *= 2 ** 100;
      loss *= 2 ** 100;
      lifts++;
    } else if (change !== 0 && lifts > 0) {
      // The remainder of the old averages is far below the last digit of the new ones.
      gain /= unit;
      loss /= unit;
      lifts = 0;
    }
    if (t >= period) rsi[t] = gain + loss === 0 ? 50 : (100 * gain) / (gain + loss);
  }
  return rsi;
}

describe.each(ENGINE_NAMES)('a flat market (%s)', (name) => {
  test.each([2, 3, 14, 50] as const)('keeps its RSI of %i bars for any length of time', (period) => {
    for (const seed of [1, 2, 3]) {
      const close = closesOf(period, UNDERFLOW[period], seed);
      const exact = exactRsi(close, period);
      const indicators = [{ id: 'rsi', params: { period } }];
      for (const mode of ['series', 'latest'] as const) {
        const slab = scan(engines[name], [seriesOf({ close })], { indicators, mode });
        const last = close.length - 1;
        expect(Math.abs(slab.latest(0, 'rsi') - exact[last])).toBeLessThan(1e-3);
        if (mode === 'series') {
          const rsi = slab.series(0, 'rsi');
          for (let t = period; t < close.length; t++) expect(Math.abs(rsi[t] - exact[t])).toBeLessThan(1e-3);
        }
        slab.dispose();
      }
    }
  });

  test('has an RSI of 50 until something moves, and after every flat bar if the period is 1', () => {
    const flat = seriesOf({ close: new Float64Array(60).fill(7) });
    const one = seriesOf({ close: [5, 6, 6, 5, 5, 6] });
    const slab = scan(engines[name], [flat], { indicators: [{ id: 'rsi' }] });
    expect(
      slab
        .series(0, 'rsi')
        .slice(14)
        .every((value) => value === 50),
    ).toBe(true);
    slab.dispose();
    const single = scan(engines[name], [one], { indicators: [{ id: 'rsi', params: { period: 1 } }] });
    expect([...single.series(0, 'rsi')]).toEqual([NaN, 100, 50, 0, 50, 100]);
    single.dispose();
  });

  test('has an ATR that shrinks all the way to 0', () => {
    const close = closesOf(14, 3000, 4).subarray(0, 4 * 14 + 3000);
    for (const indicators of [[{ id: 'atr' }], ['atr', 'rsi', 'ema'].map((id) => ({ id }))]) {
      const slab = scan(engines[name], [seriesOf({ close })], { indicators });
      const atr = slab.series(0, 'atr');
      expect(atr.at(-1)).toBe(0);
      for (let t = 100; t < atr.length; t++) expect(atr[t] < atr[t - 1] || atr[t] === 0).toBe(true);
      slab.dispose();
    }
  });

  test('has the same RSI and ATR bar by bar as in a batch, corrected or not', () => {
    const close = closesOf(3, UNDERFLOW[3], 5);
    const indicators = [
      { id: 'rsi', params: { period: 3 } },
      { id: 'atr', params: { period: 3 } },
    ];
    const batch = scan(engines[name], [seriesOf({ close })], { indicators });
    const lastOpenTimeMs = LAST_OPEN_MS - close.length * TIMEFRAME_MS;
    const live = createLiveSlab(engines[name], {
      marketCount: 1,
      timeframeMs: TIMEFRAME_MS,
      lastOpenTimeMs,
      indicators,
    });
    const [handle] = live.add([{ series: seriesOf({ close: [] }), benchmark: null }]);
    const [rsi, atr] = ['rsi', 'atr'].map((output) => batch.series(0, output));
    const barOf = (price: number) => {
      const column = new Float64Array(live.laneCount).fill(NaN);
      column[handle] = price;
      return { high: column, low: column, close: column, volume: column };
    };
    for (let t = 0; t < close.length; t++) {
      live.append(barOf(close[t] * 1.01));
      live.correct(barOf(close[t]));
      if (t < 3) continue;
      expect(Math.abs(live.latest(handle, 'rsi') - rsi[t])).toBeLessThan(1e-3);
      expect(Math.abs(live.latest(handle, 'atr') - atr[t])).toBeLessThanOrEqual(1e-5 * atr[t]);
    }
    batch.dispose();
    live.dispose();
  });
});
