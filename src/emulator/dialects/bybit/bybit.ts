import { steppedDecimal } from '../../decimal.js';
import type { EmulatedAnswer, Endpoint } from '../../types.js';
import { NO_FIGURES, type ListedMarket, type TradedType, type World } from '../../world.js';
import { DAY_MS } from '../../../market/timeframe.js';
import { answerOf, type Dialect, type Intervals, type Query } from '../dialect.js';
import { wholeNumber } from '../parameters.js';
import { concatenated, createSymbolIndex } from '../symbols.js';
import { bybitAnswer, bybitRefusal, parameterError } from './envelope.js';
import { openInterestPage } from './open-interest.js';
import { instrumentRow, klineRows, statusName, tickerRow } from './rows.js';

const INTERVALS: Intervals = {
  '5': 300_000,
  '15': 900_000,
  '30': 1_800_000,
  '60': 3_600_000,
  '120': 7_200_000,
  '240': 14_400_000,
  '360': 21_600_000,
  '720': 43_200_000,
  D: DAY_MS,
};
const TYPES: Readonly<Record<string, TradedType>> = { spot: 'spot', linear: 'swap' };
/** Categories that exist, but have no markets here. */
const EMPTY_CATEGORIES = ['inverse', 'option'];
const MAX_CANDLES = 1000;
const DEFAULT_CANDLES = 200;
const INSTRUMENTS = { defaultLimit: 500, maxLimit: 1000 };
const LIMIT = 600;
const WINDOW_MS = 5000;

const find = createSymbolIndex((market) => [concatenated(market)]);
const bad = (name: string, world: World) =>
  parameterError(`params error: ${name} is invalid`, world.clock.nowMs());

/** null for a category without markets. */
function typeOf(query: Query, world: World): TradedType | null {
  const category = query.get('category') ?? '';
  if (category in TYPES) return TYPES[category];
  if (EMPTY_CATEGORIES.includes(category)) return null;
  throw bad('Category', world);
}

function marketOf(query: Query, world: World): ListedMarket {
  const type = typeOf(query, world);
  const market = type === null ? undefined : find(world, type, query.get('symbol') ?? '');
  if (market === undefined) throw parameterError('Not supported symbols', world.clock.nowMs());
  return market;
}

function limitOf(query: Query, world: World, defaultLimit: number, maxLimit: number): number {
  const limit = wholeNumber(query, 'limit', (name) => bad(name, world)) ?? defaultLimit;
  if (limit < 1) throw bad('limit', world);
  return Math.min(limit, maxLimit);
}

function time(_query: Query, world: World): EmulatedAnswer {
  const nowMs = world.clock.nowMs();
  const timeSecond = String(Math.floor(nowMs / 1000));
  return bybitAnswer({ timeSecond, timeNano: `${nowMs}000000` }, nowMs);
}

/**
 * Spot is returned in one page; contracts in pages of at most 1000 with a cursor. Without `status` only
 * trading markets are listed.
 */
function instruments(query: Query, world: World): EmulatedAnswer {
  const nowMs = world.clock.nowMs();
  const type = typeOf(query, world);
  const category = query.get('category');
  if (type === null) return bybitAnswer({ category, list: [], nextPageCursor: '' }, nowMs);
  const status = query.get('status') ?? 'Trading';
  const all = world.markets(type).filter((market) => statusName(world.statusOf(market)) === status);
  const { defaultLimit, maxLimit } = INSTRUMENTS;
  const limit = type === 'spot' ? all.length : limitOf(query, world, defaultLimit, maxLimit);
  const from = wholeNumber(query, 'cursor', (name) => bad(name, world)) ?? 0;
  const symbol = query.get('symbol');
  const page = all
    .filter((market) => symbol === undefined || concatenated(market) === symbol)
    .slice(from, from + limit);
  const nextPageCursor = symbol === undefined && from + limit < all.length ? String(from + limit) : '';
  return bybitAnswer(
    { category, list: page.map((market) => instrumentRow(market, status)), nextPageCursor },
    nowMs,
  );
}

function tickers(query: Query, world: World): EmulatedAnswer {
  const nowMs = world.clock.nowMs();
  const type = typeOf(query, world);
  const category = query.get('category');
  const row = (market: ListedMarket, figures = world.ticker(market)): unknown[] => {
    if (figures === null) return [];
    const interest =
      type === 'swap' ? world.feed('swap').exchange.openInterest(market.info.symbol, nowMs) : null;
    return [tickerRow(market, figures, interest ?? 0)];
  };
  if (query.has('symbol')) {
    const market = marketOf(query, world);
    return bybitAnswer({ category, list: row(market, world.ticker(market) ?? NO_FIGURES) }, nowMs);
  }
  const markets = type === null ? [] : world.markets(type);
  return bybitAnswer({ category, list: markets.flatMap((market) => row(market)) }, nowMs);
}

function kline(query: Query, world: World): EmulatedAnswer {
  const market = marketOf(query, world);
  const timeframeMs = INTERVALS[query.get('interval') ?? ''];
  if (timeframeMs === undefined) throw parameterError('Invalid period!', world.clock.nowMs());
  const number = (name: string) => wholeNumber(query, name, (wrong) => bad(wrong, world));
  const [fromMs, toMs] = [number('start'), number('end')];
  const range = {
    fromMs,
    toMs,
    limit: limitOf(query, world, DEFAULT_CANDLES, MAX_CANDLES),
    // If both ends are given, the newest are kept.
    keep: fromMs !== null && toMs === null ? 'first' : 'last',
  } as const;
  const candles = klineRows(world, market, timeframeMs, range);
  const { category, symbol } = Object.fromEntries(query);
  return bybitAnswer({ category, symbol, list: candles.rows }, world.clock.nowMs(), candles);
}

function orderbook(query: Query, world: World): EmulatedAnswer {
  const market = marketOf(query, world);
  const nowMs = world.clock.nowMs();
  const limit = market.type === 'spot' ? limitOf(query, world, 1, 200) : limitOf(query, world, 25, 500);
  const book = world.feed(market.type).exchange.book(market.info.symbol, nowMs);
  const side = (levels: typeof book.bids) =>
    levels
      .slice(0, limit)
      .map(([price, size]) => [
        steppedDecimal(price, market.priceDecimals),
        steppedDecimal(size, market.amountDecimals),
      ]);
  const updateId = Math.floor(nowMs / 300_000);
  return bybitAnswer(
    {
      s: concatenated(market),
      b: side(book.bids),
      a: side(book.asks),
      ts: nowMs,
      u: updateId,
      seq: updateId,
      cts: nowMs,
    },
    nowMs,
  );
}

function openInterest(query: Query, world: World): EmulatedAnswer {
  const market = marketOf(query, world);
  if (market.type !== 'swap') throw bad('Category', world);
  const { category, symbol } = Object.fromEntries(query);
  return bybitAnswer({ symbol, category, ...openInterestPage(market, query, world) }, world.clock.nowMs());
}

const ENDPOINTS: Readonly<
  Record<string, readonly [Endpoint, (query: Query, world: World) => EmulatedAnswer]>
> = {
  '/v5/market/time': ['time', time],
  '/v5/market/instruments-info': ['markets', instruments],
  '/v5/market/tickers': ['tickers', tickers],
  '/v5/market/kline': ['klines', kline],
  '/v5/market/orderbook': ['depth', orderbook],
  '/v5/market/open-interest': ['openInterestHistory', openInterest],
};

/** Spot and linear contracts by `category`; every request counts as one of 600 in 5 seconds. */
export const BYBIT: Dialect = {
  id: 'bybit',
  types: ['spot', 'swap'],
  limits: [{ name: 'requests', kind: 'window', limit: LIMIT, windowMs: WINDOW_MS }],
  route(path, query, world) {
    const [endpoint, answer] = ENDPOINTS[path] ?? [
      'other',
      () => answerOf({ retCode: 404, retMsg: `Path ${path} not found` }, { status: 404 }),
    ];
    const type = TYPES[query.get('category') ?? ''];
    return {
      endpoint,
      market: (type && find(world, type, query.get('symbol') ?? '')) ?? null,
      costs: [{ rule: 'requests', weight: 1 }],
      answer: () => answer(query, world),
    };
  },
  usageHeaders(usage, nowMs) {
    const used = usage.get('requests') ?? 0;
    return {
      'X-Bapi-Limit': String(LIMIT),
      'X-Bapi-Limit-Status': String(Math.max(0, LIMIT - used)),
      'X-Bapi-Limit-Reset-Timestamp': String((Math.floor(nowMs / WINDOW_MS) + 1) * WINDOW_MS),
    };
  },
  refuse: bybitRefusal,
};
