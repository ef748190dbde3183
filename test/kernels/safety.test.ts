import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { instantiateKernels } from '../../src/kernels/engine.js';
import type { Kernels } from '../../src/kernels/kernels.js';
import { compilePlanted } from './planted-kernels.js';
import { compiled } from './pool-fixture.js';
import { SafetyBench } from './safety-bench.js';
import { SAFETY_CASES } from './safety-cases.js';
import type { FuzzReport, FuzzShare } from './safety-fuzz.js';
import { kernelsOf } from './safety-fuzz.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20240612);

/** The scalar and the JavaScript kernels are the slower ones; the second thread has fewer calls of them. */
const SHARES: readonly (readonly FuzzShare[])[] = [
  [{ engine: 'simd', longRounds: 14, shortRounds: 20, seed: SEED }],
  [
    { engine: 'scalar', longRounds: 3, shortRounds: 14, seed: SEED + 1 },
    { engine: 'js', longRounds: 1, shortRounds: 2, seed: SEED + 2 },
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
  test('touch no byte but their own in 2,000,000 calls of every length and every period', async () => {
    const beforeMs = performance.now();
    const reports = (await Promise.all(SHARES.map(fuzzAll))).flat();
    const seconds = (performance.now() - beforeMs) / 1000;
    const calls = reports.reduce((sum, report) => sum + report.calls, 0);
    process.stderr.write(
      `Kernel safety: ${calls} calls in ${seconds.toFixed(1)} s, seed ${SEED} (FUZZ_SEED).\n`,
    );
    expect(reports.flatMap(({ failures }) => failures)).toEqual([]);
    expect(reports.flatMap(({ missing }) => missing)).toEqual([]);
    expect(calls).toBeGreaterThanOrEqual(2_000_000);
  }, 300_000);
});

/** Each of them is sma with one mistake. */
const BUGS: Readonly<Record<string, { body: string; found: RegExp }>> = {
  offByOne: {
    body: 'real(starts, close, change, out, rowStride, scratch, from, to + 1, period);',
    found: /wrote to byte \d+, inside outputs\[0\]\.output0/,
  },
  tailStore: {
    body: `real(starts, close, change, out, rowStride, scratch, from, to, period);
      if (to > from) v128.store(out + ((to - 1) as usize) * rowStride + 4, f32x4.splat(1));`,
    found: /wrote to byte/,
  },
  wrongStride: {
    body: 'real(starts, close, change, out, rowStride + 4, scratch, from, to, period);',
    found: /wrote to byte|was not written/,
  },
  wrongBase: {
    body: 'real(starts, close, change, close, rowStride, scratch, from, to, period);',
    found: /wrote to byte \d+, inside inputs\[0\]\.close/,
  },
  wildStore: {
    body: `real(starts, close, change, out, rowStride, scratch, from, to, period);
      if (period == 7) store<u8>(out + 9001, 1);`,
    found: /wrote to byte/,
  },
  constantOverwritten: {
    body: `real(starts, close, change, out, rowStride, scratch, from, to, period);
      store<u8>(1030, load<u8>(1030) + 1);`,
    found: /wrote to byte 1030, before the first column/,
  },
  scratchOverrun: {
    body: `real(starts, close, change, out, rowStride, scratch, from, to, period);
      v128.store(scratch + ((period + 1) << 4), f32x4.splat(1));`,
    found: /wrote to byte \d+, 0 bytes behind|wrote to byte \d+, inside scratch/,
  },
  readPastTheEnd: {
    body: `real(starts, close, change, out, rowStride, scratch, from, to, period);
      if (to > from) {
        v128.store(out + ((to - 1) as usize) * rowStride, v128.load(close + (to << 4)));
      }`,
    found: /depends on bytes that are no input/,
  },
  staleScratch: {
    body: `const stale = v128.load(scratch + 16);
      real(starts, close, change, out, rowStride, scratch, from, to, period);
      if (to > from) v128.store(out + ((to - 1) as usize) * rowStride, stale);`,
    found: /depends on bytes that are no input/,
  },
  rowLeftOut: {
    body: 'real(starts, close, change, out, rowStride, scratch, from, to - 1, period);',
    found: /was not written/,
  },
};

const SIGNATURE =
  'starts: usize, close: usize, change: usize, out: usize, rowStride: usize, scratch: usize, from: i32, to: i32, period: i32';

describe('the check', () => {
  let module: object;
  beforeAll(async () => {
    const source = Object.entries(BUGS)
      .map(([name, { body }]) => `export function ${name}(${SIGNATURE}): void { ${body} }`)
      .join('\n');
    module = compiled(await compilePlanted([], `import { sma as real } from './assembly/sma';\n${source}`));
  });

  const sma = SAFETY_CASES.find(({ name }) => name === 'sma');

  function firstFailure(bug: string | null): string | null {
    if (sma === undefined) throw new Error('Expected sma among the cases.');
    const bench = new SafetyBench(60, 20, (memory) => {
      if (bug === null) return kernelsOf('simd')(memory);
      const kernels = instantiateKernels(module, memory) as Kernels & Record<string, Kernels['sma']>;
      return { ...kernels, sma: kernels[bug] };
    });
    for (let length = 0; length <= 60; length++) {
      bench.load(length, 3);
      for (let period = 1; period <= 20; period++) {
        const series = bench.check(sma, { periods: [period], from: 0, mode: 'series' });
        if (series !== null) return series;
      }
    }
    return null;
  }

  test('finds nothing in a kernel without a bug', () => {
    expect(firstFailure(null)).toBeNull();
  });

  test.each(Object.keys(BUGS))('finds the planted bug %s', (bug) => {
    expect(firstFailure(bug)).toMatch(BUGS[bug].found);
  });
});
