import { tapFeed } from '../../library/node/feed-tap.js';
import { SIMULATED_TIMEFRAME_MS } from '../../library/node/sources.js';
import { recordSession } from '../../library/node/record-session.js';
import { watchedSession } from '../../library/watched-session.js';
import { openWatchMonitor } from '../monitor/watch-monitor.js';
import { notesOnStderr } from '../notes.js';
import { writeStdout } from '../output.js';
import type { EnteringScan } from '../on-enter.js';
import { createOnEnter } from '../on-enter.js';
import type { CliSession, ScanRun } from '../scan-session.js';
import { ScanProgress } from '../scan-progress.js';
import { openCliSession, sessionOptionsOf } from '../scan-session.js';
import { chosenMarkets } from '../shown-markets.js';
import { drainOnSignals } from '../signals.js';
import type { Settings } from '../settings.js';
import type { OpenOptions } from '../sources.js';
import type { VerbOptions } from '../verb-options.js';
import type { WatchView } from '../watch-table.js';
import { tableView } from '../watch-table.js';
import { checkColumns } from '../format/scan-columns.js';
import type { OutageReport } from '../format/watch-view.js';
import { outageLine, outageText, scanLine } from '../format/watch-view.js';
import { sourceName } from '../../market/invented-prices.js';
import { formatTimeframe } from '../../market/timeframe.js';
import { systemClock } from '../../platform/system-clock.js';
import { scanDocument } from '../../scanner/scan-document.js';
import { EXIT } from '../../util/error-codes.js';
import { SquallError } from '../../util/squall-error.js';
import { ChangeTracker } from '../../watch/changes.js';
import type { WatchedSource, WatchEvent } from '../../watch/watch.js';
import { watch } from '../../watch/watch.js';

const DEFAULT_GRACE_MS = 10_000;
/** Five minutes is too long for a demonstration, so a bar of the simulated market takes this long. */
const SIMULATED_BAR_MS = 10_000;
/** The simulated market has too few longer bars to run through at this speed. */
const LONGEST_HURRIED_BAR_MS = 3_600_000;
/** A running scan may finish after SIGTERM; including the rest of the shutdown this stays below 5 s. */
const DRAIN_MS = 4_000;

/**
 * `squall watch`: scans at every bar close + grace; exits with 0 after `--once` scans or when a signal
 * drained it.
 * @param ending  from a verb that already handles the signals: one that arrived before the first scan must
 * not be lost
 */
export async function watchVerb(
  { source, settings, profile, format }: VerbOptions,
  ending?: AbortSignal,
): Promise<void> {
  checkColumns(settings);
  const quitting = new AbortController();
  const stopped = ending ?? drainOnSignals();
  const view = viewOf(format, settings, () => quit(quitting));
  const onEnter = settings.onEnter === undefined ? null : createOnEnter(settings.onEnter, view.note);
  const monitor = await openWatchMonitor(settings, view.note);
  const tracker = new ChangeTracker();
  // Later a view is on screen that a line on stderr would spoil.
  const progress = new ScanProgress(settings.quiet ?? false);
  let scans = 0;
  const events = watch<ScanRun>({
    open: async (signal) => {
      const opened = await openForWatch(source, settings, {
        ...{ signal, notify: view.note, progress },
        speed: simulatedSpeed(settings),
      });
      monitor.attach(opened.session);
      return watched(opened, settings, progress);
    },
    graceMs: settings.grace ?? (settings.exchange === undefined ? 0 : DEFAULT_GRACE_MS),
    count: settings.once ?? null,
    clock: systemClock,
    rng: Math.random,
    signal: AbortSignal.any([stopped, quitting.signal]),
    drainMs: DRAIN_MS,
  });
  try {
    for await (const event of events) {
      progress.close();
      if (event.kind === 'scan') {
        scans += 1;
        const { result, squall, preset, traffic, source: scanned } = event.result;
        const markets = chosenMarkets(result, settings, preset.maxCandidates);
        const document = scanDocument(
          result,
          squall,
          markets,
          undefined,
          profile,
          traffic,
          scanned.fewerBars,
        );
        const changes = tracker.next(result.markets);
        monitor.recordScan(result);
        onEnter?.run(enteringScan(event.result), entered(result, changes.entered));
        await view.scan({ event, run: event.result, markets, document, changes, scans, profile });
      } else {
        await view.outage(reportOf(event));
      }
    }
  } finally {
    progress.close();
    await onEnter?.close(stopped.aborted || quitting.signal.aborted);
    view.close();
    await monitor.close();
  }
}

/** Seconds of the simulated market per real second; an interval set by the user is in real time. */
function simulatedSpeed({ every, timeframe = SIMULATED_TIMEFRAME_MS }: Settings): number {
  return every === undefined && timeframe <= LONGEST_HURRIED_BAR_MS ? timeframe / SIMULATED_BAR_MS : 1;
}

/** The second call ends at once, as a second signal does. */
function quit(quitting: AbortController): void {
  if (quitting.signal.aborted) process.exit(EXIT.ok);
  quitting.abort();
}

function enteringScan({ result, preset }: ScanRun): EnteringScan {
  return {
    asOf: new Date(result.asOfMs).toISOString(),
    timeframe: formatTimeframe(result.timeframeMs),
    preset: preset.name,
    source: sourceName(result.source),
  };
}

function entered({ markets }: ScanRun['result'], symbols: readonly string[]): ScanRun['result']['markets'] {
  const entering = new Set(symbols);
  return markets.filter(({ symbol }) => entering.has(symbol));
}

/** With --record, each scan is recorded before it is shown. */
async function openForWatch(
  source: VerbOptions['source'],
  settings: Settings,
  options: OpenOptions,
): Promise<CliSession> {
  const { record: path } = settings;
  if (path === undefined) return openCliSession(source, settings, options);
  const opened = await openCliSession(source, settings, { ...options, tap: tapFeed });
  const { session, source: open, tap } = opened;
  try {
    const sessionOptions = sessionOptionsOf(settings, session.preset, open);
    const recorded = await recordSession(session, tap!, sessionOptions, path);
    return {
      ...opened,
      session: recorded.session,
      close: async () => {
        await recorded.close();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** @throws {SquallError} exit 64: the source is not live. */
async function watched(
  opened: CliSession,
  settings: Settings,
  progress: ScanProgress,
): Promise<WatchedSource<ScanRun>> {
  const { session, source } = opened;
  const { feed } = source;
  if (feed.nowMs === undefined) {
    await opened.close();
    throw new SquallError(
      'USAGE',
      `watch needs a live source (--exchange or --simulate), got ${feed.source.detail}`,
    );
  }
  const watchable = watchedSession(session, {
    nowMs: feed.nowMs.bind(feed),
    everyMs: settings.every,
    minCoverage: settings.minCoverage,
    close: () => opened.close(),
  });
  return {
    ...watchable,
    scanAt: async (asOfMs, signal) => {
      const { result, problem } = await watchable.scanAt(asOfMs, signal, { onProgress: progress.scanned });
      return { result: opened.runOf(result), problem };
    },
  };
}

function viewOf(format: string, settings: Settings, quit: () => void): WatchView {
  if (format === 'ndjson') return ndjsonView(settings);
  return format === 'none' ? silentView(settings) : tableView(settings, quit);
}

/** The output is shown elsewhere; only outages are reported. */
function silentView(settings: Settings): WatchView {
  const notify = notesOnStderr(settings);
  return {
    note: notify,
    scan: () => Promise.resolve(),
    outage: async (report) => notify(outageText(report)),
    close: () => undefined,
  };
}

function ndjsonView(settings: Settings): WatchView {
  return {
    note: notesOnStderr(settings),
    scan: ({ document, changes, event }) => writeStdout(scanLine(document, changes, event.missed)),
    outage: (report) => writeStdout(outageLine(report)),
    close: () => undefined,
  };
}

function reportOf(event: Extract<WatchEvent<ScanRun>, { kind: 'outage' }>): OutageReport {
  const { problem, attempt, retryInMs, last } = event;
  return {
    code: problem.code,
    message: problem.message,
    attempt,
    retryInMs,
    stale:
      last === null
        ? null
        : { asOfMs: last.asOfMs, ageMs: last.ageMs, resultSha256: last.result.result.resultSha256 },
  };
}
