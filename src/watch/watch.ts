import type { Clock } from '../util/clock.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import { SquallError } from '../util/squall-error.js';
import { dueAsOfMs, nextDueMs } from './schedule.js';

/** A scan as seen by a watch: with a problem it does not replace the last good one. */
export interface WatchedScan<Result> {
  readonly result: Result;
  /** Why the result is not a complete scan; null = it is. */
  readonly problem: SquallError | null;
}

/** The source being watched, once it is open. */
export interface WatchedSource<Result> {
  /** Interval of the as-of times, on the UTC grid. */
  readonly everyMs: number;
  /** The source's current time, UTC ms. */
  readonly nowMs: () => number;
  /** Scans once. Called again only after the previous call has settled. */
  readonly scanAt: (asOfMs: number, signal: AbortSignal) => Promise<WatchedScan<Result>>;
  /** Called when the watch ends, for whatever reason. */
  readonly close: () => Promise<void>;
}

export interface WatchOptions<Result> {
  /** Called until it has succeeded once. */
  readonly open: (signal: AbortSignal) => Promise<WatchedSource<Result>>;
  /** How long after a bar's close a scan waits, so that the exchange has finished it. */
  readonly graceMs: number;
  /** Stop after this many good scans; null = keep going. */
  readonly count: number | null;
  readonly clock: Clock;
  /** 0 ≤ x < 1; spreads the attempts of many watchers after an outage. */
  readonly rng: () => number;
  /** Aborting it ends the watch: at once while waiting, within `drainMs` during a scan. */
  readonly signal: AbortSignal;
  /** How long a running scan may continue after the watch was asked to stop. */
  readonly drainMs: number;
}

const OPTIONS: OptionTable<WatchOptions<unknown>> = {
  open: true,
  graceMs: true,
  count: true,
  clock: true,
  rng: true,
  signal: true,
  drainMs: true,
};

/** A good scan that is still shown though newer ones failed. */
export interface LastGood<Result> {
  readonly result: Result;
  readonly asOfMs: number;
  /** Age of its as-of time, by the source's clock. */
  readonly ageMs: number;
}

export type WatchEvent<Result> =
  | {
      readonly kind: 'scan';
      readonly result: Result;
      readonly asOfMs: number;
      /** As-of times skipped since the last good scan, because of an outage or a slow scan. */
      readonly missed: number;
      /** When the next one is due, by the source's clock. */
      readonly nextAtMs: number;
    }
  | {
      readonly kind: 'outage';
      readonly problem: SquallError;
      /** Consecutive failures, from 1. */
      readonly attempt: number;
      readonly last: LastGood<Result> | null;
      readonly retryInMs: number;
    };

/** Interval of attempts during an outage: short enough that the first scan after it comes within 10 s. */
const RETRY_MS = 5_000;
/** … and if the answer says that retrying is pointless: what worked before may work again. */
const REFUSED_RETRY_MS = 60_000;
const RETRY_JITTER = 0.2;
/** Wait after the end of a ban: an exchange reports its time in whole seconds. */
const LATE_MS = 1_500;
/** Waits are split into pieces, so that a clock change is noticed. */
const LONGEST_SLEEP_MS = 5_000;

/**
 * Scans at every as-of time plus grace, one scan after another, until the signal aborts or `count` good scans
 * are done. The first scan is of the newest as-of time already due. A scan that fails, or is incomplete, is
 * reported as an outage and retried soon, always for the newest as-of time; so is a source that cannot be
 * opened.
 * @throws whatever a scan throws that is not a {@link SquallError}; before the first good scan also a
 * SquallError that retrying cannot mend.
 */
export async function* watch<Result>(options: WatchOptions<Result>): AsyncGenerator<WatchEvent<Result>> {
  checkOptionNames('watch', options, OPTIONS);
  const { graceMs, clock, signal } = options;
  let source = null as WatchedSource<Result> | null;
  let last: { result: Result; asOfMs: number } | null = null;
  let failures = 0;
  let done = 0;
  try {
    while (!signal.aborted) {
      const outcome = await attempt(options, async (scanSignal) => {
        source ??= await options.open(signal);
        const dueMs = dueAsOfMs(source.nowMs(), source.everyMs, graceMs);
        const asOfMs = last === null ? dueMs : Math.max(dueMs, last.asOfMs + source.everyMs);
        return { source, asOfMs, ...(await source.scanAt(asOfMs, scanSignal)) };
      });
      if (outcome === 'ended') return;
      if ('result' in outcome) {
        const { asOfMs, result } = outcome;
        const { everyMs, nowMs } = outcome.source;
        const missed = last === null ? 0 : (asOfMs - last.asOfMs) / everyMs - 1;
        const nextAtMs = nextDueMs(asOfMs, everyMs, graceMs);
        last = { result, asOfMs };
        failures = 0;
        done += 1;
        yield { kind: 'scan', result, asOfMs, missed, nextAtMs };
        if (options.count !== null && done >= options.count) return;
        if (!(await sleepUntil(nextAtMs, nowMs, options))) return;
      } else {
        const { problem } = outcome;
        if (last === null && outcome.isFinal) throw problem;
        failures += 1;
        const retryInMs = retryDelayMs(problem, options);
        yield {
          kind: 'outage',
          problem,
          attempt: failures,
          last: last === null || source === null ? null : { ...last, ageMs: ageOf(source, last) },
          retryInMs,
        };
        if (!(await pause(clock, retryInMs, signal))) return;
      }
    }
  } finally {
    await source?.close();
  }
}

function ageOf<Result>({ nowMs }: WatchedSource<Result>, { asOfMs }: { readonly asOfMs: number }): number {
  return nowMs() - asOfMs;
}

interface Attempt<Result> extends WatchedScan<Result> {
  readonly source: WatchedSource<Result>;
  readonly asOfMs: number;
}

/** One scan, or its problem; `ended` if it was cut off because the watch ends. */
async function attempt<Result>(
  { signal, clock, drainMs }: WatchOptions<Result>,
  scan: (signal: AbortSignal) => Promise<Attempt<Result>>,
): Promise<Attempt<Result> | { readonly problem: SquallError; readonly isFinal: boolean } | 'ended'> {
  const cut = new AbortController();
  const settled = new AbortController();
  const drain = (): void => {
    void pause(clock, drainMs, settled.signal).then((waited) => {
      if (waited) cut.abort(signal.reason);
    });
  };
  signal.addEventListener('abort', drain, { once: true });
  try {
    const scanned = await scan(cut.signal);
    return scanned.problem === null ? scanned : { problem: scanned.problem, isFinal: false };
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 'ended';
    if (!(error instanceof SquallError)) throw error;
    return { problem: error, isFinal: error.retry === 'no' };
  } finally {
    settled.abort();
    signal.removeEventListener('abort', drain);
  }
}

function retryDelayMs<Result>(problem: SquallError, { clock, rng }: WatchOptions<Result>): number {
  const usualMs = problem.retry === 'no' && problem.scope !== 'process' ? REFUSED_RETRY_MS : RETRY_MS;
  const jittered = usualMs * (1 + RETRY_JITTER * (2 * rng() - 1));
  return Math.max(jittered, (problem.untilMs ?? -Infinity) + LATE_MS - clock.wallMs());
}

/** False when the signal aborted. */
async function sleepUntil<Result>(
  timeMs: number,
  nowMs: () => number,
  { clock, signal }: WatchOptions<Result>,
): Promise<boolean> {
  for (;;) {
    const left = timeMs - nowMs();
    if (left <= 0) return !signal.aborted;
    if (!(await pause(clock, Math.min(left, LONGEST_SLEEP_MS), signal))) return false;
  }
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return !signal.aborted;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
