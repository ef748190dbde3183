import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { median, slope } from '../scripts/soak/slope.js';
import { beforeAll, describe, expect, test } from './support/jest.js';

/** Scans in which code is compiled and caches fill; they are not judged. */
const WARM_UP = 100;
const SCANS = 300;
const MARKETS = 200;
const WORKERS = 2;

interface Soak {
  readonly hashes: number;
  readonly events: readonly unknown[];
  readonly workers: number;
  readonly heapBytes: readonly number[];
  readonly rssBytes: readonly number[];
  readonly memoryBytes: readonly number[];
  readonly handles: readonly number[];
  readonly threadCounts: readonly number[];
}

describe(`${SCANS} scans of ${MARKETS} markets in one process`, () => {
  let soak: Soak;
  let judged: (values: readonly number[]) => readonly number[];
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--expose-gc', 'build/js/test/soak-run.js', ...[WARM_UP + SCANS, MARKETS, WORKERS].map(String)],
      { maxBuffer: 2 ** 24 },
    );
    soak = JSON.parse(stdout) as Soak;
    judged = (values) => values.slice(WARM_UP);
    const quarter = SCANS / 4;
    const rss = judged(soak.rssBytes);
    process.stderr.write(
      `Soak: heap ${(slope(judged(soak.heapBytes)) / 1024).toFixed(2)} KiB a scan, RSS ` +
        `${(median(rss.slice(0, quarter)) / 2 ** 20).toFixed(1)} → ${(median(rss.slice(-quarter)) / 2 ** 20).toFixed(1)} MiB.\n`,
    );
  }, 180_000);

  test('give one result, with two workers and nothing wrong with them', () => {
    expect(soak).toMatchObject({ hashes: 1, workers: WORKERS, events: [] });
  });

  test('leave the heap after collection flat: at most 1 KiB a scan', () => {
    expect(slope(judged(soak.heapBytes))).toBeLessThanOrEqual(1024);
  });

  test('leave the resident memory of the last quarter within 5 % of the first', () => {
    const rss = judged(soak.rssBytes);
    expect(median(rss.slice(-SCANS / 4))).toBeLessThanOrEqual(1.05 * median(rss.slice(0, SCANS / 4)));
  });

  test('never take more of the shared memory, another handle or another thread', () => {
    for (const values of [soak.memoryBytes, soak.handles, soak.threadCounts]) {
      expect(new Set(judged(values)).size).toBe(1);
    }
  });
});
