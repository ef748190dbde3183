import { afterAll, describe, expect, test } from '../../support/jest.js';
import { LAYOUTS } from '../../support/candle-layouts.js';
import { FIVE_MINUTES, rawCandles, soundRows } from '../../market/candles.js';
import { TestFolder, candlesOf, open, symbolsOf } from './files.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

/** Prices far from any volume, and volumes with decimals: mistaking one for the other shows. */
const ROWS = soundRows(60).map((row, at) => ({ ...row, volume: 3.25 + (at % 7) }));

describe('a layout is read as written by', () => {
  test.each(Object.entries(LAYOUTS))('%s', async (what, write) => {
    const { name, content, symbol, hasVolume } = write(ROWS);
    const feed = await open(folder.writeBytes(name, Buffer.from(content)));
    expect(await symbolsOf(feed)).toEqual([symbol]);
    expect(feed.timeframeMs).toBe(FIVE_MINUTES);
    const { openTimeMs, ...read } = await candlesOf(feed, symbol);
    const expected = rawCandles(ROWS, symbol);
    // Only here another day is written, one that can be no month.
    const shiftMs = what.startsWith('slashes') ? 15 * 86_400_000 : 0;
    const byTime = [...openTimeMs.keys()].sort((a, b) => openTimeMs[a] - openTimeMs[b]);
    expect(byTime.map((row) => openTimeMs[row] - shiftMs)).toEqual([...expected.openTimeMs]);
    for (const column of ['open', 'high', 'low', 'close', 'volume'] as const) {
      const values = byTime.map((row) => read[column][row]);
      expect(values).toEqual(
        column === 'volume' && hasVolume === false ? ROWS.map(() => NaN) : [...expected[column]],
      );
    }
  });
});
