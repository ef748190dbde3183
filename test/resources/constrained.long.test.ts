import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '../support/jest.js';
import { openSession, simulate } from '../../src/index.js';

interface Seen {
  readonly sizes: readonly number[];
  readonly hash: string;
}

const LIMIT_MIB = 256;
const SCANS = 100;
const FROM = 30;
const TO = 50;

describe(`${SCANS} scans of 1000 markets in ${LIMIT_MIB} MiB, some of them beside a ballast`, () => {
  let run: { readonly seen: readonly Seen[]; readonly peakBytes: number };
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--max-old-space-size=128',
        'build/js/test/resources/constrained-run.js',
        ...[LIMIT_MIB, SCANS, FROM, TO, 0.8].map(String),
      ],
      { maxBuffer: 2 ** 24 },
    );
    run = JSON.parse(stdout) as typeof run;
  });

  test('all end, and never hold more than 90 % of the limit', () => {
    expect(run.seen).toHaveLength(SCANS);
    expect(run.peakBytes).toBeLessThanOrEqual(0.9 * LIMIT_MIB * 2 ** 20);
  });

  test('take smaller batches beside the ballast, and full ones three scans after it is gone', () => {
    const largest = run.seen.map(({ sizes }) => Math.max(...sizes));
    const smallest = run.seen.map(({ sizes }) => Math.min(...sizes));
    for (const size of largest.slice(FROM + 1, TO)) expect(size).toBeLessThan(20);
    expect(smallest.slice(TO + 3)).toEqual(smallest.slice(TO + 3).map(() => 20));
  });

  test('find what a scan without a limit finds', async () => {
    const session = await openSession(simulate({ seed: 1, marketCount: 1000 }), { batches: 'fixed' });
    const { result } = await session.scan();
    await session.close();
    expect(new Set(run.seen.map(({ hash }) => hash))).toEqual(new Set([result.resultSha256]));
  });
});
