import type { MarketFeed } from '../market/feed.js';
import { sourceName } from '../market/invented-prices.js';
import { systemClock } from '../platform/system-clock.js';
import type { ScanResult } from '../scanner/scan-result.js';
import type { Clock } from '../util/clock.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import type { ScanChanges } from '../watch/changes.js';
import { ChangeTracker } from '../watch/changes.js';
import type { LastGood, WatchEvent } from '../watch/watch.js';
import { watch as watchSource } from '../watch/watch.js';
import { checkFeed } from './given.js';
import type { SessionOptions } from './scan-options.js';
import { SESSION_OPTIONS } from './scan-options.js';
import { openSession } from './session.js';
import { watchedSession } from './watched-session.js';

/** Time for an exchange to finish a bar after its close. */
const LIVE_GRACE_MS = 10_000;
/** A running scan may still finish after the signal aborts. */
const DRAIN_MS = 4_000;
const SHORTEST_EVERY_MS = 1_000;

export interface WatchOptions extends SessionOptions {
  /** Interval of the as-of times on the UTC grid, an integer ≥ 1000. @default one bar */
  readonly everyMs?: number;
  /** How long a scan waits after an as-of time, ≥ 0. @default 10 000 for an exchange, otherwise 0 */
  readonly graceMs?: number;
  /** Stops after this many complete scans, ≥ 1. @default never */
  readonly count?: number;
  /** Share of the markets that must have valid data for a scan to be complete, 0…1. @default 0.9 */
  readonly minCoverage?: number;
  /** Ends the watch: at once while it waits, within 4 s during a scan. */
  readonly signal?: AbortSignal;
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

/** A complete scan, or why there is none. */
export type FeedWatchEvent =
  | (Extract<WatchEvent<ScanResult>, { kind: 'scan' }> & {
      /** Compared with the last complete scan. */
      readonly changes: ScanChanges;
    })
  | Extract<WatchEvent<ScanResult>, { kind: 'outage' }>;

const OPTIONS: OptionTable<WatchOptions> = {
  ...SESSION_OPTIONS,
  everyMs: true,
  graceMs: true,
  count: true,
  minCoverage: true,
  signal: true,
  clock: true,
};

/**
 * Scans a feed at every bar close, one scan after another, and survives outages: an incomplete scan is an event
 * too, and is retried soon. Leaving the loop ends the watch; the caller still owns the feed.
 *
 * @param feed  a live one (`nowMs`): an exchange, or a simulation of `openSimulation`
 * @example
 * for await (const event of watch(feed, { preset: 'default', count: 12 })) {
 *   if (event.kind === 'scan') console.log(event.changes.entered);
 *   else console.log(event.problem.message);
 * }
 * @throws {SquallError} USAGE at once: an option, or a feed that is not live; in the loop, before the first complete scan,
 *   what retrying cannot mend, such as UNKNOWN_PRESET.
 */
export function watch(feed: MarketFeed, options: WatchOptions = {}): AsyncGenerator<FeedWatchEvent, void> {
  checkFeed(feed);
  checkOptionNames('watch', options, OPTIONS);
  checkNumbers(options);
  if (feed.nowMs === undefined) {
    const live = 'an exchange (fromExchange) or a simulation (openSimulation)';
    throw new SquallError('USAGE', `watch needs a live feed: ${live}, got ${sourceName(feed.source)}`);
  }
  return events(feed, feed.nowMs.bind(feed), options);
}

async function* events(
  feed: MarketFeed,
  nowMs: () => number,
  { everyMs, graceMs, count, minCoverage, signal, clock = systemClock, ...sessionOptions }: WatchOptions,
): AsyncGenerator<FeedWatchEvent, void> {
  const tracker = new ChangeTracker();
  const scans = watchSource({
    open: async (aborted) => {
      const session = await openSession(feed, sessionOptions);
      // An exchange knows its own time only once it was asked; until then `nowMs` is this machine's.
      if (feed.isMetered) await feed.lastCloseTimeMs(session.timeframeMs, aborted);
      return watchedSession(session, { nowMs, everyMs, minCoverage, close: () => session.close() });
    },
    graceMs: graceMs ?? (feed.isMetered ? LIVE_GRACE_MS : 0),
    count: count ?? null,
    clock,
    rng: Math.random,
    signal: signal ?? new AbortController().signal,
    drainMs: DRAIN_MS,
  });
  for await (const event of scans) {
    if (event.kind === 'scan') {
      const { result } = event.result;
      yield { ...event, result, changes: tracker.next(result.markets) };
    } else {
      const last: LastGood<ScanResult> | null =
        event.last === null ? null : { ...event.last, result: event.last.result.result };
      yield { ...event, last };
    }
  }
}

function checkNumbers({ everyMs, graceMs, count, minCoverage }: WatchOptions): void {
  const isInteger = (least: number) => (value: number) => Number.isInteger(value) && value >= least;
  check('everyMs', everyMs, isInteger(SHORTEST_EVERY_MS), `an integer ≥ ${SHORTEST_EVERY_MS}`);
  check('graceMs', graceMs, (value) => Number.isFinite(value) && value >= 0, 'a number ≥ 0');
  check('count', count, isInteger(1), 'an integer ≥ 1');
  check('minCoverage', minCoverage, (value) => value >= 0 && value <= 1, 'a number from 0 to 1');
}

function check(
  name: string,
  value: number | undefined,
  holds: (value: number) => boolean,
  expected: string,
): void {
  if (value === undefined || (typeof value === 'number' && holds(value))) return;
  throw new SquallError('USAGE', `Expected \`${name}\` to be ${expected}, got ${shownValue(value)}.`);
}
