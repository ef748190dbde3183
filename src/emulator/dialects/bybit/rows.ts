import { plainDecimal, shiftDecimal, stepOf, steppedDecimal } from '../../decimal.js';
import type { CandleRows } from '../../types.js';
import type { ListedMarket, MarketStatus, TickerFigures, World } from '../../world.js';

/** The requested candles, in the form of `ExchangeView.candles`. */
type CandleRange = Parameters<ReturnType<World['feed']>['exchange']['candles']>[2];

/** `[startTime, open, high, low, close, volume, turnover]`, newest first. */
export function klineRows(
  world: World,
  market: ListedMarket,
  timeframeMs: number,
  range: CandleRange,
): CandleRows {
  const { exchange } = world.feed(market.type);
  const candles = exchange.candles(market.info.symbol, timeframeMs, range, world.clock.nowMs());
  const price = (value: number): string => steppedDecimal(value, market.priceDecimals);
  const rows = Array.from(candles.openTimeMs, (timeMs, i) => [
    String(timeMs),
    price(candles.open[i]),
    price(candles.high[i]),
    price(candles.low[i]),
    price(candles.close[i]),
    steppedDecimal(candles.volume[i], market.amountDecimals),
    plainDecimal(candles.turnover[i]),
  ]).reverse();
  return { rows, time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5, timeUnitMs: 1, newestFirst: true };
}

export function tickerRow(
  market: ListedMarket,
  { day, book }: TickerFigures,
  openInterest: number,
): Record<string, string> {
  const price = (value: number | undefined): string =>
    value === undefined ? '' : steppedDecimal(value, market.priceDecimals);
  const amount = (value: number | undefined): string =>
    value === undefined ? '' : steppedDecimal(value, market.amountDecimals);
  const common = {
    symbol: market.info.base + market.info.quote,
    lastPrice: price(day.close),
    prevPrice24h: price(day.open),
    // More digits than the real exchange sends, so that nothing is lost.
    price24hPcnt: shiftDecimal(plainDecimal(day.changePct), -2),
    highPrice24h: price(day.high),
    lowPrice24h: price(day.low),
    turnover24h: plainDecimal(day.turnover),
    volume24h: amount(day.volume),
    bid1Price: price(book.bids.at(0)?.[0]),
    bid1Size: amount(book.bids.at(0)?.[1]),
    ask1Price: price(book.asks.at(0)?.[0]),
    ask1Size: amount(book.asks.at(0)?.[1]),
  };
  if (market.type === 'spot') return { ...common, usdIndexPrice: '' };
  return {
    ...common,
    indexPrice: price(day.close),
    markPrice: price(day.close),
    prevPrice1h: '',
    openInterest: amount(openInterest),
    openInterestValue: plainDecimal(openInterest * day.close),
    fundingRate: '0.0001',
    nextFundingTime: '',
    predictedDeliveryPrice: '',
    basisRate: '',
    deliveryFeeRate: '',
    deliveryTime: '0',
  };
}

const STATUS: Readonly<Record<MarketStatus, string>> = {
  trading: 'Trading',
  halted: 'Closed',
  pending: 'PreLaunch',
  gone: 'Closed',
};

export function statusName(status: MarketStatus): string {
  return STATUS[status];
}

export function instrumentRow(market: ListedMarket, status: string): unknown {
  const { info, priceDecimals, amountDecimals } = market;
  const tickSize = stepOf(priceDecimals);
  const step = stepOf(amountDecimals);
  const head = { symbol: info.base + info.quote, status, baseCoin: info.base, quoteCoin: info.quote };
  if (market.type === 'spot') {
    return {
      ...head,
      innovation: '0',
      marginTrading: 'none',
      lotSizeFilter: {
        basePrecision: step,
        quotePrecision: '0.00000001',
        minOrderQty: step,
        maxOrderQty: '1000000000',
        minOrderAmt: '5',
        maxOrderAmt: '1000000',
      },
      priceFilter: { tickSize },
    };
  }
  return {
    ...head,
    contractType: 'LinearPerpetual',
    launchTime: String(info.listedAtMs),
    deliveryTime: '0',
    deliveryFeeRate: '',
    priceScale: String(priceDecimals),
    leverageFilter: { minLeverage: '1', maxLeverage: '50', leverageStep: '0.01' },
    priceFilter: { minPrice: tickSize, maxPrice: '1000000', tickSize },
    lotSizeFilter: {
      maxOrderQty: '1000000000',
      minOrderQty: step,
      qtyStep: step,
      postOnlyMaxOrderQty: '1000000000',
      maxMktOrderQty: '1000000000',
      minNotionalValue: '5',
    },
    unifiedMarginTrade: true,
    fundingInterval: 480,
    settleCoin: info.settle,
  };
}
