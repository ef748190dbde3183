import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { DEFAULT_BARS } from '../../src/library/scan-options.js';
import { parseTimeframe } from '../../src/market/timeframe.js';
import type { ReplaySource } from './replay-source.js';
import { windowFeed } from './window-feed.js';

export interface SimulatedReplay {
  /** @default 400 */
  readonly marketCount?: number;
  /** Moments, one per bar. @default a day of 5-minute bars */
  readonly momentCount?: number;
  /** Closed bars that each scan sees. @default 500 */
  readonly bars?: number;
  readonly seed?: number;
}

const TIMEFRAME = '5m';
const MOMENTS_A_DAY = 288;

/**
 * The simulated market, a scan at every bar close: shown by the page without a file. Nothing was recorded.
 */
export async function simulatedSource(options: SimulatedReplay = {}): Promise<ReplaySource> {
  const { marketCount = 400, momentCount = MOMENTS_A_DAY, bars = DEFAULT_BARS, seed = 1 } = options;
  const feed = createSimulatedFeed({ seed, marketCount });
  const timeframeMs = parseTimeframe(TIMEFRAME);
  const endMs = feed.world.defaultAsOfMs;
  const moments = Array.from({ length: momentCount }, (_, index) => ({
    asOfMs: endMs - (momentCount - 1 - index) * timeframeMs,
    resultSha256: null,
  }));
  const symbols = (await feed.markets()).map(({ symbol }) => symbol).sort();
  const window = await windowFeed(feed, { timeframeMs, bars: bars + momentCount, endMs });
  return {
    title: `Simulated market, ${marketCount} markets`,
    isReal: false,
    notes: ['Not real prices: this market is simulated, with breakouts and false breakouts planted in it.'],
    problems: [],
    options: { preset: 'default', timeframe: TIMEFRAME, bars },
    symbols,
    moments,
    isLive: false,
    askedAt: () => ({}),
    async scanAt(index) {
      if (index in moments) return window;
      throw new RangeError(`Expected a moment from 0 to ${momentCount - 1}, got ${index}.`);
    },
    history: async () => window,
    subscribe: () => () => undefined,
  };
}
