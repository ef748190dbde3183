import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { historyOfSeries, type HistorySource } from '../../src/history/scan-history.js';
import type { Engine } from '../../src/kernels/engine/engine.js';
import { type CandleSeries, emptySeries } from '../../src/market/candle-series.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import type { MarketInfo } from '../../src/market/market.js';
import { openCandleStore } from '../../src/store/candle-store.js';
import { storeHistory, type StoreHistoryOptions } from '../../src/store/store-history.js';
import { StoreWriter } from '../../src/store/store-writer.js';
import { LAST_OPEN_MS, TIMEFRAME_MS, walk } from '../data.js';
import { collectGarbage } from '../harness/collect-garbage.js';
import { summary, type Timing } from '../harness/measure.js';
import { passOver } from './history.js';
import type { Size } from './kernels.js';

export interface StoreRow {
  /** The markets compared with memory. */
  readonly compared: Size;
  /** ns per candle. */
  readonly timings: readonly Timing[];
  /** The markets opened and passed over once, in a separate process. */
  readonly whole: Size & StoreOnce;
}

/** Results of the child. */
export interface StoreOnce {
  readonly bytesPerCandle: number;
  readonly openMs: number;
  /** Memory of the process, at its maximum after a chunk. */
  readonly peakBytes: number;
}

const DESCRIPTION = { exchange: 'bench', type: 'spot', timeframeMs: TIMEFRAME_MS };
const CHILD = new URL('../harness/store-child.js', import.meta.url);

/**
 * A history pass (filters and score of the default preset) over a candle store, with a thread that reads
 * ahead and without, against the same candles in memory; and how long a large store takes to open, and the
 * peak memory of a pass over it.
 */
export async function measureStore(
  createEngine: () => Promise<Engine>,
  compared: Size,
  whole: Size,
  rounds = 7,
): Promise<StoreRow> {
  const folder = mkdtempSync(join(tmpdir(), 'squall-bench-store-'));
  try {
    const timings = await compare(await createEngine(), join(folder, 'compared'), compared, rounds);
    await writeStore(join(folder, 'whole'), whole, () => undefined);
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD.pathname, join(folder, 'whole')]);
    return { compared, timings, whole: { ...whole, ...(JSON.parse(stdout) as StoreOnce) } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(engine: Engine, folder: string, size: Size, rounds: number): Promise<Timing[]> {
  const given: { market: MarketInfo; series: CandleSeries }[] = [];
  await writeStore(folder, size, (market, series) => given.push({ market, series }));
  const contenders: readonly (readonly [string, () => HistorySource])[] = [
    ['memory', () => historyOfSeries(given)],
    ['store', () => openHistory(folder)],
    ['store, one thread', () => openHistory(folder, 'never')],
  ];
  const samples = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, [, open]] of contenders.entries()) {
      collectGarbage();
      const ns = await passNs(engine, open);
      // The first round is for the compiler.
      if (round >= 0) samples[index].push(ns / (size.markets * size.bars));
    }
  }
  return contenders.map(([name], index) => ({ name, ...summary(samples[index]) }));
}

/** By the clock: a store that is opened, and passed over. */
async function passNs(engine: Engine, open: () => HistorySource): Promise<number> {
  const begin = performance.now();
  await passOver(engine, open(), { metrics: [] });
  return (performance.now() - begin) * 1e6;
}

/** A newly opened store: none of its candles is in memory. */
export function openHistory(folder: string, readsAhead?: StoreHistoryOptions['readsAhead']): HistorySource {
  const store = openCandleStore(folder);
  const all = { fromMs: -Infinity, toMs: Infinity };
  return storeHistory(store, store.markets, all, { readsAhead }) as HistorySource;
}

async function writeStore(
  folder: string,
  { markets, bars }: Size,
  onSeries: (market: MarketInfo, series: CandleSeries) => void,
): Promise<void> {
  const writer = await StoreWriter.open(folder, DESCRIPTION);
  for (let index = 0; index < markets; index++) {
    const series = inTicks(walk(index === 0 ? 'BTC/USDT' : `M${index}/USDT`, bars));
    const market = marketFromSymbol(series.symbol) as MarketInfo;
    const window = { fromMs: series.openTimeMs[0], toMs: LAST_OPEN_MS + TIMEFRAME_MS };
    writer.market(market).append({ window, rows: series, detail: 'bench', atMs: LAST_OPEN_MS });
    onSeries(market, series);
  }
  await writer.close();
}

/**
 * Prices of five digits and volumes of two decimals, as reported by exchanges: 5.3 bytes per candle in a
 * store, like real ones.
 */
function inTicks(series: CandleSeries): CandleSeries {
  const { openTimeMs, open, high, low, close, volume } = series;
  const rounded = emptySeries(series.symbol, series.timeframeMs, open.length);
  const scale = 10 ** Math.max(0, 4 - Math.floor(Math.log10(open[0])));
  const price = (value: number): number => Math.max(1, Math.round(value * scale)) / scale;
  rounded.openTimeMs.set(openTimeMs);
  rounded.open.set(open.map(price));
  rounded.close.set(close.map(price));
  rounded.high.set(high.map(price));
  rounded.low.set(low.map(price));
  rounded.volume.set(volume.map((value) => Math.round(100 * value) / 100));
  return rounded;
}
