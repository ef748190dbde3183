import { SNAPSHOT_METRICS } from '../../web/model/snapshot.js';
import type { Snapshot } from '../../web/model/snapshot.js';

export interface MarketState {
  readonly state?: number;
  readonly rank?: number;
  readonly score?: number;
  readonly breakout?: number;
  readonly price?: number;
}

/** A snapshot with these markets, one after the other. */
export function snapshotWith(markets: readonly MarketState[], index = 0): Snapshot {
  const size = markets.length;
  const metrics = new Float64Array(size * SNAPSHOT_METRICS.length).fill(NaN);
  markets.forEach(({ price = NaN }, at) => (metrics[SNAPSHOT_METRICS.indexOf('price') * size + at] = price));
  return {
    index,
    asOfMs: 0,
    counts: { listed: size, scanned: size, passed: 0, failed: 0, skipped: 0, noData: 0, errors: 0 },
    funnel: [],
    filters: [],
    warnings: [],
    resultSha256: null,
    run: { engine: 'js', workers: 1, totalMs: 0, timings: null },
    state: Uint8Array.from(markets, ({ state = 0 }) => state),
    rank: Uint16Array.from(markets, ({ rank = 0 }) => rank),
    score: Float32Array.from(markets, ({ score = NaN }) => score),
    breakout: Uint8Array.from(markets, ({ breakout = 0 }) => breakout),
    rejectedBy: new Int8Array(size).fill(-1),
    levelAtr: new Float32Array(size).fill(NaN),
    metrics,
  };
}
