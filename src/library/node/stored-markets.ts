import type { UniverseRequest } from '../../scanner/universe.js';
import { marketsAskedFor } from '../../scanner/universe.js';
import type { CandleStore, StoredMarket } from '../../store/candle-store.js';

/** The requested markets of a store, selected as in a scan. @throws {SquallError} UNKNOWN_SYMBOL */
export function storedMarketsAskedFor(
  { markets }: Pick<CandleStore, 'markets'>,
  request: UniverseRequest,
): StoredMarket[] {
  const all = markets.map(({ market }) => market);
  const wanted = new Set(marketsAskedFor(all, request));
  return markets.filter(({ market }) => wanted.has(market));
}
