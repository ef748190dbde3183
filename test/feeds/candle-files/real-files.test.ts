import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '../../support/jest.js';
import { cleanCandles } from '../../../src/market/clean.js';
import { classifyMarket } from '../../../src/market/market-class.js';
import { open, symbolsOf } from './files.js';

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

  test('no coin of them is taken for something else by its behaviour; gold is gold', async () => {
    const classes = new Map<string, string>();
    for (const name of FILES) {
      const feed = await open(join(FOLDER, name));
      const markets = await feed.markets();
      const bases = new Set(markets.map(({ base }) => base));
      const asOfMs = (await feed.lastCloseTimeMs(feed.timeframeMs))!;
      const answers = await feed.bars(
        markets.map(({ symbol }) => symbol),
        feed.timeframeMs,
        500,
        asOfMs,
      );
      answers.forEach((answer, index) => {
        if ('error' in answer) return;
        const { series } = cleanCandles(answer.candles, {
          timeframeMs: feed.timeframeMs,
          asOfMs,
          count: 500,
        });
        const marketClass = classifyMarket(markets[index], bases, series);
        if (marketClass !== 'crypto') classes.set(markets[index].base, marketClass);
      });
    }
    // Tether's gold.
    expect(Object.fromEntries(classes)).toEqual({ XAUT: 'commodity' });
  });
}
