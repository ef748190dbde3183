import { loadEngine } from '../../src/library/engines.js';
import { sha256 } from '../../src/platform/node.js';
import { missingPolicy } from '../../src/filters/run-filters.js';
import type { MarketFeed } from '../../src/market/feed.js';
import type { Preset } from '../../src/presets/preset.js';
import { fixedBatches } from '../../src/resources/batches/batch-controller.js';
import { scan } from '../../src/scanner/scan.js';
import type { ScanResult } from '../../src/scanner/scan-result.js';

const BARS = 500;

export type ScanAt = (feed: MarketFeed, asOfMs: number) => Promise<ScanResult>;

/** Scans one feed at many times with one preset, like the command line. */
export async function createScanAt(preset: Preset, timeframeMs: number): Promise<ScanAt> {
  const engine = await loadEngine();
  return (feed, asOfMs) =>
    scan(
      {
        timeframeMs,
        asOfMs,
        bars: BARS,
        preset,
        missing: missingPolicy(preset, feed.source.hasLiveFacts),
        symbols: null,
        quote: null,
        levelsFor: new Set(),
        requireReference: false,
      },
      { feed, engine, controller: fixedBatches(), sha256, nowMs: () => 0, pause: () => Promise.resolve() },
    );
}
