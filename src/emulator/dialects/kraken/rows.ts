import { plainDecimal, steppedDecimal } from '../../decimal.js';
import type { CandleRows } from '../../types.js';
import type { ListedMarket, TickerFigures, World } from '../../world.js';
import { DAY_MS } from '../../../market/timeframe.js';
import { assetNames, pairId, pairName } from './assets.js';

const FEES = [
  [0, 0.4],
  [10_000, 0.35],
  [50_000, 0.24],
];
const FEES_MAKER = [
  [0, 0.25],
  [10_000, 0.2],
  [50_000, 0.14],
];
const STATUS = { trading: 'online', halted: 'cancel_only', pending: 'post_only', gone: 'delisted' } as const;
/** The exchange serves no older candles. */
const KEPT_CANDLES = 720;

export function pairRow(market: ListedMarket, world: World): unknown {
  const { info, priceDecimals, amountDecimals } = market;
  return {
    altname: pairId(market),
    wsname: pairName(market),
    aclass_base: 'currency',
    base: assetNames(info.base)[0],
    aclass_quote: 'currency',
    quote: assetNames(info.quote)[0],
    lot: 'unit',
    pair_decimals: priceDecimals,
    lot_decimals: amountDecimals,
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: FEES,
    fees_maker: FEES_MAKER,
    fee_volume_currency: 'ZUSD',
    margin_call: 80,
    margin_stop: 40,
    ordermin: steppedDecimal(1 / Number(`1e${amountDecimals}`), amountDecimals),
    status: STATUS[world.statusOf(market)],
  };
}

export function assetRow(currency: string): unknown {
  const altname = assetNames(currency)[1];
  return { aclass: 'currency', altname, decimals: 8, display_decimals: 5, status: 'enabled' };
}

/** `[time, open, high, low, close, vwap, volume, count]` of the 720 last closed candles and the open one. */
export function candleRows(
  world: World,
  market: ListedMarket,
  timeframeMs: number,
  sinceMs: number,
): CandleRows {
  const { exchange } = world.feed(market.type);
  const range = { fromMs: null, toMs: null, limit: KEPT_CANDLES + 1, keep: 'last' } as const;
  const candles = exchange.candles(market.info.symbol, timeframeMs, range, world.clock.nowMs());
  const price = (value: number): string => steppedDecimal(value, market.priceDecimals);
  const rows = Array.from(candles.openTimeMs, (timeMs, i) => [
    timeMs / 1000,
    price(candles.open[i]),
    price(candles.high[i]),
    price(candles.low[i]),
    price(candles.close[i]),
    candles.volume[i] > 0 ? plainDecimal(candles.turnover[i] / candles.volume[i]) : '0.0',
    steppedDecimal(candles.volume[i], market.amountDecimals, 8),
    candles.trades[i],
  ]);
  // The last row is always included, whatever `since` says.
  const wanted = rows.filter(([seconds], i) => i === rows.length - 1 || 1000 * Number(seconds) > sinceMs);
  return {
    rows: wanted,
    time: 0,
    open: 1,
    high: 2,
    low: 3,
    close: 4,
    volume: 6,
    timeUnitMs: 1000,
    newestFirst: false,
  };
}

/**
 * Figures come in pairs: since 00:00 UTC, and of the last 24 hours. There is no turnover and no price of 24 h
 * ago.
 */
export function tickerRow(market: ListedMarket, { day, book }: TickerFigures, world: World): unknown {
  const price = (value: number): string => steppedDecimal(value, market.priceDecimals, 5);
  const amount = (value: number): string => steppedDecimal(value, market.amountDecimals, 8);
  const today = world
    .feed(market.type)
    .exchange.candles(
      market.info.symbol,
      DAY_MS,
      { fromMs: null, toMs: null, limit: 1, keep: 'last' },
      day.closeTimeMs,
    );
  const [volume, turnover] = [today.volume[0], today.turnover[0]];
  const best = ([bestPrice, size]: readonly [number, number]): string[] => [
    price(bestPrice),
    String(Math.floor(size)),
    amount(size),
  ];
  return {
    a: best(book.asks.at(0) ?? [0, 0]),
    b: best(book.bids.at(0) ?? [0, 0]),
    c: [price(day.close), amount(day.trades > 0 ? day.volume / day.trades : 0)],
    v: [amount(volume), amount(day.volume)],
    p: [
      volume > 0 ? plainDecimal(turnover / volume) : '0.0',
      day.volume > 0 ? plainDecimal(day.turnover / day.volume) : '0.0',
    ],
    t: [today.trades[0], day.trades],
    l: [price(today.low[0]), price(day.low)],
    h: [price(today.high[0]), price(day.high)],
    o: price(today.open[0]),
  };
}
