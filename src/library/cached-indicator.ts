import { platform } from '#platform';
import type { CachedIndicator, IndicatorCall, IndicatorResult } from '../cache/indicator-cache.js';
import { cachedIndicator as cachedWith } from '../cache/indicator-cache.js';
import type { CacheSize } from '../cache/limits.js';

export interface CachedIndicatorOptions {
  /** `full`: 1000 entries; `half`: 500. @default 'full' */
  readonly size?: CacheSize;
  /** Monotonic milliseconds; entries live for 300,000. @default performance.now */
  readonly nowMs?: () => number;
}

/**
 * The same function, that looks a call up before it computes; for who asks again for the same bars. The key is symbol,
 * timeframe, row, parameters, last closed bar, length and revision (without one: the SHA-256 of all columns), each
 * exactly. Everybody gets copies. When it pays: docs/caches.md.
 *
 * @example
 * const engine = await loadEngine();
 * const atr = cachedIndicator(({ columns }) => computeIndicators(engine, columns, { indicators: ['atr'] }));
 * atr({ symbol: 'BTC/USDT', timeframe: '5m', indicator: 'atr', columns: { high, low, close, openTimeMs }, revision: 0 });
 * atr.stats.hits;
 * @throws {RangeError} when called: a row or a parameter that does not exist, or is out of range.
 */
export function cachedIndicator<Call extends IndicatorCall>(
  compute: (call: Call) => IndicatorResult,
  { size = 'full', nowMs = () => performance.now() }: CachedIndicatorOptions = {},
): CachedIndicator<Call> {
  return cachedWith(compute, { size, nowMs, sha256: platform.sha256 });
}
