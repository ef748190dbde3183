import { describe, expect, test } from '../support/jest.js';
import { BY_RANK, nextSorting, rankChange, rankingOf } from '../../web/model/ranking.js';
import { STATE } from '../../web/model/snapshot.js';
import { snapshotWith } from './snapshots.js';

const symbols = ['A/USDT', 'B/USDT', 'C/USDT', 'D/USDT', 'E/USDT'];
const snapshot = snapshotWith([
  { state: STATE.failed, score: 2.5, price: 5 },
  { state: STATE.passed, score: 1, rank: 2, price: 7 },
  { state: STATE.passed, score: 2, rank: 1 },
  { state: STATE.unusable },
  { state: STATE.absent },
]);
const view = { sorting: BY_RANK, search: '', passedOnly: false };

describe('the ranking', () => {
  test('starts with what passed, by score; unscored ones come last, unscanned ones are missing', () => {
    expect(rankingOf(snapshot, symbols, view)).toEqual([2, 1, 0, 3]);
  });

  test.each([
    [true, [1, 0, 2, 3]],
    [false, [0, 1, 2, 3]],
  ])('by a number (descending: %s), unknown ones last', (descending, expected) => {
    expect(rankingOf(snapshot, symbols, { ...view, sorting: { key: 'price', descending } })).toEqual(
      expected,
    );
  });

  test('by symbol, backwards', () => {
    const sorting = { key: 'symbol', descending: true } as const;
    expect(rankingOf(snapshot, symbols, { ...view, sorting })).toEqual([3, 2, 1, 0]);
  });

  test('is searched in any case', () => {
    expect(rankingOf(snapshot, symbols, { ...view, search: ' b/us ' })).toEqual([1]);
  });

  test('shows only those that passed on request', () => {
    expect(rankingOf(snapshot, symbols, { ...view, passedOnly: true })).toEqual([2, 1]);
  });

  test('a second click on a column turns it round', () => {
    const first = nextSorting(BY_RANK, 'price');
    expect(first).toEqual({ key: 'price', descending: true });
    expect(nextSorting(first, 'price')).toEqual({ key: 'price', descending: false });
    expect(nextSorting(first, 'symbol')).toEqual({ key: 'symbol', descending: false });
  });

  test('shows ranks gained and lost since before', () => {
    const before = snapshotWith([{ rank: 4 }, { rank: 1 }, {}, { rank: 2 }]);
    const now = snapshotWith([{ rank: 1 }, { rank: 2 }, { rank: 3 }, {}]);
    expect([0, 1, 2, 3].map((market) => rankChange(before, now, market))).toEqual([3, -1, 'new', null]);
    expect(rankChange(null, now, 0)).toBeNull();
  });
});
