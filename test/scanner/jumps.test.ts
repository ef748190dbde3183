import { describe, expect, test } from '../support/jest.js';
import { fromCandles } from '../../src/library/from-candles.js';
import { historyOfSeries, scanHistory } from '../../src/history/scan-history.js';
import type { RawCandles } from '../../src/market/candle-series.js';
import { cleanCandles } from '../../src/market/clean.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { loadPreset } from '../../src/presets/index.js';
import { engineOf, scanFeed } from '../support/scan-fixture.js';
import { closeOf, FIVE_MINUTES, rawCandles, type Row, soundRows } from '../market/candles.js';

const BARS = 400;

type Change = (row: Row, bar: number) => Row;

const times = (row: Row, factor: number): Row => ({
  ...row,
  open: row.open * factor,
  high: row.high * factor,
  low: row.low * factor,
  close: row.close * factor,
});

/** What was done, and how many bars of 400 jump then. */
const CHANGES: Readonly<Record<string, readonly [Change, number]>> = {
  nothing: [(row) => row, 0],
  'one bar in thousandths': [(row, bar) => (bar === 333 ? times(row, 1000) : row), 2],
  'one bar in thousands': [(row, bar) => (bar === 333 ? times(row, 1 / 1000) : row), 2],
  'a split of ten to one that stays': [(row, bar) => (bar >= 200 ? times(row, 0.1) : row), 1],
  'a single high 50 times too high': [(row, bar) => (bar === 390 ? { ...row, high: row.high * 50 } : row), 1],
  'a single low 50 times too low': [(row, bar) => (bar === 2 ? { ...row, low: row.low / 50 } : row), 1],
  'a first bar that does': [(row, bar) => (bar === 0 ? { ...row, high: row.high * 9 } : row), 1],
  'a rise of half within a bar': [(row, bar) => (bar >= 100 ? times(row, 1.5) : row), 0],
};

const candlesOf = (change: Change): RawCandles => rawCandles(soundRows(BARS).map(change), 'X/USDT');
const options = { timeframeMs: FIVE_MINUTES, asOfMs: closeOf(BARS), count: BARS };

describe.each(Object.entries(CHANGES))('after %s', (_, [change, jumps]) => {
  test('jumping bars are counted, lower health and are reported, also beside corrected rows', () => {
    const raw = candlesOf(change);
    const quick = cleanCandles(raw, options);
    expect(quick.issues).toEqual([]);
    expect([quick.quality.jumpBars, quick.quality.health]).toEqual([jumps, 1 - jumps / BARS]);
    expect(quick.notes).toEqual(
      jumps === 0
        ? []
        : [`Bars in which the price moves 8-fold or more, a glitch or a unit that changed: ${jumps}.`],
    );
    // An identical row once more is the thorough way to the same.
    const rows = soundRows(BARS).map(change);
    const thorough = cleanCandles(rawCandles([...rows, rows[BARS - 1]], 'X/USDT'), options);
    expect(thorough.quality).toEqual({ ...quick.quality, health: expect.closeTo(quick.quality.health, 4) });
  });

  test('a scan says it, whatever the batches', async () => {
    const { openTimeMs, open, high, low, close, volume } = candlesOf(change);
    const columns = { openTimeMs, open, high, low, close, volume };
    const plain = candlesOf((row) => row);
    const feed = fromCandles([
      { ...columns, symbol: 'X/USDT' },
      { ...plain, symbol: 'BTC/USDT' },
    ]);
    const results = await Promise.all(
      [1, 2].map((batchSize) => scanFeed(feed, { asOfMs: closeOf(BARS), batchSize, bars: BARS })),
    );
    for (const { warnings, markets } of results) {
      const reported = warnings.filter((warning) => warning.includes('8-fold'));
      expect(reported).toEqual(
        jumps === 0 ? [] : [expect.stringContaining('within a bar in X/USDT: a glitch')],
      );
      const health = markets.find(({ symbol }) => symbol === 'X/USDT')?.metrics.health;
      expect(health).toBe(1 - jumps / BARS);
    }
    expect(results[0].resultSha256).toBe(results[1].resultSha256);
  });

  test('a history has the health of every scan, and channels that are prices', async () => {
    const raw = candlesOf(change);
    const { series } = cleanCandles(raw, options);
    const market = marketFromSymbol('X/USDT')!;
    const window = 300;
    const source = historyOfSeries([{ market, series: series! }]);
    const request = {
      ...{ source, preset: loadPreset('default'), missing: { all: 'fail', liveOnly: 'skip' } as const },
      ...{ engine: await engineOf('simd'), bars: window, chunkBars: 300 },
      metrics: ['health', 'donchianLow'] as const,
    };
    let bar = 0;
    for await (const chunk of scanHistory(request)) {
      for (let row = chunk.firstRow; row < chunk.barCount; row++, bar++) {
        const { quality } = cleanCandles(raw, { ...options, asOfMs: closeOf(bar + 1), count: window });
        // A scan that received the bars before its window cannot know what a shorter answer would have been.
        expect(chunk.metrics.health[row]).toBe(quality.health);
        if (bar < 20) continue;
        const exact = Math.min(...raw.low.subarray(bar - 20, bar));
        expect(Math.abs(chunk.metrics.donchianLow[row] / exact - 1)).toBeLessThan(1e-4);
      }
    }
    expect(bar).toBe(BARS);
  });
});

test('a wick to nothing leaves a price in the channel of a history', async () => {
  const raw = candlesOf((row, bar) => (bar === 350 ? { ...row, low: 1e-9 } : row));
  const { series } = cleanCandles(raw, options);
  const source = historyOfSeries([{ market: marketFromSymbol('X/USDT')!, series: series! }]);
  const request = {
    ...{ source, preset: loadPreset('default'), missing: { all: 'fail', liveOnly: 'skip' } as const },
    ...{ engine: await engineOf('js'), bars: 300, chunkBars: 300, metrics: ['donchianLow'] as const },
  };
  const lows: number[] = [];
  for await (const chunk of scanHistory(request)) {
    lows.push(...chunk.metrics.donchianLow.subarray(chunk.firstRow, chunk.barCount));
  }
  expect(lows.slice(351, 371)).toEqual(new Array(20).fill(1e-9));
});
