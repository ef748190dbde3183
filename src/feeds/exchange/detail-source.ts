import type { MarketDetails } from '../../market/feed.js';
import type { MarketFacts } from '../../market/market.js';
import { bookFacts, spreadBpsOf } from '../../market/order-book.js';
import { allOrThrow } from '../../util/all-or-throw.js';
import { fetchBook } from './adapters/fetch-book.js';
import { readOrderBook } from './adapters/order-book.js';
import type { CcxtOrderBook } from './ccxt-shapes.js';
import type { ExchangeSession } from './exchange-session.js';
import { ExchangeFailure } from './failure.js';
import { fetchInterest } from './interest-source.js';
import { PRIORITY } from './limits/gate.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { TickerBoard } from './ticker-board.js';

/** Order book and open interest of one market. Never rejects except for the signal. */
export async function fetchDetails(
  session: ExchangeSession,
  market: ExchangeMarket,
  board: TickerBoard,
  asOfMs: number,
  signal?: AbortSignal,
): Promise<MarketDetails> {
  try {
    const [book, interest] = await allOrThrow([
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
  const { calls, unitsOf } = session.description;
  if (calls.orderBook.obstacle !== null) return {};
  const answer = await askForBook(session, market, signal);
  const { book, bestBid, bestAsk } = readOrderBook(answer, market, unitsOf(market).book);
  if (book === null) return { spreadBps: spreadBpsOf(bestBid, bestAsk) };
  return bookFacts(book, board.rateOf(market)?.usd ?? null);
}

/** As many levels as a scan uses, or if the exchange does not accept that number, its default. */
async function askForBook(
  session: ExchangeSession,
  market: ExchangeMarket,
  signal?: AbortSignal,
): Promise<CcxtOrderBook> {
  const { ccxtId, book } = session.description;
  const ask = (levels?: number): Promise<CcxtOrderBook> =>
    session.call(PRIORITY.facts, signal, (exchange) => fetchBook(ccxtId, exchange, market, levels), {
      isOfOneMarket: true,
    });
  try {
    return await ask(book.levels);
  } catch (error) {
    const isNotUnderstood = error instanceof ExchangeFailure && error.code === 'BAD_SCHEMA';
    if (!isNotUnderstood || error.retry !== 'no') throw error;
    return ask();
  }
}
