import type { DecodedRows } from '../codec/block/decode-candles.js';
import { readPlainBytes } from '../files/plain-file.js';
import type { CandleColumns } from '../market/candle-series.js';
import type { PartEntry } from './market-manifest.js';
import { decodePart } from './segment-parts.js';
import { storeCorrupt } from './store-folder.js';

/** A part and the file that contains it. */
export interface PlacedPart extends PartEntry {
  readonly file: string;
}

/**
 * The rows of a part from disk. @param room  see `decodePart`.
 * @throws {SquallError} STORE_CORRUPT: it is missing, or not what was written.
 */
export function readPart(part: PlacedPart, room?: DecodedRows): CandleColumns {
  try {
    return decodePart(readPlainBytes(part.file, part.offset, part.bytes), part, room);
  } catch (error) {
    throw storeCorrupt(
      part.file,
      `bytes ${part.offset} to ${part.offset + part.bytes}: ${(error as Error).message}`,
    );
  }
}

/** Index of the first part that ends at a time or later. */
export function firstPartTo(parts: readonly PlacedPart[], fromMs: number): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (parts[middle].lastMs < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
