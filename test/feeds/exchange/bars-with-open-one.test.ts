import { expect, test } from '../../support/jest.js';
import { barsWithOpenOne } from '../../../src/feeds/exchange/bars-with-open-one.js';

const BAR_MS = 300_000;
const DAY_BARS = 288;
const SINCE_MS = Date.UTC(2026, 0, 1);
/** Open time of the bar this many after the first missing one. */
const bar = (index: number): number => SINCE_MS + index * BAR_MS;

test.each([
  ['the last closed bar and the open one', 1, bar(1), 2],
  ['all of a window and the open one', 500, bar(500), 501],
  ['the bar that opens in this millisecond too', 500, bar(501), 502],
  ['no later one a millisecond before', 500, bar(501) - 1, 501],
  ['as many as are wanted where fewer have begun', 500, bar(3), 500],
  ['as many as are wanted by a clock that is behind', 5, bar(0) - 1, 5],
  ['all up to the open one of a window that ended a day ago', 500, bar(499 + DAY_BARS), 500 + DAY_BARS],
  ['only the window of one that ended longer ago', 500, bar(500 + DAY_BARS), 500],
  ['only the window of a month that is long over', 999, bar(90 * DAY_BARS), 999],
])('%s', (_, limit, nowMs, wanted) => {
  expect(barsWithOpenOne({ sinceMs: SINCE_MS, limit }, BAR_MS, nowMs)).toBe(wanted);
});
