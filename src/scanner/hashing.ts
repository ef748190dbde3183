import type { CandleSeries } from '../market/candle-series.js';
import type { AcquiredMarket } from './acquire.js';

/** SHA-256 of bytes or UTF-8 text, lower-case hex. Passed in: Node and browsers have different ones. */
export type Sha256 = (parts: readonly (Uint8Array | string)[]) => string;

/** Digest of what one market brought into the scan. */
export function marketDigest(acquired: AcquiredMarket, sha256: Sha256): string {
  const { market, series, quality, issues, facts, error } = acquired;
  return sha256([
    // Members are always made in the same order, so that plain JSON is canonical and ten times faster.
    JSON.stringify({ market, quality, issues, facts, error }),
    ...(series === null ? [] : columnsOf(series).map(bytesOf)),
  ]);
}

function columnsOf(series: CandleSeries): (Float64Array | Uint8Array)[] {
  return [
    series.openTimeMs,
    series.open,
    series.high,
    series.low,
    series.close,
    series.volume,
    series.filled,
  ];
}

function bytesOf(column: Float64Array | Uint8Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
