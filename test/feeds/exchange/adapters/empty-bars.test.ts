import { expect, test } from '../../../support/jest.js';
import { withoutEmptyBars } from '../../../../src/feeds/exchange/adapters/empty-bars.js';
import { rawCandles, soundRows } from '../../../market/candles.js';

const EMPTY = { open: NaN, high: NaN, low: NaN, close: NaN, volume: 0 };

function answerOf(changes: Readonly<Record<number, object>>) {
  const rows = soundRows(4).map((row, bar) => ({ ...row, ...changes[bar] }));
  return {
    candles: rawCandles(rows),
    volumeUnit: 'base' as const,
    quoteVolume: Float64Array.of(0, 1, 2, 3),
    tradeCounts: Float64Array.of(4, 5, 6, 7),
    closedFlags: Uint8Array.of(1, 1, 1, 0),
  };
}

test('a bar without a price and with a volume of 0 is an absent one', () => {
  const zero = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  const answer = withoutEmptyBars(answerOf({ 1: EMPTY, 2: zero }));
  const [first, , , last] = soundRows(4);
  expect([...answer.candles.openTimeMs]).toEqual([first.openTimeMs, last.openTimeMs]);
  expect([...answer.candles.close]).toEqual([first.close, last.close]);
  expect([...answer.quoteVolume!]).toEqual([0, 3]);
  expect([...answer.tradeCounts!]).toEqual([4, 7]);
  expect([...answer.closedFlags!]).toEqual([1, 0]);
});

test('anything else that is not a candle is left to the cleaner', () => {
  for (const change of [
    { ...EMPTY, volume: NaN },
    { ...EMPTY, volume: 3 },
    { ...EMPTY, close: 5 },
    { volume: 0 },
  ]) {
    const answer = answerOf({ 1: change });
    expect(withoutEmptyBars(answer)).toBe(answer);
  }
});
