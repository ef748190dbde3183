import { expect, test } from '../support/jest.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { missingPolicy } from '../../src/filters/run-filters.js';
import { scanHistory } from '../../src/history/scan-history.js';
import { fromCandles } from '../../src/index.js';
import { readHistory } from '../../src/library/read-history.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { loadPreset } from '../../src/presets/index.js';
import { awayFeed } from '../support/away-feed.js';
import { engineOf, scanFeed } from '../support/scan-fixture.js';

const FIVE_MINUTES = 300_000;
const BARS = 300;
const AWAY = 20;
const simulated = createSimulatedFeed({ seed: 2, marketCount: 14 });
const lastMs = simulated.world.defaultAsOfMs;
const span = { fromMs: lastMs - 600 * FIVE_MINUTES, toMs: lastMs - (600 - AWAY) * FIVE_MINUTES };
/** Bars soon after the outage that only one market lacks. */
const own = { fromMs: span.toMs + 30 * FIVE_MINUTES, toMs: span.toMs + 34 * FIVE_MINUTES };
const preset = loadPreset('default');
const missing = missingPolicy(preset, false);

async function candlesInMemory(): Promise<MarketFeed> {
  const markets = (await simulated.markets()).map(({ symbol }) => symbol);
  const away = awayFeed(simulated, span, () => true);
  const lacking = awayFeed(away, own, (symbol) => symbol === markets[3]);
  const answers = await lacking.bars(markets, FIVE_MINUTES, 1100, lastMs);
  return fromCandles(answers.flatMap((answer) => ('error' in answer ? [] : [answer.candles])));
}

/** The same feed without a report of its outages. */
const untold = (feed: MarketFeed): MarketFeed => ({ ...feed, outages: () => undefined });

test.each([{ isReported: true }, { isReported: false }])(
  'a history counts bars in an outage of the source like a scan at each bar’s close: %j',
  async ({ isReported }) => {
    const reported = await candlesInMemory();
    const feed = isReported ? reported : untold(reported);
    const { source } = await readHistory(feed, { timeframeMs: FIVE_MINUTES, asOfMs: lastMs });
    expect(source.outages?.size).toBe(AWAY);
    const found = new Map<string, object>();
    const request = { source, preset, missing, engine: await engineOf('simd'), bars: BARS, chunkBars: 300 };
    for await (const { metrics, usable, stride, ...chunk } of scanHistory(request)) {
      for (let row = chunk.firstRow; row < chunk.barCount; row++) {
        const closeMs = chunk.firstOpenTimeMs + (row + 1) * FIVE_MINUTES;
        for (const [market, { symbol }] of chunk.markets.entries()) {
          const at = market * stride + row;
          const [filledBars, health] = [metrics.filledBars[at], metrics.health[at]];
          found.set(`${symbol} ${closeMs}`, { usable: usable[at] === 1, filledBars, health });
        }
      }
    }
    const counts = new Set<number>();
    for (const bars of [0, 1, 2, 3, 10, 30, 33, 35, 60, BARS - AWAY, BARS - 1, BARS + 33, BARS + 40]) {
      const asOfMs = span.toMs + bars * FIVE_MINUTES;
      const { markets } = await scanFeed(reported, { asOfMs, bars: BARS, missing });
      for (const { symbol, metrics, errors } of markets) {
        // Holes are filled only up to the newest bar, so a scan within the outage reports late bars instead.
        const isLate = errors.some(
          ({ code, message }) => code === 'DATA_STALE' || message.startsWith('The last '),
        );
        const known = found.get(`${symbol} ${asOfMs}`) as { usable: boolean };
        expect([symbol, bars, known.usable]).toEqual([symbol, bars, errors.length === 0]);
        if (isLate) continue;
        const { filledBars, health } = metrics;
        expect([symbol, bars, known]).toEqual([
          symbol,
          bars,
          { usable: errors.length === 0, filledBars, health },
        ]);
        counts.add(filledBars);
      }
    }
    expect([...counts].sort((a, b) => a - b)).toEqual(expect.arrayContaining([0, AWAY, AWAY + 4]));
  },
);
