import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '../support/jest.js';
import type { BatchRecord } from '../../src/scanner/scan-result.js';

describe('a process whose memory fills up', () => {
  const child = fileURLToPath(new URL('pressure-run.js', import.meta.url));
  const output = execFileSync(process.execPath, [child], { encoding: 'utf8' });
  const { scans } = JSON.parse(output) as { scans: BatchRecord[][] };
  const [calm, soft, hard, ...after] = scans;

  test('takes smaller batches, with its reading', () => {
    expect(calm[0]).toMatchObject({ size: 20, concurrency: 2 });
    expect(soft[0]).toMatchObject({ size: 15, concurrency: 2, limitBytes: 400 * 2 ** 20 });
    expect(soft[0].pressure).toBeGreaterThan(0.7);
    expect(soft[0].reason).toMatch(/^memory \d\d(\.\d)? % \(\d+ of 400 MiB, --max-memory\), above 70 %$/);
    expect(hard[0]).toMatchObject({ size: 10, concurrency: 1 });
    expect(hard[0].pressure).toBeGreaterThan(0.85);
  });

  test('collects its garbage', () => {
    // Read again before it collects: a process that runs has grown by a page or two since.
    const { collection, notCollected } = hard[0].relief ?? {};
    expect(notCollected).toBeNull();
    expect(collection?.beforeBytes).toBeGreaterThan(0.85 * 400 * 2 ** 20);
    expect(collection?.afterBytes).toBeGreaterThan(0);
    expect(hard[1].relief).toMatchObject({ collection: null, notCollected: 'too-soon' });
  });

  test('has full batches again within three scans after the pressure has ended', () => {
    expect(after).toHaveLength(3);
    expect(after[2]).toMatchObject([{ size: 20, concurrency: 2 }]);
  });
});
