/** One price level: price in quote currency, size in base currency. */
export type BookLevel = readonly [price: number, size: number];

/** An order book, best price first on both sides. */
export interface OrderBook {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** A scan's summary of an order book; null if a side is empty. */
export interface BookFacts {
  /** (ask − bid) / bid · 10,000. */
  readonly spreadBps: number | null;
  /** Bid and ask notional together within 0.5 % and 0.3 % of the best price of their side, USD. */
  readonly depth05Usd: number | null;
  readonly depth03Usd: number | null;
  /** (bid − ask) / (bid + ask), notional of the ten best levels, −1…1. */
  readonly imbalance: number | null;
}

const NO_BOOK_FACTS: BookFacts = {
  spreadBps: null,
  depth05Usd: null,
  depth03Usd: null,
  imbalance: null,
};

/** Levels per side used for the imbalance. */
const IMBALANCE_LEVELS = 10;

/** The spread in bps of the bid; null unless 0 < bid ≤ ask. */
export function spreadBpsOf(bid: number | null, ask: number | null): number | null {
  if (bid === null || ask === null || !(bid > 0) || !(ask >= bid) || !Number.isFinite(ask)) return null;
  return ((ask - bid) / bid) * 10_000;
}

/**
 * Facts of a book. Sums run outwards from the best price, bids before asks, so that equal books give equal
 * bits. A book that does not reach as far as a band has at least the sum given: enough levels are requested
 * from exchanges.
 * @param usdPerQuote  price of one unit of the quote currency; null = unknown, and so are the depths.
 */
export function bookFacts(book: OrderBook, usdPerQuote: number | null): BookFacts {
  const bid = book.bids.at(0)?.[0] ?? null;
  const ask = book.asks.at(0)?.[0] ?? null;
  const spreadBps = spreadBpsOf(bid, ask);
  if (spreadBps === null || bid === null || ask === null) return NO_BOOK_FACTS;
  const depth = (share: number): number | null => {
    if (usdPerQuote === null) return null;
    const bids = notional(book.bids, ([price]) => price >= bid * (1 - share));
    const asks = notional(book.asks, ([price]) => price <= ask * (1 + share));
    return (bids + asks) * usdPerQuote;
  };
  const bidNotional = notional(book.bids.slice(0, IMBALANCE_LEVELS), () => true);
  const askNotional = notional(book.asks.slice(0, IMBALANCE_LEVELS), () => true);
  const both = bidNotional + askNotional;
  return {
    spreadBps,
    depth05Usd: depth(0.005),
    depth03Usd: depth(0.003),
    imbalance: both > 0 ? (bidNotional - askNotional) / both : null,
  };
}

function notional(levels: readonly BookLevel[], within: (level: BookLevel) => boolean): number {
  let sum = 0;
  for (const level of levels) {
    if (!within(level)) break;
    sum += level[0] * level[1];
  }
  return sum;
}
