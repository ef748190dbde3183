import { expect, test } from '../support/jest.js';
import { createEngine } from '../../src/kernels/engine/engine.js';
import { ACCURACY_LIMITS, errorOf } from './accuracy-limits.js';
import { readWasm, scan, seeded, seriesOf } from './helpers.js';

const BARS = 100_000;

/** Closes that break running sums: each makes float32 lose digits in its own way. */
const SCENARIOS: Readonly<Record<string, (random: () => number) => (t: number, close: number) => number>> = {
  walk: (random) => (_, close) => close * (1 + 0.006 * (random() - 0.5)),
  calm: (random) => () => 60_000 + 2 * (random() - 0.5),
  tiny: (random) => () => 1e-6 * (1 + 0.006 * (random() - 0.5)),
  spikes: (random) => (t) => (t % 5000 === 0 ? 600_000 : 60_000 + 6 * (random() - 0.5)),
  stable: (random) => () => 1 + 2e-4 * (random() - 0.5),
  jump: (random) => (t) => (t < BARS / 2 ? 100 : 60_000) * (1 + 0.001 * (random() - 0.5)),
};

test.each(Object.keys(SCENARIOS))('accuracy holds over 100,000 bars: %s', async (scenario) => {
  const engine = await createEngine('simd', readWasm());
  const next = SCENARIOS[scenario](seeded(9));
  const close = new Float64Array(BARS);
  for (let t = 0; t < BARS; t++) close[t] = next(t, t === 0 ? 60_000 : close[t - 1]);
  const indicators = ['sma', 'ema', 'bollinger', 'atr'].map((id) => ({ id }));
  const slab = scan(engine, [seriesOf({ close })], { indicators });
  const [sma, ema, deviation, atr] = ['sma', 'ema', 'bbDeviation', 'atr'].map((name) => slab.series(0, name));
  let [exactEma, exactAtr] = [ema[19], atr[19]];
  const worst: Record<string, number> = {};
  const note = (name: string, t: number, actual: number, exact: number): void => {
    worst[name] = Math.max(worst[name] ?? 0, errorOf(name, actual, exact, close[t]));
  };
  for (let t = 20; t < BARS; t++) {
    const window = close.subarray(t - 19, t + 1);
    const mean = window.reduce((sum, price) => sum + price, 0) / 20;
    const squares = window.reduce((sum, price) => sum + (price - mean) ** 2, 0);
    exactEma += (2 / 21) * (close[t] - exactEma);
    exactAtr += (1 / 14) * (Math.abs(close[t] - close[t - 1]) - exactAtr);
    // The error of a mean is relative to the largest price in it.
    worst['sma'] = Math.max(worst['sma'] ?? 0, Math.abs(sma[t] - mean) / Math.max(...window));
    note('bbDeviation', t, deviation[t], Math.sqrt(squares / 20));
    note('ema', t, ema[t], exactEma);
    note('atr', t, atr[t], exactAtr);
  }
  expect(Object.entries(worst).filter(([name, error]) => !(error <= ACCURACY_LIMITS[name].limit))).toEqual(
    [],
  );
});
