import { describe, expect, test } from '../support/jest.js';
import type { MarketResult } from '../../src/scanner/scan-result.js';
import { ChangeTracker } from '../../src/watch/changes.js';

/** Markets that pass in the order given, and one that does not. */
function ranked(...scores: readonly (readonly [symbol: string, score: number])[]): MarketResult[] {
  const passed = scores.map(([symbol, score], index) => ({ symbol, score, rank: index + 1 }));
  return [...passed, { symbol: 'OUT/USDT', score: 3, rank: null }] as MarketResult[];
}

describe('changes since the previous scan', () => {
  test('are none in the first scan', () => {
    const changes = new ChangeTracker().next(ranked(['A/USDT', 2], ['B/USDT', 1]));
    expect(changes.entered).toEqual([]);
    expect(changes.left).toEqual([]);
    expect(changes.markets.get('A/USDT')).toEqual({
      symbol: 'A/USDT',
      rankGain: null,
      scoreChange: null,
      streak: 1,
    });
    expect(changes.markets.has('OUT/USDT')).toBe(false);
  });

  test('are ranks, scores, markets that entered and left', () => {
    const tracker = new ChangeTracker();
    tracker.next(ranked(['A/USDT', 2], ['B/USDT', 1], ['C/USDT', 0.5]));
    const changes = tracker.next(ranked(['C/USDT', 2.5], ['D/USDT', 2.25], ['A/USDT', 1.5]));
    expect(changes.entered).toEqual(['D/USDT']);
    expect(changes.left).toEqual(['B/USDT']);
    expect(changes.markets.get('C/USDT')).toEqual({
      symbol: 'C/USDT',
      rankGain: 2,
      scoreChange: 2,
      streak: 2,
    });
    expect(changes.markets.get('A/USDT')).toMatchObject({ rankGain: -2, scoreChange: -0.5 });
    expect(changes.markets.get('D/USDT')).toMatchObject({ rankGain: null, streak: 1 });
  });

  test('start over for a market that was out for one scan', () => {
    const tracker = new ChangeTracker();
    tracker.next(ranked(['A/USDT', 2]));
    tracker.next(ranked());
    const changes = tracker.next(ranked(['A/USDT', 2]));
    expect(changes.entered).toEqual(['A/USDT']);
    expect(changes.markets.get('A/USDT')).toMatchObject({ streak: 1, rankGain: null });
  });
});
