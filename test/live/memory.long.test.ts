import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { arrivals, Belongings } from './live-fixture.js';
import type { Emulator } from '../../src/emulator/emulator.js';

/** The full promise takes minutes: `SQUALL_FULL=1`. */
const FULL = { markets: 2_000, scans: 50, mostRssMiB: 350 };
/** The same promise for fewer: what each market may cost, above what the process costs without any. */
const SHORT = { markets: 250, scans: 18, mostRssMiB: 200 };
const { markets, scans, mostRssMiB } = process.env.SQUALL_FULL ? FULL : SHORT;
/** Scans in which code is compiled and columns fill; their growth is not judged. */
const WARM_UP = 8;
const MIB = 2 ** 20;

interface Held {
  readonly scanned: readonly number[];
  readonly heapBytes: readonly number[];
  readonly rssBytes: readonly number[];
  readonly peakRssBytes: readonly number[];
  readonly handles: readonly number[];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Theil–Sen: the median of the slopes between all pairs, which a few outliers do not move. */
function slope(values: readonly number[]): number {
  return median(
    values.flatMap((value, i) =>
      values.slice(i + 1).map((later, distance) => (later - value) / (distance + 1)),
    ),
  );
}

describe(`${scans} scans of ${markets} markets and 500 bars of an exchange`, () => {
  const belongings = new Belongings();
  let emulator: Emulator;
  let held: Held;
  beforeAll(async () => {
    emulator = await belongings.emulator({ markets, referee: 'off', controlPort: 0 });
    const { stdout } = await promisify(execFile)(process.execPath, [
      // The young generation of Node 20: later ones let more garbage lie there before they look, which is not ours.
      ...['--expose-gc', '--max-semi-space-size=16', 'build/js/test/live/memory-run.js'],
      ...[emulator.baseUrl, emulator.controlUrl!, belongings.folder(), String(scans)],
    ]);
    held = JSON.parse(stdout) as Held;
    const most = Math.max(...held.peakRssBytes) / MIB;
    const growth = slope(held.heapBytes.slice(WARM_UP)) / 1024;
    process.stderr.write(
      `Live: ${markets} markets, RSS ${most.toFixed(0)} MiB at most, heap ${(held.heapBytes.at(-1)! / MIB).toFixed(1)} MiB, ` +
        `${growth.toFixed(1)} KiB more a scan.\n`,
    );
  }, 600_000);
  afterAll(() => belongings.close());

  test('scan nearly all of them every time', () => {
    for (const scanned of held.scanned) expect(scanned).toBeGreaterThan(0.9 * markets);
  });

  test(`take at most ${mostRssMiB} MiB`, () => {
    expect(Math.max(...held.peakRssBytes) / MIB).toBeLessThanOrEqual(mostRssMiB);
  });

  test('leave the heap flat: a scan leaves at most 256 KiB, be it of code that is compiled', () => {
    expect(slope(held.heapBytes.slice(WARM_UP)) / 1024).toBeLessThanOrEqual(256);
  });

  test('go over the same connections, and leave no handle', () => {
    expect(new Set(held.handles).size).toBe(1);
    expect(new Set(arrivals(emulator).map(({ connection }) => connection)).size).toBeLessThanOrEqual(32);
  });
});
