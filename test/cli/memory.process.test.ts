import { describe, expect, test } from '../support/jest.js';
import type { ScanDocument } from '../../src/scanner/scan-document.js';
import { spawnCli } from '../support/run-cli.js';

// Separate processes: the memory of a whole process is measured, and anything else running here would count
// too.

const SCAN = ['scan', '--simulate', '--markets', '1000', '--json', '--workers', '1'];
const MIB = 2 ** 20;

async function scanUnder(...flags: readonly string[]) {
  const { exitCode, stdout, stderr } = await spawnCli([...SCAN, ...flags]);
  return { exitCode, stderr, document: JSON.parse(stdout) as ScanDocument };
}

const sizesOf = ({ batches }: ScanDocument): number[] => batches.map(({ size }) => size);

describe('a scan and its memory', () => {
  test('takes smaller batches near the limit, says why, and finds the same', async () => {
    const free = await scanUnder();
    expect(new Set(sizesOf(free.document))).toEqual(new Set([20]));
    const usedBytes = free.document.batches.map((batch) => batch.usedBytes ?? 0);
    // The most that it needs is 80 % of the limit: above what makes batches smaller, below what ends the scan, wherever
    // the collector runs.
    const limitMib = Math.ceil(Math.max(...usedBytes) / 0.8 / MIB);
    const tight = await scanUnder('--max-memory', `${limitMib}M`);
    expect(tight.exitCode).toBe(0);
    expect(Math.min(...sizesOf(tight.document))).toBeLessThan(20);
    const smaller = tight.document.batches.filter(({ size, pressure }) => size < 20 && (pressure ?? 0) > 0.7);
    expect(smaller.length).toBeGreaterThan(0);
    for (const { reason } of smaller) expect(reason).toContain(`of ${limitMib} MiB, --max-memory`);
    expect(tight.document.resultSha256).toBe(free.document.resultSha256);
    expect(tight.document.markets).toEqual(free.document.markets);
  });

  test('ends by itself with 23 where not even one market fits, and shows what it has', async () => {
    const { exitCode, stderr, document } = await scanUnder('--max-memory', '48M', '--all');
    expect(exitCode).toBe(23);
    expect(stderr).toMatch(
      /^squall: Memory cannot hold even one market at a time \(memory .* were not scanned\n$/,
    );
    expect(document.error).toMatchObject({ code: 'MEM_PRESSURE', exitCode: 23 });
    expect(document.counts.errors).toBeGreaterThan(900);
    expect(document.counts.errors).toBeLessThan(1000);
    expect(document.batches.at(-1)).toMatchObject({ size: 0 });
    expect(document.batches.some(({ relief }) => relief?.collection !== undefined)).toBe(true);
  });

  test('reads no memory with --batches fixed', async () => {
    const { exitCode, document } = await scanUnder('--batches', 'fixed', '--max-memory', '48M');
    expect(exitCode).toBe(0);
    expect(document.batches[0]).toEqual({ size: 20, reason: 'fixed', concurrency: 2 });
  });
});
