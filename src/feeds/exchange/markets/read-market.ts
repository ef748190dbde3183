import type { MarketType } from '../../../market/market.js';
import { isPlausibleTimeMs } from '../../../market/timeframe.js';
import type { CcxtMarket } from '../ccxt-shapes.js';
import { readNumber, readPositive, readText } from '../read-number.js';
import type { ExchangeMarket } from './exchange-market.js';
import { underlyingOf } from './underlying.js';

/**
 * A market from ccxt, with every value checked and unreported ones null.
 * @returns null for markets that cannot be scanned: options, and entries without id, symbol, base, quote or a
 * known type.
 */
export function readMarket(market: CcxtMarket): ExchangeMarket | null {
  const id = readText(market.id);
  const symbol = readText(market.symbol);
  const base = readText(market.base);
  const quote = readText(market.quote);
  const type = readType(market.type);
  if (id === null || symbol === null || base === null || quote === null || type === null) return null;
  const settle = readText(market.settle);
  const underlying = underlyingOf(market.info);
  const createdMs = readNumber(market.created);
  return {
    id,
    symbol,
    base,
    quote,
    settle,
    type,
    active: typeof market.active === 'boolean' ? market.active : null,
    listedAtMs: isPlausibleTimeMs(createdMs) ? createdMs : null,
    tickSize: readPositive(market.precision?.price),
    leveragedToken: isMarkedLeveraged(market.info) ? true : null,
    ...(underlying === undefined ? {} : { underlying }),
    contractSize: type === 'spot' ? null : readPositive(market.contractSize),
    settlement: type === 'spot' ? null : settlementOf(market, base, quote, settle),
  };
}

function readType(type: unknown): Exclude<MarketType, 'unknown'> | null {
  return type === 'spot' || type === 'swap' || type === 'future' ? type : null;
}

/** The settlement currency decides; ccxt's flags are both false if the exchange left a field out. */
function settlementOf(
  { linear, inverse }: CcxtMarket,
  base: string,
  quote: string,
  settle: string | null,
): ExchangeMarket['settlement'] {
  if (settle !== null && settle === quote) return 'linear';
  if (settle !== null && settle === base) return 'inverse';
  if (linear === true) return 'linear';
  return inverse === true ? 'inverse' : null;
}

/**
 * Binance gives its leveraged tokens the single permission LEVERAGED. No exchange says that a market is not
 * one.
 */
function isMarkedLeveraged(info: unknown): boolean {
  if (typeof info !== 'object' || info === null || !('permissions' in info)) return false;
  return Array.isArray(info.permissions) && info.permissions.includes('LEVERAGED');
}
