import type { CandleSeries } from './candle-series.js';
import { FIATS, MAJORS, STABLES, WRAPPED } from './currencies.js';
import type { MarketInfo } from './market.js';
import { findPeg } from './peg.js';
import type { Peg } from './peg.js';
import { COMMODITIES, isShare } from './real-assets.js';

/**
 * Kind of a market's base currency; only `crypto` is scanned for breakouts, unless a preset says otherwise.
 */
export type MarketClass =
  'crypto' | 'stable' | 'fiat' | 'wrapped' | 'leveraged' | 'commodity' | 'stock' | 'index';

/** How exchanges mark a leveraged token after the name of its coin: BTCUP, ETHBEAR, BTC3L. */
const LEVERAGE_SUFFIX = /^(.+?)(UP|DOWN|BULL|BEAR|[2-5][LS])$/;

/** They come in pairs, one per direction. */
const OPPOSITE: Readonly<Record<string, string>> = { UP: 'DOWN', DOWN: 'UP', BULL: 'BEAR', BEAR: 'BULL' };

/** A class, and the evidence if only the price shows it. */
export interface ClassFinding {
  readonly marketClass: MarketClass;
  /** null if it follows from the exchange's data, or from the name. */
  readonly peg: Peg | null;
}

/**
 * Class of a market from the exchange's data, from what is known about its base currency, and from its price
 * behaviour. A suffix alone never makes a leveraged token (JUP, SUPER, BULLA): its stem must be a major coin,
 * or a coin that also has the token of the other direction (SYR alone does not make SYRUP one).
 * @param universeBases  base currencies of all available markets.
 * @param series  clean candles, for the behaviour; null if there are none.
 */
export function findClass(
  info: MarketInfo,
  universeBases: ReadonlySet<string>,
  series: CandleSeries | null,
): ClassFinding {
  const marketClass = classByName(info, universeBases);
  const peg = marketClass === 'crypto' && series !== null ? findPeg(info, series) : null;
  return { marketClass: peg === null ? marketClass : 'stable', peg };
}

/** The result of {@link findClass} without candles. */
export function classByName(info: MarketInfo, universeBases: ReadonlySet<string>): MarketClass {
  const base = info.base.toUpperCase();
  if (info.leveragedToken === true) return 'leveraged';
  if (info.underlying !== undefined) return COMMODITIES.has(base) ? 'commodity' : info.underlying;
  if (STABLES.has(base)) return 'stable';
  if (FIATS.has(base)) return 'fiat';
  if (WRAPPED.has(base)) return 'wrapped';
  if (COMMODITIES.has(base)) return 'commodity';
  if (isShare(base)) return 'stock';
  if (info.leveragedToken === null && isLeveragedName(base, universeBases)) return 'leveraged';
  return 'crypto';
}

function isLeveragedName(base: string, universeBases: ReadonlySet<string>): boolean {
  const [, stem, suffix] = LEVERAGE_SUFFIX.exec(base) ?? [];
  // One letter is not evidence: S and T are coins, SUP and TUP are not their leveraged tokens.
  if (stem === undefined || stem.length === 1) return false;
  if (MAJORS.has(stem)) return true;
  return universeBases.has(stem) && universeBases.has(stem + oppositeOf(suffix));
}

/** UP → DOWN, 3L → 3S. */
function oppositeOf(suffix: string): string {
  return OPPOSITE[suffix] ?? suffix[0] + (suffix[1] === 'L' ? 'S' : 'L');
}
