import { describe, expect, test } from '../support/jest.js';
import { tune } from '../../src/edge/tune.js';
import { presetVariants } from '../../src/library/preset-variants.js';
import { tune as tunePreset } from '../../src/library/tune.js';
import { loadPreset } from '../../src/presets/index.js';
import type { Picks } from '../../scripts/edge/placebo.js';
import { tuneLuck } from '../../scripts/edge/tune-luck.js';
import { familyOfPicks, herdPicks, syntheticHistory } from '../../scripts/edge/placebo.js';

const MARKETS = 20;
const BARS = 1500;
const HORIZON = 4;

/** Screens that pick at random, independently of each other. */
function randomPicks(seed: number, count: number): Picks[] {
  return Array.from({ length: count }, (_, k) => herdPicks(seed * 1000 + k, MARKETS, BARS));
}

function candidatesOf(picks: readonly Picks[], seed = 1) {
  return {
    family: familyOfPicks(picks, seed),
    values: picks.map((_, k) => ({ 'surgeLong.min': k })),
  };
}

describe('tune', () => {
  test('finds the only candidate with an edge, which also holds outside the sample', async () => {
    const picks = herdPicks(77, MARKETS, BARS);
    const begins = (market: number, bar: number): boolean => picks(market, bar) && !picks(market, bar - 1);
    const { source } = syntheticHistory({ seed: 7, markets: MARKETS, bars: BARS }, (market, bar) =>
      bar > 1 && begins(market, bar - 1) ? 0.006 : 0,
    );
    const candidates = candidatesOf([...randomPicks(7, 6), picks], 7);
    const good = { 'surgeLong.min': 6 };
    const report = await tune({ source, detail: 'test', ...candidates, horizonBars: HORIZON, costs: 0.002 });
    expect(report.chosen?.values).toEqual(good);
    expect(report.steps.map(({ values }) => values)).toEqual(report.steps.map(() => good));
    expect(report.verdict).toBe('evidence of positive excess outside the sample');
    expect(report.overfitting?.probability).toBeLessThan(0.1);
  });

  test('with random picks, at most 4 of 20 runs find evidence outside the sample', async () => {
    let found = 0;
    let better = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { source } = syntheticHistory({ seed, markets: MARKETS, bars: BARS });
      const report = await tune({
        source,
        detail: 'test',
        ...candidatesOf(randomPicks(seed, 12), seed),
        horizonBars: HORIZON,
        costs: 0.002,
      });
      if (report.verdict.startsWith('evidence') || report.verdict.startsWith('weak')) found++;
      if ((report.inSampleExcess ?? 0) > (report.outOfSample?.excess ?? 0)) better++;
    }
    // Two-sided p below 10 % with a positive sign: one of 20 is expected, P(more than 4) is 0.3 %; the seeds are fixed.
    expect(found).toBeLessThanOrEqual(4);
    // Choices look better in the sample that they were made on.
    expect(better).toBeGreaterThanOrEqual(15);
  });

  test('never judges a choice on bars that it is based on, or while their positions are still held', async () => {
    const { source } = syntheticHistory({ seed: 1, markets: MARKETS, bars: BARS });
    const { steps } = await tune({
      source,
      detail: 'test',
      ...candidatesOf(randomPicks(1, 3)),
      horizonBars: HORIZON,
      costs: 0,
      folds: 4,
    });
    const dates = BARS - HORIZON;
    expect(steps.map(({ fromBar, toBar }) => [fromBar, toBar])).toEqual(
      [1, 2, 3].map((fold) => [
        Math.floor((dates * fold) / 4) + Math.floor(dates / 100),
        Math.floor((dates * (fold + 1)) / 4),
      ]),
    );
  });

  test('rejects an empty list of candidates', async () => {
    const { source } = syntheticHistory({ seed: 1, markets: MARKETS, bars: 100 });
    const nothing = { source, detail: 'test', ...candidatesOf([]), horizonBars: 4, costs: 0 };
    await expect(tune(nothing)).rejects.toThrow('Expected candidates and at least 2 parts, got 0 and 5');
  });
});

describe('variants of a preset', () => {
  const preset = loadPreset('default');

  test('are all combinations of lists, or the requested number drawn at random by the seed', () => {
    const lists = [
      { path: 'surgeLong.min', values: [2, 3, 4] },
      { path: 'weights.momentum', values: [0.1, 0.5] },
    ];
    const all = presetVariants(preset, lists, 100, 1);
    expect(all).toHaveLength(6);
    expect(all[5].preset.filters.surgeLong).toEqual({ ...preset.filters.surgeLong, min: 4 });
    expect(all[5].preset.weights.momentum).toBe(0.5);
    const range = [{ path: 'change1h.minPct', values: { from: 1, to: 5 } }];
    const drawn = presetVariants(preset, range, 8, 1).map(({ values }) => values['change1h.minPct']);
    expect(drawn).toEqual(presetVariants(preset, range, 8, 1).map(({ values }) => values['change1h.minPct']));
    expect(drawn.every((value) => value >= 1 && value <= 5)).toBe(true);
  });

  test.each([
    'surgeLong.most',
    'surge.min',
    'toString.length',
    'surgeLong',
    'surgeLong.min.x',
    'class.allow',
  ])('do not accept %s, and the message lists the possible paths', (path) => {
    expect(() => presetVariants(preset, [{ path, values: [1] }], 10, 1)).toThrow(
      /^Expected one of (?!.*weights).*surgeLong\.min.*, got /,
    );
  });
});

test('weights are rejected, as no verdict depends on them', async () => {
  const { source } = syntheticHistory({ seed: 1, markets: MARKETS, bars: 100 });
  const vary = [{ path: 'weights.momentum', values: [0.1, 0.5] }];
  await expect(tunePreset({ source, preset: 'default', vary })).rejects.toThrow(
    'Expected numbers of filters, got weights.momentum: weights order what passes, and tune judges which markets pass',
  );
});

test('the best of many random candidates is evidence for at most 1 of 12 seeds', async () => {
  const luck = { markets: 12, bars: 900, horizonBars: 4, candidates: 120 };
  let found = 0;
  let inSample = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const { verdict, chosen } = await tuneLuck(seed, luck);
    if (verdict.startsWith('evidence')) found++;
    if ((chosen?.inSample.p ?? 1) < 0.05) inSample++;
  }
  expect(found).toBeLessThanOrEqual(1);
  // In the sample that it was chosen on, it nearly always looks real.
  expect(inSample).toBeGreaterThanOrEqual(9);
});
