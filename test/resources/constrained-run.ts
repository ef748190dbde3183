// One process that scans 1000 markets repeatedly under a limit, with a ballast for some of the time; it
// reports its memory and how it sized its batches. test/resources/constrained.long.test.ts judges it.
// Arguments: limit in MiB, scans, first and last scan with the ballast, pressure caused by the ballast.
import { existsSync, readFileSync } from 'node:fs';
import { openSession, simulate } from '../../src/index.js';

const [limitMib, scans, from, to, ballastPressure] = process.argv.slice(2).map(Number);
const limitBytes = limitMib * 2 ** 20;

const session = await openSession(simulate({ seed: 1, marketCount: 1000 }), {
  maxMemoryBytes: limitBytes,
  cache: 'full',
  workers: 1,
});
let ballast: Buffer[] = [];
const seen: { sizes: number[]; hash: string; peakBytes: number; collected: boolean }[] = [];
for (let scan = 0; scan < scans; scan++) {
  if (scan === from) {
    const missing = Math.round(ballastPressure * limitBytes - process.memoryUsage.rss());
    if (missing > 0) ballast = [Buffer.alloc(missing, 1)];
  }
  if (scan === to) ballast = [];
  const { result } = await session.scan();
  seen.push({
    sizes: result.batches.map(({ size }) => size),
    hash: result.resultSha256,
    peakBytes: Math.max(...result.batches.map(({ usedBytes }) => usedBytes ?? 0), process.memoryUsage.rss()),
    collected: result.batches.some(({ relief }) => (relief?.collection ?? null) !== null),
  });
}
await session.close();
process.stdout.write(JSON.stringify({ seen, ballast: ballast.length, peakBytes: peakRssBytes() }));

/** The most that this process has held, as Linux counts it. */
function peakRssBytes(): number {
  if (!existsSync('/proc/self/status')) return process.memoryUsage.rss();
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return 1024 * Number(kib);
}
