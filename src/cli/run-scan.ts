import type { MomentOptions } from '../library/scan-options.js';
import type { ScanSession, SessionScan } from '../library/session.js';
import { deadlineSignal } from './deadline.js';
import type { CliSession, ScanRun } from './scan-session.js';
import { ScanProgress } from './scan-progress.js';
import { openCliSession } from './scan-session.js';
import type { Settings } from './settings.js';
import type { SourceFlags } from './sources.js';

/** Runs one scan as the command line describes it. */
export async function runScan(flags: SourceFlags, settings: Settings): Promise<ScanRun> {
  return withSession(flags, settings, async (opened, session, moment) =>
    withTotals(opened, await session.scan(moment)),
  );
}

/**
 * Opens the source named on the command line, and closes it after the work.
 * @param work  receives the session, and how to run each scan of it
 */
export async function withSession<Result>(
  flags: SourceFlags,
  settings: Settings,
  work: (opened: CliSession, session: ScanSession, options: MomentOptions) => Promise<Result>,
): Promise<Result> {
  const deadline = settings.deadline === undefined ? undefined : deadlineSignal(settings.deadline);
  const progress = new ScanProgress(settings.quiet ?? false);
  const opened = await openCliSession(flags, settings, { signal: deadline, progress }).catch(
    (error: unknown) => {
      progress.close();
      throw error;
    },
  );
  const common = { asOf: opened.source.asOfMs, ...(deadline ? { deadline } : {}) };
  try {
    return await work(opened, opened.session, { ...common, onProgress: progress.scanned });
  } finally {
    progress.close();
    await opened.close();
  }
}

/** Reading the source counts as acquiring; the total covers everything since the process started. */
function withTotals(opened: CliSession, scanned: SessionScan): ScanRun {
  const run = opened.runOf(scanned);
  const timings = {
    ...run.result.timings,
    acquireMs: run.result.timings.acquireMs + opened.openMs,
    totalMs: performance.now() - beginMs(),
  };
  return { ...run, result: { ...run.result, timings } };
}

/**
 * When the command started: with the process, or after the build that a new checkout runs first
 * (bin/squall.js).
 */
function beginMs(): number {
  return performance.getEntriesByName('squall').at(0)?.startTime ?? 0;
}
