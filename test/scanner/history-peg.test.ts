import { expect, test } from '../support/jest.js';
import type { CandleColumns, CandleSeries } from '../../src/market/candle-series.js';
import { findPeg, PEG_MIN_BARS } from '../../src/market/peg.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import type { MarketHistory } from '../../src/history/market-history.js';
import { PegWatch } from '../../src/history/peg.js';
import { seeded } from '../kernels/helpers.js';

const CHUNK = 300;
const WINDOW = 500;
const FIVE_MINUTES = 300_000;

test('a market is pegged at the bars whose whole window stays at 1', () => {
  const random = seeded(4);
  for (const share of [0, 0.5, 0.99, 0.998, 1]) {
    const first = 137;
    const count = 10 * CHUNK;
    const inside = Array.from({ length: count }, () => random() < share);
    // A long stretch inside the peg.
    if (share === 0.5) inside.fill(true, 700, 2100);
    const watch = new PegWatch(CHUNK, WINDOW, FIVE_MINUTES, { one: true, any: false });
    for (let chunk = 0; chunk * CHUNK < count; chunk++) {
      const base = chunk * CHUNK;
      const from = Math.max(0, first - base);
      const price = (row: number): number => (inside[base + row] ? 1 : 5);
      const column = Float64Array.from({ length: CHUNK }, (_, row) => price(row));
      const bars = { high: column, low: column };
      const market = { from, to: CHUNK, start: first - base, rows: { lookback: 0, chunk: CHUNK }, bars };
      watch.watch(market as unknown as MarketHistory);
      const expected = Array.from({ length: CHUNK }, (_, row) => {
        const has = Math.min(base + row - first + 1, WINDOW);
        const window = inside.slice(base + row + 1 - has, base + row + 1);
        return row >= from && has >= PEG_MIN_BARS && window.every((each) => each) ? 1 : 0;
      });
      expect([...watch.isPegged]).toEqual(expected);
      expect(watch.isAnyPegged).toBe(expected.includes(1));
    }
  }
});

/** A price that is flat, walks, is flat at another level, has a wick, and trades rarely for a while. */
function calmAndWild(
  count: number,
  width: number,
  random: () => number,
): CandleColumns & { filled: Uint8Array } {
  const column = (): Float64Array => new Float64Array(count);
  const [openTimeMs, open, high, low, close, volume] = Array.from({ length: 6 }, column);
  let level = 0.000061;
  for (let bar = 0; bar < count; bar++) {
    const isWild = (bar >= 900 && bar < 1000) || bar === 1900 || random() < 0.0004;
    if (isWild) level *= 1 + (random() - 0.5) * 0.03;
    const isFlat = bar >= 3400 && bar < 4100;
    const jitter = (): number => (isFlat ? 0 : random() * width);
    const [a, b, c] = [jitter(), jitter(), jitter()].sort((one, other) => one - other);
    openTimeMs[bar] = bar * FIVE_MINUTES;
    [low[bar], open[bar], high[bar]] = [level * (1 + a), level * (1 + b), level * (1 + c)];
    close[bar] = isFlat ? level : level * (1 + (random() < 0.5 ? a : c));
    volume[bar] = random() < (bar >= 2500 && bar < 3200 ? 0.4 : 0.7) ? 5 : 0;
  }
  return { openTimeMs, open, high, low, close, volume, filled: new Uint8Array(count) };
}

/** Windows shorter and longer than three days, the latter growing from one day; `width` is the price range. */
test.each([
  { seed: 1, windowBars: 500, width: 0.0052 },
  { seed: 2, windowBars: 500, width: 0.0058 },
  { seed: 3, windowBars: 900, width: 0.0105 },
  { seed: 4, windowBars: 900, width: 0.005 },
])('at every bar a market is a peg if and only if a scan finds one: %j', ({ seed, windowBars, width }) => {
  const count = 16 * CHUNK;
  const columns = calmAndWild(count, width, seeded(seed));
  const info = marketFromSymbol('IDRV/USDT')!;
  const window = (bar: number): CandleSeries => {
    const [from, to] = [Math.max(0, bar - windowBars + 1), bar + 1];
    const cut = Object.entries(columns).map(([name, column]: [string, Float64Array | Uint8Array]) => [
      name,
      column.subarray(from, to),
    ]);
    return { symbol: info.symbol, timeframeMs: FIVE_MINUTES, ...Object.fromEntries(cut) } as CandleSeries;
  };
  const expected = Array.from({ length: count }, (_, bar) => (findPeg(info, window(bar)) === null ? 0 : 1));
  const share = expected.filter((each) => each === 1).length / count;
  expect(share).toBeGreaterThan(0.05);
  expect(share).toBeLessThan(0.9);
  // Independent of the chunk length and of the market's first row in its first chunk.
  for (const [chunk, first] of [
    [CHUNK, 0],
    [CHUNK, 137],
    [3 * CHUNK, 0],
    [7, 3],
  ]) {
    const watch = new PegWatch(chunk, windowBars, FIVE_MINUTES, { one: false, any: true });
    const found: number[] = [];
    for (let base = 0; base < first + count; base += chunk) {
      const from = Math.max(0, first - base);
      const to = Math.min(chunk, first + count - base);
      const start = first - base;
      const cut = (column: Float64Array): Float64Array => {
        const rows = new Float64Array(chunk).fill(NaN);
        for (let row = from; row < to; row++) rows[row] = column[row - start];
        return rows;
      };
      const { high, low, close, volume } = columns;
      const bars = { high: cut(high), low: cut(low), close: cut(close), volume: cut(volume) };
      const market = { from, to, start, rows: { lookback: 0, chunk }, bars };
      watch.watch(market as unknown as MarketHistory);
      found.push(...watch.isPegged.subarray(from, to));
      expect(watch.isAnyPegged).toBe(watch.isPegged.includes(1));
    }
    expect(found).toEqual(expected);
  }
});
