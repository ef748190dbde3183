import type { BookLevel } from '../../../market/order-book.js';
import { plainDecimal, steppedDecimal } from '../../decimal.js';
import type { CandleRows } from '../../types.js';
import type { ListedMarket, TickerFigures, World } from '../../world.js';

/** The requested candles, in the form of `ExchangeView.candles`. */
export type CandleRange = Parameters<ReturnType<World['feed']>['exchange']['candles']>[2];

export function klineRows(
  world: World,
  market: ListedMarket,
  timeframeMs: number,
  range: CandleRange,
  minDecimals: number,
): CandleRows {
  const { exchange } = world.feed(market.type);
  const { openTimeMs, open, high, low, close, volume, turnover, trades } = exchange.candles(
    market.info.symbol,
    timeframeMs,
    range,
    world.clock.nowMs(),
  );
  const price = (value: number): string => steppedDecimal(value, market.priceDecimals, minDecimals);
  const amount = (value: number): string => steppedDecimal(value, market.amountDecimals, minDecimals);
  const rows = Array.from(openTimeMs, (timeMs, i) => [
    timeMs,
    price(open[i]),
    price(high[i]),
    price(low[i]),
    price(close[i]),
    amount(volume[i]),
    timeMs + timeframeMs - 1,
    plainDecimal(turnover[i]),
    trades[i],
    // Takers buy half.
    amount(volume[i] / 2),
    steppedDecimal(turnover[i] / 2, 2, minDecimals),
    '0',
  ]);
  return { rows, time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5, timeUnitMs: 1, newestFirst: false };
}

/** What both exchanges report for the last 24 hours; the rest differs. */
export function dayRow(
  market: ListedMarket,
  { day }: TickerFigures,
  nowMs: number,
  minDecimals: number,
): Record<string, unknown> {
  const price = (value: number): string => steppedDecimal(value, market.priceDecimals, minDecimals);
  const amount = (value: number): string => steppedDecimal(value, market.amountDecimals, minDecimals);
  const lastId = Math.floor(day.closeTimeMs / 1000);
  return {
    symbol: market.info.base + market.info.quote,
    priceChange: price(day.close - day.open),
    // More digits than the real exchange sends, so that nothing is lost.
    priceChangePercent: plainDecimal(day.changePct),
    weightedAvgPrice: plainDecimal(day.volume > 0 ? day.turnover / day.volume : 0),
    lastPrice: price(day.close),
    lastQty: amount(day.trades > 0 ? day.volume / day.trades : 0),
    openPrice: price(day.open),
    highPrice: price(day.high),
    lowPrice: price(day.low),
    volume: amount(day.volume),
    quoteVolume: plainDecimal(day.turnover),
    openTime: nowMs - 86_400_000,
    closeTime: nowMs,
    firstId: day.trades > 0 ? lastId - day.trades + 1 : -1,
    lastId: day.trades > 0 ? lastId : -1,
    count: day.trades,
  };
}

/** Best prices; zeros without quotes. */
export function bestRow(
  market: ListedMarket,
  { book }: TickerFigures,
  minDecimals: number,
): Record<string, string> {
  const [bidPrice, bidQty] = levelRow(market, book.bids.at(0) ?? [0, 0], minDecimals);
  const [askPrice, askQty] = levelRow(market, book.asks.at(0) ?? [0, 0], minDecimals);
  return { bidPrice, bidQty, askPrice, askQty };
}

export function levelRow(market: ListedMarket, [price, size]: BookLevel, minDecimals: number): string[] {
  return [
    steppedDecimal(price, market.priceDecimals, minDecimals),
    steppedDecimal(size, market.amountDecimals, minDecimals),
  ];
}
