// Searches the simulated market for a moment at which each built-in preset finds something, and records it.
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { scan, simulate } from '../src/index.js';
import { episodes } from '../src/library/episodes.js';
import { readHistory } from '../src/library/read-history.js';
import { listPresets } from '../src/presets/index.js';
import type { DemoMoment } from '../src/presets/demo-moments.js';

const TIMEFRAME_MS = 300_000;
const MOST_SEEDS = 30;
type World = ReturnType<typeof simulate>;

async function passedAt(feed: World, preset: string, asOf: number): Promise<number> {
  const { counts } = await scan(feed, { preset, asOf, engine: 'simd', workers: 1, skipLevels: true });
  return counts.passed;
}

/**
 * What a preset finds at the world's default as-of time, or at the latest moment before, or the next after.
 */
async function momentIn(
  feed: World,
  preset: string,
  found: readonly { readonly inMs: number }[],
): Promise<Pick<DemoMoment, 'asOf' | 'passed'> | null> {
  const { defaultAsOfMs } = feed.world;
  const passedNow = await passedAt(feed, preset, defaultAsOfMs);
  if (passedNow > 0) return { asOf: null, passed: passedNow };
  const moments = [...new Set(found.map(({ inMs }) => inMs))].sort((a, b) => b - a);
  const inOrder = [
    ...moments.filter((ms) => ms <= defaultAsOfMs),
    ...moments.filter((ms) => ms > defaultAsOfMs).reverse(),
  ];
  // Histories know nothing of order books: each moment is scanned to be sure.
  for (const asOf of inOrder) {
    const passed = await passedAt(feed, preset, asOf);
    if (passed > 0) return { asOf: new Date(asOf).toISOString().replace('.000', ''), passed };
  }
  return null;
}

const demos = new Map<string, DemoMoment>();
for (let seed = 1; seed <= MOST_SEEDS && demos.size < listPresets().length; seed++) {
  const feed = simulate({ seed });
  const { source } = await readHistory(feed, { timeframeMs: TIMEFRAME_MS, asOfMs: feed.world.endMs });
  for (const { name } of listPresets().filter((preset) => !demos.has(preset.name))) {
    const found = await episodes({ source, screen: name, horizons: [1] });
    const moment = await momentIn(feed, name, found);
    if (moment !== null) demos.set(name, { seed, ...moment });
  }
}
const file = 'src/presets/demo-moments.ts';
const text = `/** What a preset finds in the simulated market of 400 markets, and when. */
export interface DemoMoment {
  readonly seed: number;
  /** ISO 8601; null = when the simulated market is scanned anyway. */
  readonly asOf: string | null;
  readonly passed: number;
}

/** Preset → a moment in which it finds something. Written by \`npm run preset-demos\`. */
export const DEMO_MOMENTS: Readonly<Record<string, DemoMoment>> = ${JSON.stringify(Object.fromEntries(listPresets().map(({ name }) => [name, demos.get(name)])))};
`;
const options = await resolveConfig(file);
writeFileSync(file, await format(text, { ...options, parser: 'typescript' }));
