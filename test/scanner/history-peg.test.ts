import { expect, test } from '../support/jest.js';
import { PEG_MIN_BARS } from '../../src/market/market-class.js';
import type { MarketHistory } from '../../src/history/market-history.js';
import { PegWatch } from '../../src/history/peg.js';
import { seeded } from '../kernels/helpers.js';

const BLOCK = 300;
const WINDOW = 500;

test('a market is pegged at the bars at which all of its window keeps to 1', () => {
  const random = seeded(4);
  for (const share of [0, 0.5, 0.99, 0.998, 1]) {
    const first = 137;
    const count = 10 * BLOCK;
    const inside = Array.from({ length: count }, () => random() < share);
    // A long run without any, then nothing but.
    if (share === 0.5) inside.fill(true, 700, 2100);
    const watch = new PegWatch(BLOCK, WINDOW);
    for (let block = 0; block * BLOCK < count; block++) {
      const base = block * BLOCK;
      const from = Math.max(0, first - base);
      const price = (row: number): number => (inside[base + row] ? 1 : 5);
      const column = Float64Array.from({ length: BLOCK }, (_, row) => price(row));
      const bars = { high: column, low: column };
      const market = { from, to: BLOCK, start: first - base, rows: { lookback: 0, block: BLOCK }, bars };
      watch.watch(market as unknown as MarketHistory);
      const expected = Array.from({ length: BLOCK }, (_, row) => {
        const has = Math.min(base + row - first + 1, WINDOW);
        const window = inside.slice(base + row + 1 - has, base + row + 1);
        return row >= from && has >= PEG_MIN_BARS && window.every((each) => each) ? 1 : 0;
      });
      expect([...watch.isPegged]).toEqual(expected);
      expect(watch.isAnyPegged).toBe(expected.includes(1));
    }
  }
});
