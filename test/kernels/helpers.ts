import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGUE } from '../../src/indicators/catalogue.js';
import {
  createEngine,
  createMemory,
  type Engine,
  ENGINE_NAMES,
  type EngineName,
  type WasmBytes,
} from '../../src/kernels/engine/engine.js';
import type { IndicatorRequest } from '../../src/kernels/slab/slab.js';
import { Slab } from '../../src/kernels/slab/slab.js';
import type { CandleSeries } from '../../src/market/candle-series.js';

export const TIMEFRAME_MS = 300_000;

/** A bar that opens at 20:00 UTC: series that end there span several UTC days. */
export const LAST_OPEN_MS = Date.UTC(2024, 5, 12, 20);

export const ALL_INDICATORS: readonly IndicatorRequest[] = CATALOGUE.map(({ id }) => ({ id }));

export function readWasm(): WasmBytes {
  return { simd: readFileSync('build/squall.simd.wasm'), scalar: readFileSync('build/squall.scalar.wasm') };
}

/** One engine of each kind, with separate memories, so that none can return another's results. */
export async function allEngines(): Promise<Record<EngineName, Engine>> {
  const wasm = readWasm();
  const engines = await Promise.all(ENGINE_NAMES.map((name) => createEngine(name, wasm, createMemory())));
  return Object.fromEntries(engines.map((engine) => [engine.name, engine])) as Record<EngineName, Engine>;
}

export interface Columns {
  high?: ArrayLike<number>;
  low?: ArrayLike<number>;
  close: ArrayLike<number>;
  volume?: ArrayLike<number>;
}

/** A series whose last bar opens at `lastOpenMs`; highs and lows default to the close, volumes to 1. */
export function seriesOf(
  columns: Columns,
  lastOpenMs: number = LAST_OPEN_MS,
  timeframeMs: number = TIMEFRAME_MS,
): CandleSeries {
  const close = Float64Array.from(columns.close);
  const count = close.length;
  return {
    symbol: 'TEST/USDT',
    timeframeMs,
    openTimeMs: Float64Array.from({ length: count }, (_, i) => lastOpenMs - (count - 1 - i) * timeframeMs),
    open: close,
    high: Float64Array.from(columns.high ?? close),
    low: Float64Array.from(columns.low ?? close),
    close,
    volume: columns.volume ? Float64Array.from(columns.volume) : new Float64Array(count).fill(1),
    filled: new Uint8Array(count),
  };
}

export interface ScanOptions {
  readonly barCount?: number;
  readonly indicators?: readonly IndicatorRequest[];
  readonly mode?: 'series' | 'latest';
  readonly benchmark?: CandleSeries;
  readonly timeframeMs?: number;
  readonly lastOpenMs?: number;
}

/** Runs series through a new slab; throws if a guard was damaged. The caller disposes of the slab. */
export function scan(engine: Engine, markets: readonly CandleSeries[], options: ScanOptions = {}): Slab {
  const slab = new Slab(engine, {
    marketCount: markets.length,
    barCount: options.barCount ?? Math.max(1, ...markets.map((market) => market.close.length)),
    timeframeMs: options.timeframeMs ?? TIMEFRAME_MS,
    indicators: options.indicators ?? ALL_INDICATORS,
    mode: options.mode ?? 'series',
  });
  slab.reset(options.lastOpenMs ?? LAST_OPEN_MS);
  if (options.benchmark) slab.setBenchmark('BTC', options.benchmark);
  for (const market of markets) slab.add(market, options.benchmark ? 'BTC' : null);
  slab.run();
  const damage = slab.checkGuards();
  if (damage !== null) throw new Error(damage);
  return slab;
}

const SHARED = path.resolve('..', 'shared', 'data');

/** A folder of the shared data, or null, with one line on stderr, if it is absent. */
export function sharedFolder(name: string): string | null {
  const folder = path.join(SHARED, name);
  if (existsSync(folder)) return folder;
  process.stderr.write(`Skipped: ${folder} does not exist.\n`);
  return null;
}

/** Deterministic numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

/** A random market around `price`; `flatShare` of its bars do not move, `quietShare` have no volume. */
export function randomMarket(
  random: () => number,
  count: number,
  { price = 100, volatility = 0.004, flatShare = 0, quietShare = 0 } = {},
): Required<Columns> {
  const columns = {
    high: new Float64Array(count),
    low: new Float64Array(count),
    close: new Float64Array(count),
    volume: new Float64Array(count),
  };
  let close = price;
  for (let i = 0; i < count; i++) {
    const isFlat = random() < flatShare;
    const open = close;
    if (!isFlat)
      close = Math.max(close * (1 + volatility * (random() + random() + random() - 1.5)), price * 1e-6);
    columns.close[i] = close;
    columns.high[i] = isFlat ? close : Math.max(open, close) * (1 + volatility * random() * 0.5);
    columns.low[i] = isFlat ? close : Math.min(open, close) * (1 - volatility * random() * 0.5);
    columns.volume[i] = random() < quietShare ? 0 : 1000 * random() * random() * (random() < 0.03 ? 30 : 1);
  }
  return columns;
}
