import type { Settings } from './settings.js';
import type { ScanRun } from './scan-session.js';
import { ScanSession } from './scan-session.js';
import type { SourceFlags } from './sources.js';

export type { ScanRun };

/**
 * Opens the source and the engine that the settings name, and scans once.
 * @param levelsFor  a market whose levels are wanted even if it does not pass.
 */
export async function runScan(flags: SourceFlags, settings: Settings, levelsFor?: string): Promise<ScanRun> {
  const session = await ScanSession.open(flags, settings);
  try {
    const run = await session.scan(levelsFor === undefined ? {} : { levelsFor });
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
