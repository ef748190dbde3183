import { classByName, type MarketClass } from '../../../market/market-class.js';
import type { MarketType } from '../../../market/market.js';
import { DAY_MS } from '../../../market/timeframe.js';
import type { ExchangeMarket } from './exchange-market.js';
import type { MarketTicker } from './read-ticker.js';

export interface UniverseRules {
  readonly type: Exclude<MarketType, 'unknown'>;
  /** null = any. */
  readonly quote: string | null;
  /** Allowed classes of base currency; null = all. */
  readonly classes: readonly MarketClass[] | null;
  /** Days since the listing; markets with an unknown listing date stay, and their reason says so. */
  readonly minAgeDays: number | null;
  /** Exchange time, UTC ms. */
  readonly nowMs: number;
}

/** Why a market is in or out: machine-readable, in the order of the checks. */
export type UniverseCode =
  'IN' | 'OTHER_TYPE' | 'OTHER_QUOTE' | 'INACTIVE' | 'OTHER_CLASS' | 'TOO_YOUNG' | 'NO_TICKER' | 'NO_TRADES';

export interface UniverseDecision {
  readonly market: ExchangeMarket;
  readonly marketClass: MarketClass;
  readonly isIn: boolean;
  readonly code: UniverseCode;
  /** One sentence. */
  readonly reason: string;
}

/**
 * Every market with whether it belongs to the universe and why, sorted by symbol. The first rule that a
 * market breaks is its reason. An exchange that does not say whether a market is active has not said that it
 * is inactive. Classes come from metadata and names here: price behaviour is judged once there are candles.
 * @param tickers  by symbol; null if not requested; then no market is left out for lack of one.
 */
export function selectExchangeUniverse(
  markets: readonly ExchangeMarket[],
  rules: UniverseRules,
  tickers: ReadonlyMap<string, MarketTicker> | null = null,
): UniverseDecision[] {
  const bases = new Set(markets.map((market) => market.base.toUpperCase()));
  return markets
    .map((market) => {
      const marketClass = classByName(market, bases);
      const objection = objectionTo(market, marketClass, rules, tickers);
      const [code, reason] = objection ?? ['IN', praise(market, marketClass, rules)];
      return { market, marketClass, isIn: objection === null, code, reason };
    })
    .sort((a, b) => (a.market.symbol < b.market.symbol ? -1 : a.market.symbol > b.market.symbol ? 1 : 0));
}

type Objection = readonly [code: Exclude<UniverseCode, 'IN'>, reason: string];

function objectionTo(
  market: ExchangeMarket,
  marketClass: MarketClass,
  { type, quote, classes, minAgeDays, nowMs }: UniverseRules,
  tickers: ReadonlyMap<string, MarketTicker> | null,
): Objection | null {
  if (market.type !== type) return ['OTHER_TYPE', `It is a ${market.type} market, not ${type}.`];
  if (quote !== null && market.quote !== quote.toUpperCase()) {
    return ['OTHER_QUOTE', `It is quoted in ${market.quote}, not ${quote.toUpperCase()}.`];
  }
  if (market.active === false) return ['INACTIVE', 'The exchange says that it is not trading now.'];
  if (classes !== null && !classes.includes(marketClass)) {
    const wanted = classes.join(', ');
    return ['OTHER_CLASS', `Its base currency ${market.base} is of class ${marketClass}, not ${wanted}.`];
  }
  const ageDays = ageDaysOf(market, nowMs);
  if (minAgeDays !== null && ageDays !== null && ageDays < minAgeDays) {
    return [
      'TOO_YOUNG',
      `It was listed ${ageDays.toFixed(1)} days ago, less than the ${minAgeDays} required.`,
    ];
  }
  if (tickers === null) return null;
  const ticker = tickers.get(market.symbol);
  if (ticker === undefined || ticker.last === null)
    return ['NO_TICKER', 'The exchange reports no price for it.'];
  if (ticker.baseVolume === 0 && !(ticker.quoteVolume !== null && ticker.quoteVolume > 0)) {
    return ['NO_TRADES', 'It has not traded for 24 hours.'];
  }
  return null;
}

function praise(
  market: ExchangeMarket,
  marketClass: MarketClass,
  { minAgeDays, nowMs }: UniverseRules,
): string {
  const activity = market.active === true ? 'active' : 'activity unknown';
  const ageDays = ageDaysOf(market, nowMs);
  const age =
    minAgeDays === null
      ? ''
      : ageDays === null
        ? ', listing date unknown'
        : `, listed ${Math.floor(ageDays)} days ago`;
  return `It is a ${market.type} market quoted in ${market.quote}, ${activity}, of class ${marketClass}${age}.`;
}

function ageDaysOf({ listedAtMs }: ExchangeMarket, nowMs: number): number | null {
  return listedAtMs === null ? null : (nowMs - listedAtMs) / DAY_MS;
}
