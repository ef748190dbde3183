import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '../support/jest.js';
import { FAULTS } from '../../src/emulator/faults/catalogue.js';

/** About a minute of a quiet machine with two cores; SQUALL_LONG_RUN sets another number of requests. */
const REQUESTS = Number(process.env.SQUALL_LONG_RUN ?? 20_000);
const SEED = Number(process.env.SQUALL_SEED ?? 1);

interface LongRun {
  readonly requests: number;
  readonly faulted: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly scans: number;
  readonly scored: number;
  readonly ended: Readonly<Record<string, number>>;
  readonly codes: Readonly<Record<string, number>>;
  readonly unbalanced: readonly unknown[];
  readonly wrong: readonly unknown[];
  readonly hangs: readonly unknown[];
  readonly unhandled: readonly string[];
  readonly seconds: number;
}

describe(`${REQUESTS} requests with a fault in every fifth answer, seed ${SEED}`, () => {
  let run: LongRun;
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['build/js/test/live/long-run.js', String(REQUESTS), String(SEED)],
      { maxBuffer: 2 ** 26 },
    );
    run = JSON.parse(stdout) as LongRun;
    const { requests, faulted, faults, scans, scored, seconds } = run;
    process.stderr.write(
      `Long run, seed ${SEED}: ${requests} requests, ${faulted} faults of ${Object.keys(faults).length} kinds, ` +
        `${scans} scans, ${scored} markets scored and compared, ${seconds.toFixed(0)} s.\n`,
    );
  }, 900_000);

  test('meet enough faults of enough kinds, and still score markets', () => {
    expect(run.requests).toBeGreaterThanOrEqual(REQUESTS);
    expect(run.faulted / run.requests).toBeGreaterThan(0.18);
    expect(Object.keys(run.faults).length).toBeGreaterThan(0.8 * FAULTS.length);
    expect(run.scored).toBeGreaterThan(5 * run.scans);
  });

  test('every scan accounts for every market: listed = passed + failed + no data + errors', () => {
    expect(run.unbalanced).toEqual([]);
  });

  test('every market that is scored is as it should be, bit for bit', () => {
    expect(run.wrong).toEqual([]);
  });

  test('every market and scan that fails has a documented code', () => {
    const documented = new Set(FAULTS.flatMap(({ ends }) => ends as readonly string[]));
    documented.add('EXCHANGE_DOWN').add('DATA_SHORT');
    for (const code of [...Object.keys(run.codes), ...Object.keys(run.ended)]) {
      expect(documented).toContain(code);
    }
  });

  test('nothing hangs and no rejection is left unhandled', () => {
    expect(run.hangs).toEqual([]);
    expect(run.unhandled).toEqual([]);
  });
});
