import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { createBrowserMemoryReader } from '../../src/resources/browser/browser-memory.js';
import { describeMemory, readingOf } from '../../src/resources/memory/memory-reading.js';
import { availableBytesOf, stallPercentOf } from '../../src/resources/memory/proc-files.js';
import { createMemoryReader } from '../../src/resources/node/node-memory.js';
import { filesOf, GIB, MIB, NO_PARTS, sourcesWith } from './fake-memory.js';

const GROUP_OF_200 = {
  '/proc/self/cgroup': '0::/',
  '/proc/self/mountinfo': '31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
  '/sys/fs/cgroup/memory.max': `${200 * MIB}`,
  '/sys/fs/cgroup/memory.current': `${120 * MIB}`,
};

describe('a reading of memory', () => {
  test('is judged by the fullest of all limits', () => {
    const reading = createMemoryReader(
      { maxMemoryBytes: 400 * MIB },
      sourcesWith({ readText: filesOf(GROUP_OF_200) }),
    )();
    expect(reading).toMatchObject({
      limitFrom: 'cgroup-v2',
      of: 'cgroup',
      usedBytes: 120 * MIB,
      limitBytes: 200 * MIB,
      pressure: 0.6,
    });
    expect(reading.bounds.map(({ limitFrom }) => limitFrom)).toEqual([
      'cgroup-v2',
      'max-memory',
      'machine',
      'heap',
    ]);
    expect(describeMemory(reading)).toBe('memory 60 % (120 of 200 MiB, cgroup)');
  });

  test('knows an explicit limit that is lower than all others', () => {
    const reading = createMemoryReader({ maxMemoryBytes: 125 * MIB }, sourcesWith())();
    expect(reading).toMatchObject({ limitFrom: 'max-memory', of: 'process', pressure: 0.8 });
  });

  test('compares the heap with its own limit', () => {
    const reading = createMemoryReader({}, sourcesWith({ heapLimitBytes: () => 40 * MIB }))();
    expect(reading).toMatchObject({ limitFrom: 'heap', of: 'heap', pressure: 0.75 });
  });

  test('leaves to this process what other processes of the machine do not use', () => {
    const meminfo = 'MemTotal: 8388608 kB\nMemFree: 1 kB\nMemAvailable:   25600 kB\n';
    const reading = createMemoryReader(
      {},
      sourcesWith({ readText: filesOf({ '/proc/meminfo': meminfo }) }),
    )();
    expect(reading).toMatchObject({ limitFrom: 'machine', limitBytes: 125 * MIB, pressure: 0.8 });
  });

  test('follows a limit that changes while it runs', () => {
    let maxBytes = 200 * MIB;
    const read = createMemoryReader(
      {},
      sourcesWith({
        readText: (path) =>
          path === '/sys/fs/cgroup/memory.max' ? String(maxBytes) : filesOf(GROUP_OF_200)(path),
      }),
    );
    expect(read().pressure).toBe(0.6);
    maxBytes = 150 * MIB;
    expect(read().pressure).toBe(0.8);
  });

  test('has the parts, and for each that is null the reason', () => {
    const reading = createMemoryReader({ wasmBytes: () => 7, workers: () => 2 }, sourcesWith())();
    expect(reading).toMatchObject({
      rssBytes: 100 * MIB,
      heapUsedBytes: 30 * MIB,
      heapLimitBytes: 4 * GIB,
      externalBytes: 5 * MIB,
      arrayBuffersBytes: 4 * MIB,
      wasmBytes: 7,
      workers: 2,
      cacheEntries: null,
      stallPercent: null,
    });
    expect(reading.missing).toEqual({
      cacheEntries: 'not given to the memory reader',
      stallPercent: 'this system has no /proc/pressure/memory',
    });
  });

  test('reports stalls: those of its own group before those of the machine', () => {
    const machine = {
      '/proc/pressure/memory': 'some avg10=3.25 avg60=0.00 avg300=0.00 total=0\nfull avg10=1.00',
    };
    const stalls = (files: Readonly<Record<string, string>>): number | null =>
      createMemoryReader({}, sourcesWith({ readText: filesOf(files) }))().stallPercent;
    expect(stalls({ ...GROUP_OF_200, ...machine })).toBe(3.25);
    expect(
      stalls({ ...GROUP_OF_200, ...machine, '/sys/fs/cgroup/memory.pressure': 'some avg10=40.00 ' }),
    ).toBe(40);
  });

  test.each([0, -1, NaN, Infinity])('rejects a limit of %p bytes', (maxMemoryBytes) => {
    expect(() => createMemoryReader({ maxMemoryBytes }, sourcesWith())).toThrow(
      `Expected \`maxMemoryBytes\` to be a number of bytes > 0, got ${maxMemoryBytes}`,
    );
  });

  test('has no pressure where no limit makes sense', () => {
    const bounds = [2 ** 60, Infinity, NaN, 0, -5].map(
      (limitBytes) => ({ limitFrom: 'machine', of: 'process', usedBytes: 1, limitBytes }) as const,
    );
    const reading = readingOf(bounds, NO_PARTS, { limitBytes: 'all are absurd' });
    expect(reading).toMatchObject({
      pressure: null,
      usedBytes: null,
      limitBytes: null,
      limitFrom: null,
      of: null,
    });
    expect(describeMemory(reading)).toBe('memory unknown: all are absurd');
  });

  test('never judges by another bound than the fullest', () => {
    const bound = fc.record({
      limitFrom: fc.constantFrom('machine', 'heap', 'cgroup-v1'),
      of: fc.constant('process' as const),
      usedBytes: fc.double({ min: 0, max: 2 ** 45, noNaN: true }),
      limitBytes: fc.double({ min: 1, max: 2 ** 62, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(bound), (bounds) => {
        const real = bounds.filter(({ limitBytes }) => limitBytes < 2 ** 60);
        const pressures = real.map(({ usedBytes, limitBytes }) => usedBytes / limitBytes);
        const fullest = pressures.length === 0 ? null : Math.max(...pressures);
        expect(readingOf(bounds, NO_PARTS, {}).pressure).toBe(fullest);
      }),
    );
  });
});

describe('files of /proc', () => {
  test.each([null, '', 'some', 'full avg10=1.00', 'some avg10=x'])('%j has no stalls', (text) => {
    expect(stallPercentOf(text)).toBeNull();
  });

  test.each([null, '', 'MemFree: 5 kB', 'MemAvailable: many kB'])('%j has no available memory', (text) => {
    expect(availableBytesOf(text)).toBeNull();
  });
});

describe('this process', () => {
  const reading = createMemoryReader()();

  test('is read within 1 MiB and 2 % of the operating system’s figure', () => {
    const status = filesOfSystem('/proc/self/status');
    const bytes =
      status === null ? process.memoryUsage.rss() : 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
    const now = createMemoryReader()().rssBytes ?? NaN;
    expect(Math.abs(now - bytes)).toBeLessThanOrEqual(MIB + 0.02 * bytes);
  });

  test('has a limit that is not above the machine', () => {
    expect(reading.limitBytes).toBeGreaterThan(0);
    expect(reading.pressure).toBeGreaterThan(0);
    const real = reading.bounds.filter(({ limitFrom }) => limitFrom !== 'heap');
    expect(Math.max(...real.map(({ limitBytes }) => limitBytes))).toBeLessThanOrEqual(totalmem());
  });
});

function filesOfSystem(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

describe('a browser', () => {
  test('with performance.memory reports heap and limit', () => {
    const heap = { usedJSHeapSize: 30 * MIB, jsHeapSizeLimit: 120 * MIB };
    const reading = createBrowserMemoryReader({ wasmBytes: () => 9 }, () => heap)();
    expect(reading).toMatchObject({ pressure: 0.25, of: 'heap', heapUsedBytes: 30 * MIB, wasmBytes: 9 });
    expect(reading.missing.rssBytes).toBe('this browser does not say');
  });

  test('without it reports the WASM memory alone, and why there is no more', () => {
    const reading = createBrowserMemoryReader({ wasmBytes: () => 9 }, () => null)();
    expect(reading).toMatchObject({ pressure: null, wasmBytes: 9, workers: null });
    expect(describeMemory(reading)).toBe('memory unknown: this browser has no performance.memory');
    expect(reading.missing.workers).toBe('not given to the memory reader');
  });
});
