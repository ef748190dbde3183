import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openExchangeFeed, type ExchangeFeed } from '../../src/feeds/exchange/exchange-feed.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { missingPolicy } from '../../src/filters/run-filters.js';
import type { Engine } from '../../src/kernels/engine/engine.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { systemClock } from '../../src/platform/system-clock.js';
import { DEFAULT_PRESET } from '../../src/presets/default.js';
import { DEFAULT_BATCH_SIZE, fixedBatches } from '../../src/resources/batches/batch-controller.js';
import type { Sha256 } from '../../src/util/sha256.js';
import type { MarketResult, ScanResult } from '../../src/scanner/scan-result.js';
import { scan } from '../../src/scanner/scan.js';
import type { Clock } from '../../src/util/clock.js';
import {
  type Exchanged,
  type RecordedExchange,
  startRecordedExchange,
  type ExchangeReport,
} from '../harness/recorded-exchange.js';
import { timeBareRequests } from '../rival/bare-requests.js';

/**
 * A scan of an exchange opened for it, or opened before. Times are those of the best round, ms: other load on
 * the machine can only add to them.
 */
export interface ExchangePass {
  readonly calls: number;
  readonly candleCalls: number;
  readonly bookCalls: number;
  /** Candles requested of the median market. */
  readonly rowsAsked: number;
  /** Everything sent by the exchange, including headers. */
  readonly bytes: number;
  /** From opening the exchange, if it was not open, to the result. */
  readonly ms: number;
  /** CPU time of this process: all threads. */
  readonly cpuMs: number;
  /** The same requests in the same stages by undici alone, ignoring their answers. */
  readonly bareMs: number;
  /** Latency × rounds of requests: in each stage as many at once as the semaphore allows. */
  readonly idealMs: number;
}

export interface ExchangeRow {
  readonly markets: number;
  readonly bars: number;
  readonly latencyMs: number;
  readonly isCompressed: boolean;
  readonly rounds: number;
  readonly batches: number;
  /** As seen by the exchange. */
  readonly peakInFlight: number;
  readonly semaphore: number;
  /** Nothing is cached before. */
  readonly first: ExchangePass;
  /** One bar later. */
  readonly second: ExchangePass;
  /**
   * `squall scan` with nothing cached, from the start of its process to the end of the scan; the best round,
   * ms. null if not timed.
   */
  readonly processMs: number | null;
}

export interface ExchangeCase {
  readonly markets: number;
  readonly isCompressed: boolean;
  readonly latencyMs: number;
}

/** Compressed as exchanges send it; once uncompressed, which costs bytes and saves decompression. */
export const EXCHANGE_CASES = [
  { markets: 100, isCompressed: true, rounds: 15 },
  { markets: 400, isCompressed: true, rounds: 11 },
  { markets: 400, isCompressed: false, rounds: 11 },
  { markets: 2000, isCompressed: true, rounds: 5 },
] as const;

const TIMEFRAME_MS = 300_000;
const BARS = 500;
/** Encodings that our transport accepts. */
const HEADERS = { 'accept-encoding': 'gzip, deflate, br', accept: 'application/json', 'user-agent': 'bare' };

/**
 * Scans of an emulated exchange in another process, without pace: with nothing cached, then one bar later.
 * Asserted before anything counts: results equal those of the simulated market itself, batches and requests
 * in flight have the expected number.
 */
export async function measureExchange(
  engine: Engine,
  sha256: Sha256,
  { markets, isCompressed, latencyMs }: ExchangeCase,
  { rounds = 7, withProcess = false } = {},
): Promise<ExchangeRow> {
  const exchange = await startRecordedExchange({
    dialect: 'binance',
    markets,
    latencyMs,
    isCompressed,
    moments: [0, TIMEFRAME_MS],
  });
  try {
    const run = (feed: MarketFeed, asOfMs: number): Promise<ScanResult> =>
      scanFeed(engine, sha256, feed, asOfMs);
    const simulated = createSimulatedFeed({ seed: 1, marketCount: markets });
    const expected = new Map<number, ScanResult>();
    const check = async (result: ScanResult): Promise<void> => {
      const known = expected.get(result.asOfMs) ?? (await run(simulated, result.asOfMs));
      expected.set(result.asOfMs, known);
      assertSame(result, known);
      assertBatches(result);
    };
    // The first round is not counted: the exchange records its answers, and our code is compiled.
    const all: Round[] = [];
    for (let round = 0; round <= rounds; round++) all.push(await oneRound(exchange, latencyMs, run, check));
    if (expected.size !== 2) throw new Error(`Expected scans of two moments, got ${expected.size}.`);
    const [, ...counted] = all;
    const [{ batches, semaphore }] = counted;
    await exchange.moveTo(0);
    const processes: number[] = [];
    for (let round = 0; withProcess && round < rounds; round++) {
      processes.push(await timeProcess(exchange.baseUrl));
    }
    return {
      markets,
      bars: BARS,
      latencyMs,
      isCompressed,
      rounds,
      batches,
      peakInFlight: Math.max(...all.map(({ peakInFlight }) => peakInFlight)),
      semaphore,
      first: best(counted.map(({ first }) => first)),
      second: best(counted.map(({ second }) => second)),
      processMs: withProcess ? Math.min(...processes) : null,
    };
  } finally {
    await exchange.close();
  }
}

type Round = Pick<ExchangeRow, 'batches' | 'peakInFlight' | 'semaphore' | 'first' | 'second'>;

async function oneRound(
  exchange: RecordedExchange,
  latencyMs: number,
  run: (feed: MarketFeed, asOfMs: number) => Promise<ScanResult>,
  check: (result: ScanResult) => Promise<void>,
): Promise<Round> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'squall-bench-'));
  // The exchange's time is stopped except for its moments, and ours jumps with it.
  let jumpedMs = 0;
  const clock: Clock = {
    ...systemClock,
    nowMs: () => systemClock.nowMs() + jumpedMs,
    wallMs: () => systemClock.wallMs() + jumpedMs,
  };
  let feed = null as ExchangeFeed | null;
  const timed = async (): Promise<{ pass: ExchangePass; report: ExchangeReport; result: ScanResult }> => {
    const cpu = process.cpuUsage();
    const startMs = performance.now();
    feed ??= await openFeed(exchange.baseUrl, stateFolder, clock);
    const result = await run(feed, (await feed.lastCloseTimeMs(TIMEFRAME_MS)) ?? 0);
    const ms = performance.now() - startMs;
    const { user, system } = process.cpuUsage(cpu);
    const report = await exchange.report();
    await check(result);
    const stages = stagesOf(report.exchanged);
    const { semaphore } = feed.session.gate.state;
    const bareMs = await timeBareRequests(exchange.baseUrl, stages, semaphore, HEADERS);
    const idealMs = stages.reduce((sum, { length }) => sum + Math.ceil(length / semaphore) * latencyMs, 0);
    const pass = { ...countsOf(report.exchanged), ms, cpuMs: (user + system) / 1000, bareMs, idealMs };
    return { pass, report: report, result };
  };
  try {
    await exchange.moveTo(0);
    const first = await timed();
    await exchange.moveTo(1);
    jumpedMs = TIMEFRAME_MS;
    const second = await timed();
    const peakInFlight = Math.max(first.report.peakInFlight, second.report.peakInFlight);
    const { stats, state } = feed!.session.gate;
    if (peakInFlight > stats.peakConcurrency) {
      throw new Error(`Expected at most ${stats.peakConcurrency} requests in flight, got ${peakInFlight}.`);
    }
    return {
      first: first.pass,
      second: second.pass,
      batches: first.result.batches.length,
      peakInFlight,
      semaphore: state.semaphore,
    };
  } finally {
    await feed?.close();
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

const SQUALL = fileURLToPath(new URL('../../../../bin/squall.js', import.meta.url));

async function timeProcess(baseUrl: string): Promise<number> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'squall-bench-'));
  const scanned = ['scan', '--exchange', 'binance', '--base-url', baseUrl, '--pace-off', '--json', '--quiet'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [SQUALL, ...scanned, '--state-dir', stateFolder],
    { maxBuffer: 2 ** 28 },
  );
  rmSync(stateFolder, { recursive: true, force: true });
  return (JSON.parse(stdout) as { timings: { totalMs: number } }).timings.totalMs;
}

/** The minimum of each: counts are the same in all rounds. */
function best(passes: readonly ExchangePass[]): ExchangePass {
  const names = Object.keys(passes[0]) as (keyof ExchangePass)[];
  return Object.fromEntries(
    names.map((name) => [name, Math.min(...passes.map((pass) => pass[name]))]),
  ) as unknown as ExchangePass;
}

function middleOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function openFeed(baseUrl: string, stateFolder: string, clock: Clock): Promise<ExchangeFeed> {
  return openExchangeFeed({
    id: 'binance',
    type: 'spot',
    quote: null,
    maxBars: BARS,
    clock,
    rng: Math.random,
    stateFolder,
    warn: (message) => {
      throw new Error(message);
    },
    baseUrl,
    paceScale: 0,
  });
}

function scanFeed(engine: Engine, sha256: Sha256, feed: MarketFeed, asOfMs: number): Promise<ScanResult> {
  const preset = DEFAULT_PRESET;
  return scan(
    {
      timeframeMs: TIMEFRAME_MS,
      asOfMs,
      bars: BARS,
      preset,
      missing: missingPolicy(preset, true),
      symbols: null,
      quote: null,
      levelsFor: new Set(),
      requireReference: true,
    },
    {
      feed,
      engine,
      controller: fixedBatches(),
      sha256,
      nowMs: () => performance.now(),
      pause: () => setImmediate(),
    },
  );
}

const isCandles = ({ path }: Exchanged): boolean => path.includes('/klines?');
const isBook = ({ path }: Exchanged): boolean => path.includes('/depth?');

/** Requests in their necessary order: what a scan must know before the next request. */
function stagesOf(requests: readonly Exchanged[]): string[][] {
  const before = requests.filter((each) => !isCandles(each) && !isBook(each));
  return [...before.map((each) => [each]), requests.filter(isCandles), requests.filter(isBook)]
    .filter((stage) => stage.length > 0)
    .map((stage) => stage.map(({ path }) => path));
}

function countsOf(requests: readonly Exchanged[]) {
  const candles = requests.filter(isCandles);
  return {
    calls: requests.length,
    candleCalls: candles.length,
    bookCalls: requests.filter(isBook).length,
    rowsAsked: middleOf(candles.map(({ path }) => Number(/[?&]limit=(\d+)/.exec(path)?.[1]))),
    bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/**
 * Markets that passed are equal in every figure; the others, in everything requested. Markets that an
 * exchange lists but does not trade are in no live scan.
 */
function assertSame(live: ScanResult, simulated: ScanResult): void {
  const found = new Map(live.markets.map((market) => [market.symbol, market]));
  let compared = 0;
  for (const expected of simulated.markets) {
    const market = found.get(expected.symbol);
    found.delete(expected.symbol);
    if (market === undefined && !expected.passed) continue;
    if (market === undefined || figuresOf(market, market) !== figuresOf(expected, market)) {
      throw new Error(`Expected ${expected.symbol} of the exchange to be as in the simulated market.`);
    }
    compared++;
  }
  if (found.size > 0 || compared < 0.9 * simulated.markets.length) {
    throw new Error(`Expected the ${simulated.markets.length} simulated markets, compared ${compared}.`);
  }
}

function figuresOf(market: MarketResult, asked: MarketResult): string {
  // Only the origin of facts may differ.
  if (asked.passed) return JSON.stringify({ ...market, origins: null });
  const { bars: _, ...metrics } = market.metrics;
  const known = Object.entries(metrics).filter(
    ([name]) => asked.metrics[name as keyof typeof metrics] !== null,
  );
  return JSON.stringify([market.rank, market.passed, known]);
}

function assertBatches({ batches, counts }: ScanResult): void {
  const expected = Math.ceil((counts.listed - counts.skipped) / DEFAULT_BATCH_SIZE);
  if (batches.length === expected) return;
  throw new Error(`Expected ${expected} batches, got ${batches.length}.`);
}
