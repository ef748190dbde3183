import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { RequestEntry } from '../../src/emulator/ledger.js';
import { openExchangeFeed, type ExchangeFeed } from '../../src/feeds/exchange/exchange-feed.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { missingPolicy } from '../../src/filters/run-filters.js';
import type { Engine } from '../../src/kernels/engine.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { systemClock } from '../../src/platform/system-clock.js';
import { DEFAULT_PRESET } from '../../src/presets/default.js';
import { DEFAULT_BATCH_SIZE, fixedBatches } from '../../src/scanner/batch-controller.js';
import type { Sha256 } from '../../src/scanner/hashing.js';
import type { MarketResult, ScanResult } from '../../src/scanner/scan-result.js';
import { scan } from '../../src/scanner/scan.js';
import type { Clock } from '../../src/util/clock.js';
import { type EmulatorProcess, spawnEmulator } from '../harness/emulator-process.js';
import { timeBareRequests } from '../rival/bare-requests.js';

export interface ExchangeRow {
  readonly markets: number;
  readonly bars: number;
  readonly latencyMs: number;
  readonly isCompressed: boolean;
  readonly rounds: number;
  /** Of the first scan, the list of markets and the time included. */
  readonly calls: number;
  readonly candleCalls: number;
  readonly batches: number;
  readonly peakInFlight: number;
  readonly semaphore: number;
  /** From opening the exchange to the result: nothing kept, and 5 minutes later. Medians, ms. */
  readonly firstMs: number;
  readonly secondMs: number;
  /** The same requests in the same stages by undici alone, answers thrown away; median, ms. */
  readonly bareFirstMs: number;
  readonly bareSecondMs: number;
  /** Everything that the exchange sent, headers too. */
  readonly firstBytes: number;
  readonly secondBytes: number;
  readonly secondCalls: number;
  /** Most candles that a market of the second scan was asked for. */
  readonly secondRowsAsked: number;
}

const TIMEFRAME_MS = 300_000;
const BARS = 500;
/** What our transport asks for. */
const HEADERS = { 'accept-encoding': 'gzip, deflate, br', accept: 'application/json', 'user-agent': 'bare' };

export interface ExchangeCase {
  readonly markets: number;
  readonly isCompressed: boolean;
  readonly latencyMs: number;
}

/**
 * Scans of an emulated exchange in another process, pace lifted: nothing kept, then once more a bar later. Asserted first:
 * the result is that of the simulated market itself, each market is asked once, and a second time only for what is new.
 */
export async function measureExchange(
  engine: Engine,
  sha256: Sha256,
  { markets, isCompressed, latencyMs }: ExchangeCase,
  { rounds = 5 } = {},
): Promise<ExchangeRow> {
  const emulator = await spawnEmulator({
    dialect: 'binance',
    markets,
    latencyMs,
    speed: 0,
    referee: 'off',
    compress: isCompressed,
  });
  try {
    const run = (feed: MarketFeed, asOfMs: number): Promise<ScanResult> =>
      scanFeed(engine, sha256, feed, asOfMs);
    const simulated = createSimulatedFeed({ seed: 1, marketCount: markets });
    // The first round is not counted: the emulator makes its candles and the compiler sees ours.
    const found: Round[] = [];
    for (let round = 0; round <= rounds; round++) found.push(await oneRound(emulator, run, simulated));
    const [, ...counted] = found;
    const [{ first, second, batches, peakInFlight, semaphore }] = counted;
    const median = (valueOf: (round: Round) => number): number =>
      counted.map(valueOf).sort((a, b) => a - b)[counted.length >> 1];
    return {
      markets,
      bars: BARS,
      latencyMs,
      isCompressed,
      rounds,
      calls: first.requests.length,
      candleCalls: candlesOf(first.requests).length,
      batches,
      peakInFlight,
      semaphore,
      firstMs: median((round) => round.first.ms),
      secondMs: median((round) => round.second.ms),
      bareFirstMs: median((round) => round.first.bareMs),
      bareSecondMs: median((round) => round.second.bareMs),
      firstBytes: bytesOf(first.requests),
      secondBytes: bytesOf(second.requests),
      secondCalls: second.requests.length,
      secondRowsAsked: Math.max(...candlesOf(second.requests).map(rowsAsked)),
    };
  } finally {
    await emulator.close();
  }
}

interface Pass {
  readonly ms: number;
  readonly bareMs: number;
  readonly requests: readonly RequestEntry[];
}

interface Round {
  readonly first: Pass;
  readonly second: Pass;
  readonly batches: number;
  readonly peakInFlight: number;
  readonly semaphore: number;
}

async function oneRound(
  emulator: EmulatorProcess,
  run: (feed: MarketFeed, asOfMs: number) => Promise<ScanResult>,
  simulated: MarketFeed,
): Promise<Round> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'squall-bench-'));
  // The emulator's time stands still between two jumps, and ours jumps with it.
  let jumpedMs = 0;
  const clock: Clock = {
    ...systemClock,
    nowMs: () => systemClock.nowMs() + jumpedMs,
    wallMs: () => systemClock.wallMs() + jumpedMs,
  };
  let feed = null as ExchangeFeed | null;
  const pass = async (): Promise<{ result: ScanResult; pass: Pass }> => {
    await emulator.newRequests();
    const startMs = performance.now();
    feed ??= await openFeed(emulator.baseUrl, stateFolder, clock);
    const asOfMs = (await feed.lastCloseTimeMs(TIMEFRAME_MS)) ?? 0;
    const result = await run(feed, asOfMs);
    const ms = performance.now() - startMs;
    const requests = await emulator.newRequests();
    assertSame(result, await run(simulated, asOfMs));
    assertBatches(result);
    const bareMs = await timeBareRequests(emulator.baseUrl, stagesOf(requests), 16, HEADERS);
    return { result, pass: { ms, bareMs, requests } };
  };
  try {
    const first = await pass();
    await emulator.advance(TIMEFRAME_MS);
    jumpedMs += TIMEFRAME_MS;
    const second = await pass();
    const { gate } = feed!.session;
    const { peakInFlight, peakConcurrency } = gate.stats;
    if (peakInFlight > peakConcurrency) {
      throw new Error(`Expected at most ${peakConcurrency} requests under way, got ${peakInFlight}.`);
    }
    return {
      first: first.pass,
      second: second.pass,
      batches: first.result.batches.length,
      peakInFlight,
      semaphore: gate.state.semaphore,
    };
  } finally {
    await feed?.close();
    rmSync(stateFolder, { recursive: true, force: true });
  }
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

const candlesOf = (requests: readonly RequestEntry[]): RequestEntry[] =>
  requests.filter(({ endpoint }) => endpoint === 'klines');
const bytesOf = (requests: readonly RequestEntry[]): number =>
  requests.reduce((sum, { bytes }) => sum + bytes, 0);
const rowsAsked = ({ path }: RequestEntry): number =>
  Number(new URL(path, 'http://emulator').searchParams.get('limit'));

/** Requests as they had to follow one another: what a scan must know before it can ask on. */
function stagesOf(requests: readonly RequestEntry[]): string[][] {
  const before = ['time', 'markets', 'tickers'].map((endpoint) =>
    requests.filter((request) => request.endpoint === endpoint),
  );
  const candles = candlesOf(requests);
  const books = requests.filter((request) => !before.flat().includes(request) && !candles.includes(request));
  return [...before, candles, books]
    .filter((stage) => stage.length > 0)
    .map((stage) => stage.map(({ path }) => path));
}

/**
 * What passed is the same in every figure; of the others, everything that was asked for. Markets that an exchange lists and
 * does not trade are in no live scan.
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
  // Where facts come from is all that may differ.
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
