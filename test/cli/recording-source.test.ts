import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { openRecordedSession } from '../../src/library/node/record-session.js';
import { openReplay } from '../../src/library/node/replay.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { runCli } from '../support/run-cli.js';

const SIMULATED = ['--simulate', '--markets', '60'];
const AT = '2025-03-11T15:20:00Z';

let folder: string;
let day: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-source-'));
  day = join(folder, 'day.squall');
  const span = ['--from', '2025-03-11T15:15:00Z', '--to', '2025-03-11T15:30:00Z'];
  await runCli(['record', ...SIMULATED, '--bars', '300', '--quote', 'USDT', '-o', day, ...span, '--quiet']);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function json<Document>(...args: string[]): Promise<Document> {
  const { exitCode, stdout, stderr } = await runCli([...args, '--json']);
  expect(exitCode).toBe(0);
  // Results that have no place for it say on stderr that the prices are invented.
  expect(stderr).toMatch(/^(squall: simulated market, seed 1: not real prices\. .*\n)?$/);
  return JSON.parse(stdout) as Document;
}

interface Scan {
  readonly asOf: string;
  readonly resultSha256: string;
  readonly preset: { readonly name: string };
}

describe('a recording as a source', () => {
  test('is scanned as recorded unless options say otherwise', async () => {
    const recorded = await json<Scan>('scan', '--recording', day, '--as-of', AT);
    const scanned = await json<Scan>('scan', ...SIMULATED, '--bars', '300', '--quote', 'USDT', '--as-of', AT);
    expect(recorded.resultSha256).toBe(scanned.resultSha256);
    const last = await json<Scan>('scan', '--recording', day);
    expect([recorded.asOf, last.asOf]).toEqual(['2025-03-11T15:20:00.000Z', '2025-03-11T15:30:00.000Z']);
  });

  test('can be scanned with another preset, fewer bars and other markets', async () => {
    const others = ['--preset', 'breakout-v1', '--bars', '200', '--symbols', 'BTC/USDT,ETH/USDT'];
    const recorded = await json<Scan>('scan', '--recording', day, '--as-of', AT, ...others);
    const scanned = await json<Scan>('scan', ...SIMULATED, '--quote', 'USDT', '--as-of', AT, ...others);
    expect(recorded.preset.name).toBe('breakout-v1');
    expect(recorded.resultSha256).toBe(scanned.resultSha256);
  });

  test('gives the newest scan as of a time between two', async () => {
    const { asOf } = await json<Scan>('scan', '--recording', day, '--as-of', '2025-03-11T15:24:59Z');
    expect(asOf).toBe('2025-03-11T15:20:00.000Z');
  });

  test.each([['explain'], ['levels'], ['indicators']])('answers `%s` as the source did', async (verb) => {
    const recorded = await json(verb, 'ETH/USDT', '--recording', day, '--as-of', AT);
    const scanned = await json(
      verb,
      'ETH/USDT',
      ...SIMULATED,
      '--bars',
      '300',
      '--as-of',
      AT,
      ...(verb === 'explain' ? ['--quote', 'USDT'] : []),
    );
    expect(recorded).toEqual(scanned);
  });

  test.each([
    [
      ['scan', '--as-of', '2024-01-01'],
      65,
      'has no scan as of 2024-01-01T00:00:00Z: it begins at 2025-03-11T15:15:00Z',
    ],
    [['scan', '--timeframe', '15m'], 64, 'Expected bars of 5m, which '],
    [['scan', '--simulate'], 64, 'Expected one source, got both --simulate and --recording'],
    [['scan', '--exchange', 'bybit'], 64, 'Expected one source, got both --exchange and --recording'],
    [['explain', 'NONE/USDT'], 64, 'There is no market "NONE/USDT"'],
    [['watch'], 64, '--recording cannot be combined with watch'],
    [['record', '-o', 'x.squall'], 64, "unknown option '--recording'"],
  ])('rejects %j with one sentence', async (args, exitCode, message) => {
    const refused = await runCli([...args, '--recording', day]);
    expect([refused.exitCode, refused.stderr]).toEqual([exitCode, expect.stringContaining(message)]);
  });

  test('is not recorded again, also where the environment names it', async () => {
    const refused = await runCli(['record', '-o', join(folder, 'x.squall')], { SQUALL_RECORDING: day });
    expect([refused.exitCode, refused.stderr]).toEqual([
      64,
      `squall: Expected a source that this verb takes (see its --help), got recording ${JSON.stringify(day)} (environment)\n`,
    ]);
  });

  test('that is invalid is reported like any input', async () => {
    expect((await runCli(['scan', '--recording', join(folder, 'none')])).exitCode).toBe(66);
    expect((await runCli(['scan', '--recording', 'package.json'])).exitCode).toBe(22);
  });
});

test('each scan is replayed with its own options if a recording was resumed with others', async () => {
  const path = join(folder, 'two-sittings.squall');
  const options = { timeframe: 300_000, bars: 100 };
  for (const [sitting, symbols] of [['BTC/USDT', 'ETH/USDT'], ['BTC/USDT']].entries()) {
    const feed = createSimulatedFeed({ marketCount: 20 });
    const recorded = await openRecordedSession(feed, path, { ...options, symbols });
    await recorded.session.scan({ asOf: feed.world.defaultAsOfMs - (2 - sitting) * 300_000 });
    await recorded.close();
  }
  const replay = await openReplay(path);
  const found = await Promise.all([0, 1].map((index) => replay.scanAt(index)));
  expect(found.map(({ isIdentical }) => isIdentical)).toEqual([true, true]);
  expect(found.map(({ scanned }) => scanned.result.markets.length)).toEqual([2, 1]);
  await replay.close();
});
