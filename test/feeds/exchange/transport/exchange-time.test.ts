import { describe, expect, test } from '../../../support/jest.js';
import fc from 'fast-check';
import { ExchangeTime } from '../../../../src/feeds/exchange/transport/exchange-time.js';
import type { Clock } from '../../../../src/util/clock.js';

const START_MS = Date.UTC(2026, 10, 25, 12);

/** A clock that is stopped until moved; its wall time may be wrong. */
function standing(wallErrorMs: number): Clock & { move(ms: number): void; stepWall(ms: number): void } {
  let nowMs = 5_000;
  let errorMs = wallErrorMs;
  return {
    nowMs: () => nowMs,
    wallMs: () => START_MS + nowMs - 5_000 + errorMs,
    sleep: async () => undefined,
    move: (ms) => (nowMs += ms),
    stepWall: (ms) => (errorMs += ms),
  };
}

const dateOf = (ms: number) => ({ date: new Date(ms).toUTCString() });

/** One answer has reported the time: `START_MS` at 5,000 of our clock. */
function known(clock: Clock = standing(0)): ExchangeTime {
  const time = new ExchangeTime(clock);
  time.observe(dateOf(START_MS), 5_000, 5_000);
  return time;
}

describe('exchange time', () => {
  test('is our wall clock until an answer arrived', () => {
    const time = new ExchangeTime(standing(700));
    expect(time.nowMs()).toBe(START_MS + 700);
    expect(time.skewMs).toBeNull();
  });

  test('is known to half a second from one answer, whatever our wall clock says', () => {
    const clock = standing(3_600_000);
    const time = new ExchangeTime(clock);
    time.observe(dateOf(START_MS), 5_000, 5_000);
    expect(time.nowMs()).toBe(START_MS + 500);
    expect(time.skewMs).toBe(500 - 3_600_000);
  });

  test('does not move when our wall clock is set', () => {
    const clock = standing(0);
    const time = new ExchangeTime(clock);
    time.observe(dateOf(START_MS), 5_000, 5_000);
    clock.stepWall(-3_600_000);
    clock.move(250);
    expect(time.nowMs()).toBe(START_MS + 750);
    expect(time.skewMs).toBe(500 + 3_600_000);
  });

  test('does not move for one answer that contradicts what was known', () => {
    const time = known();
    time.observe(dateOf(START_MS + 3_600_000), 5_000, 5_000);
    expect(time.nowMs()).toBe(START_MS + 500);
    time.observe(dateOf(START_MS), 5_000, 5_000);
    time.observe(dateOf(START_MS - 3_600_000), 5_000, 5_000);
    time.observe(dateOf(START_MS + 3_600_000), 5_000, 5_000);
    expect(time.nowMs()).toBe(START_MS + 500);
  });

  test('starts over when two answers in a row contradict the known time in the same way', () => {
    const time = known();
    time.observe(dateOf(START_MS + 60_000), 5_000, 5_000);
    time.observe(dateOf(START_MS + 60_000), 5_000, 5_000);
    expect(time.nowMs()).toBe(START_MS + 60_500);
  });

  test('does not start over for answers to concurrent requests', () => {
    const clock = standing(0);
    const time = known(clock);
    time.observe(dateOf(START_MS + 60_000), 5_000, 5_100);
    time.observe(dateOf(START_MS + 60_000), 5_090, 5_190);
    expect(time.nowMs()).toBe(START_MS + 500);
    time.observe(dateOf(START_MS + 60_000), 5_100, 5_200);
    clock.move(100);
    expect(time.nowMs()).toBe(START_MS + 60_500);
  });

  test('does not start over when an answer between the two agrees with the known time', () => {
    const time = known();
    for (const ms of [60_000, 0, 60_000, 0, 60_000]) time.observe(dateOf(START_MS + ms), 5_000, 5_000);
    expect(time.nowMs()).toBe(START_MS + 500);
  });

  test('follows a clock that drifts, though most answers agree with what was known', () => {
    const clock = standing(0);
    const time = new ExchangeTime(clock);
    // 100 ppm fast for six hours: two seconds, with an answer every 2.7 s.
    const trueMs = () => START_MS + Math.round((clock.nowMs() - 5_000) * 1.0001);
    let worstMs = 0;
    for (let answer = 0; answer < 8_000; answer++) {
      clock.move(2_700 + (answer % 7));
      time.observe(dateOf(trueMs()), clock.nowMs(), clock.nowMs());
      worstMs = Math.max(worstMs, Math.abs(time.nowMs() - trueMs()));
    }
    expect(worstMs).toBeLessThanOrEqual(500);
  });

  test.each([[{}], [{ date: '' }], [{ date: 'yesterday' }], [{ ...dateOf(0), age: '30' }]])(
    'learns nothing from %j',
    (headers) => {
      const time = new ExchangeTime(standing(0));
      time.observe(headers, 5_000, 5_000);
      expect(time.skewMs).toBeNull();
    },
  );

  test('is never off by more than the narrowest answer, and closes in', () => {
    const round = fc.record({
      waitMs: fc.integer({ min: 0, max: 3_000 }),
      thereMs: fc.integer({ min: 0, max: 400 }),
      backMs: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(
        fc.array(round, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: -5_000, max: 5_000 }),
        (rounds, wallErrorMs) => {
          const clock = standing(wallErrorMs);
          const time = new ExchangeTime(clock);
          const trueMs = () => START_MS + clock.nowMs() - 5_000;
          let narrowestMs = Infinity;
          for (const { waitMs, thereMs, backMs } of rounds) {
            clock.move(waitMs);
            const sentMs = clock.nowMs();
            clock.move(thereMs);
            const date = dateOf(trueMs());
            clock.move(backMs);
            time.observe(date, sentMs, clock.nowMs());
            narrowestMs = Math.min(narrowestMs, 1_000 + thereMs + backMs);
            expect(Math.abs(time.nowMs() - trueMs())).toBeLessThanOrEqual(narrowestMs / 2 + 1);
          }
        },
      ),
    );
  });
});
