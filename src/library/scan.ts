import type { EngineName } from '../kernels/engine/engine.js';
import type { MarketFeed } from '../market/feed.js';
import type { ScanResult } from '../scanner/scan-result.js';
import type { ScanOptions } from './scan-options.js';
import { openSession } from './session.js';

/** A scan and the engine that computed it. */
export interface LibraryScanResult extends ScanResult {
  /** Changes no result. */
  readonly engine: EngineName;
}

/**
 * Scans every market of a feed and ranks those that pass the preset's filters. A pure function of the
 * candles, market facts, preset and as-of time: equal inputs give an equal `resultSha256` in every engine, in
 * Node and in browsers. To scan repeatedly, open a session (`openSession`), which keeps threads and caches.
 *
 * @example
 * const { markets, resultSha256 } = await scan(simulate({ seed: 1 }), { preset: 'default' });
 * const best = markets.filter(({ passed }) => passed);
 * @throws {SquallError} with `code`: UNKNOWN_PRESET, USAGE, UNKNOWN_SYMBOL, NO_MARKETS, NO_DATA or REF_MISSING;
 * whatever the feed throws; the signal's reason.
 */
export async function scan(feed: MarketFeed, options: ScanOptions = {}): Promise<LibraryScanResult> {
  const session = await openSession(feed, options);
  try {
    const { result, engine } = await session.scan(options);
    return { ...result, engine };
  } finally {
    await session.close();
  }
}
