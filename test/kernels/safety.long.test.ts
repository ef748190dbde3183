import { Worker } from 'node:worker_threads';
import { describe, expect, test } from '../support/jest.js';
import type { FuzzReport, FuzzShare } from './safety-fuzz.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20240612);

/** The scalar and the JavaScript kernels are slower, so the second thread makes fewer calls of them. */
const SHARES: readonly (readonly FuzzShare[])[] = [
  [{ engine: 'simd', longRounds: 14, shortRounds: 20, liveBars: 4, seed: SEED }],
  [
    { engine: 'scalar', longRounds: 3, shortRounds: 14, liveBars: 2, seed: SEED + 1 },
    { engine: 'js', longRounds: 1, shortRounds: 2, liveBars: 1, seed: SEED + 2 },
  ],
];

function fuzzInThread(share: FuzzShare): Promise<FuzzReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('safety-fuzz.js', import.meta.url), { workerData: { share } });
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

async function fuzzAll(shares: readonly FuzzShare[]): Promise<FuzzReport[]> {
  const reports: FuzzReport[] = [];
  for (const share of shares) reports.push(await fuzzInThread(share));
  return reports;
}

describe('kernels', () => {
  test('write only to their own bytes in 2,000,000 calls of every length and period', async () => {
    const beforeMs = performance.now();
    const reports = (await Promise.all(SHARES.map(fuzzAll))).flat();
    const seconds = (performance.now() - beforeMs) / 1000;
    const calls = reports.reduce((all, { calls: own }) => all + own, 0);
    const sum = (of: (report: FuzzReport) => number): number =>
      reports.reduce((all, each) => all + of(each), 0);
    const [liveBars, ingested] = [sum((each) => each.liveBars), sum((each) => each.ingested)];
    process.stderr.write(
      `Kernel safety: ${calls} calls, ${liveBars} live bars, ${ingested} markets ingested in ${seconds.toFixed(1)} s, ` +
        `seed ${SEED} (FUZZ_SEED).\n`,
    );
    expect(reports.flatMap(({ failures }) => failures)).toEqual([]);
    expect(reports.flatMap(({ missing }) => missing)).toEqual([]);
    expect(calls).toBeGreaterThanOrEqual(2_000_000);
    expect(liveBars).toBeGreaterThanOrEqual(14_000);
    expect(ingested).toBeGreaterThanOrEqual(15_000);
  });
});
