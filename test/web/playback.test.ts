import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { initialPlayback, momentAt, nextToScan, playbackReducer, SPEEDS } from '../../web/model/playback.js';
import type { Playback, PlaybackAction } from '../../web/model/playback.js';

const after = (state: Playback, ...actions: readonly PlaybackAction[]): Playback =>
  actions.reduce(playbackReducer, state);

describe('playback', () => {
  test('plays to the end and stops there', () => {
    const playing = after(initialPlayback(3, 0), { type: 'toggle' }, { type: 'advance' });
    expect(playing).toMatchObject({ position: 1, isPlaying: true });
    expect(after(playing, { type: 'advance' })).toMatchObject({ position: 2, isPlaying: false });
  });

  test('played at the end it starts over', () => {
    expect(after(initialPlayback(3, 2), { type: 'toggle' })).toMatchObject({ position: 0, isPlaying: true });
  });

  test('a step stops it', () => {
    const stepped = after(initialPlayback(9, 4), { type: 'toggle' }, { type: 'step', by: -1 });
    expect(stepped).toMatchObject({ position: 3, isPlaying: false });
  });

  test('followers go along with growth, others stay', () => {
    const start = initialPlayback(3, 0);
    const grown = { type: 'grow', momentCount: 5 } as const;
    expect(after(start, grown).position).toBe(0);
    expect(after(start, { type: 'follow', isFollowing: true }, grown).position).toBe(4);
    expect(
      after(start, { type: 'follow', isFollowing: true }, { type: 'step', by: -1 }, grown).position,
    ).toBe(1);
  });

  test('never leaves the moments that there are', () => {
    const action = fc.oneof(
      fc.record({ type: fc.constant('seek' as const), position: fc.double({ noNaN: true }) }),
      fc.record({ type: fc.constant('step' as const), by: fc.integer() }),
      fc.record({ type: fc.constantFrom('toggle' as const, 'pause' as const, 'advance' as const) }),
      fc.record({ type: fc.constant('follow' as const), isFollowing: fc.boolean() }),
      fc.record({ type: fc.constant('speed' as const), speed: fc.constantFrom(...SPEEDS) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(action), (count, actions) => {
        const { position } = after(initialPlayback(count, 0), ...actions);
        expect(Number.isInteger(position) && position >= 0 && position < count).toBe(true);
      }),
    );
  });

  test('a time stands for the last moment at or before it', () => {
    const moments = [10, 20, 30].map((asOfMs) => ({ asOfMs }));
    expect([5, 10, 19, 20, 99].map((timeMs) => momentAt(moments, timeMs))).toEqual([0, 0, 0, 1, 2]);
  });

  test('what comes next is scanned first, then what came before', () => {
    const there = new Set([5, 6]);
    const order: number[] = [];
    for (;;) {
      const next = nextToScan(5, 8, (index) => there.has(index));
      if (next === null) break;
      order.push(next);
      there.add(next);
    }
    expect(order).toEqual([7, 4, 3, 2, 1, 0]);
  });
});
