import { beforeAll, describe, expect, test } from '../support/jest.js';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { planScratchRows, planSteps, planTasks } from '../../src/kernels/program/tasks.js';
import { allEngines, randomMarket, scan, seeded, seriesOf } from './helpers.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

const PRICES = ['bbUpper', 'bbMiddle', 'bbLower'];

/** Donchian channel and Bollinger bands with the same period. */
function channels(period: number, outputs?: readonly string[]) {
  return [
    { id: 'bollinger', params: { period, multiplier: 2.5 }, ...(outputs ? { outputs } : {}) },
    { id: 'donchian', params: { period } },
  ];
}

const FUSED = {
  momentum: [{ id: 'ema', params: { period: 9 } }, { id: 'atr' }, { id: 'rsi', params: { period: 21 } }],
  'channels of 1': channels(1),
  'channels of 7': channels(7),
  'channels of 20': channels(20),
  'channels longer than the series': channels(200),
  'channels and the prices of the bands': channels(20, PRICES),
};

/** Markets of four lengths: warm-up rows, young lanes and a market without bars; 121 = 6 · 20 + 1. */
function markets(longest: number) {
  return [longest, longest - 24, 3, 0].map((count, index) =>
    seriesOf(randomMarket(seeded(index + 1), Math.max(0, count), { flatShare: 0.1, quietShare: 0.2 })),
  );
}

describe.each(ENGINE_NAMES)('fused kernels in the %s engine', (name) => {
  test.each(Object.entries(FUSED))('give the bits of the separate kernels: %s', (_, indicators) => {
    expect(planSteps(planTasks(indicators))).toHaveLength(1);
    for (const mode of ['series', 'latest'] as const) {
      for (const longest of [1, 2, 20, 21, 120, 121, 139]) {
        const options = { barCount: longest, mode };
        const together = scan(engines[name], markets(longest), { ...options, indicators });
        for (const one of indicators) {
          const alone = scan(engines[name], markets(longest), { ...options, indicators: [one] });
          for (const output of alone.outputNames) {
            for (const handle of [0, 1, 2, 3]) {
              if (mode === 'series') {
                expect(together.series(handle, output)).toEqual(alone.series(handle, output));
              } else {
                expect(together.latest(handle, output)).toBe(alone.latest(handle, output));
              }
            }
          }
          alone.dispose();
        }
        together.dispose();
      }
    }
  });
});

test('channels and bands of different periods are computed separately', () => {
  const tasks = planTasks([
    { id: 'donchian', params: { period: 20 } },
    { id: 'bollinger', params: { period: 21 } },
  ]);
  expect(planSteps(tasks)).toHaveLength(2);
  expect(planScratchRows(tasks)).toBe(44);
  expect(planScratchRows(planTasks(channels(20)))).toBe(84);
});
