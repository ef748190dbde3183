import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { SquallError } from '../../src/util/squall-error.js';
import { dueAsOfMs, nextDueMs } from '../../src/watch/schedule.js';
import type { WatchedScan, WatchEvent, WatchOptions } from '../../src/watch/watch.js';
import { watch } from '../../src/watch/watch.js';
import { ManualClock } from './manual-clock.js';

const MINUTE_MS = 60_000;
const FIVE_MS = 5 * MINUTE_MS;
const START_MS = Date.UTC(2025, 2, 11, 15, 32, 0);
const at = (time: string): number => Date.parse(`2025-03-11T${time}Z`);

const outage = (untilMs: number | null = null): SquallError =>
  new SquallError('HTTP_5XX', 'The exchange answered 503.', { untilMs });

interface Run {
  readonly events: WatchEvent<string>[];
  readonly scans: number[];
  readonly ended: Promise<void>;
  /** How often the source was closed. */
  readonly closed: () => number;
}

/** Runs a watch on a manual clock; collects its reports and the as-of times it scanned. */
function start(
  clock: ManualClock,
  scanAt: (asOfMs: number, signal: AbortSignal) => Promise<WatchedScan<string>>,
  options: Partial<Omit<WatchOptions<string>, 'open'>> = {},
  beforeOpen: (signal: AbortSignal) => Promise<void> = () => Promise.resolve(),
): Run {
  const events: WatchEvent<string>[] = [];
  const scans: number[] = [];
  let closed = 0;
  const loop = watch<string>({
    graceMs: 10_000,
    count: null,
    clock,
    rng: () => 0.5,
    signal: new AbortController().signal,
    drainMs: 4_000,
    ...options,
    open: async (signal) => {
      await beforeOpen(signal);
      return {
        everyMs: FIVE_MS,
        nowMs: () => clock.wallMs(),
        scanAt: (asOfMs, scanSignal) => {
          scans.push(asOfMs);
          return scanAt(asOfMs, scanSignal);
        },
        close: async () => {
          closed += 1;
        },
      };
    },
  });
  const ended = (async () => {
    for await (const event of loop) events.push(event);
  })();
  ended.catch(() => undefined);
  return { events, scans, ended, closed: () => closed };
}

const good = async (asOfMs: number): Promise<WatchedScan<string>> => ({
  result: `as of ${asOfMs}`,
  problem: null,
});

describe('the schedule', () => {
  test('is the newest as-of time whose grace has passed', () => {
    expect(dueAsOfMs(at('15:35:09.999'), FIVE_MS, 10_000)).toBe(at('15:30:00'));
    expect(dueAsOfMs(at('15:35:10'), FIVE_MS, 10_000)).toBe(at('15:35:00'));
    expect(nextDueMs(at('15:35:00'), FIVE_MS, 10_000)).toBe(at('15:40:10'));
  });

  test('never names a bar that is not closed, and is due again exactly one step later', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1e12, max: 2e12 }),
        fc.integer({ min: 1, max: 1440 }),
        fc.integer({ min: 0, max: 120_000 }),
        (nowMs, minutes, graceMs) => {
          const everyMs = minutes * MINUTE_MS;
          const asOfMs = dueAsOfMs(nowMs, everyMs, graceMs);
          expect(asOfMs % everyMs).toBe(0);
          expect(asOfMs + graceMs).toBeLessThanOrEqual(nowMs);
          const nextMs = nextDueMs(asOfMs, everyMs, graceMs);
          expect(nextMs).toBeGreaterThan(nowMs);
          expect(dueAsOfMs(nextMs, everyMs, graceMs)).toBe(asOfMs + everyMs);
          expect(dueAsOfMs(nextMs - 1, everyMs, graceMs)).toBe(asOfMs);
        },
      ),
    );
  });
});

describe('a watch', () => {
  test('scans at once what is due, then at every close + grace', async () => {
    const clock = new ManualClock(START_MS);
    const { events, scans } = start(clock, good);
    await clock.advance(0);
    expect(scans).toEqual([at('15:30:00')]);
    await clock.advance(at('15:35:09.999') - START_MS);
    expect(scans).toHaveLength(1);
    await clock.advance(1);
    expect(scans).toEqual([at('15:30:00'), at('15:35:00')]);
    await clock.advance(2 * FIVE_MS);
    expect(scans.slice(2)).toEqual([at('15:40:00'), at('15:45:00')]);
    expect(events.map((event) => event.kind)).toEqual(['scan', 'scan', 'scan', 'scan']);
  });

  test('ends by itself after the given number of good scans', async () => {
    const clock = new ManualClock(START_MS);
    let failed = false;
    const { events, ended } = start(
      clock,
      async (asOfMs) => {
        if (asOfMs !== at('15:35:00') || failed) return good(asOfMs);
        failed = true;
        throw outage();
      },
      { count: 2 },
    );
    await clock.advance(2 * FIVE_MS);
    await ended;
    expect(events.map((event) => event.kind)).toEqual(['scan', 'outage', 'scan']);
    expect(clock.sleeping).toBe(0);
  });

  test('never runs two scans at once, and skips what came due during a long one', async () => {
    const clock = new ManualClock(START_MS);
    let running = 0;
    const { events, scans } = start(clock, async (asOfMs) => {
      running += 1;
      expect(running).toBe(1);
      await clock.sleep(12 * MINUTE_MS);
      running -= 1;
      return good(asOfMs);
    });
    await clock.advance(40 * MINUTE_MS);
    // 15:32 → 15:44, 15:44 → 15:56, 15:56 → 16:08
    expect(scans.slice(0, 3)).toEqual([at('15:30:00'), at('15:40:00'), at('15:55:00')]);
    expect(events.map((event) => (event.kind === 'scan' ? event.missed : null))).toEqual([0, 1, 2]);
  });

  test('keeps the last good scan during an outage, reports its age, and recovers by itself within 10 s', async () => {
    const clock = new ManualClock(START_MS);
    const downFromMs = at('15:35:00');
    const backAtMs = downFromMs + 60_000;
    const { events } = start(clock, async (asOfMs) => {
      if (clock.wallMs() >= downFromMs && clock.wallMs() < backAtMs) throw outage();
      return good(asOfMs);
    });
    await clock.advance(backAtMs - START_MS + 10_000);
    const outages = events.filter((event) => event.kind === 'outage');
    expect(outages.length).toBeGreaterThan(5);
    expect(outages.map(({ attempt }) => attempt)).toEqual(outages.map((_, index) => index + 1));
    for (const { last } of outages) {
      expect(last?.asOfMs).toBe(at('15:30:00'));
      expect(last?.result).toBe(`as of ${at('15:30:00')}`);
    }
    // The first attempt failed at 15:35:10, the next ones every 5 s: ages count from 15:30:00.
    expect(outages.map(({ last }) => last?.ageMs).slice(0, 3)).toEqual([310_000, 315_000, 320_000]);
    expect(events.at(-1)).toMatchObject({ kind: 'scan', asOfMs: at('15:35:00'), missed: 0 });
  });

  test('starts in the middle of an outage, without anything to show', async () => {
    const clock = new ManualClock(START_MS);
    let down = true;
    const { events } = start(clock, async (asOfMs) => {
      if (down) throw outage();
      return good(asOfMs);
    });
    await clock.advance(12_000);
    expect(events.map((event) => (event.kind === 'outage' ? event.last : event.kind))).toEqual([
      null,
      null,
      null,
    ]);
    down = false;
    await clock.advance(5_000);
    expect(events.at(-1)?.kind).toBe('scan');
  });

  test('waits for a source that cannot be opened yet, and opens it once', async () => {
    const clock = new ManualClock(START_MS);
    let opened = 0;
    const { events, scans } = start(clock, good, {}, async () => {
      opened += 1;
      if (opened < 3) throw outage();
    });
    await clock.advance(11_000);
    expect(events.map(({ kind }) => kind)).toEqual(['outage', 'outage', 'scan']);
    await clock.advance(FIVE_MS);
    expect([opened, scans]).toEqual([3, [at('15:30:00'), at('15:35:00')]]);
  });

  test('continues, but slowly, if an exchange rejects what it served before', async () => {
    const clock = new ManualClock(START_MS);
    const blocked = new SquallError('HTTP_BLOCKED', 'Refused.');
    const { events } = start(clock, async (asOfMs) => {
      if (asOfMs === at('15:35:00') && clock.wallMs() < at('15:37:00')) throw blocked;
      return good(asOfMs);
    });
    await clock.advance(at('15:38:00') - START_MS);
    expect(events.map(({ kind }) => kind)).toEqual(['scan', 'outage', 'outage', 'scan']);
  });

  test('treats an incomplete scan as an outage, and does not show it in place of the last good one', async () => {
    const clock = new ManualClock(START_MS);
    const { events } = start(clock, async (asOfMs) => ({
      result: `as of ${asOfMs}`,
      problem: asOfMs === at('15:35:00') ? new SquallError('LOW_COVERAGE', 'Only 3 of 10.') : null,
    }));
    await clock.advance(6 * MINUTE_MS);
    const last = events.at(-1);
    expect(last).toMatchObject({ kind: 'outage', problem: { code: 'LOW_COVERAGE' } });
    expect(last?.kind === 'outage' && last.last?.result).toBe(`as of ${at('15:30:00')}`);
  });

  test('waits for the end of a ban before it retries', async () => {
    const clock = new ManualClock(START_MS);
    const untilMs = START_MS + 2 * MINUTE_MS;
    const { scans, events } = start(clock, async (asOfMs) => {
      if (clock.wallMs() < untilMs) throw outage(untilMs);
      return good(asOfMs);
    });
    await clock.advance(2 * MINUTE_MS);
    expect(scans).toHaveLength(1);
    await clock.advance(1_500);
    expect(events.map((event) => event.kind)).toEqual(['outage', 'scan']);
  });

  test('ends at once on what retrying cannot mend', async () => {
    const clock = new ManualClock(START_MS);
    const blocked = new SquallError('HTTP_BLOCKED', 'Refused.');
    const { ended } = start(clock, async () => {
      throw blocked;
    });
    await clock.advance(0);
    await expect(ended).rejects.toBe(blocked);
    const bug = new TypeError('a bug');
    const second = start(clock, async () => {
      throw bug;
    });
    await clock.advance(0);
    await expect(second.ended).rejects.toBe(bug);
  });
});

describe('when asked to stop, a watch', () => {
  test('closes its source, however it ends', async () => {
    const ending = new AbortController();
    const clock = new ManualClock(START_MS);
    const aborted = start(clock, good, { signal: ending.signal });
    const counted = start(clock, good, { count: 1 });
    const failed = start(clock, async () => {
      throw new TypeError('a bug');
    });
    await clock.advance(0);
    expect([aborted, counted, failed].map(({ closed }) => closed())).toEqual([0, 1, 1]);
    ending.abort();
    await aborted.ended;
    expect(aborted.closed()).toBe(1);
  });

  test('does not wait for a source to open', async () => {
    const clock = new ManualClock(START_MS);
    const ending = new AbortController();
    const { ended, closed } = start(clock, good, { signal: ending.signal }, (signal) =>
      clock.sleep(60_000, signal),
    );
    await clock.advance(1_000);
    ending.abort();
    await ended;
    expect([closed(), clock.sleeping]).toEqual([0, 0]);
  });

  test('ends at once while it waits', async () => {
    const clock = new ManualClock(START_MS);
    const ending = new AbortController();
    const { ended, scans } = start(clock, good, { signal: ending.signal });
    await clock.advance(MINUTE_MS);
    ending.abort();
    await ended;
    expect(scans).toHaveLength(1);
    expect(clock.sleeping).toBe(0);
  });

  test('lets a running scan finish if that takes less than the drain time', async () => {
    const clock = new ManualClock(START_MS);
    const ending = new AbortController();
    const { ended, events } = start(
      clock,
      async (asOfMs) => {
        await clock.sleep(3_000);
        return good(asOfMs);
      },
      { signal: ending.signal },
    );
    await clock.advance(1_000);
    ending.abort();
    await clock.advance(2_000);
    await ended;
    expect(events.map((event) => event.kind)).toEqual(['scan']);
    expect(clock.sleeping).toBe(0);
  });

  test('cuts a scan off that takes longer', async () => {
    const clock = new ManualClock(START_MS);
    const ending = new AbortController();
    const { ended, events } = start(
      clock,
      async (asOfMs, signal) => {
        await clock.sleep(60_000, signal);
        return good(asOfMs);
      },
      { signal: ending.signal },
    );
    await clock.advance(1_000);
    ending.abort();
    await setImmediate();
    await clock.advance(3_999);
    expect(clock.sleeping).toBe(2);
    await clock.advance(1);
    await ended;
    expect(events).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });
});
