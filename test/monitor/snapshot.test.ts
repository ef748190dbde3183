import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { snapshotDiffText } from '../../src/cli/monitor/snapshot-text.js';
import stringWidth from 'string-width';
import { paintFor } from '../../src/cli/format/style.js';
import { createMonitor } from '../../src/monitor/create-monitor.js';
import { diffSnapshots } from '../../src/monitor/snapshot/diff.js';
import { parseSnapshot } from '../../src/monitor/snapshot/parse-snapshot.js';
import type { Snapshot } from '../../src/monitor/snapshot/snapshot.js';
import { EXIT } from '../../src/util/error-codes.js';

const snapshot = (more: Partial<Snapshot> = {}): Snapshot => ({
  schemaVersion: 1,
  kind: 'squall-snapshot',
  at: '2026-01-01T00:00:00.000Z',
  process: { pid: 7, startTicks: 555, node: 'v20.20.2' },
  memoryLimit: { bytes: 2 ** 30, from: 'machine' },
  bytes: { rss: 2 ** 27, heapUsed: 2 ** 24, wasm: null },
  counts: { threads: 11, sockets: 2 },
  caches: { filters: 10 },
  handles: { Timeout: 1 },
  missing: { wasm: 'not reported' },
  ...more,
});

const later = snapshot({
  at: '2026-01-01T01:00:00.000Z',
  bytes: { rss: 2 ** 27 + 2 ** 20, heapUsed: 2 ** 24 + 3 * 2 ** 20, wasm: null },
  counts: { threads: 11, sockets: 1 },
  caches: { filters: 10, scores: 200 },
  handles: { Timeout: 4 },
});

describe('snapshots', () => {
  test('show what grew, largest first, bytes before counts, the unknown last', () => {
    const { rows, elapsedMs, isSameProcess } = diffSnapshots(snapshot(), later);
    expect(rows.map(({ name, change }) => `${name} ${change}`)).toEqual([
      `bytes.heapUsed ${3 * 2 ** 20}`,
      `bytes.rss ${2 ** 20}`,
      'bytes.wasm null',
      'caches.scores 200',
      'handles.Timeout 3',
      'caches.filters 0',
      'counts.threads 0',
      'counts.sockets -1',
    ]);
    expect([elapsedMs, isSameProcess]).toEqual([3_600_000, true]);
    expect(rows[1].changePercent).toBeCloseTo(100 / 128, 12);
  });

  test('of another start of the same pid are of another process', () => {
    const other = snapshot({ process: { pid: 7, startTicks: 556, node: null }, handles: null });
    const diff = diffSnapshots(snapshot(), other);
    expect(diff.isSameProcess).toBe(false);
    expect(diff.rows.find(({ name }) => name === 'handles.Timeout')?.change).toBeNull();
    expect(snapshotDiffText(diff, 80, paintFor('never'))).toContain('These are two different processes.');
  });

  test.each([80, 160])('fit into %i columns as a diff, with words for what the colours say', (width) => {
    const lines = snapshotDiffText(diffSnapshots(snapshot(), later), width, paintFor('never'));
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
    expect(lines.find((line) => line.startsWith('bytes.heapUsed'))).toMatch(
      /16\.0 MiB +19\.0 MiB +\+3\.00 MiB +\+18\.8 % +grew$/,
    );
  });

  test('of this process survive JSON unchanged', async () => {
    const monitor = createMonitor();
    const taken = await monitor.snapshot();
    await monitor.stop();
    expect(parseSnapshot(JSON.stringify(taken), 'a.json')).toEqual(taken);
    expect(taken.bytes.rss).toBeGreaterThan(1e6);
    expect(
      Object.keys(taken.bytes).filter((name) => taken.bytes[name] === null && !taken.missing[name]),
    ).toEqual([]);
    expect(diffSnapshots(taken, taken).rows.filter(({ change }) => change !== 0 && change !== null)).toEqual(
      [],
    );
  });

  test.each([
    ['{', 'text that is not JSON'],
    ['[]', 'its kind is not squall-snapshot'],
    [JSON.stringify(snapshot({ at: 'x' })), '`at` is not a time'],
    [JSON.stringify({ ...snapshot(), schemaVersion: 2 }), 'its schemaVersion is not 1'],
    [JSON.stringify({ ...snapshot(), counts: { a: 'b' } }), '`counts` does not hold numbers only'],
    [JSON.stringify({ ...snapshot(), process: null }), '`process.pid` is not a whole number'],
  ])('from a file are checked: %.20s', (text, fault) => {
    expect(() => parseSnapshot(text, 'a.json')).toThrow(
      expect.objectContaining({ exitCode: EXIT.data, message: expect.stringContaining(fault) as unknown }),
    );
  });

  test('of any JSON never throw anything but one sentence', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => parseSnapshot(text, 'a.json')).toThrow(
          /^Expected a snapshot of squall monitor in a\.json/,
        );
      }),
    );
  });
});
