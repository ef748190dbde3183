import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { tries } from '../support/budget.js';
import fc from 'fast-check';
import { openCandleFiles } from '../../src/feeds/candle-files/candle-files.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { barsToAcquire } from '../../src/scanner/scan-request.js';
import type { ScanResult } from '../../src/scanner/scan-result.js';
import { comparable, scanFeed } from '../support/scan-fixture.js';

const BAR_MS = 300_000;
const BARS = 900;
/** Runs of the property: at least 50 random times. */
const TIMES = tries(50);

interface Row {
  readonly symbol: string;
  readonly openTimeMs: number;
  readonly values: readonly (number | string)[];
}

let folder: string;
let rows: Row[];
let lastCloseMs: number;

/** Candles of a small simulated market: young, dead and stopped ones are among them. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-look-ahead-'));
  const feed = createSimulatedFeed({ seed: 3, marketCount: 24 });
  lastCloseMs = feed.world.defaultAsOfMs;
  const symbols = (await feed.markets()).map(({ symbol }) => symbol);
  const answers = await feed.bars(symbols, BAR_MS, BARS, lastCloseMs);
  rows = answers.flatMap((answer) => {
    if ('error' in answer) return [];
    const { symbol, openTimeMs, open, high, low, close, volume } = answer.candles;
    return Array.from(openTimeMs, (timeMs, bar) => ({
      symbol,
      openTimeMs: timeMs,
      values: [open[bar], high[bar], low[bar], close[bar], volume[bar]],
    }));
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function scanRows(given: readonly Row[], asOfMs: number, name: string): Promise<ScanResult> {
  const file = join(folder, name);
  const lines = given.map(({ symbol, openTimeMs, values }) => [symbol, openTimeMs, ...values].join(','));
  writeFileSync(file, ['symbol,timestamp_ms,open,high,low,close,volume', ...lines, ''].join('\n'));
  const feed = await openCandleFiles([file], {
    timeframeMs: BAR_MS,
    barCount: (timeframeMs) => barsToAcquire(500, timeframeMs),
    asOfMs,
    nowMs: Date.UTC(2026, 0),
  });
  return scanFeed(feed, { asOfMs });
}

describe('a scan as of T sees nothing after T', () => {
  // Not a whole bar, so that bars which are open at T are among those to be ignored.
  const times = fc.integer({ min: 60 * BAR_MS, max: (BARS - 1) * BAR_MS });

  test('the file cut at T, and one with nonsense after T, give the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(times, async (agoMs) => {
        const asOfMs = lastCloseMs - BARS * BAR_MS + agoMs;
        const isVisible = ({ openTimeMs }: Row): boolean => openTimeMs + BAR_MS <= asOfMs;
        const nonsense = ['NaN', -1, 1e300, 0, 'Infinity'];
        const poisoned = rows.map((row) => (isVisible(row) ? row : { ...row, values: nonsense }));
        const whole = comparable(await scanRows(rows, asOfMs, 'whole.csv'));
        expect(comparable(await scanRows(rows.filter(isVisible), asOfMs, 'cut.csv'))).toEqual(whole);
        expect(comparable(await scanRows(poisoned, asOfMs, 'poisoned.csv'))).toEqual(whole);
      }),
      { numRuns: TIMES },
    );
  });

  test('and T one millisecond before a bar closes hides that bar', async () => {
    const at = await scanRows(rows, lastCloseMs, 'edge.csv');
    const before = await scanRows(rows, lastCloseMs - 1, 'edge.csv');
    const earlier = await scanRows(rows, lastCloseMs - BAR_MS, 'edge.csv');
    expect(before.markets).not.toEqual(at.markets);
    expect(before.markets).toEqual(earlier.markets);
  });
});
