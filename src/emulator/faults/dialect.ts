import type { EmulatedRequest } from '../types.js';

type Dialect = 'binance' | 'bybit' | 'kraken';

/** Whose wire format a request uses, by its path. */
export function dialectOf({ path }: Pick<EmulatedRequest, 'path'>): Dialect {
  if (path.startsWith('/v5/')) return 'bybit';
  return path.startsWith('/0/') ? 'kraken' : 'binance';
}
