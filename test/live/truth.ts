import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import type { MarketBars, MarketFeed } from '../../src/market/feed.js';
import type { MarketFacts, MarketInfo } from '../../src/market/market.js';
import { DAY_MS } from '../../src/market/timeframe.js';
import type { MarketResult } from '../../src/scanner/scan-result.js';
import type { Way } from './live-exchange.js';

/**
 * What a dialect cannot carry: facts that are unknown behind it although the world has them. Nothing else may differ.
 */
const NOT_CARRIED: Readonly<
  Record<string, (market: MarketInfo, asOfMs: number) => Partial<Record<keyof MarketFacts, null>>>
> = {
  // Its klines do not count trades.
  bybit: () => ({ tradesPerMinute: null }),
  // Its ticker reports neither turnover nor a change over 24 h, so that both come from a day of candles; nor is a
  // listing date reported, so that a market with fewer has no figure.
  kraken: ({ listedAtMs }, asOfMs) =>
    (listedAtMs ?? 0) > asOfMs - DAY_MS ? { turnover24h: null, change24hPct: null } : {},
};

/** What `--simulate` says of the world behind a dialect, everything of every market at once; worked out only once. */
export function truthOf(way: Way, options: { readonly seed: number; readonly markets: number }): MarketFeed {
  const world = createSimulatedFeed({ seed: options.seed, marketCount: options.markets, type: way.type });
  const lacks = NOT_CARRIED[way.dialect] ?? (() => ({}));
  const kept = new Map<string, Promise<MarketBars>>();
  const known = new Map<number, Promise<ReadonlyMap<string, MarketFacts>>>();
  const factsAt = async (asOfMs: number): Promise<ReadonlyMap<string, MarketFacts>> => {
    const markets = await world.markets();
    const facts = await world.tickers(
      markets.map(({ symbol }) => symbol),
      asOfMs,
    );
    return new Map(
      markets.flatMap((market) => {
        const own = facts.get(market.symbol);
        return own === undefined
          ? []
          : [[market.symbol, { ...own, ...lacks(market, asOfMs) } as MarketFacts] as const];
      }),
    );
  };
  return {
    ...world,
    bars: (symbols, timeframeMs, count, asOfMs) =>
      Promise.all(
        symbols.map(
          (symbol) =>
            kept.get(`${symbol} ${timeframeMs} ${count} ${asOfMs}`) ??
            keep(kept, `${symbol} ${timeframeMs} ${count} ${asOfMs}`, async () => {
              const [bars] = await world.bars([symbol], timeframeMs, count, asOfMs);
              return bars;
            }),
        ),
      ),
    async tickers(symbols, asOfMs) {
      const facts = await (known.get(asOfMs) ?? keep(known, asOfMs, () => factsAt(asOfMs)));
      return new Map(symbols.flatMap((symbol) => (facts.has(symbol) ? [[symbol, facts.get(symbol)!]] : [])));
    },
  };
}

function keep<K, V>(kept: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const made = make();
  kept.set(key, made);
  return made;
}

/** Everything of a result but where its figures come from, which differs by nature. */
export function figuresOf({ origins, ...figures }: MarketResult): Omit<MarketResult, 'origins'> {
  return figures;
}
