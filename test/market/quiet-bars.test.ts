import { describe, expect, test } from '../support/jest.js';
import { cleanCandles } from '../../src/market/clean.js';
import { createRng, keyOf } from '../../src/util/rng.js';
import { closeOf, FIVE_MINUTES, rawCandles, type Row, START_MS } from './candles.js';

const BARS = 500;

/** Bars of a market with random trades, this many per bar on average; bars without one are omitted. */
function thinRows(tradesPerBar: number, { writesEmpty = false } = {}): Row[] {
  const rng = createRng(keyOf(1, `thin ${tradesPerBar}`));
  const rows: Row[] = [];
  let price = 100;
  for (let bar = 0; bar < BARS; bar++) {
    const openTimeMs = START_MS + bar * FIVE_MINUTES;
    const prices: number[] = [];
    // The waiting times of a Poisson process add up to one bar.
    for (let waited = -Math.log(1 - rng.next()); waited < tradesPerBar; waited -= Math.log(1 - rng.next())) {
      prices.push((price *= 1 + 0.002 * (rng.next() - 0.5)));
    }
    // The newest bars exist, so that nothing else rejects the market.
    if (prices.length === 0 && bar >= BARS - 3) prices.push(price);
    if (prices.length === 0 && !writesEmpty) continue;
    const [open, close] = [prices.at(0) ?? price, prices.at(-1) ?? price];
    const [high, low] = [Math.max(open, ...prices), Math.min(open, ...prices)];
    rows.push({ openTimeMs, open, high, low, close, volume: prices.length });
  }
  return rows;
}

const clean = (rows: readonly Row[], takesQuietBars: boolean) =>
  cleanCandles(rawCandles(rows), {
    timeframeMs: FIVE_MINUTES,
    asOfMs: closeOf(BARS),
    count: BARS,
    takesQuietBars,
  });

describe('bars without a trade that an exchange omits', () => {
  test.each([3.5, 2, 1, 0.5])(
    '%p trades per bar: taken if health is judged, and reported',
    (tradesPerBar) => {
      const rows = thinRows(tradesPerBar);
      const { issues, quality, notes } = clean(rows, true);
      expect(issues).toEqual([]);
      expect(quality.filledBars).toBe(BARS - rows.length);
      expect(quality.filledBars).toBeGreaterThan(0.02 * BARS);
      expect(quality.health).toBe(Math.max(0, 1 - quality.filledBars / rows.length));
      expect(notes).toEqual([
        `Absent bars filled with volume 0 at the previous close: ${quality.filledBars}.`,
      ]);
      expect(clean(rows, false).issues.map(({ code }) => code)).toEqual(['DATA_GAP']);
    },
  );

  test('one of the newest three may be among them, but not the last', () => {
    const rows = thinRows(2);
    expect(clean(rows.toSpliced(-2, 1), true).issues).toEqual([]);
    expect(clean(rows.slice(0, -1), true).issues).toEqual([
      { code: 'DATA_GAP', message: 'The last bar is absent.' },
    ]);
  });

  test('bars that were lost from a market that trades are a gap all the same', () => {
    const rows = thinRows(40).filter((_, bar) => bar % 20 !== 5);
    expect(clean(rows, true).issues).toEqual([
      { code: 'DATA_GAP', message: '25 of 500 bars (5.0 %) are absent (at most 2 %).' },
    ]);
  });

  test('and so are those of a thin market whose exchange writes bars without a trade', () => {
    const rows = thinRows(1, { writesEmpty: true }).filter((_, bar) => bar % 20 !== 5);
    expect(clean(rows, true).issues.map(({ code }) => code)).toEqual(['DATA_GAP']);
  });

  test('without volumes nothing identifies them', () => {
    const rows = thinRows(1).map((row) => ({ ...row, volume: NaN }));
    expect(clean(rows, true).issues.map(({ code }) => code)).toEqual(['DATA_GAP']);
  });
});
