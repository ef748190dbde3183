import { setTimeout as sleep } from 'node:timers/promises';
import { openSession, simulate } from '../../src/index.js';
import type { ScanSession } from '../../src/library/session.js';
import { createMonitor } from '../../src/monitor/create-monitor.js';

export interface MonitorRow {
  readonly markets: number;
  readonly rounds: number;
  /** CPU time of all threads of this process in a second in which it only waits, ms; medians. */
  readonly idleMs: number;
  readonly watchedIdleMs: number;
  /** CPU time of a scan, without and with a monitor; medians. */
  readonly scanMs: number;
  readonly watchedScanMs: number;
}

/** Between two samples, as in a watch. */
const EVERY_MS = 5000;
/** Includes its first sample, and ends before the next one. */
const WINDOW_MS = 4900;

/**
 * Cost of a monitor in a second in which nothing else happens, and scans with and without it, in turn. The
 * first is judged: a scan computes all the time, so its seconds are seconds of CPU time, and a timer that
 * wakes an idle process costs more than one that comes due during work. The second only shows that nothing is
 * left out: two scans differ by more than the effect.
 */
export async function measureMonitor(
  markets: number,
  { rounds = 7, windowMs = WINDOW_MS, scans = 5 } = {},
): Promise<MonitorRow> {
  const session = await openSession(simulate({ seed: 1, marketCount: markets }));
  const wait = async (): Promise<number> => (1000 / windowMs) * (await cpuMsOf(() => sleep(windowMs)));
  const scan = async (): Promise<number> => (await cpuMsOf(() => scanTimes(session, scans))) / scans;
  // Until both are compiled.
  await scan();
  await watched(session, scan);
  const found = { idleMs: [], watchedIdleMs: [], scanMs: [], watchedScanMs: [] } as Record<
    'idleMs' | 'watchedIdleMs' | 'scanMs' | 'watchedScanMs',
    number[]
  >;
  for (let round = 0; round < rounds; round++) {
    found.scanMs.push(await scan());
    found.watchedScanMs.push(await watched(session, scan));
    found.idleMs.push(await wait());
    found.watchedIdleMs.push(await watched(session, wait));
  }
  await session.close();
  return {
    markets,
    rounds,
    idleMs: median(found.idleMs),
    watchedIdleMs: median(found.watchedIdleMs),
    scanMs: median(found.scanMs),
    watchedScanMs: median(found.watchedScanMs),
  };
}

/** Cost of a monitor, as a share of the CPU time of consecutive scans. */
export function monitorShare({ idleMs, watchedIdleMs }: MonitorRow): number {
  return (watchedIdleMs - idleMs) / 1000;
}

async function watched(session: ScanSession, run: () => Promise<number>): Promise<number> {
  const { readMemory } = session;
  const monitor = createMonitor({ everyMs: EVERY_MS, ...(readMemory === null ? {} : { readMemory }) });
  monitor.start();
  try {
    return await run();
  } finally {
    await monitor.stop();
  }
}

async function scanTimes(session: ScanSession, times: number): Promise<void> {
  for (let scan = 0; scan < times; scan++) await session.scan();
}

async function cpuMsOf(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
