import { CANDLE_COLUMNS, type CandleSeries } from '../market/candle-series.js';
import type { AcquiredMarket } from './acquire.js';

/** SHA-256 of bytes or UTF-8 text, lower-case hex. Passed in: Node and browsers have different ones. */
export type Sha256 = (parts: readonly (Uint8Array | string)[]) => string;

/** Digest of what one market brought into the scan. */
export function marketDigest(acquired: AcquiredMarket, sha256: Sha256): string {
  const { market, series, quality, issues, facts, error } = acquired;
  return sha256([
    // Members are always made in the same order, so that plain JSON is canonical and ten times faster.
    JSON.stringify({ market, quality, issues, facts, error }),
    ...(series === null ? [] : bytesOf(series)),
  ]);
}

/** The bytes of all columns; in one piece where they follow each other (emptySeries), which is hashed much faster. */
function bytesOf(series: CandleSeries): Uint8Array[] {
  const columns = [...CANDLE_COLUMNS.map((column) => series[column]), series.filled];
  const isOnePiece = columns.every(
    ({ buffer, byteOffset }, index) =>
      index === 0 ||
      (buffer === columns[0].buffer &&
        byteOffset === columns[index - 1].byteOffset + columns[index - 1].byteLength),
  );
  if (!isOnePiece) {
    return columns.map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    );
  }
  const length = columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return [new Uint8Array(columns[0].buffer, columns[0].byteOffset, length)];
}
