import type { CandleSeries } from './candle-series.js';
import { FIATS, MAJORS, STABLES, USD_STABLES, WRAPPED } from './currencies.js';
import type { MarketInfo } from './market.js';
import { COMMODITIES, isShare } from './real-assets.js';

/** What a market's base currency is; breakouts are looked for in `crypto` only, unless a preset says otherwise. */
export type MarketClass =
  'crypto' | 'stable' | 'fiat' | 'wrapped' | 'leveraged' | 'commodity' | 'stock' | 'index';

/** How an exchange marks a leveraged token behind the name of its coin: BTCUP, ETHBEAR, BTC3L. */
const LEVERAGE_SUFFIX = /^(.+?)(UP|DOWN|BULL|BEAR|[2-5][LS])$/;

/** They come in pairs, one for each direction. */
const OPPOSITE: Readonly<Record<string, string>> = { UP: 'DOWN', DOWN: 'UP', BULL: 'BEAR', BEAR: 'BULL' };

/** A peg shows only over time: a coin may well stand at 1 for an hour. */
export const PEG_MIN_BARS = 200;
export const PEG_TOLERANCE = 0.02;

/**
 * Class of a market from what the exchange says, from what its base currency is known to be, and from how its price
 * behaves. A suffix alone never makes a leveraged token (JUP, SUPER, BULLA): its stem must be a major coin, or a coin
 * of which the token of the other direction is there too (SYR alone does not make SYRUP one).
 * @param universeBases  base currencies of all markets at hand.
 * @param series  clean candles, for the behaviour; null where there are none.
 */
export function classifyMarket(
  info: MarketInfo,
  universeBases: ReadonlySet<string>,
  series: CandleSeries | null,
): MarketClass {
  const base = info.base.toUpperCase();
  if (info.leveragedToken === true) return 'leveraged';
  if (info.underlying !== undefined) return COMMODITIES.has(base) ? 'commodity' : info.underlying;
  if (STABLES.has(base)) return 'stable';
  if (FIATS.has(base)) return 'fiat';
  if (WRAPPED.has(base)) return 'wrapped';
  if (COMMODITIES.has(base)) return 'commodity';
  if (isShare(base)) return 'stock';
  if (info.leveragedToken === null && isLeveragedName(base, universeBases)) return 'leveraged';
  if (isDollar(info.quote.toUpperCase()) && series !== null && keepsToOne(series)) return 'stable';
  return 'crypto';
}

function isLeveragedName(base: string, universeBases: ReadonlySet<string>): boolean {
  const [, stem, suffix] = LEVERAGE_SUFFIX.exec(base) ?? [];
  // One letter is no evidence: S and T are coins, SUP and TUP are not their leveraged tokens.
  if (stem === undefined || stem.length === 1) return false;
  if (MAJORS.has(stem)) return true;
  return universeBases.has(stem) && universeBases.has(stem + oppositeOf(suffix));
}

/** UP → DOWN, 3L → 3S. */
function oppositeOf(suffix: string): string {
  return OPPOSITE[suffix] ?? suffix[0] + (suffix[1] === 'L' ? 'S' : 'L');
}

function isDollar(currency: string): boolean {
  return currency === 'USD' || USD_STABLES.has(currency);
}

/** Whether highs and lows of the whole window stay within 2 % of 1. */
function keepsToOne({ high, low }: CandleSeries): boolean {
  if (low.length < PEG_MIN_BARS) return false;
  for (let bar = 0; bar < low.length; bar++) {
    // Most markets are told apart by their first bar.
    if (!(low[bar] >= 1 - PEG_TOLERANCE && high[bar] <= 1 + PEG_TOLERANCE)) return false;
  }
  return true;
}
