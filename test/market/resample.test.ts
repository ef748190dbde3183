import { expect, test } from '../support/jest.js';
import fc from 'fast-check';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { emptySeries } from '../../src/market/candle-series.js';
import { resample } from '../../src/market/resample.js';
import { COLUMN_NAMES, FIVE_MINUTES, START_MS } from './candles.js';

const candle = fc.record({ base: fc.double({ min: 1, max: 2, noNaN: true }), filled: fc.boolean() });

function seriesOf(candles: readonly { base: number; filled: boolean }[], firstBar: number): CandleSeries {
  const series = emptySeries('TEST/USDT', FIVE_MINUTES, candles.length);
  candles.forEach(({ base, filled }, bar) => {
    series.openTimeMs[bar] = START_MS + (firstBar + bar) * FIVE_MINUTES;
    series.open[bar] = base;
    series.high[bar] = base * 1.25;
    series.low[bar] = base * 0.75;
    series.close[bar] = base * 1.125;
    series.volume[bar] = base * 3;
    series.filled[bar] = Number(filled);
  });
  return series;
}

/** Every group by its own search through all bars. */
function bruteForce(series: CandleSeries, factor: number, asOfMs: number): number[][] {
  const groupMs = factor * series.timeframeMs;
  const bars = Array.from(series.openTimeMs, (_, bar) => bar);
  const starts = new Set(bars.map((bar) => Math.floor(series.openTimeMs[bar] / groupMs) * groupMs));
  return [...starts]
    .map((start) => ({
      start,
      parts: bars.filter((bar) => {
        const time = series.openTimeMs[bar];
        return time >= start && time < start + groupMs && time + series.timeframeMs <= asOfMs;
      }),
    }))
    .filter(({ parts }) => parts.length === factor)
    .map(({ start, parts }) => [
      start,
      series.open[parts[0]],
      Math.max(...parts.map((bar) => series.high[bar])),
      Math.min(...parts.map((bar) => series.low[bar])),
      series.close[parts[factor - 1]],
      parts.reduce((sum, bar) => sum + series.volume[bar], 0),
      Number(parts.every((bar) => series.filled[bar] === 1)),
    ]);
}

test('equals a search through all bars, for any start, length, factor and as-of time', () => {
  fc.assert(
    fc.property(
      fc.array(candle, { maxLength: 40 }),
      fc.nat({ max: 20 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: -1, max: 70 * FIVE_MINUTES }),
      (candles, firstBar, factor, asOfOffsetMs) => {
        const series = seriesOf(candles, firstBar);
        const before = structuredClone(series);
        const asOfMs = START_MS + asOfOffsetMs;
        const out = resample(series, factor * FIVE_MINUTES, asOfMs);
        const rows = Array.from(out.openTimeMs, (_, bar) =>
          [...COLUMN_NAMES, 'filled' as const].map((name) => out[name][bar]),
        );
        expect(rows).toEqual(bruteForce(series, factor, asOfMs));
        expect(out.timeframeMs).toBe(factor * FIVE_MINUTES);
        expect(series).toEqual(before);
      },
    ),
  );
});

test('without an as-of time all bars are closed', () => {
  const series = seriesOf(Array(7).fill({ base: 1, filled: false }), 2);
  expect(Array.from(resample(series, 3 * FIVE_MINUTES).openTimeMs)).toEqual([
    START_MS + 3 * FIVE_MINUTES,
    START_MS + 6 * FIVE_MINUTES,
  ]);
});

test('rejects anything but a whole multiple', () => {
  const series = seriesOf([], 0);
  for (const timeframeMs of [0, 60_000, 450_000, NaN]) {
    expect(() => resample(series, timeframeMs)).toThrow(
      `Expected a whole multiple of 300000 ms to resample to, got ${timeframeMs} ms.`,
    );
  }
});
