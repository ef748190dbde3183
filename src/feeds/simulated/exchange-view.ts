import type { OrderBook } from '../../market/order-book.js';
import { bookAt, EMPTY_BOOK } from './book.js';
import type { CandleGenerator } from './candle-generator.js';
import { dayCandles, dayFigures, dayTicker, type DayTicker } from './day-figures.js';
import { exchangeCandles, type CandleRange, type ExchangeCandles } from './exchange-candles.js';
import { openInterestAt } from './open-interest.js';
import type { MarketProfile } from './simulated-markets.js';
import { barAt, checkTimeframe } from './world.js';

/** The simulated market from an exchange's side of the counter: its answers at a moment. */
export interface ExchangeView {
  /** Decimals of prices and of amounts. */
  decimals(symbol: string): { readonly price: number; readonly amount: number };
  /** @throws {SquallError} (usage) a timeframe that the simulated market does not have. */
  candles(symbol: string, timeframeMs: number, range: CandleRange, nowMs: number): ExchangeCandles;
  /**
   * The 24 hours before the last closed 5-minute candle; null for a market that does not exist or has
   * stopped.
   */
  day(symbol: string, nowMs: number): DayTicker | null;
  /** The book at the last close of a 5-minute candle; empty without quotes. */
  book(symbol: string, nowMs: number): OrderBook;
  /** Base currency, at the last close of a 5-minute candle; null if there is none. */
  openInterest(symbol: string, atMs: number): number | null;
}

/** @returns a view that throws a RangeError for unknown symbols. */
export function createExchangeView(
  generator: CandleGenerator,
  bySymbol: ReadonlyMap<string, MarketProfile>,
): ExchangeView {
  const marketOf = (symbol: string): MarketProfile => {
    const market = bySymbol.get(symbol);
    if (market === undefined) throw new RangeError(`Expected a simulated market, got ${symbol}`);
    return market;
  };
  return {
    decimals(symbol) {
      const { tickDecimals, lotDecimals } = marketOf(symbol);
      return { price: tickDecimals, amount: lotDecimals };
    },
    candles(symbol, timeframeMs, range, nowMs) {
      checkTimeframe(timeframeMs);
      return exchangeCandles(generator, marketOf(symbol), timeframeMs, range, nowMs);
    },
    day(symbol, nowMs) {
      const market = marketOf(symbol);
      const candles = dayCandles(generator, market, barAt(nowMs));
      return candles === null ? null : dayTicker(market, candles);
    },
    book(symbol, nowMs) {
      const market = marketOf(symbol);
      const bar = barAt(nowMs);
      const candles = dayCandles(generator, market, bar);
      if (candles === null) return EMPTY_BOOK;
      return bookAt(market, bar, dayFigures(market, candles).close, generator.eventsOf(market));
    },
    openInterest(symbol, atMs) {
      const market = marketOf(symbol);
      return openInterestAt(market, barAt(atMs), generator.eventsOf(market));
    },
  };
}
