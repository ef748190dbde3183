import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '../support/jest.js';
import type { BarColumns, HistorySource } from '../../src/history/history-source.js';
import { openStore } from '../../src/library/node/sources.js';
import { readHistory } from '../../src/library/read-history.js';
import type { MarketInfo } from '../../src/market/market.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { StoreWriter } from '../../src/store/store-writer.js';
import { BAR_MS, bars, START_MS, span, answer } from './fixture.js';

const OPTIONS = { timeframeMs: BAR_MS, asOfMs: START_MS + 3_000 * BAR_MS };
const DESCRIPTION = { exchange: 'test', type: 'spot', timeframeMs: BAR_MS };

let folder: string;
let writer: StoreWriter;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-store-'));
  writer = await StoreWriter.open(folder, DESCRIPTION);
});
afterEach(async () => {
  await writer.close();
  rmSync(folder, { recursive: true });
});

const market = (symbol: string): MarketInfo => marketFromSymbol(symbol) as MarketInfo;

function everything(source: HistorySource): unknown {
  return source.markets.map(({ firstBar, endBar, market: { symbol } }, index) => {
    const count = endBar - firstBar;
    const column = (): Float64Array => new Float64Array(count);
    const into: BarColumns = {
      ...{ open: column(), high: column(), low: column(), close: column(), volume: column() },
      filled: new Uint8Array(count),
    };
    // In pieces that end where parts do not.
    for (let from = firstBar; from < endBar; from += 287) {
      source.read(index, from, Math.min(endBar, from + 287), into, from - firstBar);
    }
    return { symbol, firstBar, endBar, into };
  });
}

test('a store read from disk is the history that its candles give in memory, gaps filled alike', async () => {
  answer(writer.market(market('BTC/USDT')), 0, 3_000);
  answer(writer.market(market('ETH/USDT')), 300, 2_900, [301, 302, 1_323, 1_324, 1_325, 2_000]);
  // It went before the end.
  answer(writer.market(market('OLD/USDT')), 0, 500);
  const { feed } = await openStore(folder, { isWholeHistory: true });
  const streamed = (await readHistory(feed, OPTIONS)).source;
  const { openHistory: _, ...plain } = feed as typeof feed & { openHistory: unknown };
  const inMemory = (await readHistory(plain, OPTIONS)).source;
  expect(streamed.markets.map((one) => one.endBar)).toEqual([3_000, 2_900, 500]);
  expect(everything(streamed)).toEqual(everything(inMemory));
  const { firstOpenTimeMs, barCount } = streamed;
  expect({ firstOpenTimeMs, barCount }).toEqual({ firstOpenTimeMs: START_MS, barCount: 3_000 });
});

test('the universe of a moment is that of the moment: delisted coins until they went, young ones from then on', async () => {
  answer(writer.market(market('BTC/USDT')), 0, 3_000);
  const old = writer.market(market('OLD/USDT'));
  answer(old, 0, 500);
  answer(writer.market(market('NEW/USDT')), 2_000, 3_000);
  expect(writer.markGone((symbol) => symbol !== 'OLD/USDT', span(0, 3_000).toMs)).toBe(1);
  const listedAt = async (bar: number): Promise<string[]> => {
    const { feed } = await openStore(folder, { asOfMs: START_MS + bar * BAR_MS });
    return (await feed.markets()).map(({ symbol }) => symbol);
  };
  expect(await listedAt(500)).toEqual(['BTC/USDT', 'OLD/USDT']);
  expect(await listedAt(1_000)).toEqual(['BTC/USDT']);
  expect(await listedAt(3_000)).toEqual(['BTC/USDT', 'NEW/USDT']);
});

test('a scan receives the last bars that it requests and no others', async () => {
  answer(writer.market(market('BTC/USDT')), 0, 3_000);
  const { feed } = await openStore(folder);
  const [latest] = await feed.bars(['BTC/USDT'], BAR_MS, 10, START_MS + 100 * BAR_MS);
  if (!('candles' in latest)) throw new Error(latest.error.message);
  expect(latest.candles.openTimeMs).toEqual(bars(89, 100).openTimeMs);
});

test('a second writer is rejected in words, and a store of other candles too', async () => {
  await expect(StoreWriter.open(folder, DESCRIPTION)).rejects.toMatchObject({
    code: 'LOCKED',
    exitCode: 75,
    message: `${folder}: process ${process.pid} on ${(await import('node:os')).hostname()} is writing to this store; wait until it is done`,
  });
  await writer.close();
  await expect(StoreWriter.open(folder, { ...DESCRIPTION, type: 'swap' })).rejects.toMatchObject({
    code: 'CANNOT_CREATE',
    message: `${folder}: expected a store of test-swap-5m, got one of test-spot-5m`,
  });
});
