import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from '../support/jest.js';
import type { RequestEntry } from '../../src/emulator/ledger.js';
import type { DownloadReport } from '../../src/library/node/download.js';
import { openCandleStore } from '../../src/store/candle-store.js';
import { verifyStore } from '../../src/store/verify-store.js';
import type { LiveCli } from '../support/live-cli.js';
import { openLiveCli, tally } from '../support/live-cli.js';

const IS_FULL = process.env.SQUALL_FULL === '1';
const KILLS = IS_FULL ? 100 : 3;
const MARKETS = IS_FULL ? 40 : 8;
const FROM = IS_FULL ? '2025-01-01' : '2025-02-18';
const BAR_MS = 300_000;
/** That these are not real prices, and nothing else. */
const ONE_NOTE = /^squall: emulator at .*: not real prices\. .*\n$/;

let cli: LiveCli;
let root: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'squall-download-'));
});
afterEach(async () => {
  await cli.close();
  rmSync(root, { recursive: true });
});

const openMarkets = (): Promise<LiveCli> =>
  openLiveCli({ dialect: 'binance', markets: MARKETS, seed: 6, referee: 'relaxed' });

/** A window that the command said it had kept. */
interface Kept {
  readonly symbol: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bars: number;
}

const argsFor = (folder: string): string[] => ['download', '--from', FROM, '--store-dir', folder];

async function finish(folder: string): Promise<DownloadReport> {
  const { exitCode, stdout, stderr } = await cli.run([...argsFor(folder), '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringMatching(ONE_NOTE) });
  return JSON.parse(stdout) as DownloadReport;
}

function candleRequests(): readonly RequestEntry[] {
  return cli.emulator.ledger.requests().filter(({ endpoint }) => endpoint === 'klines');
}

function windowOf({ path, symbol }: RequestEntry): Omit<Kept, 'bars'> {
  const query = new URL(path, 'http://x').searchParams;
  const fromMs = Number(query.get('startTime'));
  return { symbol: symbol!, fromMs, toMs: fromMs + Number(query.get('limit')) * BAR_MS };
}

/** Lets a process download until it has reported this many writes, and kills it. */
async function downloadAndKill(after: number): Promise<Kept[]> {
  const child = spawn(
    process.execPath,
    [
      resolve('bin/squall.js'),
      ...argsFor(root),
      ...['--exchange', 'binance', '--base-url', cli.emulator.baseUrl, '--pace-off'],
      ...['--state-dir', cli.stateFolder, '--format', 'ndjson'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const kept: Kept[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const { symbol, from, to, bars } = JSON.parse(line) as Record<string, string> & { bars: number };
    // The last line of a run that came to its end.
    if (symbol === undefined) break;
    kept.push({ symbol, fromMs: Date.parse(from), toMs: Date.parse(to), bars });
    if (kept.length === after) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return kept;
}

function candlesIn(folder: string): unknown {
  return openCandleStore(join(folder, 'emulated-binance-spot-5m')).markets.map(
    ({ market, manifest, reader }) => ({
      market,
      holes: manifest.holes.map(({ fromMs, toMs }) => [fromMs, toMs]),
      rows: reader.rows(-Infinity, Infinity),
    }),
  );
}

test(`a download that is killed (${KILLS} times) keeps what it reported, and requests nothing twice`, async () => {
  cli = await openMarkets();
  const kept: Kept[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const seen = candleRequests().length;
    const before = [...kept];
    kept.push(...(await downloadAndKill(1 + (kill % 4))));
    expect(verifyStore(join(root, 'emulated-binance-spot-5m')).damage).toEqual([]);
    expectNoneTwice(candleRequests().slice(seen), before);
  }
  expect(kept.length).toBeGreaterThanOrEqual(KILLS);
  const { markets } = openCandleStore(join(root, 'emulated-binance-spot-5m'));
  for (const { symbol, fromMs, toMs } of kept) {
    const asked = markets.find(({ market }) => market.symbol === symbol)?.manifest.asked ?? [];
    expect(asked.some((span) => span.fromMs <= fromMs && toMs <= span.toMs)).toBe(true);
  }
  const seen = candleRequests().length;
  await finish(root);
  expectNoneTwice(candleRequests().slice(seen), kept);
  const undisturbed = join(root, 'undisturbed');
  await finish(undisturbed);
  expect(candlesIn(root)).toEqual(candlesIn(undisturbed));
}, 1_800_000);

/** Bars that earlier runs stored without a gap are requested by none of these. */
function expectNoneTwice(requests: readonly RequestEntry[], kept: readonly Kept[]): void {
  const whole = kept.filter(({ fromMs, toMs, bars }) => bars === (toMs - fromMs) / BAR_MS);
  const twice = requests
    .map(windowOf)
    .filter((asked) =>
      whole.some((one) => one.symbol === asked.symbol && one.fromMs < asked.toMs && asked.fromMs < one.toMs),
    );
  expect(twice).toEqual([]);
}

test('faults on the way leave no trace in the store; anything unavailable is reported and fetched by the next run', async () => {
  cli = await openMarkets();
  cli.emulator.control.setScenario([
    { on: { endpoint: 'klines', symbol: 'ETH/USDT' }, fault: 'resetMidBody' },
    { on: { endpoint: 'klines' }, fault: 'gzipTrunc', every: 5 },
  ]);
  const first = await cli.run([...argsFor(root), '--json']);
  const { incomplete } = JSON.parse(first.stdout) as DownloadReport;
  expect(first.exitCode).not.toBe(0);
  expect(incomplete.map(({ symbol }) => symbol)).toContain('ETH/USDT');
  expect(verifyStore(join(root, 'emulated-binance-spot-5m')).damage).toEqual([]);
  cli.emulator.control.setScenario(null);
  const { incomplete: left } = await finish(root);
  expect(left).toEqual([]);
  const undisturbed = join(root, 'undisturbed');
  await finish(undisturbed);
  expect(candlesIn(root)).toEqual(candlesIn(undisturbed));
}, 300_000);

test('existing bars are not requested again, and a market that the exchange no longer has stays', async () => {
  cli = await openMarkets();
  await finish(root);
  // Once more for holes that one answer alone speaks of.
  await finish(root);
  cli.asked();
  expect((await finish(root)).windows).toBe(0);
  expect(tally(cli.asked()).klines).toBeUndefined();
  cli.emulator.control.setStatus('ETH/USDT', 'gone');
  rmSync(cli.stateFolder, { recursive: true });
  expect((await finish(root)).gone).toBe(1);
  const eth = openCandleStore(join(root, 'emulated-binance-spot-5m')).markets.find(
    ({ market }) => market.symbol === 'ETH/USDT',
  );
  expect(eth?.manifest.goneSinceMs).toBeGreaterThanOrEqual(cli.emulator.control.nowMs());
  expect(eth?.reader.rows(-Infinity, Infinity).close.length).toBeGreaterThan(1_000);
}, 300_000);

test('an exchange that serves only its newest bars gets requests for no others, and their absence is not a gap', async () => {
  cli = await openLiveCli({ dialect: 'kraken', markets: 4, seed: 6, referee: 'relaxed' });
  for (const run of [1, 2]) {
    const { unavailable, incomplete } = await finish(root);
    expect({ run, unavailable, incomplete }).toEqual({
      run,
      unavailable: expect.stringMatching(
        /^kraken spot at \S+ serves only its newest 719 closed bars, none before 2025-/,
      ),
      incomplete: [],
    });
  }
  const { markets } = openCandleStore(join(root, 'emulated-kraken-spot-5m'));
  const servedMs = cli.emulator.control.nowMs() - 720 * BAR_MS;
  expect(markets).toHaveLength(4);
  for (const { manifest, reader } of markets) {
    expect(manifest.asked.every(({ fromMs }) => fromMs >= servedMs)).toBe(true);
    expect(manifest.holes.every(({ fromMs }) => fromMs >= servedMs)).toBe(true);
    expect(reader.rows(-Infinity, Infinity).close.length).toBeGreaterThan(600);
  }
}, 300_000);
