import { expect, test } from '../support/jest.js';
import { byDate, excessOf } from '../../src/edge/date-series.js';
import { findEvents } from '../../src/edge/events.js';
import { familyDates } from '../../src/edge/family-dates.js';
import { matchEvents } from '../../src/edge/matched-events.js';
import { presetFamily } from '../../src/edge/screen-family.js';
import { presetScreen } from '../../src/edge/screen.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { readHistory } from '../../src/library/read-history.js';
import { loadPreset } from '../../src/presets/index.js';
import { engineOf } from '../support/scan-fixture.js';

const MISSING = { all: 'fail', liveOnly: 'skip' } as const;
const HORIZON = 12;

test('screens that share a pass have bit for bit the dates and excess that each has alone', async () => {
  const feed = createSimulatedFeed({ seed: 8, marketCount: 26 });
  const asOfMs = feed.world.defaultAsOfMs;
  const { source } = await readHistory(feed, { timeframeMs: 300_000, asOfMs, bars: 1300 });
  const engine = await engineOf('simd');
  const presets = [1.1, 1.3, 2].map((min) => ({
    ...loadPreset('default'),
    filters: { surgeLong: { min }, turnover: { min: 100_000 } },
  }));
  const family = presetFamily({ presets, missing: MISSING, engine });
  const { screens, firstJudgedBar } = await familyDates(family, source, HORIZON, 1, 3);
  expect(screens).toHaveLength(2);
  for (const [k, preset] of presets.slice(1).entries()) {
    const screen = presetScreen({ name: 'alone', sha256: 'alone', preset, missing: MISSING, engine });
    const events = await findEvents(screen, source, HORIZON);
    const { horizons } = await matchEvents(events, source, [HORIZON], HORIZON);
    const { dates, values } = byDate(horizons[0].events, excessOf, 0, source.barCount);
    expect([...screens[k].bars]).toEqual([...dates]);
    expect([...screens[k].values]).toEqual([...values]);
    expect(dates.length).toBeGreaterThan(20);
    expect(firstJudgedBar).toBe(events.firstJudgedBar);
  }
});
