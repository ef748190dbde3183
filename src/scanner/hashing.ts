import type { AcquiredMarket } from './acquire.js';

/**
 * SHA-256 of texts (UTF-8) and the bytes of typed arrays one after the other, lower-case hex. Passed in: Node and browsers
 * have different ones. Parts are taken one by one, so that they can be made when it is their turn.
 */
export type Sha256 = (parts: Iterable<Float64Array | Uint8Array | string>) => string;

/** Digest of what one market brought into the scan. */
export function marketDigest(acquired: AcquiredMarket, sha256: Sha256): string {
  const { market, series, quality, issues, facts, error } = acquired;
  // Members are always made in the same order, so that plain JSON is canonical and ten times faster.
  const known = JSON.stringify({ market, quality, issues, facts, error });
  if (series === null) return sha256([known]);
  const { openTimeMs, open, high, low, close, volume, filled } = series;
  return sha256([known, openTimeMs, open, high, low, close, volume, filled]);
}
