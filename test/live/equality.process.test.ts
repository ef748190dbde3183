import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { ExchangeFeed } from '../../src/feeds/exchange/exchange-feed.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { DEFAULT_PRESET } from '../../src/presets/default.js';
import { loadPreset } from '../../src/presets/index.js';
import type { Preset } from '../../src/presets/preset.js';
import { ranksNeeded } from '../../src/filters/run-filters.js';
import { comparable, scanFeed } from '../support/scan-fixture.js';
import type { LiveExchange } from './live-exchange.js';
import { WAYS, startLive } from './live-exchange.js';
import { figuresOf, truthOf } from './truth.js';

const MARKETS = 80;

/** Lets many markets through, so that there is much to compare: every component of the score, levels of all. */
const MANY: Preset = {
  ...DEFAULT_PRESET,
  name: 'many',
  filters: { class: { allow: ['crypto'] }, turnover: { min: 100_000 }, spread: { maxBps: 100 } },
  weights: {
    volSurge: 0.1,
    volume: 0.1,
    breakout: 0.1,
    momentum: 0.1,
    oiDelta: 0.1,
    atrQuality: 0.1,
    volatility: 0.05,
    correlation: 0.1,
    tradesPerMinute: 0.1,
    liquidity: 0.05,
    levelQuality: 0.1,
  },
  onMissing: 'skip',
};
const WIDE: readonly Preset[] = [
  MANY,
  {
    ...MANY,
    name: 'ranked by turnover',
    filters: { turnover: { min: 0, top: 40 }, depth05: { minUsd: 1_000 } },
  },
  {
    ...MANY,
    name: 'ranked by gain',
    filters: { gainers: { minPct: 0, top: 30 }, spread: { maxBps: 200 } },
    weights: { gainersMomentum: 0.5, volume: 0.5 },
  },
  {
    ...MANY,
    name: 'by open interest',
    filters: { openInterest: { minUsd: 1e6 }, oiChange: { minAbsPct: 2 }, depth03: { minUsd: 1_000 } },
    weights: { oiDelta: 1 },
    onMissing: 'fail',
  },
];
const BUILT_IN = [
  'default',
  'breakout-v1',
  'top-gainers-momentum',
  'smallcap-top-losers',
  'high-liquidity-top30',
].map(loadPreset);
/** World 2 has markets that pass the presets of the original. */
const WORLDS = [
  [1, WIDE],
  [2, [MANY, ...BUILT_IN]],
] as const;

/** Kraken reports no change over 24 h before there are candles, which are not requested for every market. */
const cannotRank = (dialect: string, preset: Preset): boolean =>
  dialect === 'kraken' && (ranksNeeded(preset).gain || ranksNeeded(preset).loss);

describe.each(WAYS)('a live scan of $id $type through $dialect', (way) => {
  describe.each(WORLDS)('of world %i', (seed, presets) => {
    let live: LiveExchange;
    let feed: ExchangeFeed;
    let truth: MarketFeed;
    let asOfMs: number;
    beforeAll(async () => {
      live = await startLive(way, { seed, markets: MARKETS });
      feed = await live.open();
      truth = truthOf(way, { seed, markets: MARKETS });
      asOfMs = (await feed.lastCloseTimeMs(300_000)) ?? NaN;
      expect(asOfMs).toBe(await truth.lastCloseTimeMs(300_000));
    });
    afterAll(() => live.close());

    test.each(presets.filter((preset) => !cannotRank(way.dialect, preset)))(
      'says with preset $name exactly what --simulate says',
      async (preset) => {
        const plain = await scanFeed(truth, { asOfMs, preset });
        // Some that do not pass, judged completely as by `explain`.
        const refused = plain.markets.filter(
          ({ passed, errors, marketClass }) => !passed && errors.length === 0 && marketClass === 'crypto',
        );
        const levelsFor = new Set(refused.filter((_, index) => index % 9 === 0).map(({ symbol }) => symbol));
        const whole = await scanFeed(truth, { asOfMs, preset, levelsFor });
        const scanned = await scanFeed(feed, { asOfMs, preset, levelsFor });

        expect(scanned.counts.errors).toBe(0);
        const { listed, passed, failed, noData } = scanned.counts;
        expect(passed + failed + noData).toBe(listed);
        expect(passed).toBe(whole.counts.passed);
        const reported = new Map(scanned.markets.map((market) => [market.symbol, market]));
        const wanted = whole.markets.filter((market) => market.passed || levelsFor.has(market.symbol));
        if (preset.name === 'many') {
          expect(wanted.filter((market) => market.passed).length).toBeGreaterThan(20);
        }
        for (const market of wanted) {
          const got = reported.get(market.symbol);
          expect(got && figuresOf(got)).toEqual(figuresOf(market));
        }
      },
    );

    test('gives the same bytes from every engine', async () => {
      const reference = comparable(await scanFeed(feed, { asOfMs, preset: MANY }));
      for (const engine of ['scalar', 'js'] as const) {
        expect(comparable(await scanFeed(feed, { asOfMs, preset: MANY, engine }))).toEqual(reference);
      }
    });
  });
});
