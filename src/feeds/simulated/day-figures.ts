import type { BaseCandles, CandleGenerator } from './candle-generator.js';
import { powerOfTen } from './numeric.js';
import { tradesOf, turnoverOf } from './trades.js';
import type { MarketProfile } from './simulated-markets.js';
import { BARS_PER_DAY, BAR_MS, openTimeOf } from './world.js';

/** Trades per minute cover this many bars: the last quarter of an hour. */
const RECENT_BARS = 3;

/**
 * A market's figures for the 24 hours before a moment, from its 5-minute candles; for a younger market from
 * all of them.
 */
export interface DayFigures {
  readonly open: number;
  readonly close: number;
  /** Quote currency: Σ volume · ((high + low + close) / 3), from the oldest candle on. */
  readonly turnover: number;
  /** Close against the first open. */
  readonly changePct: number;
  /** Trades of the last three candles divided by their minutes. */
  readonly tradesPerMinute: number;
}

/** Figures that only an exchange's ticker has. */
export interface DayTicker extends DayFigures {
  readonly openTimeMs: number;
  readonly closeTimeMs: number;
  readonly high: number;
  readonly low: number;
  /** Base currency. */
  readonly volume: number;
  readonly trades: number;
}

/**
 * The candles of the day that ends with bar `asOfBar` − 1; null if the market does not exist or has stopped.
 */
export function dayCandles(
  generator: CandleGenerator,
  market: MarketProfile,
  asOfBar: number,
): BaseCandles | null {
  if (asOfBar <= Math.max(0, market.firstBar) || asOfBar > market.endBar) return null;
  return generator.generate(market, asOfBar - BARS_PER_DAY, asOfBar);
}

export function dayFigures(market: MarketProfile, candles: BaseCandles): DayFigures {
  const { toBar } = candles;
  const end = candles.offset + toBar - candles.fromBar;
  let turnover = 0;
  for (let at = candles.offset; at < end; at++) turnover += turnoverOf(candles, at);
  const recentBars = Math.min(RECENT_BARS, toBar - candles.fromBar);
  let recentTrades = 0;
  for (let back = recentBars; back > 0; back--) {
    recentTrades += tradesOf(market, toBar - back, turnoverOf(candles, end - back));
  }
  const open = candles.open[candles.offset];
  const close = candles.close[end - 1];
  return {
    open,
    close,
    turnover,
    changePct: (close / open - 1) * 100,
    tradesPerMinute: recentTrades / ((recentBars * BAR_MS) / 60_000),
  };
}

export function dayTicker(market: MarketProfile, candles: BaseCandles): DayTicker {
  const { fromBar, toBar, offset } = candles;
  const end = offset + toBar - fromBar;
  const lotScale = powerOfTen(market.lotDecimals);
  let lots = 0;
  let trades = 0;
  for (let at = offset; at < end; at++) {
    lots += Math.round(candles.volume[at] * lotScale);
    trades += tradesOf(market, fromBar + at - offset, turnoverOf(candles, at));
  }
  return {
    ...dayFigures(market, candles),
    openTimeMs: openTimeOf(fromBar),
    closeTimeMs: openTimeOf(toBar),
    high: candles.high.subarray(offset, end).reduce((a, b) => Math.max(a, b)),
    low: candles.low.subarray(offset, end).reduce((a, b) => Math.min(a, b)),
    volume: lots / lotScale,
    trades,
  };
}
