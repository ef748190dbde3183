import type { CandleColumns } from '../../market/candle-series.js';
import { aggregateCandles, copyCandles } from './candle-columns.js';
import type { BaseCandles, CandleGenerator } from './candle-generator.js';
import { powerOfTen } from './numeric.js';
import { tradesOf, turnoverOf } from './trades.js';
import type { MarketProfile } from './simulated-markets.js';
import { BAR_MS, WORLD_START_MS } from './world.js';

/** Candles as served by an exchange: with its other counts besides prices and volume. */
export interface ExchangeCandles extends CandleColumns {
  /** Quote currency. */
  readonly turnover: Float64Array;
  /** Integers. */
  readonly trades: Float64Array;
}

/** Requested candles: those that open in [fromMs, toMs], and which of them if there are more than `limit`. */
export interface CandleRange {
  /** UTC ms; null = from the market's start. */
  readonly fromMs: number | null;
  /** UTC ms; null = up to now. */
  readonly toMs: number | null;
  readonly limit: number;
  readonly keep: 'first' | 'last';
}

/**
 * The candles that had started at `nowMs`, the open one in its state at that time; all others equal those of
 * the feed, bit for bit. Bars outside the market's life are left out.
 */
export function exchangeCandles(
  generator: CandleGenerator,
  market: MarketProfile,
  timeframeMs: number,
  { fromMs, toMs, limit, keep }: CandleRange,
  nowMs: number,
): ExchangeCandles {
  const barsEach = timeframeMs / BAR_MS;
  const begun = Math.floor((Math.min(nowMs, toMs ?? nowMs) - WORLD_START_MS) / timeframeMs) + 1;
  const born = Math.floor(Math.max(0, market.firstBar) / barsEach);
  let first = fromMs === null ? born : Math.max(born, Math.ceil((fromMs - WORLD_START_MS) / timeframeMs));
  let end = Math.min(begun, Math.ceil(market.endBar / barsEach));
  if (keep === 'last') first = Math.max(first, end - limit);
  else end = Math.min(end, first + limit);

  const openBar = Math.floor((nowMs - WORLD_START_MS) / BAR_MS);
  const base = generator.generate(market, first * barsEach, Math.min(end * barsEach, openBar + 1));
  const lotScale = powerOfTen(market.lotDecimals);
  if (base.toBar > base.fromBar && base.toBar - 1 === openBar) {
    leaveOpen(base, market, ((nowMs - WORLD_START_MS) % BAR_MS) / BAR_MS, lotScale);
  }
  const columns = barsEach === 1 ? copyCandles(base) : aggregateCandles(base, timeframeMs, lotScale);
  const turnover = new Float64Array(columns.openTimeMs.length);
  const trades = new Float64Array(columns.openTimeMs.length);
  const firstRow = Math.floor(base.fromBar / barsEach);
  for (let bar = base.fromBar; bar < base.toBar; bar++) {
    const row = Math.floor(bar / barsEach) - firstRow;
    const turnoverOfBar = turnoverOf(base, base.offset + bar - base.fromBar);
    turnover[row] += turnoverOfBar;
    trades[row] += tradesOf(market, bar, turnoverOfBar);
  }
  return { ...columns, turnover, trades };
}

/** Rewinds the last base candle to its state after `share` of its time; the arrays are scratch memory. */
function leaveOpen(base: BaseCandles, market: MarketProfile, share: number, lotScale: number): void {
  const at = base.offset + base.toBar - base.fromBar - 1;
  const tickScale = powerOfTen(market.tickDecimals);
  const ticks = (column: Float64Array): number => Math.round(column[at] * tickScale);
  const [open, high, low, close] = [ticks(base.open), ticks(base.high), ticks(base.low), ticks(base.close)];
  const now = open + Math.round((close - open) * share);
  const wickUp = Math.floor((high - Math.max(open, close)) * share);
  const wickDown = Math.floor((Math.min(open, close) - low) * share);
  base.close[at] = now / tickScale;
  base.high[at] = (Math.max(open, now) + wickUp) / tickScale;
  base.low[at] = (Math.min(open, now) - wickDown) / tickScale;
  base.volume[at] = Math.floor(Math.round(base.volume[at] * lotScale) * share) / lotScale;
}
