import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, jest, test } from '../support/jest.js';
import { announcePauses } from '../../src/library/node/pause-notes.js';
import type { ScanDocument } from '../../src/scanner/scan-document.js';
import type { LiveCli } from '../support/live-cli.js';
import { openLiveCli } from '../support/live-cli.js';
import { runCli } from '../support/run-cli.js';

const SEED = 4;
const MARKETS = 80;

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(resolve('schemas/scan.schema.json'), 'utf8')) as object,
);

let live: LiveCli;
beforeAll(async () => {
  live = await openLiveCli({ dialect: 'binance', markets: MARKETS, seed: SEED });
});
afterAll(() => live.close());

async function withFaults<Result>(scenario: object[], work: () => Promise<Result>): Promise<Result> {
  live.emulator.control.setScenario(scenario);
  try {
    return await work();
  } finally {
    live.emulator.control.setScenario(null);
  }
}

describe('squall scan --exchange', () => {
  test('is a document of the schema that says who answered and what was sent', async () => {
    const before = live.emulator.ledger.requests().length;
    const [scanned, simulated] = await Promise.all([
      live.run(['scan', '--json']),
      runCli(['scan', '--simulate', '--seed', String(SEED), '--markets', String(MARKETS), '--json']),
    ]);
    expect({ exitCode: scanned.exitCode, stderr: scanned.stderr }).toEqual({ exitCode: 0, stderr: '' });
    const document = JSON.parse(scanned.stdout) as ScanDocument;
    expect({ valid: validate(document), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect(document.source.exchange).toEqual({
      id: 'binance',
      type: 'spot',
      baseUrl: live.emulator.baseUrl,
      client: expect.stringMatching(/^ccxt \d+\.\d+\.\d+$/) as unknown,
    });

    const requests = live.emulator.ledger.requests().slice(before);
    const { traffic } = document;
    expect(traffic).toMatchObject({
      requests: requests.length,
      weight: requests.reduce((sum, { weight }) => sum + weight, 0),
      failed: 0,
      rateLimited: 0,
    });
    expect(traffic?.peakInFlight).toBeGreaterThan(1);
    expect(traffic?.peakInFlight).toBeLessThanOrEqual(traffic?.peakConcurrency ?? 0);
    expect(traffic?.reusedConnections).toBe(requests.length - (traffic?.connections ?? 0));
    expect(traffic?.wireBytes).toBeGreaterThan(10_000);

    // The same market without a network: what passes is the same, figure by figure.
    const { markets } = JSON.parse(simulated.stdout) as ScanDocument;
    const figures = (all: ScanDocument['markets']): unknown =>
      all.map(({ symbol, rank, score, metrics }) => ({ symbol, rank, score, surge: metrics.surgeLong }));
    expect(markets.length).toBeGreaterThan(0);
    expect(figures(document.markets)).toEqual(figures(markets));
  });

  test('reports the traffic in the footer of the table', async () => {
    const { exitCode, stdout } = await live.run(['scan'], { COLUMNS: '300' });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ · \d+ requests \(weight \d+, [\d.]+[kM]B, \d+ at once\) · /);
  });

  test('in which nothing passes has near misses, though their order books are never asked for', async () => {
    const strict = ['scan', '--set', 'surgeLong.min=50', '--set', 'depth05.minUsd=1'];
    const { stdout } = await live.run(strict, { COLUMNS: '300' });
    expect(stdout).toMatch(/\n- \S+: surgeLong [\d.]+, limit 50 \(-[\d.]+\).*; depth05 not checked\n/);
    expect(stdout).toMatch(/\nTo let \S+ in, if it passes depth05: --set surgeLong\.min=/);
    const document = JSON.parse((await live.run([...strict, '--json'])).stdout) as ScanDocument;
    expect({ valid: validate(document), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect(document.nearMisses?.length).toBe(5);
    expect(document.nearMisses?.every(({ unchecked }) => unchecked?.join() === 'depth05')).toBe(true);
    // With the suggested limits the first of them is in.
    const [, symbol, limits] = /To let (\S+) in, [^:]+: (.+)/.exec(stdout) ?? [];
    const loosened = await live.run(['scan', ...limits.split(' '), '--set', 'depth05.minUsd=1', '--json']);
    const { markets } = JSON.parse(loosened.stdout) as ScanDocument;
    expect(markets.map((market) => market.symbol)).toContain(symbol);
  });

  test('reports a pause requested by the exchange, waits for its end, and continues', async () => {
    const scenario = [{ on: { endpoint: 'klines' }, nth: 5, fault: 's429', with: { retryAfter: 1 } }];
    const { exitCode, stdout, stderr } = await withFaults(scenario, () => live.run(['scan', '--json']));
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^squall: paused by the exchange, resumes in 1 s \(\S+Z\)\n/);
    const { traffic, counts } = JSON.parse(stdout) as ScanDocument;
    expect(traffic).toMatchObject({ failed: 1, rateLimited: 1 });
    expect(counts.errors).toBe(0);
  });

  test('shows at the deadline what has arrived, exit 21, and says of the rest that it has not', async () => {
    const scenario = [{ on: { endpoint: 'klines' }, every: 2, fault: 'hang' }];
    const { exitCode, stdout, stderr } = await withFaults(scenario, () =>
      live.run(['scan', '--json', '--all', '--deadline', '6s']),
    );
    expect(exitCode).toBe(21);
    expect(stderr).toMatch(/^squall: The deadline passed with \d+ of \d+ markets not scanned/);
    const document = JSON.parse(stdout) as ScanDocument;
    expect({ valid: validate(document), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect(document.error).toMatchObject({ code: 'DEADLINE', exitCode: 21 });
    const { counts, markets } = document;
    expect(counts.passed + counts.failed + counts.noData + counts.errors).toBe(counts.listed);
    const late = markets.filter(({ errors }) => errors.some(({ code }) => code === 'DEADLINE'));
    expect(late.length).toBe(counts.errors);
    expect(late.length).toBeGreaterThan(0);
    expect(late.length).toBeLessThan(markets.length);
    for (const { score, passed } of late) expect({ score, passed }).toEqual({ score: null, passed: false });
  });

  test('ends at the deadline also while nothing can be shown yet', async () => {
    const scenario = [{ on: { endpoint: 'tickers' }, fault: 'hang' }];
    const { exitCode, stdout } = await withFaults(scenario, () =>
      live.run(['scan', '--json', '--deadline', '1500ms']),
    );
    expect(exitCode).toBe(21);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'DEADLINE', exitCode: 21 } });
  });
});

interface Failure {
  readonly error: { readonly code: string; readonly message: string; readonly retryAt?: string };
}

describe('a failure has its exit code, one sentence on stderr, and the same facts as JSON', () => {
  const everything = (fault: string): object[] => [{ fault }];
  const cases: readonly (readonly [
    what: string,
    exit: number,
    code: string,
    args: string[],
    faults: object[],
  ])[] = [
    ['a web page with status 200', 76, 'BAD_BODY', [], everything('html200')],
    ['a firewall', 77, 'HTTP_BLOCKED', [], everything('s403waf')],
    ['a time of the past', 64, 'USAGE', ['--as-of', '2025-03-01'], []],
    // The last one, as stored on disk.
    ['a ban', 75, 'HTTP_BAN', [], everything('s418')],
  ];

  test('an exchange that cannot be reached, is no exchange, or is not on this machine', async () => {
    const port = new URL(live.emulator.baseUrl).port;
    const runs = [
      [['--exchange', 'binance', '--base-url', 'http://127.0.0.1:1'], 69, /the connection was refused/],
      [['--exchange', 'binance', '--base-url', `https://127.0.0.1:${port}`], 69, /secure connection/],
      [['--exchange', 'binanse'], 64, /did you mean "binance"\?/],
      [['--exchange', 'binance', '--base-url', 'http://192.0.2.1:8080'], 64, /an emulator on this machine/],
      [['--exchange', 'binance', '--pace-off'], 64, /needs --base-url/],
      [['--exchange', 'binance', '--simulate'], 64, /one source/],
    ] as const;
    const ends = await Promise.all(
      runs.map(([flags]) => runCli(['scan', ...flags, '--state-dir', live.stateFolder])),
    );
    ends.forEach(({ exitCode, stdout, stderr }, index) => {
      const [flags, expected, message] = runs[index];
      expect({ flags, exitCode, stdout }).toEqual({ flags, exitCode: expected, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    });
  });

  test.each(cases)('%s: %i %s', async (_what, exitCode, code, args, faults) => {
    const run = await withFaults(faults, () => live.run(['scan', '--json', ...args]));
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(run.exitCode).toBe(exitCode);
    const document = JSON.parse(run.stdout) as Failure;
    expect(validate(document)).toBe(true);
    expect(document.error).toMatchObject({ code, exitCode });
    expect(run.stderr).toBe(`squall: ${document.error.message}\n`);
    expect(document.error.retryAt !== undefined).toBe(code === 'HTTP_BAN');
  });

  test('a ban is respected by the next command, which sends nothing', async () => {
    live.asked();
    const { exitCode, stdout } = await live.run(['scan', '--json']);
    expect(exitCode).toBe(75);
    expect(live.asked()).toEqual([]);
    const { error } = JSON.parse(stdout) as Failure;
    expect(Date.parse(error.retryAt ?? '')).toBeGreaterThan(Date.now());
  });
});

test('a pause is reported once, and so is the next one', () => {
  jest.useFakeTimers();
  const reported: string[] = [];
  let untilMs: number | null = null;
  const stop = announcePauses(
    () => untilMs,
    () => 1_000_000,
    (message) => reported.push(message),
  );
  // Each is parsed: the second is the first, recomputed; the last comes after the end.
  for (const next of [1_007_000, 1_007_020, null, 1_020_000]) {
    untilMs = next;
    jest.advanceTimersByTime(1_000);
  }
  stop();
  untilMs = 1_090_000;
  jest.advanceTimersByTime(1_000);
  jest.useRealTimers();
  expect(reported).toEqual([
    'paused by the exchange, resumes in 7 s (1970-01-01T00:16:47Z)',
    'paused by the exchange, resumes in 20 s (1970-01-01T00:17:00Z)',
  ]);
});
