import { setTimeout as sleep } from 'node:timers/promises';
import { openSession, simulate } from '../../src/index.js';
import type { ScanSession } from '../../src/library/session.js';
import { createMonitor } from '../../src/monitor/create-monitor.js';

export interface MonitorRow {
  readonly markets: number;
  readonly rounds: number;
  /** Processor time of all threads of this process in a second in which it only waits, ms; medians. */
  readonly idleMs: number;
  readonly watchedIdleMs: number;
  /** CPU time of a scan, without and with a monitor; medians. */
  readonly scanMs: number;
  readonly watchedScanMs: number;
}

/** Between two samples, as a watch has it. */
const EVERY_MS = 5000;
/** Has the sample of its beginning, and ends before the next one. */
const WINDOW_MS = 4900;

/**
 * What a monitor takes in a second in which nothing else happens, and scans with and without it, in turn. The first is
 * what is judged: a scan computes all the time, so that its seconds are seconds of CPU time, and a timer that wakes an
 * idle process costs more than one that comes due while it works. The second only shows that nothing is left out: two
 * scans differ by more than what is looked for.
 */
export async function measureMonitor(
  markets: number,
  { rounds = 7, windowMs = WINDOW_MS, scans = 5 } = {},
): Promise<MonitorRow> {
  const session = await openSession(simulate({ seed: 1, marketCount: markets }));
  const wait = async (): Promise<number> => (1000 / windowMs) * (await cpuMsOf(() => sleep(windowMs)));
  const scan = async (): Promise<number> => (await cpuMsOf(() => scanTimes(session, scans))) / scans;
  // Until the compiler has seen both.
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

/** What a monitor takes, as a share of the CPU time of scans that follow one another. */
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
