import { createSimulatedFeed } from '../feeds/simulated/simulated-feed.js';
import type { MarketInfo } from '../market/market.js';
import type { OrderBook } from '../market/order-book.js';
import type { VirtualClock } from './virtual-clock.js';

export type TradedType = 'spot' | 'swap';
type SimulatedFeed = ReturnType<typeof createSimulatedFeed>;
type DayTicker = NonNullable<ReturnType<SimulatedFeed['exchange']['day']>>;

/** State of a market: halted = listed without trading; gone = the exchange no longer knows it. */
export type MarketStatus = 'trading' | 'halted' | 'pending' | 'gone';

/** A market as listed by the emulated exchange. */
export interface ListedMarket {
  readonly info: MarketInfo;
  readonly type: TradedType;
  readonly priceDecimals: number;
  readonly amountDecimals: number;
}

/** Data behind tickers: the day up to the last close of a 5-minute candle, and the book at that moment. */
export interface TickerFigures {
  readonly day: DayTicker;
  readonly book: OrderBook;
}

/** Figures of a market that is not trading, for exchanges that have to answer anyway. */
export const NO_FIGURES: TickerFigures = {
  day: {
    open: 0,
    close: 0,
    turnover: 0,
    changePct: 0,
    tradesPerMinute: 0,
    openTimeMs: 0,
    closeTimeMs: 0,
    high: 0,
    low: 0,
    volume: 0,
    trades: 0,
  },
  book: { bids: [], asks: [] },
};

/** The simulated market, at the virtual time. */
export interface World {
  readonly clock: VirtualClock;
  feed(type: TradedType): SimulatedFeed;
  /** All that the exchange knows, in the order of the world. */
  markets(type: TradedType): readonly ListedMarket[];
  /** Including those that are gone. */
  everyMarket(type: TradedType): readonly ListedMarket[];
  /** Whether the world has it, gone or not. */
  has(symbol: string): boolean;
  /** By unified symbol; undefined if it does not exist, or is gone. */
  find(symbol: string): ListedMarket | undefined;
  statusOf(market: ListedMarket): MarketStatus;
  /** null = the world's own state. */
  setStatus(symbol: string, status: MarketStatus | null): void;
  /** null for a market that is not trading now: it has no ticker. */
  ticker(market: ListedMarket): TickerFigures | null;
}

export interface WorldOptions {
  readonly seed: number;
  readonly marketCount: number;
  readonly types: readonly TradedType[];
}

const BAR_MS = 300_000;

export async function createWorld(
  { seed, marketCount, types }: WorldOptions,
  startClock: (world: SimulatedFeed['world']) => VirtualClock,
): Promise<World> {
  const feeds = new Map<TradedType, SimulatedFeed>();
  const listed = new Map<TradedType, readonly ListedMarket[]>();
  const bySymbol = new Map<string, ListedMarket>();
  for (const type of types) {
    const feed = createSimulatedFeed({ seed, marketCount, type });
    const markets = (await feed.markets()).map((info): ListedMarket => {
      const { price, amount } = feed.exchange.decimals(info.symbol);
      return { info, type, priceDecimals: price, amountDecimals: amount };
    });
    feeds.set(type, feed);
    listed.set(type, markets);
    for (const market of markets) bySymbol.set(market.info.symbol, market);
  }
  const feedOf = (type: TradedType): SimulatedFeed => {
    const feed = feeds.get(type);
    if (feed === undefined) throw new RangeError(`Expected a type that the exchange trades, got ${type}`);
    return feed;
  };
  const clock = startClock(feedOf(types[0]).world);
  const statuses = new Map<string, MarketStatus>();
  const statusOf = ({ info }: ListedMarket): MarketStatus => {
    const set = statuses.get(info.symbol);
    if (set !== undefined) return set;
    if (info.active === false) return 'halted';
    return (info.listedAtMs ?? 0) > clock.nowMs() ? 'pending' : 'trading';
  };
  const tickers = new Map<ListedMarket, TickerFigures | null>();
  let tickersAtMs = 0;

  return {
    clock,
    feed: feedOf,
    everyMarket: (type) => listed.get(type) ?? [],
    markets: (type) => (listed.get(type) ?? []).filter((market) => statusOf(market) !== 'gone'),
    has: (symbol) => bySymbol.has(symbol),
    find(symbol) {
      const market = bySymbol.get(symbol);
      return market === undefined || statusOf(market) === 'gone' ? undefined : market;
    },
    statusOf,
    setStatus(symbol, status) {
      if (status === null) statuses.delete(symbol);
      else statuses.set(symbol, status);
    },
    ticker(market) {
      if (statusOf(market) !== 'trading') return null;
      // Figures change with each 5-minute candle: a request for all tickers is as expensive as all candles of
      // a day.
      const atMs = Math.floor(clock.nowMs() / BAR_MS) * BAR_MS;
      if (atMs !== tickersAtMs) tickers.clear();
      tickersAtMs = atMs;
      let figures = tickers.get(market);
      if (figures === undefined) {
        const { exchange } = feedOf(market.type);
        const day = exchange.day(market.info.symbol, atMs);
        figures = day === null ? null : { day, book: exchange.book(market.info.symbol, atMs) };
        tickers.set(market, figures);
      }
      return figures;
    },
  };
}
