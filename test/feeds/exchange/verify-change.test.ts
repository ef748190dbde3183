import { describe, expect, test } from '../../support/jest.js';
import { isChangeOfDay } from '../../../src/feeds/exchange/units/verify-change.js';
import { DAY_MS } from '../../../src/market/timeframe.js';
import { FIVE_MINUTES, type Row, START_MS, rawCandles, soundRows } from '../../market/candles.js';

describe('the 24 h change of a ticker', () => {
  const BARS = 300;
  const TIME_MS = START_MS + BARS * FIVE_MINUTES - 100_000;
  /** Prices stay at 100 until noon and rise to 110. */
  const rows = soundRows(BARS).map((row, bar): Row => {
    const price = bar < 150 ? 100 : 110;
    return { ...row, open: price, high: price + 0.1, low: price - 0.1, close: price };
  });
  const agrees = (change24hPct: number | null, shown = rows, last: number | null = 110) =>
    isChangeOfDay(rawCandles(shown), FIVE_MINUTES, { change24hPct, last, timeMs: TIME_MS });

  test.each([
    ['as reported', 10, true],
    ['rounded to a tenth', 10.1, true],
    ['as a fraction', 0.1, false],
    ['since midnight', 0, false],
    ['of a falling market', -10, false],
    ['not reported', null, false],
  ])('%s', (_, change, isAgreed) => {
    expect(agrees(change)).toBe(isAgreed);
  });

  test('starts from the last close before if there were no trades then', () => {
    const dayBeforeMs = TIME_MS - DAY_MS;
    const quiet = rows.filter(({ openTimeMs }) => Math.abs(openTimeMs - dayBeforeMs) > 3 * FIVE_MINUTES);
    expect([agrees(10, quiet), agrees(0.1, quiet)]).toEqual([true, false]);
  });

  test('cannot be judged without candles or a price', () => {
    expect([agrees(10, []), agrees(10, rows, null)]).toEqual([false, false]);
  });
});
