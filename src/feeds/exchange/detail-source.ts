import type { MarketDetails } from '../../market/feed.js';
import type { MarketFacts } from '../../market/market.js';
import { bookFacts } from '../../market/order-book.js';
import { readOrderBook } from './adapters/order-book.js';
import { openInterestChange24hPct, readOpenInterestUsd } from './adapters/open-interest.js';
import type { ExchangeSession } from './exchange-session.js';
import { ExchangeFailure } from './failure.js';
import { PRIORITY } from './limits/gate.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { TickerBoard } from './ticker-board.js';
import { unitsOf } from './units/unit-table.js';

/** Levels of a side: the dearest step that costs no more than fewer would. */
const BOOK_LEVELS = 100;
/** A day of hours, and the one it began with. */
const INTEREST_HOURS = 25;

/** Order book and open interest of one market. Never rejects but for the signal. */
export async function fetchDetails(
  session: ExchangeSession,
  market: ExchangeMarket,
  board: TickerBoard,
  asOfMs: number,
  signal?: AbortSignal,
): Promise<MarketDetails> {
  try {
    const [book, interest] = await Promise.all([
      fetchBookFacts(session, market, board, signal),
      market.type === 'spot' ? {} : fetchInterest(session, market, board, asOfMs, signal),
    ]);
    return { facts: { ...book, ...interest, provenance: 'measured' } };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ExchangeFailure) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}

async function fetchBookFacts(
  session: ExchangeSession,
  market: ExchangeMarket,
  board: TickerBoard,
  signal?: AbortSignal,
): Promise<Partial<MarketFacts>> {
  const { client, ccxtId } = session;
  if (client.has.fetchOrderBook !== true) return {};
  const answer = await session.call(PRIORITY.facts, signal, (exchange) =>
    exchange.fetchOrderBook(market.symbol, BOOK_LEVELS),
  );
  const book = readOrderBook(answer, market, unitsOf(ccxtId, market).book);
  return book === null ? {} : bookFacts(book, board.rateOf(market)?.usd ?? null);
}

async function fetchInterest(
  session: ExchangeSession,
  market: ExchangeMarket,
  board: TickerBoard,
  asOfMs: number,
  signal?: AbortSignal,
): Promise<Partial<MarketFacts>> {
  const { client, ccxtId } = session;
  const now =
    client.has.fetchOpenInterest === true
      ? await session.call(PRIORITY.facts, signal, (exchange) => exchange.fetchOpenInterest(market.symbol))
      : null;
  const history =
    client.has.fetchOpenInterestHistory === true
      ? await session.call(PRIORITY.facts, signal, (exchange) =>
          exchange.fetchOpenInterestHistory(market.symbol, '1h', undefined, INTEREST_HOURS),
        )
      : null;
  const price = board.tickers.get(market.symbol)?.last ?? null;
  const usd = board.rateOf(market)?.usd ?? null;
  return {
    openInterestUsd:
      now === null ? null : readOpenInterestUsd(now, market, unitsOf(ccxtId, market), price, usd),
    oiChange24hPct: history === null ? null : openInterestChange24hPct(history, market, asOfMs),
  };
}
