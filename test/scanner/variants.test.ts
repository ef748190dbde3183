import { beforeAll, describe, expect, test } from '../support/jest.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import type { MissingPolicy } from '../../src/filters/filter.js';
import type { FilterLimits } from '../../src/filters/index.js';
import { type HistorySource, scanHistory } from '../../src/history/scan-history.js';
import { scanVariants } from '../../src/history/scan-variants.js';
import { presetVariants } from '../../src/library/preset-variants.js';
import { readHistory } from '../../src/library/read-history.js';
import { loadPreset } from '../../src/presets/index.js';
import type { Preset } from '../../src/presets/preset.js';
import { engineOf } from '../support/scan-fixture.js';

const BAR_MS = 300_000;
const FAIL: MissingPolicy = { all: 'fail', liveOnly: 'skip' };
const SKIP: MissingPolicy = { all: 'skip', liveOnly: 'skip' };

let source: HistorySource;

beforeAll(async () => {
  const feed = createSimulatedFeed({ seed: 8, marketCount: 26 });
  const asOfMs = feed.world.defaultAsOfMs;
  ({ source } = await readHistory(feed, { timeframeMs: BAR_MS, asOfMs, bars: 1300 }));
});

/** A preset that lets through whatever these filters do. */
function presetOf(filters: FilterLimits): Preset {
  return { ...loadPreset('default'), filters };
}

/** Bars that pass, as `bar market`. */
async function passesAlone(preset: Preset, missing: MissingPolicy): Promise<string[]> {
  const passing: string[] = [];
  const engine = await engineOf('simd');
  for await (const chunk of scanHistory({ source, preset, missing, engine, chunkBars: 600 })) {
    const bar = (chunk.firstOpenTimeMs - source.firstOpenTimeMs) / BAR_MS;
    for (let row = chunk.firstRow; row < chunk.barCount; row++) {
      for (let market = 0; market < chunk.markets.length; market++) {
        if (chunk.passed[market * chunk.stride + row] === 1) passing.push(`${bar + row} ${market}`);
      }
    }
  }
  return passing;
}

async function passesTogether(presets: readonly Preset[], missing: MissingPolicy): Promise<string[][]> {
  const passing = presets.map((): string[] => []);
  const engine = await engineOf('simd');
  for await (const chunk of scanVariants({ source, presets, missing, engine, chunkBars: 600, metrics: [] })) {
    const bar = (chunk.firstOpenTimeMs - source.firstOpenTimeMs) / BAR_MS;
    const count = chunk.markets.length;
    passing.forEach((found, k) => {
      for (const cell of chunk.passes(k)) found.push(`${bar + Math.floor(cell / count)} ${cell % count}`);
    });
  }
  return passing;
}

describe('presets that differ in numbers, in one pass', () => {
  test.each<[string, MissingPolicy, readonly FilterLimits[]]>([
    ['a least surge', FAIL, [2, 3, 5].map((min) => ({ surgeLong: { min }, turnover: { min: 1e5 } }))],
    ['two filters', FAIL, [1, 2].map((x) => ({ surgeLong: { min: 1 + x }, change1h: { minPct: x } }))],
    ['a range', FAIL, [1, 3].map((minPct) => ({ change1h: { minPct, maxPct: minPct + 2 } }))],
    ['places by turnover', FAIL, [0, 3, 8].map((top) => ({ turnover: { min: 0, top } }))],
    ['places by gain', FAIL, [2, 5].map((top) => ({ gainers: { minPct: 0, top } }))],
    ['places by loss', SKIP, [2, 5].map((top) => ({ losers: { maxPct: 0, top } }))],
    [
      'bars and days since the listing',
      FAIL,
      [2, 60].map((d) => ({ age: { minBars: 100 + d, minListedDays: d } })),
    ],
    [
      'days since the listing that nobody knows',
      SKIP,
      [2, 60].map((d) => ({ age: { minBars: 100, minListedDays: d } })),
    ],
    ['correlation, which BTC has not', FAIL, [0.2, 0.5].map((maxAbs) => ({ correlation: { maxAbs } }))],
    ['band widths', FAIL, [20, 60].map((max) => ({ bbWidth: { min: 5, max } }))],
    ['ATR of context bars', SKIP, [0.01, 0.02].map((max) => ({ atrRange: { min: 0.001, max } }))],
    [
      'what only a live source knows',
      FAIL,
      [5, 50].map((maxBps) => ({ spread: { maxBps }, surgeLong: { min: 2 } })),
    ],
    ['nothing', FAIL, [1, 2].map(() => ({ surgeLong: { min: 2 } }))],
  ])('let through what each lets through alone: %s', async (_, missing, limits) => {
    const presets = limits.map(presetOf);
    const together = await passesTogether(presets, missing);
    for (const [k, preset] of presets.entries()) {
      expect(together[k]).toEqual(await passesAlone(preset, missing));
    }
    expect(together.every((passing) => passing.length > 0)).toBe(true);
  });

  test('every number of a built-in preset, drawn at random', async () => {
    const preset = loadPreset('default');
    const vary = ['surgeLong.min', 'change1h.minPct', 'turnover.min', 'age.minBars', 'dataHealth.min'].map(
      (path) => {
        const [filter, limit] = path.split('.');
        const usual = (preset.filters as Record<string, Record<string, number>>)[filter][limit];
        return { path, values: { from: usual * 0.3, to: usual * 1.1 } };
      },
    );
    const presets = presetVariants(preset, vary, 12, 5).map((variant) => variant.preset);
    const together = await passesTogether(presets, FAIL);
    for (const [k, each] of presets.entries()) {
      expect(together[k]).toEqual(await passesAlone(each, FAIL));
    }
    expect(new Set(together.map(({ length }) => length)).size).toBeGreaterThan(3);
  });
});
