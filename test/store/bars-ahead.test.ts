import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BarColumns, HistorySource } from '../../src/history/scan-history.js';
import { scanHistory } from '../../src/history/scan-history.js';
import { createEngine } from '../../src/kernels/engine/engine.js';
import type { MarketInfo } from '../../src/market/market.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { DEFAULT_PRESET } from '../../src/presets/default.js';
import type { MarketAhead } from '../../src/store/ahead/bars-ahead.js';
import { BarsAhead } from '../../src/store/ahead/bars-ahead.js';
import { openCandleStore } from '../../src/store/candle-store.js';
import { storeHistory } from '../../src/store/store-history.js';
import { StoreWriter } from '../../src/store/store-writer.js';
import { afterEach, beforeEach, expect, test } from '../support/jest.js';
import { WASM_FILES } from '../support/wasm-files.js';
import { BAR_MS, START_MS, answer } from './fixture.js';

const ALL = { fromMs: -Infinity, toMs: Infinity };
const STRETCH = 287;
const BARS = 3_000;
const GRID = { timeframeMs: BAR_MS, firstOpenTimeMs: START_MS };

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-ahead-'));
  const writer = await StoreWriter.open(folder, { exchange: 'test', type: 'spot', timeframeMs: BAR_MS });
  const market = (symbol: string) => writer.market(marketFromSymbol(symbol) as MarketInfo);
  answer(market('BTC/USDT'), 0, BARS);
  // Gaps at the start and the end of spans, within them, and over more than one.
  const long = Array.from({ length: 700 }, (_, bar) => 1_600 + bar);
  answer(market('ETH/USDT'), 300, 2_900, [301, 302, 573, 574, 575, 860, 861, 2_583, ...long]);
  answer(market('OLD/USDT'), 0, 500);
  await writer.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

function history(readsAhead: 'always' | 'never'): HistorySource {
  const store = openCandleStore(folder);
  return storeHistory(store, store.markets, ALL, { readsAhead }) as HistorySource;
}

function marketsAhead(): MarketAhead[] {
  const store = openCandleStore(folder);
  return history('never').markets.map(({ firstBar, endBar }, index) => ({
    firstBar,
    endBar,
    parts: store.markets[index].reader.parts,
  }));
}

function room(bars: number): BarColumns {
  const column = (): Float64Array => new Float64Array(bars).fill(-1);
  return {
    ...{ open: column(), high: column(), low: column(), close: column(), volume: column() },
    filled: new Uint8Array(bars).fill(9),
  };
}

/** Requests until the thread runs and the span has been requested and read. */
async function readStretch(ahead: BarsAhead, firstBar: number, endBar: number): Promise<void> {
  do await ahead.moveOn(firstBar, endBar);
  while (!ahead.read(0, firstBar, endBar, room(STRETCH), 0));
}

const damage = (): string => {
  const file = join(folder, 'ETH-USDT', '2025-01.candles');
  const bytes = readFileSync(file);
  bytes[40] ^= 0xff;
  writeFileSync(file, bytes);
  return file;
};

test('bars that another thread has read are those that the caller reads, stretch by stretch', async () => {
  const plain = history('never');
  const ahead = new BarsAhead(GRID, marketsAhead());
  for (let first = 0; first < BARS; first += STRETCH) {
    const end = Math.min(BARS, first + STRETCH);
    await readStretch(ahead, first, end);
    for (const [index, { firstBar, endBar }] of plain.markets.entries()) {
      // From the middle of the previous span on, as overlapping windows request them.
      const from = Math.max(firstBar, first - 100);
      const to = Math.min(endBar, end);
      if (from >= to) continue;
      const [ours, theirs] = [room(400), room(400)];
      plain.read(index, from, to, theirs, 3);
      expect(ahead.read(index, from, to, ours, 3)).toBe(true);
      expect(ours).toEqual(theirs);
    }
  }
  await ahead.end();
});

test('a scan of a history is the same whether a thread reads ahead or not', async () => {
  const engine = await createEngine('simd', WASM_FILES);
  const missing = { all: 'skip', liveOnly: 'skip' } as const;
  const scanned = async (source: HistorySource) => {
    const blocks = [];
    const request = {
      source,
      preset: DEFAULT_PRESET,
      missing,
      engine,
      chunkBars: 300,
      metrics: ['atrRatio'] as const,
    };
    for await (const { score, passed, failedBits, usable, metrics } of scanHistory(request)) {
      blocks.push([score, passed, failedBits, usable, metrics.atrRatio].map((column) => column.slice()));
    }
    return blocks;
  };
  const expected = await scanned(history('never'));
  expect(expected.length).toBeGreaterThan(9);
  expect(await scanned(history('always'))).toEqual(expected);
});

test('a damaged segment is reported as without the thread; other markets are still read ahead', async () => {
  const file = damage();
  const ahead = new BarsAhead(GRID, marketsAhead());
  await readStretch(ahead, 287, 574);
  expect(ahead.read(1, 300, 574, room(STRETCH), 0)).toBe(false);
  expect(ahead.read(2, 287, 500, room(STRETCH), 0)).toBe(true);
  await ahead.end();
  for (const readsAhead of ['always', 'never'] as const) {
    const source = history(readsAhead);
    await source.prepare?.(0, 287, 574);
    await source.prepare?.(287, 574, 861);
    expect(() => source.read(1, 300, 574, room(STRETCH), 0)).toThrow(
      expect.objectContaining({ code: 'STORE_CORRUPT', message: expect.stringContaining(file) as unknown }),
    );
    await source.release?.();
  }
});

test('a thread that dies leaves the reading to its caller, and the next stretch starts another', async () => {
  let started = 0;
  const dying = (): Worker => {
    started++;
    return new Worker(`require('worker_threads').parentPort.once('message', () => process.exit(3))`, {
      eval: true,
    });
  };
  const ahead = new BarsAhead(GRID, marketsAhead(), dying);
  // Each gets one request, dies of it, and is not waited for again.
  while (started < 3) await ahead.moveOn(0, STRETCH);
  expect(ahead.read(0, 0, STRETCH, room(STRETCH), 0)).toBe(false);
  await ahead.end();
});

test('where no thread can be started the caller reads', async () => {
  const ahead = new BarsAhead(GRID, marketsAhead(), () => {
    throw new Error('no addresses are left');
  });
  await ahead.moveOn(0, STRETCH);
  expect(ahead.read(0, 0, STRETCH, room(STRETCH), 0)).toBe(false);
  await ahead.end();
});

test('more than 256 MiB are not read ahead', async () => {
  let started = 0;
  const ahead = new BarsAhead(GRID, marketsAhead(), () => {
    started++;
    throw new Error('no thread');
  });
  await ahead.moveOn(0, 10 ** 6);
  expect(started).toBe(0);
  await ahead.moveOn(0, 10 ** 5);
  expect(started).toBe(1);
});
