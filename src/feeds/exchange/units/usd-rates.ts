import { USD_STABLES } from '../../../market/currencies.js';
import type { Provenance } from '../../../market/market.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import type { MarketTicker } from '../markets/read-ticker.js';

/** Price of one unit of a currency in USD, and its origin. */
export interface UsdRate {
  readonly usd: number;
  /** `estimated` if a US dollar stablecoin on the way was taken for 1 USD. */
  readonly provenance: Provenance;
  /** Symbols of the markets on the way from the currency to USD; empty for USD and for a stablecoin taken for 1. */
  readonly path: readonly string[];
  /** When the oldest price on the way was created, UTC ms; null = unknown. */
  readonly timeMs: number | null;
}

/** @returns null for a currency that no available market converts to USD in two steps. */
export type UsdRates = (currency: string) => UsdRate | null;

interface Step {
  readonly to: string;
  /** Units of `to` per unit of the currency, and how many of them were traded in 24 h. */
  readonly price: number;
  readonly volume: number;
  readonly isSpot: boolean;
  readonly symbol: string;
  readonly timeMs: number | null;
}

type Steps = ReadonlyMap<string, readonly Step[]>;

/**
 * USD rates from an exchange's own prices. USD is 1. A US dollar stablecoin has the price of its market with USD if
 * there is one, otherwise it is taken for 1. Any other currency goes to USD or to a stablecoin along a market in either
 * direction, or in two steps. Fewer steps are better, then measured rates, spot markets, the larger turnover of the
 * first step in USD, and the symbol: the answer does not depend on the order of the markets.
 */
export function createUsdRates(
  markets: readonly ExchangeMarket[],
  tickers: ReadonlyMap<string, MarketTicker>,
): UsdRates {
  const steps = stepsOf(markets, tickers);
  const cache = new Map<string, UsdRate | null>();
  return (currency) => {
    let rate = cache.get(currency);
    if (rate === undefined) {
      rate = rateOf(currency, steps);
      cache.set(currency, rate);
    }
    return rate;
  };
}

function rateOf(currency: string, steps: Steps): UsdRate | null {
  const anchor = anchorOf(currency, steps);
  if (anchor !== null) return anchor;
  const own = steps.get(currency) ?? [];
  const direct = bestOf(own, (to) => anchorOf(to, steps));
  if (direct !== null) return direct;
  return bestOf(own, (to) => bestOf(steps.get(to) ?? [], (next) => anchorOf(next, steps)));
}

/** Rate of currencies called dollars: USD itself and its stablecoins; null for everything else. */
function anchorOf(currency: string, steps: Steps): UsdRate | null {
  if (currency === 'USD') return { usd: 1, provenance: 'measured', path: [], timeMs: null };
  if (!USD_STABLES.has(currency)) return null;
  const withUsd = (steps.get(currency) ?? []).filter((step) => step.to === 'USD');
  const measured = bestOf(withUsd, () => ({ usd: 1, provenance: 'measured', path: [], timeMs: null }));
  return measured ?? { usd: 1, provenance: 'estimated', path: [], timeMs: null };
}

function bestOf(steps: readonly Step[], rateAt: (currency: string) => UsdRate | null): UsdRate | null {
  const ways = steps.flatMap((step) => {
    const rest = rateAt(step.to);
    return rest === null ? [] : [{ step, rest }];
  });
  if (ways.length === 0) return null;
  const { step, rest } = ways.reduce((best, way) => (isBetter(way, best) ? way : best));
  return {
    usd: step.price * rest.usd,
    provenance: rest.provenance,
    path: [step.symbol, ...rest.path],
    timeMs: rest.path.length === 0 ? step.timeMs : older(step.timeMs, rest.timeMs),
  };
}

interface Way {
  readonly step: Step;
  readonly rest: UsdRate;
}

function isBetter(a: Way, b: Way): boolean {
  if (a.rest.provenance !== b.rest.provenance) return a.rest.provenance === 'measured';
  if (a.step.isSpot !== b.step.isSpot) return a.step.isSpot;
  const [turnoverA, turnoverB] = [a, b].map(({ step, rest }) => step.volume * rest.usd);
  return turnoverA !== turnoverB ? turnoverA > turnoverB : a.step.symbol < b.step.symbol;
}

function older(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.min(a, b);
}

/** From each currency all steps along markets that have a price. */
function stepsOf(markets: readonly ExchangeMarket[], tickers: ReadonlyMap<string, MarketTicker>): Steps {
  const steps = new Map<string, Step[]>();
  const add = (from: string, step: Step): void => {
    const own = steps.get(from);
    if (own === undefined) steps.set(from, [step]);
    else own.push(step);
  };
  for (const { base, quote, symbol, type } of markets) {
    const ticker = tickers.get(symbol);
    if (ticker === undefined || ticker.last === null) continue;
    const { last, baseVolume, quoteVolume, timeMs } = ticker;
    const known = { symbol, timeMs, isSpot: type === 'spot' };
    add(base, { ...known, to: quote, price: last, volume: quoteVolume ?? 0 });
    add(quote, { ...known, to: base, price: 1 / last, volume: baseVolume ?? 0 });
  }
  return steps;
}
