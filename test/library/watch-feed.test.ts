import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '../support/jest.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { parsePreset } from '../../src/library/presets.js';
import type { FeedWatchEvent, WatchOptions } from '../../src/library/watch-feed.js';
import { watch } from '../../src/library/watch-feed.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { SquallError } from '../../src/util/squall-error.js';
import { ManualClock } from '../watch/manual-clock.js';

const BAR_MS = 300_000;
const simulated = createSimulatedFeed({ seed: 1, marketCount: 60 });
const START_MS = simulated.world.defaultAsOfMs;

/** The simulated market as a live feed. */
function livingFeed(clock: ManualClock, more: Partial<MarketFeed> = {}): MarketFeed {
  return { ...simulated, nowMs: () => clock.wallMs(), ...more };
}

/** Collects the events of a watch while its clock advances, bar by bar. */
async function collect(
  feed: MarketFeed,
  clock: ManualClock,
  options: WatchOptions,
): Promise<FeedWatchEvent[]> {
  const events: FeedWatchEvent[] = [];
  let isOver = false;
  const watching = (async () => {
    for await (const event of watch(feed, { clock, ...options })) events.push(event);
  })().finally(() => (isOver = true));
  watching.catch(() => undefined);
  // Its time is stopped during a scan.
  while (!isOver) await (clock.sleeping > 0 ? clock.advance(1_000) : setImmediate());
  await watching;
  return events;
}

describe('watch of a feed', () => {
  test('of an exchange goes by its time from the first scan on, however wrong the clock of this machine', async () => {
    const clock = new ManualClock(START_MS);
    let isKnown = false;
    const feed = livingFeed(clock, {
      isMetered: true,
      nowMs: () => clock.wallMs() + (isKnown ? 0 : 600 * 86_400_000),
      lastCloseTimeMs: (timeframeMs, signal) => {
        isKnown = true;
        return simulated.lastCloseTimeMs(timeframeMs, signal);
      },
    });
    const events = await collect(feed, clock, { count: 1, graceMs: 0 });
    expect(events.map((event) => (event.kind === 'scan' ? event.asOfMs : event.problem.message))).toEqual([
      START_MS,
    ]);
  });

  test('scans at each bar close and says what has changed', async () => {
    const clock = new ManualClock(START_MS);
    // A limit around which markets come and go.
    const preset = await parsePreset({
      name: 'risers',
      filters: { change1h: { minPct: 0.5 } },
      weights: { momentum: 1 },
    });
    const options = { preset, count: 4 };
    const events = await collect(livingFeed(clock), clock, options);
    const scans = events.flatMap((event) => (event.kind === 'scan' ? [event] : []));
    expect(scans.map(({ asOfMs }) => (asOfMs - START_MS) / BAR_MS)).toEqual([0, 1, 2, 3]);
    expect(scans.map(({ result }) => result.asOfMs)).toEqual(scans.map(({ asOfMs }) => asOfMs));
    let before: string[] | null = null;
    for (const { result, changes } of scans) {
      const now = result.markets.flatMap(({ symbol, rank }) => (rank === null ? [] : [symbol]));
      expect([...changes.markets.keys()].sort()).toEqual([...now].sort());
      const old = before ?? now;
      expect(changes.entered).toEqual(now.filter((symbol) => !old.includes(symbol)).sort());
      expect(changes.left).toEqual(old.filter((symbol) => !now.includes(symbol)).sort());
      before = now;
    }
    expect(scans.some(({ changes }) => changes.entered.length > 0)).toBe(true);
  });

  test('waits after the close of a bar where an exchange may still write it', async () => {
    const clock = new ManualClock(START_MS + BAR_MS);
    const events = await collect(livingFeed(clock, { isMetered: true }), clock, { count: 2 });
    expect(events.map((event) => event.kind === 'scan' && (event.asOfMs - START_MS) / BAR_MS)).toEqual([
      0, 1,
    ]);
    expect(clock.wallMs() - START_MS - BAR_MS).toBeGreaterThanOrEqual(10_000);
  });

  test('reports an outage with the last complete scan, and continues', async () => {
    const clock = new ManualClock(START_MS);
    const failing = livingFeed(clock, {
      async bars(...asked) {
        const asOfMs = asked[3];
        if (asOfMs === START_MS + BAR_MS && clock.wallMs() < asOfMs + 12_000) {
          throw new SquallError('HTTP_5XX', 'The exchange answered 503.');
        }
        return simulated.bars(...asked);
      },
    });
    const events = await collect(failing, clock, { count: 2 });
    expect(events.map(({ kind }) => kind)).toEqual(['scan', 'outage', 'outage', 'outage', 'scan']);
    const [first, outage] = events;
    if (first.kind !== 'scan' || outage.kind !== 'outage') throw new Error('other events');
    expect(outage.problem.message).toBe('The exchange answered 503.');
    expect(outage.last).toMatchObject({ asOfMs: START_MS, ageMs: BAR_MS });
    expect(outage.last!.result.resultSha256).toBe(first.result.resultSha256);
  });

  test('throws before the first scan what trying again cannot mend', async () => {
    const clock = new ManualClock(START_MS);
    const watching = collect(livingFeed(clock), clock, { preset: 'nothing' });
    await expect(watching).rejects.toMatchObject({ code: 'UNKNOWN_PRESET' });
  });

  test('ends at once with its signal, and where the loop is left', async () => {
    const clock = new ManualClock(START_MS);
    const ending = new AbortController();
    const events: string[] = [];
    for await (const { kind } of watch(livingFeed(clock), { clock, signal: ending.signal })) {
      events.push(kind);
      ending.abort();
    }
    for await (const { kind } of watch(livingFeed(clock), { clock })) {
      events.push(kind);
      break;
    }
    expect(events).toEqual(['scan', 'scan']);
    expect(clock.sleeping).toBe(0);
  });

  test.each([
    [{ everyMs: 999 }, '`everyMs` to be an integer ≥ 1000, got 999'],
    [{ everyMs: Infinity }, '`everyMs` to be an integer ≥ 1000, got Infinity'],
    [{ graceMs: -1 }, '`graceMs` to be a number ≥ 0, got -1'],
    [{ count: 0 }, '`count` to be an integer ≥ 1, got 0'],
    [{ minCoverage: 1.5 }, '`minCoverage` to be a number from 0 to 1, got 1.5'],
    [{ minCoverage: NaN }, '`minCoverage` to be a number from 0 to 1, got NaN'],
  ])('refuses numbers that make no sense at once: %j', (options, sentence) => {
    const clock = new ManualClock(START_MS);
    expect(() => watch(livingFeed(clock), options)).toThrow(sentence);
  });
});
