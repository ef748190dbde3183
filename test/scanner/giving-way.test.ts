import { describe, expect, test } from '../support/jest.js';
import { createHash } from 'node:crypto';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { resultDigest } from '../../src/scanner/hashing.js';
import { mapInPieces, PIECE } from '../../src/scanner/in-pieces.js';
import type { MarketResult } from '../../src/scanner/scan-result.js';
import { sha256 } from '../../src/platform/node.js';
import { scanFeed } from '../support/scan-fixture.js';

describe('work on a list, piece by piece', () => {
  const order: string[] = [];
  const pause = async (): Promise<void> => void order.push('pause');
  const run = (count: number): Promise<number[]> => {
    order.length = 0;
    const items = Array.from({ length: count }, (_, index) => 10 * index);
    const map = (item: number, index: number): number => {
      order.push(`${index}`);
      return item + index;
    };
    return mapInPieces(items, map, pause);
  };

  test.each([0, 1, PIECE, PIECE + 1, 3 * PIECE])('%i items give what map gives', async (count) => {
    expect(await run(count)).toEqual(Array.from({ length: count }, (_, index) => 11 * index));
  });

  test('pauses between pieces, never after fewer items and never after the last', async () => {
    await run(2 * PIECE + 5);
    const places = order.flatMap((entry, place) => (entry === 'pause' ? [place] : []));
    expect(places).toEqual([PIECE, 2 * PIECE + 1]);
    await run(2 * PIECE);
    expect(order.filter((entry) => entry === 'pause')).toHaveLength(1);
  });

  test('waits until the pause is over', async () => {
    let isPaused = false;
    const during: boolean[] = [];
    const items = Array.from({ length: 3 * PIECE }, (_, index) => index);
    await mapInPieces(
      items,
      () => during.push(isPaused),
      async () => {
        isPaused = true;
        await new Promise((resolve) => setImmediate(resolve));
        isPaused = false;
      },
    );
    expect(during).toEqual(items.map(() => false));
  });
});

describe('a scan of many markets', () => {
  const markets = 2 * PIECE + 1;
  const feed = createSimulatedFeed({ seed: 2, marketCount: markets });
  const asOfMs = feed.world.defaultAsOfMs;

  test('pauses between pieces of each stage after the candles, and finds the same', async () => {
    const pausesAt = async (batchSize: number) => {
      const pauses: string[] = [];
      const pause = async (): Promise<void> => void pauses.push('pause');
      return { result: await scanFeed(feed, { asOfMs, batchSize, pause, bars: 120 }), pauses: pauses.length };
    };
    const { result, pauses } = await pausesAt(markets);
    // One batch; before and after judging, the funnel and the ranking; filters, levels, scores and the hash twice each.
    expect(pauses).toBe(1 + 5 + 4 * 2);
    const other = await pausesAt(50);
    expect(other.pauses).toBe(Math.ceil(markets / 50) + 5 + 4 * 2);
    expect(other.result.resultSha256).toBe(result.resultSha256);
  });

  test('has the hash of the whole text, however it is cut', async () => {
    const { markets: found } = await scanFeed(feed, { asOfMs, bars: 120 });
    const digest = await resultDigest('{"summary":1}', found, { sha256, pause: () => Promise.resolve() });
    expect(digest).toBe(hashOf('{"summary":1}', found));
  });

  function hashOf(summary: string, found: readonly MarketResult[]): string {
    const text = summary + found.map((market) => JSON.stringify(market)).join('');
    return createHash('sha256').update(text).digest('hex');
  }
});
