import type { CcxtExchange, CcxtOrderBook } from '../ccxt-shapes.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import { badSchema, memberOf, shapeOf } from './bad-schema.js';

type FetchBook = (
  exchange: CcxtExchange,
  market: ExchangeMarket,
  levels: number | undefined,
) => Promise<CcxtOrderBook>;

/**
 * ccxt turns an answer without a book into an empty one: if the raw call is known, the sides are taken as
 * sent.
 */
const RAW: Readonly<Record<string, FetchBook>> = {
  binance: fromBinance,
  binanceusdm: fromBinance,
  bybit: fromBybit,
  kraken: fromKraken,
};

/**
 * One order book, the best levels of each side first.
 * @param levels  per side; undefined = the exchange's default.
 * @throws {ExchangeFailure} BAD_SCHEMA: the answer is not the book of this market; and what the call itself
 * throws.
 */
export function fetchBook(
  exchangeId: string,
  exchange: CcxtExchange,
  market: ExchangeMarket,
  levels: number | undefined,
): Promise<CcxtOrderBook> {
  const fetchRaw = market.settlement === 'inverse' ? undefined : RAW[exchangeId];
  return fetchRaw === undefined
    ? exchange.fetchOrderBook(market.symbol, levels)
    : fetchRaw(exchange, market, levels);
}

async function fromBinance(
  exchange: CcxtExchange,
  { id, symbol, type }: ExchangeMarket,
  limit: number | undefined,
): Promise<CcxtOrderBook> {
  const call = type === 'spot' ? exchange.publicGetDepth : exchange.fapiPublicGetDepth;
  return sidesOf(symbol, await known(call)({ symbol: id, ...(limit && { limit }) }), 'bids', 'asks');
}

async function fromBybit(
  exchange: CcxtExchange,
  { id, symbol, type }: ExchangeMarket,
  limit: number | undefined,
): Promise<CcxtOrderBook> {
  const category = type === 'spot' ? 'spot' : 'linear';
  const answer = await known(exchange.publicGetV5MarketOrderbook)({
    category,
    symbol: id,
    ...(limit && { limit }),
  });
  const result = memberOf(answer, 'result');
  const symbolId = memberOf(result, 's');
  if (symbolId !== id)
    throw badSchema(symbol, `asked for the book of ${id}, got that of ${shapeOf(symbolId)}.`);
  return sidesOf(symbol, result, 'b', 'a');
}

async function fromKraken(
  exchange: CcxtExchange,
  { id, symbol }: ExchangeMarket,
  count: number | undefined,
): Promise<CcxtOrderBook> {
  const answer = await known(exchange.publicGetDepth)({ pair: id, ...(count && { count }) });
  return sidesOf(symbol, memberOf(memberOf(answer, 'result'), id), 'bids', 'asks');
}

function sidesOf(symbol: string, book: unknown, bids: string, asks: string): CcxtOrderBook {
  return { symbol, bids: memberOf(book, bids), asks: memberOf(book, asks) };
}

function known<Call>(call: Call | undefined): Call {
  if (call === undefined) throw new TypeError('Expected the exchange to have a call for order books.');
  return call;
}
