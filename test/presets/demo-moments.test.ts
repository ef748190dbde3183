import { expect, test } from '../support/jest.js';
import { scan, simulate } from '../../src/index.js';
import { DEMO_MOMENTS } from '../../src/presets/demo-moments.js';
import { listPresets } from '../../src/presets/index.js';

const worlds = new Map<number, ReturnType<typeof simulate>>();
function worldOf(seed: number): ReturnType<typeof simulate> {
  const world = worlds.get(seed) ?? simulate({ seed });
  worlds.set(seed, world);
  return world;
}

test.each(listPresets().map(({ name }) => name))(
  'the simulated market has as many for %s as presets list shows (npm run preset-demos updates it)',
  async (preset) => {
    const { seed, asOf, passed } = DEMO_MOMENTS[preset];
    expect(passed).toBeGreaterThan(0);
    const options = { preset, workers: 1, skipLevels: true };
    const { counts } = await scan(worldOf(seed), asOf === null ? options : { ...options, asOf });
    expect(counts.passed).toBe(passed);
  },
);
