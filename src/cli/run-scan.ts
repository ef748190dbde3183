import type { MomentOptions } from '../library/scan-options.js';
import type { ScanSession, SessionScan } from '../library/session.js';
import { deadlineSignal } from './deadline.js';
import type { CliSession, ScanRun } from './scan-session.js';
import { ScanProgress } from './scan-progress.js';
import { openCliSession } from './scan-session.js';
import type { Settings } from './settings.js';
import type { SourceFlags } from './sources.js';

/** Scans once what the command line names. */
export async function runScan(flags: SourceFlags, settings: Settings): Promise<ScanRun> {
  return withSession(flags, settings, async (opened, session, moment) =>
    withTotals(opened, await session.scan(moment)),
  );
}

/**
 * Opens what the command line names, and closes it after the work.
 * @param work  given the session, and how each scan of it is to be done
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
  // What was read in one go, as from a store, has kept the clock from being looked at.
  if (deadline !== undefined) await new Promise((done) => setTimeout(done));
  const common = { asOf: opened.source.asOfMs, ...(deadline ? { deadline } : {}) };
  try {
    return await work(opened, opened.session, { ...common, onProgress: progress.scanned });
  } finally {
    progress.close();
    await opened.close();
  }
}

/** Reading the source belongs to acquiring; the total covers everything since the process began. */
function withTotals(opened: CliSession, scanned: SessionScan): ScanRun {
  const run = opened.runOf(scanned);
  const timings = {
    ...run.result.timings,
    acquireMs: run.result.timings.acquireMs + opened.openMs,
    totalMs: performance.now() - beginMs(),
  };
  return { ...run, result: { ...run.result, timings } };
}

/** When the command began: with the process, or after the build that a new checkout makes first (bin/squall.js). */
function beginMs(): number {
  return performance.getEntriesByName('squall').at(0)?.startTime ?? 0;
}
