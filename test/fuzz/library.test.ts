import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { tries } from '../support/budget.js';
import * as squall from '../../src/index.js';
import * as node from '../../src/node.js';
import { START_MS, closeOf, soundRows } from '../market/candles.js';

const MOST_CPU_MS = 5_000;
const RUNS = process.env.SQUALL_FULL === '1' ? 500 : tries(60, 12);

/** What nothing of ours takes. */
const ODD: readonly unknown[] = [
  ...[null, true, 0, -0, -1, 1.5, NaN, Infinity, 1e9, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, 5e-324, 10n],
  ...['', '__proto__', 'constructor', 'x\u202e\u001b[31m', '\ud800', 'x'.repeat(10_000), '../../x'],
  ...[[], {}, [null], [[]], { length: 1e9 }, { length: -1 }, { constructor: null }, new Map(), new Date(NaN)],
  ...[Symbol('s'), () => 1, Object.create(null) as object, new Uint8Array(3), new Float32Array(0), /x/],
];

const rows = soundRows(200);
const column = (name: 'open' | 'high' | 'low' | 'close' | 'volume') => rows.map((row) => row[name]);
const candles = rows.map(({ openTimeMs, open, high, low, close, volume }) => [
  ...[openTimeMs, open, high, low, close, volume],
]);
const TIMEFRAME_MS = 300_000;
const world = squall.simulate({ seed: 3, marketCount: 4 });

let folder: string;
let file: string;
let preset: string;
let source: squall.HistorySource;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-library-'));
  file = join(folder, 'candles.json');
  preset = join(folder, 'preset.json');
  writeFileSync(file, JSON.stringify({ 'A/USDT': candles }));
  writeFileSync(preset, JSON.stringify({ name: 'x', extends: 'default' }));
  const asOfMs = (await world.lastCloseTimeMs(TIMEFRAME_MS))!;
  ({ source } = await squall.readHistory(world, { timeframeMs: TIMEFRAME_MS, asOfMs, bars: 300 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Plain = Record<string, unknown>;

/** A call of what the package exports with options that it takes, and with which of them anything else is tried. */
interface Call {
  readonly options: () => Plain;
  readonly run: (options: never) => unknown;
}

function call<Options extends object>(options: () => Options, run: (options: Options) => unknown): Call {
  return { options: options as () => Plain, run };
}

const RSI = { indicators: ['rsi', 'atr'] as const, params: { rsi: { period: 9 } }, timeframe: '5m' };
const SLAB = {
  ...{ marketCount: 2, barCount: 50, timeframeMs: TIMEFRAME_MS, mode: 'latest' as const },
  indicators: [{ id: 'atr', params: { period: 5 } }, { id: 'rsi' }],
};
const LIVE = {
  ...{
    marketCount: 2,
    timeframeMs: TIMEFRAME_MS,
    lastOpenTimeMs: START_MS,
    benchmarkCount: 1,
    slackBars: 16,
  },
  indicators: [{ id: 'sma' }],
};
const columns = () => ({
  ...{ open: column('open'), high: column('high'), low: column('low') },
  ...{ close: column('close'), volume: column('volume'), openTimeMs: rows.map((row) => row.openTimeMs) },
});
const SCAN = {
  preset: 'default',
  timeframe: TIMEFRAME_MS,
  bars: 100,
  quote: 'USDT',
  symbols: ['BTC/USDT'],
  batchSize: 2,
};

const CALLS: Readonly<Record<string, Call>> = {
  'columns of indicators': call(columns, (given) => squall.indicators(given, RSI)),
  'options of indicators': call(
    () => structuredClone(RSI),
    (options) => squall.indicators(columns(), options),
  ),
  computeIndicators: call(
    () => structuredClone(RSI),
    async (options) =>
      squall.computeIndicators(await squall.loadEngine({ engine: 'js' }), columns(), options),
  ),
  createSlab: call(
    () => structuredClone(SLAB),
    async (options) => (await squall.createSlab(options as never)).dispose(),
  ),
  createLiveSlab: call(
    () => structuredClone(LIVE),
    async (options) => squall.createLiveSlab(await squall.loadEngine({ engine: 'js' }), options as never),
  ),
  loadEngine: call(
    () => ({ engine: 'js' as const, wasm: {} }),
    (options) => squall.loadEngine(options),
  ),
  scan: call(
    () => structuredClone(SCAN),
    (options) => squall.scan(world, options as never),
  ),
  openSession: call(
    () => ({ ...structuredClone(SCAN), workers: 1, cache: 'half', engine: 'js' }),
    async (options) => (await squall.openSession(world, options as never)).close(),
  ),
  explain: call(
    () => ({ symbol: 'BTC/USDT', moment: { asOf: undefined } }),
    async ({ symbol, moment }) => {
      const session = await squall.openSession(world, { bars: 100, engine: 'js' });
      await squall.explain(session, symbol, moment as never).finally(() => session.close());
    },
  ),
  readMarket: call(
    () => ({ timeframeMs: TIMEFRAME_MS, asOfMs: closeOf(100), bars: 100 }),
    (options) => squall.readMarket(world, 'BTC/USDT', options),
  ),
  readHistory: call(
    () => ({
      timeframeMs: TIMEFRAME_MS,
      asOfMs: closeOf(100),
      bars: 100,
      quote: 'USDT',
      symbols: ['BTC/USDT'],
    }),
    (options) => squall.readHistory(world, options),
  ),
  edge: call(
    () => ({
      ...{ screens: ['default'], horizons: [1, 4], primary: 4, costs: 0.002, quietBars: 1, triedBefore: 0 },
      ...{ resamples: 20, seed: 1, proofCuts: 1, detail: 'x' },
    }),
    (options) => squall.edge({ ...options, source }),
  ),
  tune: call(
    () => ({
      ...{ preset: 'default', candidates: 3, horizonBars: 4, costs: 0.002, seed: 1, folds: 3 },
      vary: [{ path: 'surgeLong.min', values: { from: 2, to: 3 } }],
    }),
    (options) => squall.tune({ ...options, source }),
  ),
  episodes: call(
    () => ({ screen: 'default', horizons: [1, 4], quietBars: 1 }),
    (options) => squall.episodes({ ...options, source }),
  ),
  simulate: call(
    () => ({ seed: 1, marketCount: 3 }),
    (options) => squall.simulate(options).markets(),
  ),
  fromCandles: call(
    () => ({ 'A/USDT': candles.slice(), 'B/USDT': columns() }),
    (given) =>
      squall.scan(squall.fromCandles(given as never, { nowMs: closeOf(200) }), { engine: 'js', bars: 50 }),
  ),
  loadPreset: call(
    () => ({ name: 'default' }),
    ({ name }) => squall.loadPreset(name),
  ),
  parsePreset: call(
    () => ({ name: 'x', extends: 'default', filters: { spread: { maxBps: 3 } }, weights: { volume: 1 } }),
    (given) => squall.parsePreset(given),
  ),
  fromFiles: call(
    () => ({ paths: [file], options: { timeframe: '5m' } }),
    ({ paths, options }) => node.fromFiles(paths, options as never),
  ),
  openCandles: call(
    () => ({ bars: 50, timeframeMs: TIMEFRAME_MS, keepsAll: false }),
    (options) => node.openCandles([file], options as never),
  ),
  openSimulation: call(
    () => ({ seed: 1, marketCount: 3, timeframeMs: TIMEFRAME_MS, bars: 50 }),
    (options) => node.openSimulation(options),
  ),
  openExchange: call(
    () => ({
      id: 'binance',
      type: 'spot',
      baseUrl: 'http://127.0.0.1:9',
      stateFolder: join(folder, 'state'),
      quote: null,
    }),
    async (options) => (await node.openExchange(options as never)).close(),
  ),
  readPresetFile: call(
    () => ({ path: preset }),
    ({ path }) => node.readPresetFile(path),
  ),
  openReplay: call(
    () => ({ path: file }),
    ({ path }) => node.openReplay(path),
  ),
  openRecording: call(
    () => ({ path: file, options: { asOfMs: 1 } }),
    ({ path, options }) => node.openRecording(path, options),
  ),
  createMonitor: call(
    () => ({ pid: process.pid }),
    async (options) => {
      const monitor = node.createMonitor(options);
      await monitor.sampleNow().finally(() => monitor.stop());
    },
  ),
};

/**
 * Positions where something else can be put, as paths; long columns count as one position and their first
 * value.
 */
function placesIn(value: unknown, path: readonly string[] = []): string[][] {
  const own = path.length === 0 ? [] : [[...path]];
  if (typeof value !== 'object' || value === null || path.length >= 3) return own;
  return [
    ...own,
    ...Object.keys(value)
      .slice(0, 12)
      .flatMap((key) => placesIn((value as Plain)[key], [...path, key])),
  ];
}

function put(options: Plain, path: readonly string[], value: unknown): Plain {
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Plain, options);
  Object.defineProperty(parent, path[path.length - 1], {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  return options;
}

/** Ours, with its sentence and code, or what JavaScript's own functions throw at arguments that cannot be. */
function isReported(error: unknown): boolean {
  if (error instanceof squall.SquallError) return error.exitCode !== 70;
  return error instanceof TypeError || error instanceof RangeError || isOfSystem(error);
}

/** A file that does not exist, an invalid address. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

describe('whatever an option of a call is, it ends, soon, with a result or an error of a documented kind', () => {
  test.each(Object.entries(CALLS))('%s', async (_, { options, run }) => {
    const places = placesIn(options());
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.constantFrom(...ODD), async (path, value) => {
        const given = put(options(), path, value);
        const before = process.cpuUsage();
        const error: unknown = await Promise.resolve()
          .then(() => run(given as never))
          .then(
            () => null,
            (reason: unknown) => reason,
          );
        const { user, system } = process.cpuUsage(before);
        expect([path, value, error === null || isReported(error), error]).toEqual([path, value, true, error]);
        expect([path, value, (user + system) / 1000 < MOST_CPU_MS]).toEqual([path, value, true]);
      }),
      { numRuns: RUNS },
    );
  });

  test('and every function of the package is tried, except those without untrusted arguments', () => {
    const functions = Object.entries({ ...squall, ...node }).flatMap(([name, value]) =>
      typeof value === 'function' && !/^[A-Z]/.test(name) ? [name] : [],
    );
    const tried = Object.keys(CALLS).map((name) => name.replace(/^.* of /, ''));
    expect(functions.filter((name) => !tried.includes(name)).sort()).toEqual([...NOT_TRIED].sort());
  });
});

/** They take nothing, or objects made by other functions of the package, or are passed on unchanged. */
const NOT_TRIED = [
  ...['adaptiveBatches', 'predictiveBatches', 'listPresets', 'wasmSha256', 'nodeInflate', 'webInflate'],
  ...[
    'nodeSigner',
    'nodeVerifySignature',
    'webVerifySignature',
    'verifyRecording',
    'recordedFeed',
    'recordedOptions',
  ],
  ...['readCandleSeries', 'replayScan', 'openReplaySession', 'openRecordedSession', 'exportRecording'],
  ...['marketIndicators', 'historyOfSeries', 'scanHistory', 'coverageProblem', 'cachedIndicator'],
  // The same options as `openExchange`.
  ...['fromExchange', 'openLive'],
  // Continues until it is left: test/library/watch-feed.test.ts.
  'watch',
];
