import { DAY_MS } from '../../../market/timeframe.js';
import { steppedDecimal } from '../../decimal.js';
import type { EmulatedAnswer, Endpoint } from '../../types.js';
import type { ListedMarket, World } from '../../world.js';
import { Refused, answerOf, secondsUntil, type Dialect, type Intervals, type Query } from '../dialect.js';
import { wholeNumber } from '../parameters.js';
import { createSymbolIndex } from '../symbols.js';
import { assetNames, pairId, pairName } from './assets.js';
import { assetRow, candleRows, pairRow, tickerRow } from './rows.js';

const INTERVALS: Intervals = {
  '5': 300_000,
  '15': 900_000,
  '30': 1_800_000,
  '60': 3_600_000,
  '240': 14_400_000,
  '1440': DAY_MS,
};
const MAX_DEPTH = 500;
const DEFAULT_DEPTH = 100;

const find = createSymbolIndex((market) => [
  pairId(market),
  pairName(market),
  assetNames(market.info.base)[0] + assetNames(market.info.quote)[0],
]);

/** Errors, too, have status 200. */
function krakenError(error: string): EmulatedAnswer {
  return answerOf({ error: [error] });
}

function invalid(name: string): Refused {
  return new Refused(krakenError(`EGeneral:Invalid arguments:${name}`));
}

function marketOf(name: string | undefined, world: World): ListedMarket {
  if (name === undefined || name === '') throw invalid('pair');
  const market = find(world, 'spot', name);
  if (market === undefined) throw new Refused(krakenError('EQuery:Unknown asset pair'));
  return market;
}

function result(value: unknown): EmulatedAnswer {
  return answerOf({ error: [], result: value });
}

function time(_query: Query, world: World): EmulatedAnswer {
  const nowMs = world.clock.nowMs();
  return result({ unixtime: Math.floor(nowMs / 1000), rfc1123: new Date(nowMs).toUTCString() });
}

function assets(_query: Query, world: World): EmulatedAnswer {
  const currencies = new Set(world.markets('spot').flatMap(({ info }) => [info.base, info.quote]));
  return result(
    Object.fromEntries([...currencies].map((currency) => [assetNames(currency)[0], assetRow(currency)])),
  );
}

/** The markets named by `pair`, separated by commas; all without it. */
function pairsOf(query: Query, world: World): readonly ListedMarket[] {
  const pairs = query.get('pair');
  return pairs === undefined ? world.markets('spot') : pairs.split(',').map((name) => marketOf(name, world));
}

function assetPairs(query: Query, world: World): EmulatedAnswer {
  return result(
    Object.fromEntries(pairsOf(query, world).map((market) => [pairId(market), pairRow(market, world)])),
  );
}

function ticker(query: Query, world: World): EmulatedAnswer {
  const rows = pairsOf(query, world).flatMap((market) => {
    const figures = world.ticker(market);
    return figures === null ? [] : [[pairId(market), tickerRow(market, figures, world)] as const];
  });
  return result(Object.fromEntries(rows));
}

function ohlc(query: Query, world: World): EmulatedAnswer {
  const market = marketOf(query.get('pair'), world);
  const timeframeMs = INTERVALS[query.get('interval') ?? '1'];
  if (timeframeMs === undefined) throw invalid('interval');
  const since = wholeNumber(query, 'since', invalid);
  const candles = candleRows(world, market, timeframeMs, since === null ? -Infinity : 1000 * since);
  // Where the next request may continue: the last closed candle.
  const last = candles.rows.at(-2) ?? candles.rows.at(-1);
  const body = { error: [], result: { [pairId(market)]: candles.rows, last: last?.[0] ?? 0 } };
  return answerOf(body, { candles });
}

function depth(query: Query, world: World): EmulatedAnswer {
  const market = marketOf(query.get('pair'), world);
  const count = wholeNumber(query, 'count', invalid) ?? DEFAULT_DEPTH;
  if (count < 1 || count > MAX_DEPTH) throw invalid('count');
  const nowMs = world.clock.nowMs();
  const book = world.feed('spot').exchange.book(market.info.symbol, nowMs);
  const side = (levels: typeof book.bids) =>
    levels
      .slice(0, count)
      .map(([price, size]) => [
        steppedDecimal(price, market.priceDecimals, 5),
        steppedDecimal(size, market.amountDecimals, 3),
        Math.floor(nowMs / 1000),
      ]);
  return result({ [pairId(market)]: { asks: side(book.asks), bids: side(book.bids) } });
}

const ENDPOINTS: Readonly<
  Record<string, readonly [Endpoint, (query: Query, world: World) => EmulatedAnswer]>
> = {
  '/0/public/Time': ['time', time],
  '/0/public/Assets': ['markets', assets],
  '/0/public/AssetPairs': ['markets', assetPairs],
  '/0/public/Ticker': ['tickers', ticker],
  '/0/public/OHLC': ['klines', ohlc],
  '/0/public/Depth': ['depth', depth],
};

/** A counter that increases by one with each request and decreases by one each second, up to 15. */
export const KRAKEN: Dialect = {
  id: 'kraken',
  types: ['spot'],
  limits: [{ name: 'counter', kind: 'counter', limit: 15, perSecond: 1 }],
  route(path, query, world) {
    const [endpoint, answer] = ENDPOINTS[path] ?? ['other', () => krakenError('EGeneral:Unknown method')];
    const pair = query.get('pair');
    return {
      endpoint,
      market: (pair === undefined ? undefined : find(world, 'spot', pair)) ?? null,
      costs: [{ rule: 'counter', weight: 1 }],
      answer: () => answer(query, world),
    };
  },
  usageHeaders: () => ({}),
  refuse(refusal, nowMs) {
    const isBan = refusal.kind === 'banned';
    const headers = { 'Retry-After': secondsUntil(refusal.untilMs, nowMs) };
    const error = isBan
      ? `EGeneral:Temporary lockout, IP banned until ${refusal.untilMs}`
      : 'EAPI:Rate limit exceeded';
    return answerOf({ error: [error] }, { status: isBan ? 418 : 429, headers });
  },
};
