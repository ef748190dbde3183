import { describe, expect, test } from '../../../support/jest.js';
import { createMemoryState } from '../../../../src/feeds/exchange/limits/ledger/state-store.js';
import { Stops } from '../../../../src/feeds/exchange/limits/stops.js';
import type { Clock } from '../../../../src/util/clock.js';

const DAY_MS = 86_400_000;
const BAN_MS = 120_000;

/** A clock whose wall time can be set. */
function settable(wallMs: number): Clock & { setMs: number; passedMs: number } {
  const clock = {
    setMs: wallMs,
    passedMs: 0,
    nowMs: () => clock.passedMs,
    wallMs: () => clock.setMs + clock.passedMs,
    sleep: () => Promise.resolve(),
  };
  return clock;
}

describe('a ban and a wall clock that is set', () => {
  test.each([-4, -1000, 3.5, 4])('lasts its original duration, %d days away', (days) => {
    // Ahead when the ban was written, or set back since: the same for every reader.
    const state = createMemoryState(() => 0);
    const writer = settable(100 * DAY_MS);
    new Stops(writer, state).ban(writer.wallMs() + BAN_MS);
    const reader = settable(100 * DAY_MS - Math.abs(days) * DAY_MS);
    const stops = new Stops(reader, state);
    expect(stops.current()).not.toBeNull();
    reader.passedMs = BAN_MS - 1;
    expect(stops.current()).not.toBeNull();
    reader.passedMs = BAN_MS;
    expect(stops.current()).toBeNull();
  });

  test('set while the ban runs, changes nothing of it', () => {
    const clock = settable(100 * DAY_MS);
    const stops = new Stops(
      clock,
      createMemoryState(() => 0),
    );
    stops.ban(clock.wallMs() + BAN_MS);
    expect(stops.current()).not.toBeNull();
    clock.setMs += 10 * DAY_MS;
    expect(stops.current()).not.toBeNull();
    clock.passedMs = BAN_MS;
    expect(stops.current()).toBeNull();
  });
});
