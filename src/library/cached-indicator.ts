import { platform } from '#platform';
import type { CacheSize, CacheStats } from '../cache/caches.js';
import { Cache, cacheKey } from '../cache/caches.js';
import { findIndicator } from '../indicators/catalogue.js';
import type { ParameterValues } from '../indicators/catalogue.js';
import { resolveParameters } from '../indicators/parameters.js';

/** One row of the catalogue over the bars of one market. */
export interface IndicatorCall {
  readonly symbol: string;
  /** `5m` */
  readonly timeframe: string;
  /** Id of a row of the catalogue. */
  readonly indicator: string;
  /** @default those of the catalogue; spelling out a default makes the same call */
  readonly params?: ParameterValues;
  /** Input columns by name: the candle's columns, and the benchmark if there is one. */
  readonly columns: Readonly<Record<string, ArrayLike<number> | undefined>>;
  /** Open time of the last closed bar, UTC ms. @default the last of the column `openTimeMs` */
  readonly lastOpenTimeMs?: number;
  /**
   * Must change whenever an old bar changes. Pass a correction counter to avoid hashing every
   * column.
   * @default the SHA-256 of all columns
   */
  readonly revision?: number | string;
}

/** Series by output name. */
export type IndicatorResult = Readonly<Record<string, Float64Array>>;

/** A function whose results are cached for a while. */
export interface CachedIndicator<Call extends IndicatorCall> {
  (call: Call): IndicatorResult;
  readonly stats: CacheStats;
  clear(): void;
}

export interface CachedIndicatorOptions {
  /** `full`: 1000 entries; `half`: 500. @default 'full' */
  readonly size?: CacheSize;
  /** Monotonic milliseconds; entries live for 300,000. @default performance.now */
  readonly nowMs?: () => number;
}

/**
 * The same function with a cache; for callers that request the same bars repeatedly. The key is symbol,
 * timeframe, row, parameters, last closed bar, length and revision (without one: the SHA-256 of all columns),
 * each compared exactly. Every caller gets a copy. When it pays: docs/caches.md.
 *
 * @example
 * const engine = await loadEngine();
 * const atr = cachedIndicator(({ columns }) => computeIndicators(engine, columns, { indicators: ['atr'] }));
 * atr({ symbol: 'BTC/USDT', timeframe: '5m', indicator: 'atr', columns: { high, low, close, openTimeMs }, revision: 0
 * }); atr.stats.hits;
 * @throws {RangeError} when called: an unknown row or parameter, or a value out of range.
 */
export function cachedIndicator<Call extends IndicatorCall>(
  compute: (call: Call) => IndicatorResult,
  { size = 'full', nowMs = () => performance.now() }: CachedIndicatorOptions = {},
): CachedIndicator<Call> {
  const cache = new Cache<IndicatorResult>('indicators', size, nowMs);
  const cached = (call: Call): IndicatorResult =>
    copyOf(cache.getOrSet(keyOf(call), () => copyOf(compute(call))));
  return Object.defineProperties(cached as CachedIndicator<Call>, {
    stats: { get: () => cache.stats },
    clear: { value: () => cache.clear() },
  });
}

function keyOf({
  symbol,
  timeframe,
  indicator,
  params,
  columns,
  lastOpenTimeMs,
  revision,
}: IndicatorCall): string {
  const length = columns['close']?.length ?? 0;
  return cacheKey({
    symbol,
    timeframe,
    indicator,
    parameters: resolveParameters(findIndicator(indicator), params),
    lastOpenTimeMs: lastOpenTimeMs ?? columns['openTimeMs']?.[length - 1],
    length,
    revision: revision ?? revisionOf(columns),
  });
}

/**
 * Hash of every number in every column, as float64; name and length are hashed first, so that columns cannot
 * run together.
 */
function revisionOf(columns: IndicatorCall['columns']): string {
  const parts: (Uint8Array | string)[] = [];
  for (const [name, column] of Object.entries(columns)) {
    if (column === undefined) continue;
    const numbers = column instanceof Float64Array ? column : Float64Array.from(column);
    parts.push(
      `${name}:${numbers.length}:`,
      new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
    );
  }
  return platform.sha256(parts);
}

function copyOf(result: IndicatorResult): IndicatorResult {
  return Object.fromEntries(Object.entries(result).map(([name, series]) => [name, series.slice()]));
}
