import { deadlineSignal } from './deadline.js';
import type { Settings } from './settings.js';
import type { ScanOptions, ScanRun } from './scan-session.js';
import { ScanSession } from './scan-session.js';
import type { SourceFlags } from './sources.js';

export type { ScanRun };

/**
 * Opens the source and the engine that the settings name, and scans once.
 * @param closeUp  a market that is looked at to the end even if it does not pass.
 */
export async function runScan(
  flags: SourceFlags,
  settings: Settings,
  closeUp: Pick<ScanOptions, 'levelsFor' | 'alone'> = {},
): Promise<ScanRun> {
  const deadline = settings.deadline === undefined ? undefined : deadlineSignal(settings.deadline);
  const session = await ScanSession.open(flags, settings, deadline);
  try {
    const run = await session.scan({ ...closeUp, ...(deadline ? { deadline } : {}) });
    // Reading the source belongs to acquiring; the total covers everything since the process began.
    const timings = {
      ...run.result.timings,
      acquireMs: run.result.timings.acquireMs + session.openMs,
      totalMs: performance.now(),
    };
    return { ...run, result: { ...run.result, timings } };
  } finally {
    await session.close();
  }
}
