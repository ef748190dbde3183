import type { CandleSeries } from './candle-series.js';
import { FIATS, MAJORS, STABLES, WRAPPED } from './currencies.js';
import type { MarketInfo } from './market.js';
import { findPeg } from './peg.js';
import type { Peg } from './peg.js';
import { COMMODITIES, isShare } from './real-assets.js';

/** What a market's base currency is; breakouts are looked for in `crypto` only, unless a preset says otherwise. */
export type MarketClass =
  'crypto' | 'stable' | 'fiat' | 'wrapped' | 'leveraged' | 'commodity' | 'stock' | 'index';

/** How an exchange marks a leveraged token behind the name of its coin: BTCUP, ETHBEAR, BTC3L. */
const LEVERAGE_SUFFIX = /^(.+?)(UP|DOWN|BULL|BEAR|[2-5][LS])$/;

/** They come in pairs, one for each direction. */
const OPPOSITE: Readonly<Record<string, string>> = { UP: 'DOWN', DOWN: 'UP', BULL: 'BEAR', BEAR: 'BULL' };

/** A class, and what shows it where nothing but the price does. */
export interface ClassFinding {
  readonly marketClass: MarketClass;
  /** null if it is by what the exchange says, or by name. */
  readonly peg: Peg | null;
}

/**
 * Class of a market from what the exchange says, from what its base currency is known to be, and from how its price
 * behaves. A suffix alone never makes a leveraged token (JUP, SUPER, BULLA): its stem must be a major coin, or a coin
 * of which the token of the other direction is there too (SYR alone does not make SYRUP one).
 * @param universeBases  base currencies of all markets at hand.
 * @param series  clean candles, for the behaviour; null where there are none.
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

/** What {@link findClass} finds without candles. */
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
  // One letter is no evidence: S and T are coins, SUP and TUP are not their leveraged tokens.
  if (stem === undefined || stem.length === 1) return false;
  if (MAJORS.has(stem)) return true;
  return universeBases.has(stem) && universeBases.has(stem + oppositeOf(suffix));
}

/** UP → DOWN, 3L → 3S. */
function oppositeOf(suffix: string): string {
  return OPPOSITE[suffix] ?? suffix[0] + (suffix[1] === 'L' ? 'S' : 'L');
}
