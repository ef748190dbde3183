import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '../../support/jest.js';
import { cleanCandles } from '../../../src/market/clean.js';
import type { RawCandles } from '../../../src/market/candle-series.js';
import type { PegBand } from '../../../src/market/peg.js';
import { isWithinBand, PEG_BANDS, pegRules } from '../../../src/market/peg.js';
import { findClass } from '../../../src/market/market-class.js';
import { open, symbolsOf } from './files.js';

/** The fewest bars of a peg: more bars move more. Checked at intervals. */
const WINDOW = 400;
const STRIDE = 20;
const FOLDER = resolve('..', 'shared', 'data', 'candles');
const FILES = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.csv.gz')) : [];

if (FILES.length === 0) {
  test('real candle files: skipped, there is no ../shared/data', () => undefined);
} else {
  test.each(FILES)('%s is read whole and every market of it is clean', async (name) => {
    const feed = await open(join(FOLDER, name));
    const symbols = await symbolsOf(feed);
    const asOfMs = (await feed.lastCloseTimeMs(feed.timeframeMs))!;
    const answers = await feed.bars(symbols, feed.timeframeMs, 500, asOfMs);
    expect(feed.rowsHeld).toBe(feed.rowsRead);
    expect(symbols).toEqual(symbols.toSorted());
    for (const answer of answers) {
      if ('error' in answer) throw new Error(answer.error.message);
      const { issues, quality } = cleanCandles(answer.candles, {
        timeframeMs: feed.timeframeMs,
        asOfMs,
        count: 500,
      });
      expect([answer.symbol, issues]).toEqual([answer.symbol, []]);
      expect(quality.bars).toBe(500);
    }
  });

  test('all 133,056 rows of a file are read', async () => {
    const name = FILES.find((file) => file.includes('aug-5m'))!;
    const feed = await open(join(FOLDER, name), { barCount: () => 500 });
    expect(feed.rowsRead).toBe(133_056);
  });

  test('none of their coins is mistaken for something else by its behaviour at any moment; gold is gold', async () => {
    const classes = new Map<string, string>();
    for (const name of FILES) {
      const feed = await open(join(FOLDER, name));
      const markets = await feed.markets();
      const bases = new Set(markets.map(({ base }) => base));
      const asOfMs = (await feed.lastCloseTimeMs(feed.timeframeMs))!;
      const answers = await feed.bars(
        markets.map(({ symbol }) => symbol),
        feed.timeframeMs,
        Infinity,
        asOfMs,
      );
      answers.forEach((answer, index) => {
        if ('error' in answer) return;
        const { candles } = answer;
        for (let end = WINDOW; end <= candles.openTimeMs.length; end += STRIDE) {
          const { series } = cleanCandles(candles, {
            timeframeMs: feed.timeframeMs,
            asOfMs: candles.openTimeMs[end - 1] + feed.timeframeMs,
            count: WINDOW,
          });
          const { marketClass } = findClass(markets[index], bases, series);
          if (marketClass !== 'crypto') classes.set(markets[index].base, marketClass);
        }
      });
    }
    // Tether's gold.
    expect(Object.fromEntries(classes)).toEqual({ XAUT: 'commodity' });
  });

  test('no coin but those that are known to be calm keeps within the band of a peg, however short its bars', async () => {
    const pegged = new Set<string>();
    for (const name of FILES) {
      const feed = await open(join(FOLDER, name));
      const markets = await feed.markets();
      const asOfMs = (await feed.lastCloseTimeMs(feed.timeframeMs))!;
      const symbols = markets.map(({ symbol }) => symbol);
      const answers = await feed.bars(symbols, feed.timeframeMs, Infinity, asOfMs);
      answers.forEach((answer, index) => {
        if ('error' in answer || !pegRules(markets[index], true).any) return;
        for (const band of PEG_BANDS) {
          if (isEverWithin(answer.candles, band, band.leastMs / feed.timeframeMs))
            pegged.add(markets[index].base);
        }
      });
    }
    // Gold is known by its name.
    expect([...pegged]).toEqual(['XAUT']);
  });
}

function isEverWithin({ high, low }: RawCandles, band: PegBand, bars: number): boolean {
  let end = bars;
  while (end <= high.length) {
    let [highest, lowest] = [0, Infinity];
    let at = end - 1;
    for (; at >= end - bars; at--) {
      highest = Math.max(highest, high[at]);
      lowest = Math.min(lowest, low[at]);
      if (!isWithinBand(highest, lowest, band)) break;
    }
    if (at < end - bars) return true;
    // No window that holds this bar and those after it.
    end = at + bars + 1;
  }
  return false;
}
