import type { UniverseRequest } from '../../scanner/universe.js';
import { marketsAskedFor } from '../../scanner/universe.js';
import type { CandleStore, StoredMarket } from '../../store/candle-store.js';

/** Those of a store that are asked for, as a scan takes them. @throws {SquallError} UNKNOWN_SYMBOL */
export function storedMarketsAskedFor(
  { markets }: Pick<CandleStore, 'markets'>,
  request: UniverseRequest,
): StoredMarket[] {
  const all = markets.map(({ market }) => market);
  const wanted = new Set(marketsAskedFor(all, request));
  return markets.filter(({ market }) => wanted.has(market));
}
