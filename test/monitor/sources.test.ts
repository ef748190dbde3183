import { afterEach, describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { ProcessEnded } from '../../src/monitor/sample.js';
import { diskSource, loadSource } from '../../src/monitor/sources/machine-source.js';
import { otherCounters } from '../../src/monitor/sources/process-counters.js';
import { processSource } from '../../src/monitor/sources/process-source.js';
import { ProductSource } from '../../src/monitor/sources/product-source.js';
import { RateMeter } from '../../src/monitor/sources/rate-meter.js';
import {
  openRuntimeProbe,
  type RuntimeProbe,
  runtimeSource,
} from '../../src/monitor/sources/runtime-source.js';
import { type FakeFiles, fakeFs, statText, systemError } from './fake-fs.js';

describe('another process', () => {
  const files = (): Required<Pick<FakeFiles, 'texts' | 'folders' | 'links'>> => ({
    texts: {
      '/proc/7/stat': statText(1000, 555),
      '/proc/7/status': 'Name:\ta) S (1 2\nVmRSS:\t  2048 kB\nThreads:\t11\n',
    },
    folders: { '/proc/7/fd': ['0', '1', '2', '3'] },
    // The fourth was closed meanwhile.
    links: { '/proc/7/fd/0': '/dev/null', '/proc/7/fd/1': 'socket:[12]', '/proc/7/fd/2': 'pipe:[13]' },
  });

  test('is read through /proc, its CPU as a share of all cores between two samples', async () => {
    let nowMs = 0;
    const given = files();
    const source = processSource(otherCounters(fakeFs(given), 7), 4, () => nowMs);
    const first = await source.read();
    expect(first.figures).toEqual({
      cpuPercent: null,
      rssBytes: 2 ** 21,
      threads: 11,
      openFiles: 3,
      sockets: 1,
    });
    expect(first.missing.cpuPercent).toBe('known from the second sample on');
    nowMs = 5_000;
    // 10 s of CPU time in 5 s: two of four cores.
    given.texts['/proc/7/stat'] = statText(2000, 555);
    expect((await source.read()).figures.cpuPercent).toBe(50);
  });

  test.each([
    [
      'is gone',
      (given: ReturnType<typeof files>) => delete given.texts['/proc/7/stat'],
      'Process 7 has ended.',
    ],
    [
      'goes while it is read',
      (given: ReturnType<typeof files>) => (given.texts['/proc/7/stat'] = systemError('ESRCH')),
      'Process 7 has ended.',
    ],
    [
      'waits for its parent',
      (given: ReturnType<typeof files>) => (given.texts['/proc/7/stat'] = statText(1000, 555, 'Z')),
      'Process 7 has ended.',
    ],
    [
      'has left its number to another one',
      (given: ReturnType<typeof files>) => (given.texts['/proc/7/stat'] = statText(0, 556)),
      'Process 7 has ended; its number belongs to another process now.',
    ],
  ])('that %s has ended', async (_name, change, message) => {
    const given = files();
    const read = otherCounters(fakeFs(given), 7);
    await read();
    change(given);
    await expect(read()).rejects.toThrow(new ProcessEnded(message));
  });

  test('that never was is said not to be there', async () => {
    await expect(otherCounters(fakeFs({}), 7)()).rejects.toThrow(new ProcessEnded('There is no process 7.'));
  });

  test.each([
    ['EACCES', 'the open files of another user may not be read'],
    ['EMFILE', 'EMFILE: as reported by a test'],
  ])('whose files cannot be counted (%s) costs only those', async (code, reason) => {
    const given = files();
    given.folders['/proc/7/fd'] = systemError(code);
    const { figures, missing } = await processSource(otherCounters(fakeFs(given), 7), 1, () => 0).read();
    expect(figures).toMatchObject({ rssBytes: 2 ** 21, openFiles: null, sockets: null });
    expect(missing).toMatchObject({ openFiles: reason, sockets: reason });
  });

  test('with too many files to look at each says so', async () => {
    const given = files();
    given.folders['/proc/7/fd'] = Array.from({ length: 4097 }, (_, n) => String(n));
    expect((await otherCounters(fakeFs(given), 7)()).files).toBe(
      '4097 open files are more than are checked (4096)',
    );
  });
});

describe('the machine', () => {
  const space = { bsize: 4096, blocks: 1000, bfree: 300, bavail: 200 };

  test('reports its disk like df: 700 of the 900 blocks that are not reserved', async () => {
    const { figures } = await diskSource(fakeFs({ disks: { '/state': space } }), '/state').read();
    expect(figures.diskPercent).toBeCloseTo((100 * 700) / 900, 12);
    expect(figures.diskFreeBytes).toBe(200 * 4096);
  });

  test('reports the disk of a folder that does not exist yet', async () => {
    const { figures } = await diskSource(fakeFs({ disks: { '/': space } }), '/a/b/c').read();
    expect(figures.diskFreeBytes).toBe(200 * 4096);
    const broken = diskSource(fakeFs({ disks: { '/a': systemError('EIO'), '/': space } }), '/a');
    await expect(broken.read()).rejects.toThrow('EIO');
  });

  test('reports load per core, and null if there is none', async () => {
    expect((await loadSource(() => [1, 6, 2], 4).read()).figures.loadPerCore).toBe(1.5);
    expect((await loadSource(() => [0, 0, 0], 4).read()).figures.loadPerCore).toBeNull();
  });
});

describe('a rate', () => {
  test('is what was added in the last minute', () => {
    const meter = new RateMeter();
    expect(meter.lastMinute).toBeNull();
    const totals = [0, 30, 60, 90, 120].map((total, n) => [n * 30_000, total] as const);
    const rates = totals.map(([atMs, total]) => {
      meter.record(atMs, total);
      return meter.lastMinute;
    });
    expect(rates).toEqual([0, 30, 60, 60, 60]);
    meter.record(150_000, 10);
    expect(meter.lastMinute).toBe(10);
  });

  test('at whole steps is that of brute force', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), (added) => {
        const meter = new RateMeter();
        let total = 0;
        added.forEach((more, n) => {
          total += more;
          meter.record(n * 5_000, total);
        });
        // Twelve steps of 5 s; anything before the first reading is not known to be of this minute.
        expect(meter.lastMinute).toBe(
          added
            .slice(1)
            .slice(-12)
            .reduce((sum, more) => sum + more, 0),
        );
      }),
    );
  });
});

describe('the event loop', () => {
  let probe: RuntimeProbe | null = null;
  afterEach(() => probe?.close());

  test('detects a block of any length at the first timer after it', async () => {
    let nowMs = 0;
    probe = openRuntimeProbe(() => nowMs);
    const source = runtimeSource(probe);
    expect((await source.read()).missing.eventLoopDelayMaxMs).toBe('known from the second sample on');
    nowMs = 270;
    let reading = await source.read();
    while (reading.figures.eventLoopDelayMaxMs === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      nowMs += 1;
      reading = await source.read();
    }
    // Due at 20, run at 270 or a little later.
    expect(reading.figures.eventLoopDelayMaxMs).toBeGreaterThan(249);
    expect(reading.figures.eventLoopDelayMaxMs).toBeLessThan(500);
  });
});

describe('the product', () => {
  const timings = {
    acquireMs: 1,
    computeMs: 2,
    filterMs: 3,
    scoreMs: 4,
    levelsMs: 5,
    hashMs: 6,
    totalMs: 21,
  };
  const record = {
    counts: { scanned: 90, passed: 7 },
    timings,
    batches: [
      { size: 20, reason: 'fixed' },
      { size: 10, reason: 'memory' },
    ],
  };

  test('is unknown before a scan, and then as the scan reported', () => {
    let nowMs = 1_000;
    const product = new ProductSource(
      () => ({}),
      () => nowMs,
    );
    expect(product.read().figures.scanMs).toBeUndefined();
    expect(product.read().missing.scanMs).toBe('no scan is done yet');
    product.recordScan(record);
    product.recordScan(record);
    nowMs = 3_500;
    expect(product.read().figures).toMatchObject({
      scanMs: 21,
      scanAgeMs: 2_500,
      marketsScanned: 90,
      candidates: 7,
      batches: 2,
      batchSize: 10,
      cacheHitPercent: null,
      requestsPerMinute: null,
    });
    expect(product.totals).toMatchObject({ scans: 2, requests: null });
    expect(product.totals.stages).toMatchObject({ acquireMs: 2, totalMs: 42 });
  });

  test('reports traffic, weight as a share of the limit, and cache hits', () => {
    let nowMs = 0;
    let traffic = { requests: 100, weight: 200 };
    const caches = { filters: { hits: 3, misses: 1, size: 4 }, scores: { hits: 0, misses: 4, size: 4 } };
    const live = () => ({ traffic, weightLimitPerMinute: 6_000, queueDepth: 5, batchesRunning: 2, caches });
    const product = new ProductSource(live, () => nowMs);
    product.read();
    nowMs = 30_000;
    traffic = { requests: 400, weight: 3_200 };
    expect(product.read().figures).toMatchObject({
      requestsPerMinute: 300,
      weightPerMinute: 3_000,
      weightUsedPercent: 50,
      queueDepth: 5,
      batchesRunning: 2,
      cacheHitPercent: 37.5,
    });
  });
});
