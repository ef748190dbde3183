import { expect, test } from '../support/jest.js';
import { findEvents } from '../../src/edge/events.js';
import { presetScreen } from '../../src/edge/screen.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { openCandles } from '../../src/library/node/sources.js';
import { readHistory } from '../../src/library/read-history.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { loadPreset } from '../../src/presets/index.js';
import type { Preset } from '../../src/presets/preset.js';
import { createRng, keyOf } from '../../src/util/rng.js';
import { engineOf, scanFeed } from '../support/scan-fixture.js';
import { sharedFile } from '../support/shared-data.js';

const MISSING = { all: 'fail', liveOnly: 'skip' } as const;
const MOMENTS = 200;
const SEED = 16;
/** The scan's window. */
const BARS = 500;

interface Candles {
  readonly feed: MarketFeed;
  readonly timeframeMs: number;
  readonly asOfMs: number;
}

/**
 * The markets that pass a scan, and those within an episode, at random moments, as `moment symbols`.
 * @param fromBar  the first possible moment, at which a scan sees only bars of the history
 */
async function compare({ feed, timeframeMs, asOfMs }: Candles, preset: Preset, fromBar: number) {
  const { source } = await readHistory(feed, { timeframeMs, asOfMs });
  const engine = await engineOf('simd');
  const screen = presetScreen({
    name: preset.name,
    sha256: preset.name,
    preset,
    missing: MISSING,
    engine,
    bars: BARS,
  });
  // Without quiet bars, a bar of a market lies in an episode if and only if it passed.
  const { episodes } = await findEvents(screen, source, 1);
  const rng = createRng(keyOf(SEED, 'moments'));
  const scanned: string[] = [];
  const listed: string[] = [];
  for (let i = 0; i < MOMENTS; i++) {
    // Half of the moments are at the start of an episode or at the bar after its end.
    const { firstBar, lastBar } = episodes[rng.below(episodes.length)];
    const bar = [rng.below(source.barCount), rng.below(source.barCount), firstBar, lastBar + 1][i % 4];
    const closeMs = Math.min(asOfMs, source.firstOpenTimeMs + (Math.max(fromBar, bar) + 1) * timeframeMs);
    const at = (closeMs - source.firstOpenTimeMs) / timeframeMs - 1;
    const { markets } = await scanFeed(feed, { asOfMs: closeMs, preset, bars: BARS, missing: MISSING });
    const passing = markets.filter(({ passed }) => passed).map(({ symbol }) => symbol);
    scanned.push(`${at} ${passing.sort().join(' ')}`);
    const inside = episodes.filter((episode) => episode.firstBar <= at && at <= episode.lastBar);
    listed.push(
      `${at} ${inside
        .map(({ market }) => source.markets[market].market.symbol)
        .sort()
        .join(' ')}`,
    );
  }
  return { scanned, listed };
}

function cellsIn(moments: readonly string[]): number {
  return moments.reduce((sum, moment) => sum + moment.split(' ').filter((word) => word !== '').length - 1, 0);
}

test(`at ${MOMENTS} random moments of simulated markets, episodes match a scan as of that moment`, async () => {
  const feed = createSimulatedFeed({ seed: SEED, marketCount: 24 });
  const asOfMs = feed.world.defaultAsOfMs;
  const preset = {
    ...loadPreset('default'),
    filters: { surgeLong: { min: 1.5 }, change1h: { minPct: 0.5 }, turnover: { min: 100_000 } },
  };
  // A history has no ticker data.
  const limited: MarketFeed = {
    ...feed,
    source: { ...feed.source, hasLiveFacts: false },
    tickers: async () => new Map(),
    details: async () => new Map(),
    bars: (symbols, timeframeMs, count, ...rest) =>
      feed.bars(symbols, timeframeMs, Math.min(count, 1300), ...rest),
  };
  const { scanned, listed } = await compare({ feed: limited, timeframeMs: 300_000, asOfMs }, preset, BARS);
  expect(listed).toEqual(scanned);
  expect(cellsIn(scanned)).toBeGreaterThan(100);
}, 120_000);

test(`at ${MOMENTS} random moments of real markets, if available, episodes match a scan as well`, async () => {
  const file = sharedFile('candles/binance-spot-2024-5m.csv.gz');
  if (file === null) return;
  const { feed, timeframeMs, asOfMs } = await openCandles([file], { keepsAll: true });
  const { scanned, listed } = await compare({ feed, timeframeMs, asOfMs }, loadPreset('default'), 0);
  expect(listed).toEqual(scanned);
  expect(cellsIn(scanned)).toBeGreaterThan(50);
}, 300_000);
