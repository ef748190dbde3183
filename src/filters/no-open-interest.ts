import type { MarketInfo } from '../market/market.js';

/** Why a market has no open interest; null = it can have some. */
export function noOpenInterest({ type }: MarketInfo): string | null {
  return type === 'spot' ? 'A spot market has no open interest to compare.' : null;
}
