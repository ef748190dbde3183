import { describe, expect, test } from '../support/jest.js';
import { compareMoments, densityOf, eventsBetween, nextEvent } from '../../web/model/events.js';
import { BREAK, STATE } from '../../web/model/snapshot.js';
import { snapshotWith } from './snapshots.js';

const passed = { state: STATE.passed };
const failed = { state: STATE.failed };

describe('events', () => {
  test('are what enters and leaves the ranking, and closes out of the range', () => {
    const before = snapshotWith([passed, failed, { ...failed, breakout: BREAK.none }, passed]);
    const after = snapshotWith([failed, passed, { ...failed, breakout: BREAK.down }, passed]);
    expect(eventsBetween(before, after, 7)).toEqual([
      { kind: 'left', market: 0, moment: 7 },
      { kind: 'entered', market: 1, moment: 7 },
      { kind: 'breakout', market: 2, moment: 7 },
    ]);
  });

  test('a breakout that continues, or of which nothing was known before, is none', () => {
    const up = snapshotWith([{ ...failed, breakout: BREAK.up }]);
    const unknown = snapshotWith([{ ...failed, breakout: BREAK.unknown }]);
    expect(eventsBetween(up, up, 1)).toEqual([]);
    expect(eventsBetween(unknown, up, 1)).toEqual([]);
  });

  test('density counts entries and exits, not breakouts', () => {
    const kinds = ['entered', 'entered', 'left', 'breakout'] as const;
    expect(densityOf(kinds.map((kind, market) => ({ kind, market, moment: 1 })))).toEqual({
      entered: 2,
      left: 1,
    });
  });

  test('the next one is searched in both directions, over moments that are not computed', () => {
    const entered = { kind: 'entered', market: 3, moment: 4 } as const;
    const breakout = { kind: 'breakout', market: 5, moment: 6 } as const;
    const events = [[], [], undefined, [], [entered], [], [breakout], []];
    expect(nextEvent(events, 0, 1, null)).toBe(4);
    expect(nextEvent(events, 4, 1, null)).toBeNull();
    expect(nextEvent(events, 7, -1, null)).toBe(4);
    expect(nextEvent(events, 0, 1, 5)).toBe(6);
    expect(nextEvent(events, 0, 1, 9)).toBeNull();
  });

  test('two moments are compared by rank', () => {
    const a = snapshotWith([{ rank: 1 }, { rank: 2 }, {}, { rank: 3 }]);
    const b = snapshotWith([{ rank: 2 }, {}, { rank: 1 }, { rank: 3 }]);
    expect(compareMoments(a, b)).toEqual({
      entered: [2],
      left: [1],
      stayed: [
        { market: 0, from: 1, to: 2 },
        { market: 3, from: 3, to: 3 },
      ],
    });
  });
});
