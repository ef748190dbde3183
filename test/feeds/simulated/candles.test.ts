import { describe, expect, test } from '../../support/jest.js';
import { tries } from '../../support/budget.js';
import fc from 'fast-check';
import type { MarketInfo } from '../../../src/market/market.js';
import { createSimulatedFeed } from '../../../src/feeds/simulated/simulated-feed.js';
import { FIVE_MINUTES, HOUR, candlesOf, checksum } from './helpers.js';

const { startMs, endMs, defaultAsOfMs } = createSimulatedFeed({ marketCount: 1 }).world;
const symbolsOf = async (marketCount: number) =>
  (await createSimulatedFeed({ marketCount }).markets()).map((market) => market.symbol);

const window = fc.record({
  market: fc.nat({ max: 149 }),
  asOfMs: fc.integer({ min: startMs + 1, max: endMs }),
  count: fc.integer({ min: 1, max: 700 }),
});

describe('simulated candles', () => {
  test('never change by accident', async () => {
    const feed = createSimulatedFeed();
    const symbols = (await feed.markets()).map((market) => market.symbol);
    const sample = await candlesOf(feed, symbols, FIVE_MINUTES, 100, defaultAsOfMs);
    const coarse = await candlesOf(feed, symbols.slice(0, 20), HOUR, 500, defaultAsOfMs);
    expect([checksum(sample), checksum(coarse)]).toEqual(['4d891a50', '17183920']);
  });

  test('are the same twice, one by one, backwards and in a larger world', async () => {
    const symbols = await symbolsOf(60);
    const ask = async (feed: ReturnType<typeof createSimulatedFeed>, asked: readonly string[]) =>
      (await candlesOf(feed, asked, FIVE_MINUTES, 300, defaultAsOfMs)).map((candles) => checksum([candles]));
    const feed = createSimulatedFeed({ marketCount: 60 });
    const expected = await ask(feed, symbols);
    expect(await ask(feed, symbols)).toEqual(expected);
    expect((await ask(feed, [...symbols].reverse())).reverse()).toEqual(expected);
    expect(await ask(createSimulatedFeed({ marketCount: 90 }), symbols)).toEqual(expected);
    const fresh = createSimulatedFeed({ marketCount: 60 });
    for (const [i, symbol] of symbols.entries()) expect(await ask(fresh, [symbol])).toEqual([expected[i]]);
  });

  test('a window is a part of any larger one', async () => {
    const symbols = await symbolsOf(150);
    const feed = createSimulatedFeed({ marketCount: 150 });
    const other = createSimulatedFeed({ marketCount: 150 });
    await fc.assert(
      fc.asyncProperty(window, async ({ market, asOfMs, count }) => {
        const symbol = [symbols[market]];
        const [part] = await candlesOf(other, symbol, FIVE_MINUTES, count, asOfMs);
        const [whole] = await candlesOf(feed, symbol, FIVE_MINUTES, 30_000, endMs);
        const from = whole.openTimeMs.indexOf(part.openTimeMs[0]);
        const length = part.openTimeMs.length;
        if (length > 0) expect(checksum([part])).toBe(checksum([whole], from, from + length));
      }),
      { numRuns: tries(30) },
    );
  });

  test('a window opens at the close before it, also right where a planted move has run out', async () => {
    const feed = createSimulatedFeed({ marketCount: 24 });
    const symbols = (await feed.markets()).map((market) => market.symbol);
    const wrong: string[] = [];
    for (const symbol of symbols) {
      const [whole] = await candlesOf(feed, [symbol], FIVE_MINUTES, 30_000, endMs);
      // The candles are made in blocks of two hours.
      for (let i = 1; i < whole.openTimeMs.length; i++) {
        if (whole.openTimeMs[i] % (2 * HOUR) !== 0) continue;
        const asOfMs = whole.openTimeMs[i] + FIVE_MINUTES;
        const [first] = await candlesOf(feed, [symbol], FIVE_MINUTES, 1, asOfMs);
        if (checksum([first]) !== checksum([whole], i, i + 1)) wrong.push(`${symbol} ${asOfMs}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('keep the rules of candles at any time in any market', async () => {
    const feed = createSimulatedFeed({ marketCount: 150 });
    const markets = await feed.markets();
    await fc.assert(
      fc.asyncProperty(window, async ({ market, asOfMs, count }) => {
        const { symbol, tickSize, listedAtMs } = markets[market];
        const [candles] = await candlesOf(feed, [symbol], FIVE_MINUTES, count, asOfMs);
        const { openTimeMs, open, high, low, close, volume } = candles;
        const scale = Math.round(1 / (tickSize ?? 1));
        expect(openTimeMs.length).toBeLessThanOrEqual(count);
        for (let i = 0; i < openTimeMs.length; i++) {
          const bounded =
            low[i] > 0 && low[i] <= Math.min(open[i], close[i]) && high[i] >= Math.max(open[i], close[i]);
          const onTick = [open[i], high[i], low[i], close[i]].every(
            (p) => p === Math.round(p * scale) / scale,
          );
          const onGrid = openTimeMs[i] % FIVE_MINUTES === 0 && openTimeMs[i] + FIVE_MINUTES <= asOfMs;
          const isListed = openTimeMs[i] >= (listedAtMs ?? 0);
          const follows =
            i === 0 || (open[i] === close[i - 1] && openTimeMs[i] === openTimeMs[i - 1] + FIVE_MINUTES);
          const trades = volume[i] > 0 || (volume[i] === 0 && high[i] === low[i]);
          if (!(bounded && onTick && onGrid && isListed && follows && trades)) {
            throw new Error(
              JSON.stringify({ symbol, i, bounded, onTick, onGrid, isListed, follows, trades }),
            );
          }
        }
      }),
      { numRuns: tries(60) },
    );
  });

  test('coarse candles are sums of fine ones on the UTC grid', async () => {
    const feed = createSimulatedFeed({ marketCount: 120 });
    const markets = await feed.markets();
    // The first few, and those whose candles start or end within the world.
    const isCut = ({ listedAtMs, active }: MarketInfo) => (listedAtMs ?? 0) > startMs || active === false;
    const symbols = [...markets.slice(0, 6), ...markets.filter(isCut)].map((market) => market.symbol);
    expect(symbols.length).toBeGreaterThan(9);
    const fine = await candlesOf(feed, symbols, FIVE_MINUTES, 30_000, defaultAsOfMs);
    for (const timeframeMs of [3 * FIVE_MINUTES, HOUR, 4 * HOUR, 24 * HOUR]) {
      const coarse = await candlesOf(feed, symbols, timeframeMs, 40, defaultAsOfMs);
      coarse.forEach((candles, market) => {
        const { openTimeMs, open, high, low, close, volume } = candles;
        for (let i = 0; i < openTimeMs.length; i++) {
          expect(openTimeMs[i] % timeframeMs).toBe(0);
          const first = fine[market].openTimeMs[0];
          const from = Math.max(0, (openTimeMs[i] - first) / FIVE_MINUTES);
          const to = (openTimeMs[i] + timeframeMs - first) / FIVE_MINUTES;
          const last = Math.min(to, fine[market].close.length) - 1;
          expect(open[i]).toBe(fine[market].open[from]);
          expect(close[i]).toBe(fine[market].close[last]);
          expect(high[i]).toBe(Math.max(...fine[market].high.slice(from, to)));
          expect(low[i]).toBe(Math.min(...fine[market].low.slice(from, to)));
          const sum = fine[market].volume.slice(from, to).reduce((a, b) => a + b, 0);
          expect(Math.abs(volume[i] - sum)).toBeLessThanOrEqual(1e-9 * sum);
        }
      });
    }
  });

  test('there are young, stopped and dead markets at the default as-of', async () => {
    const feed = createSimulatedFeed();
    const all = await candlesOf(feed, await symbolsOf(400), FIVE_MINUTES, 500, defaultAsOfMs);
    const filled = all.filter((candles) => candles.close.length > 0);
    const isStopped = (times: Float64Array) => times[times.length - 1] < defaultAsOfMs - FIVE_MINUTES;
    expect(filled.length).toBeLessThan(all.length);
    expect(filled.some((candles) => candles.close.length < 500)).toBe(true);
    expect(filled.some((candles) => isStopped(candles.openTimeMs))).toBe(true);
    const dead = filled.filter((candles) => candles.volume.every((volume) => volume === 0));
    expect(dead.length).toBeGreaterThan(3);
    for (const { high, low } of dead) expect(new Set([...high, ...low]).size).toBe(1);
  });
});
