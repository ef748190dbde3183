import type { CacheLimits } from './bounded-cache.js';

/** The original scanner's figures. */
export const CACHE_LIMITS = {
  indicators: { entries: 1000, ttlMs: 300_000 },
  filters: { entries: 200, ttlMs: 60_000 },
  scores: { entries: 200, ttlMs: 300_000 },
} as const satisfies Record<string, CacheLimits>;

export type CacheName = keyof typeof CACHE_LIMITS;

/** `half`: for machines with little memory (`--profile low-memory`). */
export type CacheSize = 'full' | 'half';

export function limitsOf(name: CacheName, size: CacheSize): CacheLimits {
  const { entries, ttlMs } = CACHE_LIMITS[name];
  return { entries: size === 'full' ? entries : entries / 2, ttlMs };
}
