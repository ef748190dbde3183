import { describe, expect, test } from '../support/jest.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import type { MarketDetails, MarketFeed } from '../../src/market/feed.js';
import type { MarketFacts } from '../../src/market/market.js';
import type { MarketResult } from '../../src/scanner/scan-result.js';
import { comparable, scanFeed } from '../support/scan-fixture.js';

const simulated = createSimulatedFeed({ seed: 1, marketCount: 120, eventRate: 2.5 });
const asOfMs = simulated.world.defaultAsOfMs;

interface Asked {
  readonly tickers: string[];
  readonly bars: string[];
  readonly details: string[];
}

/**
 * The simulated market in the form of an exchange: tickers, then candles, then books; with the requests
 * recorded.
 */
function staged(
  original: MarketFeed,
  change: (symbol: string, details: MarketDetails) => MarketDetails = (_, details) => details,
): { feed: MarketFeed; asked: Asked } {
  const asked: Asked = { tickers: [], bars: [], details: [] };
  const feed: MarketFeed = {
    source: original.source,
    isMetered: true,
    markets: () => original.markets(),
    lastCloseTimeMs: (timeframeMs) => original.lastCloseTimeMs(timeframeMs),
    bars: async (symbols, ...rest) => {
      asked.bars.push(...symbols);
      const facts = await original.tickers(symbols, rest[2]);
      const answers = await original.bars(symbols, ...rest);
      return answers.map((answer) => {
        const { tradesPerMinute = null } = facts.get(answer.symbol) ?? {};
        return 'candles' in answer ? { ...answer, facts: { tradesPerMinute } } : answer;
      });
    },
    tickers: async (symbols, at) => {
      asked.tickers.push(...symbols);
      const facts = await original.tickers(symbols, at);
      const cheap = (known: MarketFacts): MarketFacts => ({
        ...known,
        depth05Usd: null,
        depth03Usd: null,
        imbalance: null,
        tradesPerMinute: null,
      });
      return new Map([...facts].map(([symbol, known]) => [symbol, cheap(known)]));
    },
    details: async (symbols, at) => {
      asked.details.push(...symbols);
      const facts = await original.tickers(symbols, at);
      return new Map(symbols.map((symbol) => [symbol, change(symbol, { facts: facts.get(symbol) ?? {} })]));
    },
  };
  return { feed, asked };
}

const passed = (markets: readonly MarketResult[]): MarketResult[] =>
  markets.filter((market) => market.passed);

describe('a scan in stages', () => {
  test.each([
    'default',
    'breakout-v1',
    'top-gainers-momentum',
    'smallcap-top-losers',
    'high-liquidity-top30',
  ])('finds with preset %s exactly what a scan of everything finds', async (preset) => {
    const whole = await scanFeed(simulated, { asOfMs, preset });
    const inStages = await scanFeed(staged(simulated).feed, { asOfMs, preset });
    expect(passed(inStages.markets)).toEqual(passed(whole.markets));
    expect(inStages.counts.listed).toBe(whole.counts.listed);
    expect(inStages.counts.passed).toBe(whole.counts.passed);
  });

  test('finds something in the first place', async () => {
    expect(passed((await scanFeed(staged(simulated).feed, { asOfMs })).markets).length).toBeGreaterThan(0);
  });

  test('requests candles only if tickers reject nothing, and books only if candles do not either', async () => {
    const { feed, asked } = staged(simulated);
    const { counts, markets, funnel } = await scanFeed(feed, { asOfMs });
    expect(new Set(asked.tickers).size).toBe(counts.listed);
    expect(counts.skipped).toBeGreaterThan(10);
    // BTC is requested once more, as the benchmark.
    expect(asked.bars.length).toBe(counts.listed - counts.skipped + 1);
    expect(asked.details.length).toBeGreaterThan(0);
    expect(asked.details.length).toBeLessThan(30);
    expect(counts.passed + counts.failed + counts.noData + counts.errors).toBe(counts.listed);
    expect(funnel.at(0)?.in).toBe(counts.listed);
    expect(funnel.at(-1)?.out).toBe(counts.passed);
    funnel.slice(1).forEach((step, index) => expect(step.in).toBe(funnel[index].out));
    // A market whose book was not requested left at the filter that rejected it, not at the book's.
    const books = funnel.find(({ filter }) => filter === 'depth05');
    expect((books?.in ?? 0) - (books?.out ?? 0)).toBeLessThanOrEqual(asked.details.length);
    for (const { passed: isIn, metrics, missingReasons } of markets) {
      for (const [name, value] of Object.entries(metrics)) {
        if (value === null) expect(missingReasons).toHaveProperty(name);
        else expect(missingReasons).not.toHaveProperty(name);
      }
      if (isIn) expect(metrics.depth05Usd).not.toBeNull();
    }
  });

  test('says of a rejected market which filter did it, keeps its ticker and gives it no score', async () => {
    const { markets } = await scanFeed(staged(simulated).feed, { asOfMs });
    const out = markets.filter(({ missingReasons }) =>
      missingReasons.price?.startsWith('candles were not asked for'),
    );
    expect(out.length).toBeGreaterThan(10);
    for (const market of out) {
      expect(market).toMatchObject({ score: null, rank: null, passed: false, errors: [] });
      const refusal = market.filters.find((filter) => filter.passed === false);
      expect(market.missingReasons.price).toBe(
        `candles were not asked for, as ${refusal?.name} refuses the market`,
      );
      expect(['class', 'age', 'turnover', 'spread']).toContain(refusal?.name);
    }
    expect(out.some(({ metrics }) => metrics.turnover24h !== null && metrics.spreadBps !== null)).toBe(true);
  });

  test('gives the same bytes from every engine and with any batch size', async () => {
    const reference = comparable(await scanFeed(staged(simulated).feed, { asOfMs }));
    for (const other of [
      { engine: 'scalar' as const },
      { engine: 'js' as const },
      { batchSize: 1 },
      { batchSize: 50 },
    ]) {
      expect(comparable(await scanFeed(staged(simulated).feed, { asOfMs, ...other }))).toEqual(reference);
    }
  });

  test('judges a market completely when it is requested by name', async () => {
    const plain = await scanFeed(staged(simulated).feed, { asOfMs });
    const out = plain.markets.find(
      ({ missingReasons, marketClass }) =>
        marketClass === 'crypto' && missingReasons.price?.startsWith('candles were not asked for'),
    );
    expect(out).toBeDefined();
    const symbol = out?.symbol ?? '';
    const { feed, asked } = staged(simulated);
    const { markets } = await scanFeed(feed, { asOfMs, levelsFor: new Set([symbol]) });
    expect(asked.bars).toContain(symbol);
    expect(markets.find((market) => market.symbol === symbol)?.metrics.price).not.toBeNull();
  });

  test.each(['default', 'high-liquidity-top30', 'smallcap-top-losers'])(
    'says of one market alone with preset %s what a scan of all says, except its rank',
    async (preset) => {
      const whole = await scanFeed(staged(simulated).feed, { asOfMs, preset });
      const scored = whole.markets.filter(({ score }) => score !== null);
      for (const { rank, ...expected } of [scored[0], scored[Math.floor(scored.length / 2)]]) {
        const { symbol } = expected;
        const focus = new Set([symbol]);
        const { feed, asked } = staged(simulated);
        const { markets } = await scanFeed(feed, { asOfMs, preset, levelsFor: focus, focus });
        expect(markets).toHaveLength(1);
        expect(new Set(asked.bars)).toEqual(new Set(['BTC/USDT', symbol]));
        expect(asked.details).toEqual([symbol]);
        // Levels and the book are computed although the whole scan may have had no need of them.
        const { filters, metrics, marketClass } = markets[0];
        expect({ symbol, marketClass }).toEqual({ symbol, marketClass: expected.marketClass });
        const ranks = (all: typeof filters): typeof filters =>
          all.filter(({ name }) => /^(turnover|gainers|losers)$/.test(name));
        expect(ranks(filters)).toEqual(ranks(expected.filters));
        expect(metrics.surgeLong).toBe(expected.metrics.surgeLong);
        if (expected.passed) expect(markets[0]).toEqual({ ...expected, rank: 1 });
      }
    },
  );

  test('treats a book that is not available as a market that failed to load', async () => {
    const whole = await scanFeed(simulated, { asOfMs });
    const [best] = passed(whole.markets);
    const error = { code: 'NET_TIMEOUT', message: 'No answer within 10 s.' };
    const { feed } = staged(simulated, (symbol, details) => (symbol === best.symbol ? { error } : details));
    const { markets, counts } = await scanFeed(feed, { asOfMs });
    const failed = markets.find(({ symbol }) => symbol === best.symbol);
    expect(failed).toMatchObject({ passed: false, rank: null, score: null, errors: [error] });
    expect(failed?.missingReasons.depth05Usd).toBe(error.message);
    expect(counts.errors).toBe(1);
    expect(counts.passed).toBe(whole.counts.passed - 1);
  });

  test('rejects a young market by its listing date alone', async () => {
    const { feed, asked } = staged({
      ...simulated,
      markets: async () =>
        (await simulated.markets()).map((market, index) =>
          index === 5 ? { ...market, listedAtMs: asOfMs - 3_600_000 } : market,
        ),
    });
    const young = (await feed.markets())[5].symbol;
    const { markets } = await scanFeed(feed, { asOfMs });
    expect(asked.bars).not.toContain(young);
    const result = markets.find(({ symbol }) => symbol === young);
    expect(result?.filters.find(({ name }) => name === 'age')).toMatchObject({ passed: false, value: 12 });
  });
});

describe('what a source lacks for every market', () => {
  test('is reported if a filter rejects all for it, and not if one market has it', async () => {
    const lacking = (kept: string | null) =>
      staged(simulated, (symbol, details) =>
        symbol === kept || 'error' in details ? details : { facts: { ...details.facts, depth05Usd: null } },
      ).feed;
    const { markets, warnings } = await scanFeed(lacking(null), { asOfMs });
    expect(passed(markets)).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^depth05 has no data of the \d+ that nothing else ruled out, so that none can pass \(--on-missing skip lets them\): Depth within 0\.5 % is not known: the source does not tell it$/,
      ),
    ]);
    const [best] = passed((await scanFeed(staged(simulated).feed, { asOfMs })).markets);
    expect((await scanFeed(lacking(best.symbol), { asOfMs })).warnings).toEqual([]);
  });

  test('is reported if it gave fewer bars of most markets than requested', async () => {
    const { feed } = staged(simulated);
    const short: MarketFeed = {
      ...feed,
      bars: async (symbols, timeframeMs, _, ...rest) => feed.bars(symbols, timeframeMs, 200, ...rest),
    };
    const { warnings } = await scanFeed(short, { asOfMs, bars: 300 });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^\d+ of \d+ markets have fewer bars than the 300 asked for, at most 200: the source told no more$/,
      ),
    ]);
    expect((await scanFeed(short, { asOfMs, bars: 200 })).warnings).toEqual([]);
  });
});
