import { watchedSession } from '../../library/watched-session.js';
import { openWatchMonitor } from '../monitor/watch-monitor.js';
import { notesOnStderr } from '../notes.js';
import { writeStdout } from '../output.js';
import type { CliSession, ScanRun } from '../scan-session.js';
import { openCliSession, withProgress } from '../scan-session.js';
import { drainOnSignals } from '../signals.js';
import type { Settings } from '../settings.js';
import type { VerbOptions } from '../verb-options.js';
import type { WatchView } from '../watch-table.js';
import { tableView } from '../watch-table.js';
import type { OutageReport } from '../format/watch-view.js';
import { outageLine, scanLine } from '../format/watch-view.js';
import { systemClock } from '../../platform/system-clock.js';
import { scanDocument, shownMarkets } from '../../scanner/scan-document.js';
import { SquallError } from '../../util/squall-error.js';
import { ChangeTracker } from '../../watch/changes.js';
import type { WatchedSource, WatchEvent } from '../../watch/watch.js';
import { watch } from '../../watch/watch.js';

const DEFAULT_GRACE_MS = 10_000;
/** A scan under way may finish after SIGTERM; with the rest of the way out this stays below 5 s. */
const DRAIN_MS = 4_000;

/** `squall watch`: scans at every bar close + grace; ends with 0 after `--once` scans or when a signal drained it. */
export async function watchVerb({ source, settings, profile, format, output }: VerbOptions): Promise<void> {
  if (output !== undefined) {
    throw new SquallError(
      'USAGE',
      `Expected no -o with watch, which never ends by itself; redirect it: squall watch --json > ${output}`,
    );
  }
  const view = format === 'ndjson' ? ndjsonView(settings) : tableView(settings);
  const monitor = await openWatchMonitor(settings, view.note);
  const tracker = new ChangeTracker();
  let scans = 0;
  const events = watch<ScanRun>({
    open: async (signal) => {
      const opened = await openCliSession(source, settings, { signal, notify: view.note });
      monitor.attach(opened.session);
      return watched(opened, settings);
    },
    graceMs: settings.grace ?? DEFAULT_GRACE_MS,
    count: settings.once ?? null,
    clock: systemClock,
    rng: Math.random,
    signal: drainOnSignals(),
    drainMs: DRAIN_MS,
  });
  try {
    for await (const event of events) {
      if (event.kind === 'scan') {
        scans += 1;
        const { result, squall, preset, traffic } = event.result;
        const markets = shownMarkets(result, settings.limit ?? preset.maxCandidates, settings.all ?? false);
        const document = scanDocument(result, squall, markets, undefined, profile, traffic);
        const changes = tracker.next(result.markets);
        monitor.recordScan(result);
        await view.scan({ event, run: event.result, markets, document, changes, scans, profile });
      } else {
        await view.outage(reportOf(event));
      }
    }
  } finally {
    view.close();
    await monitor.close();
  }
}

/** @throws {SquallError} exit 64: a source in which time stands still. */
async function watched(opened: CliSession, settings: Settings): Promise<WatchedSource<ScanRun>> {
  const { session, source } = opened;
  const { feed } = source;
  if (feed.nowMs === undefined) {
    await opened.close();
    throw new SquallError(
      'USAGE',
      `Expected a source in which time goes on (--exchange or --simulate), got ${feed.source.detail}`,
    );
  }
  const watchable = watchedSession(session, {
    nowMs: feed.nowMs.bind(feed),
    everyMs: settings.every,
    minCoverage: settings.minCoverage,
    close: () => opened.close(),
  });
  // Later on there is a view that a line on stderr would spoil.
  let isFirst = true;
  return {
    ...watchable,
    scanAt: async (asOfMs, signal) => {
      const quiet = !isFirst || (settings.quiet ?? false);
      isFirst = false;
      const { result, problem } = await withProgress({ quiet }, (progress) =>
        watchable.scanAt(asOfMs, signal, progress),
      );
      return { result: opened.runOf(result), problem };
    },
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
