import { DAY_MS } from '../../../market/timeframe.js';
import type { Endpoint, EmulatedAnswer } from '../../types.js';
import { NO_FIGURES, type ListedMarket, type World } from '../../world.js';
import { Refused, answerOf, type Dialect, type Intervals, type Query, type Route } from '../dialect.js';
import { wholeNumber } from '../parameters.js';
import { concatenated, createSymbolIndex } from '../symbols.js';
import {
  binanceError,
  binanceRefusal,
  illegal,
  invalidInterval,
  invalidSymbol,
  missing,
  notValid,
} from './errors.js';
import type { BinanceFlavour } from './flavour.js';
import { openInterestHistory, openInterestNow } from './open-interest.js';
import { klineRows, levelRow } from './rows.js';

const INTERVALS: Intervals = {
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '2h': 7_200_000,
  '4h': 14_400_000,
  '6h': 21_600_000,
  '8h': 28_800_000,
  '12h': 43_200_000,
  '1d': DAY_MS,
};

/** One of Binance's exchanges; a malformed request is rejected with the parameter at fault. */
export function createBinanceDialect(flavour: BinanceFlavour): Dialect {
  const { prefix, weights, type } = flavour;
  const find = createSymbolIndex((market) => [concatenated(market)]);

  const marketOf = (query: Query, world: World): ListedMarket => {
    const symbol = query.get('symbol');
    if (symbol === undefined || symbol === '') throw missing('symbol');
    const market = find(world, type, symbol);
    if (market === undefined) throw invalidSymbol();
    return market;
  };
  /** The figures of the requested markets; one object for one symbol, as on the exchange. */
  const figuresOf = (query: Query, world: World, row: BinanceFlavour['ticker']): EmulatedAnswer => {
    const nowMs = world.clock.nowMs();
    if (query.has('symbol')) {
      const market = marketOf(query, world);
      return answerOf(row(market, world.ticker(market) ?? NO_FIGURES, nowMs));
    }
    const symbols = query.get('symbols');
    const markets =
      symbols === undefined
        ? world.markets(type)
        : listOf(symbols).map((symbol) => marketOf(new Map([['symbol', symbol]]), world));
    const rows = markets.flatMap((market) => {
      const figures = world.ticker(market);
      return figures === null ? [] : [row(market, figures, nowMs)];
    });
    return answerOf(rows);
  };

  const klines = (query: Query, world: World): EmulatedAnswer => {
    const market = marketOf(query, world);
    const interval = query.get('interval');
    if (interval === undefined) throw missing('interval');
    const timeframeMs = INTERVALS[interval];
    if (timeframeMs === undefined) throw invalidInterval();
    const fromMs = wholeNumber(query, 'startTime', illegal);
    const range = {
      fromMs,
      toMs: wholeNumber(query, 'endTime', illegal),
      limit: klineLimit(query, flavour),
      keep: fromMs === null ? 'last' : 'first',
    } as const;
    const candles = klineRows(world, market, timeframeMs, range, flavour.minDecimals);
    return answerOf(candles.rows, { candles });
  };
  const depth = (query: Query, world: World): EmulatedAnswer => {
    const market = marketOf(query, world);
    const nowMs = world.clock.nowMs();
    const book = world.feed(type).exchange.book(market.info.symbol, nowMs);
    const limit = depthLimit(query, flavour);
    const side = (levels: typeof book.bids) =>
      levels.slice(0, limit).map((level) => levelRow(market, level, flavour.minDecimals));
    return answerOf({
      ...flavour.depthHead(Math.floor(nowMs / 300_000), nowMs),
      bids: side(book.bids),
      asks: side(book.asks),
    });
  };
  const endpoints: Readonly<Record<string, readonly [Endpoint, (query: Query) => number, Answerer]>> = {
    [`${prefix}/ping`]: ['other', () => weights.time, () => answerOf({})],
    [`${prefix}/time`]: [
      'time',
      () => weights.time,
      (_query, world) => answerOf({ serverTime: world.clock.nowMs() }),
    ],
    [`${prefix}/exchangeInfo`]: [
      'markets',
      () => weights.markets,
      (_query, world) => answerOf(flavour.exchangeInfo(world)),
    ],
    [`${prefix}/ticker/24hr`]: [
      'tickers',
      weights.tickers,
      (query, world) => figuresOf(query, world, flavour.ticker),
    ],
    [`${prefix}/ticker/bookTicker`]: [
      'bidsAsks',
      weights.bookTickers,
      (query, world) => figuresOf(query, world, flavour.bookTicker),
    ],
    [`${prefix}/klines`]: ['klines', (query) => weights.klines(klineLimit(query, flavour)), klines],
    [`${prefix}/depth`]: ['depth', (query) => weights.depth(depthLimit(query, flavour)), depth],
    ...(type === 'swap'
      ? {
          [`${prefix}/openInterest`]: [
            'openInterest',
            () => 1,
            (query, world) => openInterestNow(marketOf(query, world), world),
          ],
          '/futures/data/openInterestHist': [
            'openInterestHistory',
            () => 1,
            (query, world) => openInterestHistory(marketOf(query, world), query, world),
          ],
        }
      : {}),
  };

  return {
    id: flavour.id,
    types: [type],
    limits: flavour.limits,
    route(path, query, world): Route {
      const known = endpoints[path];
      if (known === undefined) {
        const answer = /^\/[df]?api\/v[13]\/exchangeInfo$/.test(path) ? NO_MARKETS : unknownPath(path);
        return {
          endpoint: 'other',
          market: null,
          costs: [{ rule: 'weight', weight: 1 }],
          answer: () => answer,
        };
      }
      const [endpoint, weigh, answer] = known;
      const symbol = query.get('symbol');
      return {
        endpoint,
        market: (symbol === undefined ? undefined : find(world, type, symbol)) ?? null,
        costs: [
          { rule: endpoint === 'openInterestHistory' ? 'data' : 'weight', weight: weightOf(weigh, query) },
        ],
        answer: () => answer(query, world),
      };
    },
    usageHeaders(usage) {
      const used = String(usage.get('weight') ?? 0);
      return { 'X-MBX-USED-WEIGHT-1M': used };
    },
    refuse: binanceRefusal,
  };
}

type Answerer = (query: Query, world: World) => EmulatedAnswer;

/** The other exchanges of Binance have no markets here, so that a client which loads all of them can. */
const NO_MARKETS = answerOf({
  timezone: 'UTC',
  serverTime: 0,
  rateLimits: [],
  exchangeFilters: [],
  symbols: [],
});

function unknownPath(path: string): EmulatedAnswer {
  return binanceError(-5000, `Path ${path}, Method GET is invalid`, 404);
}

/** A request with unreadable numbers costs what the cheapest does. */
function weightOf(weigh: (query: Query) => number, query: Query): number {
  try {
    return weigh(query);
  } catch (error) {
    if (error instanceof Refused) return 1;
    throw error;
  }
}

function klineLimit(query: Query, { klines }: BinanceFlavour): number {
  const limit = wholeNumber(query, 'limit', illegal) ?? klines.defaultLimit;
  if (limit < 1 || (limit > klines.maxLimit && klines.refusesMore)) throw notValid('limit');
  return Math.min(limit, klines.maxLimit);
}

function depthLimit(query: Query, { depthLimits, maxDepth, defaultDepth }: BinanceFlavour): number {
  const limit = wholeNumber(query, 'limit', illegal) ?? defaultDepth;
  if (depthLimits !== null && !depthLimits.includes(limit)) {
    throw new Refused(binanceError(-4021, `${limit} is not valid depth limit.`));
  }
  if (limit < 1) throw notValid('limit');
  return Math.min(limit, maxDepth);
}

/** `["BTCUSDT","ETHUSDT"]` */
function listOf(text: string): readonly string[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    list = null;
  }
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) throw illegal('symbols');
  return list;
}
