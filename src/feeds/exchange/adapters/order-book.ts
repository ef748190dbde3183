import type { BookLevel, OrderBook } from '../../../market/order-book.js';
import type { CcxtOrderBook } from '../ccxt-shapes.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import { readNumber } from '../read-number.js';
import { toBase, type Unit } from '../units/amount.js';
import { badSchema, shapeOf } from './bad-schema.js';

/** What a book shows whatever the unit of its sizes, and the full figures if the unit is known. */
export interface BookReading {
  /** Quote currency; null if the side is empty. */
  readonly bestBid: number | null;
  readonly bestAsk: number | null;
  /** With sizes in base currency; null if they cannot be converted. */
  readonly book: OrderBook | null;
}

interface Side {
  readonly best: number | null;
  readonly levels: readonly BookLevel[] | null;
}

/**
 * A book from ccxt. Orders listed individually form one level if their prices are equal.
 * @param unit  unit of the book's sizes; null = unknown.
 * @throws {ExchangeFailure} BAD_SCHEMA: of another market, a level that is not a price and size, or not best
 * price first.
 */
export function readOrderBook(book: CcxtOrderBook, market: ExchangeMarket, unit: Unit | null): BookReading {
  const { symbol } = market;
  if (book.symbol !== symbol) throw badSchema(symbol, `the order book is that of ${shapeOf(book.symbol)}.`);
  const bids = readSide(book.bids, 'bids', market, unit);
  const asks = readSide(book.asks, 'asks', market, unit);
  return {
    bestBid: bids.best,
    bestAsk: asks.best,
    book: bids.levels === null || asks.levels === null ? null : { bids: bids.levels, asks: asks.levels },
  };
}

function readSide(levels: unknown, side: 'bids' | 'asks', market: ExchangeMarket, unit: Unit | null): Side {
  const rows = levelsOf(levels, side, market.symbol);
  const read: BookLevel[] = [];
  for (const [price, amount] of rows) {
    const size = unit === null ? null : toBase(amount, unit, price, market);
    if (size === null) return { best: rows.at(0)?.[0] ?? null, levels: null };
    const last = read.at(-1);
    if (last?.[0] === price) read[read.length - 1] = [price, last[1] + size];
    else read.push([price, size]);
  }
  return { best: read.at(0)?.[0] ?? null, levels: read };
}

/** Prices and sizes > 0 in the book's own unit. With size 0 some exchanges say that a level is gone. */
function levelsOf(levels: unknown, side: 'bids' | 'asks', symbol: string): BookLevel[] {
  if (!Array.isArray(levels)) throw badSchema(symbol, `expected a list of ${side}, got ${shapeOf(levels)}.`);
  const rows: BookLevel[] = [];
  let previous = side === 'bids' ? Infinity : 0;
  for (const [index, level] of (levels as readonly unknown[]).entries()) {
    const [price, amount] = Array.isArray(level) ? [readNumber(level[0]), readNumber(level[1])] : [NaN, NaN];
    if (!(price > 0) || !(amount >= 0)) {
      throw badSchema(symbol, `number ${index + 1} of the ${side} has no price and size.`);
    }
    if (side === 'bids' ? price > previous : price < previous) {
      throw badSchema(symbol, `the ${side} are not sorted, best price first.`);
    }
    previous = price;
    if (amount > 0) rows.push([price, amount]);
  }
  return rows;
}
