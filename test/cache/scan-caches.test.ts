import { beforeAll, describe, expect, test } from '../support/jest.js';
import { ScanCaches } from '../../src/cache/caches.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import type { Metrics } from '../../src/indicators/metrics.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { loadPreset } from '../../src/presets/index.js';
import { comparable, scanFeed } from '../support/scan-fixture.js';

const feed = createSimulatedFeed({ seed: 7, marketCount: 60 });
const asOfMs = feed.world.defaultAsOfMs;

function caches(size: 'full' | 'half' = 'full') {
  const clock = { nowMs: 0 };
  return { clock, caches: new ScanCaches(size, () => clock.nowMs) };
}

/** The feed, with the depth of one market changed a little. */
function withOtherDepth(symbol: string): MarketFeed {
  return {
    ...feed,
    async tickers(symbols, at) {
      const facts = new Map(await feed.tickers(symbols, at));
      const own = facts.get(symbol);
      if (own !== undefined) facts.set(symbol, { ...own, depth05Usd: (own.depth05Usd ?? 0) + 0.001 });
      return facts;
    },
  };
}

describe('scans with caches', () => {
  test.each(['default', 'breakout-v1', 'video-strategy-swing'])(
    'have the result of scans without (%s)',
    async (preset) => {
      const without = await scanFeed(feed, { asOfMs, preset });
      const { caches: shared } = caches();
      for (let round = 0; round < 3; round++) {
        const { caches: stats, ...result } = await scanFeed(feed, { asOfMs, preset, caches: shared });
        expect(result.resultSha256).toBe(without.resultSha256);
        expect(comparable(result)).toEqual(comparable(without));
        expect(stats?.filters).toMatchObject({ hits: 60 * round, misses: 60, size: 60 });
      }
    },
  );

  test('have it while presets, times and numbers of bars change under them', async () => {
    const { caches: shared } = caches('half');
    const rounds = ['default', 'breakout-v1', 'default'].flatMap((preset) =>
      [0, 300_000, 0].map((backMs) => ({ preset, asOfMs: asOfMs - backMs, bars: backMs === 0 ? 500 : 400 })),
    );
    for (const round of rounds) {
      const [on, off] = [await scanFeed(feed, { ...round, caches: shared }), await scanFeed(feed, round)];
      expect(on.resultSha256).toBe(off.resultSha256);
      expect(on.caches?.filters.size).toBeLessThanOrEqual(100);
    }
  });

  test('miss where the depth of a market changed, and nowhere else', async () => {
    const { caches: shared } = caches();
    const before = await scanFeed(feed, { asOfMs, caches: shared });
    const { symbol } = before.markets.find(({ metrics }) => metrics.depth05Usd !== null) ?? before.markets[0];
    const after = await scanFeed(withOtherDepth(symbol), { asOfMs, caches: shared });
    expect(after.caches?.filters).toMatchObject({ misses: 61, hits: 59 });
    const depthOf = ({ markets }: typeof after): unknown =>
      markets.find((market) => market.symbol === symbol)?.filters.find(({ name }) => name === 'depth05')
        ?.value;
    expect(depthOf(after)).not.toBe(depthOf(before));
  });

  test('forget filters after a minute and scores after five', async () => {
    const { caches: shared, clock } = caches();
    await scanFeed(feed, { asOfMs, caches: shared });
    const scored = shared.stats.scores.misses;
    clock.nowMs = 60_001;
    await scanFeed(feed, { asOfMs, caches: shared });
    expect(shared.stats.filters).toMatchObject({ hits: 0, expired: 60 });
    expect(shared.stats.scores).toMatchObject({ hits: scored, expired: 0 });
    clock.nowMs = 300_001;
    await scanFeed(feed, { asOfMs, caches: shared });
    expect(shared.stats.scores).toMatchObject({ hits: scored, expired: scored });
  });

  test('of more markets than entries never hold more', async () => {
    const many = createSimulatedFeed({ seed: 2, marketCount: 130 });
    const { caches: shared } = caches('half');
    for (let round = 0; round < 2; round++) {
      const { caches: stats } = await scanFeed(many, { asOfMs, caches: shared });
      expect(stats?.filters.size).toBe(100);
    }
    expect(shared.stats.filters).toMatchObject({ hits: 0, misses: 260, evictions: 160 });
  });
});

describe('what the caches hand out', () => {
  const preset = loadPreset('default');
  let metricsOf: (surgeLong: number) => Metrics;

  beforeAll(async () => {
    const { markets } = await scanFeed(feed, { asOfMs });
    const { metrics } = markets.find(({ score }) => score !== null) ?? markets[0];
    metricsOf = (surgeLong) => ({ ...metrics, surgeLong });
  });

  test('is each market’s own, also where two differ in the third decimal', () => {
    const score = caches().caches.scoresFor(preset);
    const scores = [1.001, 1.0049, 1.001].map(
      (surgeLong) => score({ metrics: metricsOf(surgeLong), levels: null }).score,
    );
    expect(scores[0]).not.toBe(scores[1]);
    expect(scores[2]).toBe(scores[0]);
  });

  test('cannot be written to', () => {
    const score = caches().caches.scoresFor(preset);
    const given = score({ metrics: metricsOf(3), levels: null });
    const before = structuredClone(given);
    expect(() => ((given as { score: number }).score = 0)).toThrow(TypeError);
    expect(() => ((given.components[0] as { points: number }).points = 0)).toThrow(TypeError);
    expect(() => (given.missing as string[]).push('x')).toThrow(TypeError);
    expect(score({ metrics: metricsOf(3), levels: null })).toEqual(before);
  });
});
