import type { Sha256 } from '../util/sha256.js';
import type { AcquiredMarket } from './acquire.js';
import { mapInPieces } from './in-pieces.js';
import type { MarketResult } from './scan-result.js';

/** Digest of one market's inputs to the scan. */
export function marketDigest(acquired: AcquiredMarket, sha256: Sha256): string {
  const { market, series, quality, issues, facts, error } = acquired;
  // Members are always created in the same order, so that plain JSON is canonical and ten times faster.
  const known = JSON.stringify({ market, quality, issues, facts, error });
  if (series === null) return sha256([known]);
  const { openTimeMs, open, high, low, close, volume, filled } = series;
  return sha256([known, openTimeMs, open, high, low, close, volume, filled]);
}

/**
 * SHA-256 of a result, market by market and with pauses: the text for a whole exchange would take hundreds of
 * megabytes, and creating it would block the thread longer than anything else in a scan.
 */
export async function resultDigest(
  summary: string,
  markets: readonly MarketResult[],
  { sha256, pause }: { readonly sha256: Sha256; readonly pause: () => Promise<void> },
): Promise<string> {
  const hash = sha256.start();
  hash.update(summary);
  await mapInPieces(markets, (market) => hash.update(JSON.stringify(market)), pause);
  return hash.digest();
}
