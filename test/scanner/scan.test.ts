import { describe, expect, test } from '../support/jest.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { createLiveSlab } from '../../src/kernels/live/live-slab.js';
import { Slab } from '../../src/kernels/slab/slab.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { parseTimeframe, TIMEFRAMES } from '../../src/market/timeframe.js';
import { comparable, engineOf, scanFeed } from '../support/scan-fixture.js';

const feed = createSimulatedFeed({ seed: 7, marketCount: 60 });
const asOfMs = feed.world.defaultAsOfMs;

/** The same feed with its markets in another order. */
function reordered(original: MarketFeed, order: <Item>(items: readonly Item[]) => Item[]): MarketFeed {
  return {
    ...original,
    markets: async () => order(await original.markets()),
  };
}

test('a scan of which not one market could be loaded is a result like any other', async () => {
  const error = { code: 'NET_RESET', message: 'The connection broke.' };
  const { counts, markets } = await scanFeed(
    { ...feed, bars: async (symbols) => symbols.map((symbol) => ({ symbol, error })) },
    { asOfMs },
  );
  expect(counts).toMatchObject({ listed: 60, scanned: 0, passed: 0, failed: 0, errors: 60 });
  expect(markets.every(({ errors }) => errors[0].code === 'NET_RESET')).toBe(true);
});

describe('the same inputs give the same result', () => {
  const reference = scanFeed(feed, { asOfMs });

  test('and the reference value is not trivial', async () => {
    const { counts, markets } = await reference;
    expect(counts.listed).toBe(60);
    expect(counts.scanned).toBeGreaterThan(40);
    expect(markets.filter(({ score }) => score !== null).length).toBe(counts.scanned);
  });

  test.each([1, 2, 3, 4, 5, 7, 11, 16, 20, 33, 50])('with batches of %i', async (batchSize) => {
    expect(comparable(await scanFeed(feed, { asOfMs, batchSize }))).toEqual(comparable(await reference));
  });

  test.each(['scalar', 'js'] as const)('from the %s engine', async (engine) => {
    expect(comparable(await scanFeed(feed, { asOfMs, engine }))).toEqual(comparable(await reference));
  });

  test.each([2, 4])('from %i workers', async (workers) => {
    for (const batchSize of [7, 50]) {
      expect(comparable(await scanFeed(feed, { asOfMs, workers, batchSize }))).toEqual(
        comparable(await reference),
      );
    }
  });

  test('in whatever order the markets are listed', async () => {
    const reversed = reordered(feed, (items) => [...items].reverse());
    const interleaved = reordered(feed, (items) => [
      ...items.filter((_, index) => index % 3 === 1),
      ...items.filter((_, index) => index % 3 !== 1),
    ]);
    for (const other of [reversed, interleaved]) {
      expect(comparable(await scanFeed(other, { asOfMs, batchSize: 7 }))).toEqual(
        comparable(await reference),
      );
    }
  });

  test('and another as-of time, preset or number of bars gives another hash', async () => {
    const hashes = await Promise.all([
      reference,
      scanFeed(feed, { asOfMs: asOfMs - 300_000 }),
      scanFeed(feed, { asOfMs, preset: 'breakout-v1' }),
      scanFeed(feed, { asOfMs, bars: 400 }),
    ]);
    expect(new Set(hashes.map(({ resultSha256 }) => resultSha256)).size).toBe(4);
    expect(new Set(hashes.map(({ inputsSha256 }) => inputsSha256)).size).toBe(4);
  });
});

const timeframes = TIMEFRAMES.map((name) => [name, parseTimeframe(name)] as const);

test.each(timeframes.filter(([, ms]) => ms >= 300_000))('bars of %s are scanned', async (_, timeframeMs) => {
  const { counts } = await scanFeed(feed, { asOfMs, timeframeMs, bars: 30 });
  expect(counts.scanned).toBeGreaterThan(40);
});

test.each(timeframes)('a slab and a live slab take bars of %s', async (_, timeframeMs) => {
  const engine = await engineOf('simd');
  const options = {
    marketCount: 1,
    barCount: 30,
    timeframeMs,
    indicators: [{ id: 'rsi' }],
    mode: 'latest',
  } as const;
  new Slab(engine, options).dispose();
  createLiveSlab(engine, { ...options, lastOpenTimeMs: 1_000 * timeframeMs }).dispose();
});

test('the time of the kernels is theirs alone, not that of work before the scan resumed', async () => {
  const simd = await engineOf('simd');
  let clockMs = 0;
  let runs = 0;
  const run: typeof simd.kernels.run = (first, count) => {
    simd.kernels.run(first, count);
    clockMs += 1;
    runs++;
    // As the next batch is cleaned while this one is computed.
    queueMicrotask(() => (clockMs += 1000));
  };
  const engine = { ...simd, kernels: { ...simd.kernels, run } };
  const { timings } = await scanFeed(feed, { asOfMs, batchSize: 20, engine, nowMs: () => clockMs });
  // Three batches of two slabs; the windows of a benchmark are made when it is taken in.
  expect(timings.kernelMs).toBe(6);
  expect(runs).toBeGreaterThanOrEqual(6);
  expect(timings.totalMs).toBeGreaterThan(1000);
});

describe('every listed market is accounted for', () => {
  test('in exactly one of passed, failed, no data and errors', async () => {
    const { counts, markets } = await scanFeed(feed, { asOfMs });
    expect(counts.passed + counts.failed + counts.noData + counts.errors).toBe(counts.listed);
    expect(new Set(markets.map(({ symbol }) => symbol)).size).toBe(counts.listed);
  });

  test('and no number is NaN or infinite, no metric is null without a reason', async () => {
    const { markets } = await scanFeed(feed, { asOfMs });
    for (const { metrics, missingReasons } of markets) {
      for (const [name, value] of Object.entries(metrics)) {
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        expect([name, value === null]).toEqual([name, name in missingReasons]);
      }
    }
  });

  test('also when a batch, or every one, brings no candles at all', async () => {
    const error = { code: 'BAD_BODY', message: 'A web page.' };
    const first = new Set((await feed.markets()).slice(0, 20).map(({ symbol }) => symbol));
    for (const isLost of [(symbol: string) => first.has(symbol), () => true]) {
      const lossy: MarketFeed = {
        ...reordered(feed, (items) => [...items]),
        bars: async (symbols, ...rest) =>
          (await feed.bars(symbols, ...rest)).map((answer) =>
            isLost(answer.symbol) ? { symbol: answer.symbol, error } : answer,
          ),
      };
      const { counts, markets } = await scanFeed(lossy, { asOfMs, batchSize: 20 });
      const lost = markets.filter(({ symbol }) => isLost(symbol));
      expect(counts.errors).toBe(lost.length);
      for (const market of lost) expect(market).toMatchObject({ errors: [error], score: null });
    }
  });

  test('the funnel narrows from all markets to those that passed', async () => {
    const { counts, funnel } = await scanFeed(feed, { asOfMs });
    expect(funnel[0]).toMatchObject({ filter: 'data', in: counts.listed });
    for (const [index, step] of funnel.entries()) {
      expect(step.out).toBeLessThanOrEqual(step.in);
      if (index > 0) expect(step.in).toBe(funnel[index - 1].out);
    }
    expect(funnel.at(-1)?.out).toBe(counts.passed);
  });

  test('levels are computed for markets that pass and for the requested one, and for no others', async () => {
    const quiet = await scanFeed(feed, { asOfMs });
    const failed = quiet.markets.find(({ passed, score }) => !passed && score !== null)?.symbol ?? '';
    const asked = await scanFeed(feed, { asOfMs, levelsFor: new Set([failed]) });
    expect(quiet.markets.filter(({ passed, levels }) => !passed && levels.length > 0)).toEqual([]);
    expect(asked.markets.find(({ symbol }) => symbol === failed)?.levels.length).toBeGreaterThan(0);
    const scoreOf = (markets: typeof quiet.markets): unknown =>
      markets.find(({ symbol }) => symbol === failed)?.score;
    expect(scoreOf(asked.markets)).toBe(scoreOf(quiet.markets));
  });
});

describe('ranking', () => {
  test('puts passed markets first, then the higher score, then the symbol', async () => {
    const { markets } = await scanFeed(feed, { asOfMs });
    const keys = markets.map(({ passed, score, symbol }) => ({ passed, score: score ?? -Infinity, symbol }));
    for (let index = 1; index < keys.length; index++) {
      const [before, after] = [keys[index - 1], keys[index]];
      const inOrder =
        Number(before.passed) - Number(after.passed) ||
        before.score - after.score ||
        (before.symbol < after.symbol ? 1 : -1);
      expect(inOrder).toBeGreaterThan(0);
    }
    const ranked = markets.filter(({ passed }) => passed);
    expect(ranked.map(({ rank }) => rank)).toEqual(ranked.map((_, index) => index + 1));
    expect(markets.filter(({ passed, rank }) => !passed && rank !== null)).toEqual([]);
  });
});

describe('a selection', () => {
  test('of symbols scans only those, compared with BTC all the same', async () => {
    const all = await scanFeed(feed, { asOfMs });
    const symbol = all.markets.find(({ metrics }) => metrics.btcCorrelation !== null)?.symbol ?? '';
    const one = await scanFeed(feed, { asOfMs, symbols: [symbol.toLowerCase().replace('/', '')] });
    expect(one.markets).toHaveLength(1);
    expect(one.markets[0].metrics).toEqual(all.markets.find((market) => market.symbol === symbol)?.metrics);
  });

  test('of an unknown quote is an error', async () => {
    await expect(scanFeed(feed, { asOfMs, quote: 'XYZ' })).rejects.toThrow(
      'the source has none with quote "XYZ"',
    );
  });
});
