import type { MarketFacts } from '../../market/market.js';
import { bookFacts } from '../../market/order-book.js';
import { bookAt } from './book.js';
import type { CandleGenerator } from './candle-generator.js';
import { dayCandles, dayFigures } from './day-figures.js';
import { openInterestAt } from './open-interest.js';
import type { MarketProfile } from './simulated-markets.js';
import { BARS_PER_DAY } from './world.js';

/**
 * What an exchange's ticker, book and trades would show at the close of bar `asOfBar` − 1; null if there is
 * no such market then. Whatever a client of the emulated exchange computes from the wire has the same bits.
 */
export function factsAt(
  generator: CandleGenerator,
  market: MarketProfile,
  asOfBar: number,
): MarketFacts | null {
  const candles = dayCandles(generator, market, asOfBar);
  if (candles === null) return null;
  const day = dayFigures(market, candles);
  const events = generator.eventsOf(market);
  const book = bookAt(market, asOfBar, day.close, events);
  const interest = openInterestAt(market, asOfBar, events);
  return {
    // The quote currency counts as a dollar.
    ...bookFacts(book, 1),
    tradesPerMinute: day.tradesPerMinute,
    openInterestUsd: interest === null ? null : interest * day.close,
    oiChange24hPct: changeOf(interest, openInterestAt(market, asOfBar - BARS_PER_DAY, events)),
    turnover24h: day.turnover,
    change24hPct: day.changePct,
    usdPerQuote: 1,
    provenance: 'simulated',
  };
}

/**
 * In base currency, so a price move does not count as a change in open interest; null if there was none a day
 * earlier.
 */
function changeOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : (now / before - 1) * 100;
}
