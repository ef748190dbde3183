import type { Sha256 } from '../util/sha256.js';
import type { AcquiredMarket } from './acquire.js';

/** Digest of what one market brought into the scan. */
export function marketDigest(acquired: AcquiredMarket, sha256: Sha256): string {
  const { market, series, quality, issues, facts, error } = acquired;
  // Members are always made in the same order, so that plain JSON is canonical and ten times faster.
  const known = JSON.stringify({ market, quality, issues, facts, error });
  if (series === null) return sha256([known]);
  const { openTimeMs, open, high, low, close, volume, filled } = series;
  return sha256([known, openTimeMs, open, high, low, close, volume, filled]);
}
