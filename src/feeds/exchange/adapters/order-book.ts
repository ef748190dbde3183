import type { BookLevel, OrderBook } from '../../../market/order-book.js';
import type { CcxtOrderBook } from '../ccxt-shapes.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import { readNumber } from '../read-number.js';
import { toBase, type Unit } from '../units/amount.js';
import { badSchema, shapeOf } from './bad-schema.js';

/**
 * A book as ccxt gives it, with sizes in base currency.
 * @param unit  what the book's sizes are counted in; null = not known.
 * @returns null where the sizes cannot be converted to base currency.
 * @throws {ExchangeFailure} BAD_SCHEMA: of another market, a level that is no price and size > 0, or not best price first.
 */
export function readOrderBook(
  book: CcxtOrderBook,
  market: ExchangeMarket,
  unit: Unit | null,
): OrderBook | null {
  const { symbol } = market;
  if (book.symbol !== symbol) throw badSchema(symbol, `the order book is that of ${shapeOf(book.symbol)}.`);
  const bids = readSide(book.bids, 'bids', market, unit);
  const asks = readSide(book.asks, 'asks', market, unit);
  return bids === null || asks === null ? null : { bids, asks };
}

function readSide(
  levels: unknown,
  side: 'bids' | 'asks',
  market: ExchangeMarket,
  unit: Unit | null,
): BookLevel[] | null {
  const { symbol } = market;
  if (!Array.isArray(levels)) throw badSchema(symbol, `expected a list of ${side}, got ${shapeOf(levels)}.`);
  const read: BookLevel[] = [];
  let previous = side === 'bids' ? Infinity : 0;
  for (const [index, level] of (levels as readonly unknown[]).entries()) {
    const [price, amount] = Array.isArray(level) ? [readNumber(level[0]), readNumber(level[1])] : [NaN, NaN];
    if (!(price > 0) || !(amount >= 0)) {
      throw badSchema(symbol, `number ${index + 1} of the ${side} has no price and size.`);
    }
    if (side === 'bids' ? price >= previous : price <= previous) {
      throw badSchema(symbol, `the ${side} are not sorted, best price first.`);
    }
    previous = price;
    const size = unit === null ? null : toBase(amount, unit, price, market);
    if (size === null) return null;
    // Size 0 is how some exchanges say that a level is gone.
    if (size > 0) read.push([price, size]);
  }
  return read;
}
