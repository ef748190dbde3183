import { crc32 } from 'node:zlib';
import { canInflateTo } from '../codec/block/compression.js';
import { CodecError } from '../codec/block/codec-error.js';
import { type DecodedRows, decodeCandles } from '../codec/block/decode-candles.js';
import { encodeCandles } from '../codec/block/encode-candles.js';
import { nodeDeflate, nodeInflate } from '../codec/node/deflate.js';
import type { CandleColumns } from '../market/candle-series.js';
import { sliceRows } from './candle-rows.js';
import type { PartEntry } from './market-manifest.js';

/** "SQC1": candles follow. */
const MARKER = 0x31435153;
const HEADER_BYTES = 16;

/** Rows read at once: with fewer a candle takes more bytes, with more a short look costs more. */
export const ROWS_PER_PART = 1_024;

/** Consecutive parts of a segment in its file. */
export interface EncodedParts {
  readonly bytes: Uint8Array;
  readonly parts: readonly PartEntry[];
}

/**
 * Candles of one market as self-contained parts: marker, bytes that follow, bytes decompressed, CRC-32, then
 * a block of the codec under DEFLATE.
 * @param offset  where they will be in the file.
 */
export function encodeParts(rows: CandleColumns, timeframeMs: number, offset: number): EncodedParts {
  const pieces: Uint8Array[] = [];
  const parts: PartEntry[] = [];
  let at = offset;
  for (let from = 0; from < rows.openTimeMs.length; from += ROWS_PER_PART) {
    const piece = sliceRows(rows, from, from + ROWS_PER_PART);
    const { openTimeMs } = piece;
    const bytes = encodePart(piece, timeframeMs);
    pieces.push(bytes);
    parts.push({
      offset: at,
      bytes: bytes.length,
      rows: openTimeMs.length,
      firstMs: openTimeMs[0],
      lastMs: openTimeMs[openTimeMs.length - 1],
    });
    at += bytes.length;
  }
  return { bytes: Buffer.concat(pieces), parts };
}

function encodePart(rows: CandleColumns, timeframeMs: number): Uint8Array {
  const raw = encodeCandles([rows], timeframeMs);
  const payload = nodeDeflate(raw) as Uint8Array;
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of [MARKER, payload.length, raw.length, crc32(payload)].entries()) {
    view.setUint32(4 * index, word, true);
  }
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/**
 * The rows of a part. @param room  destination; as many rows as the entry says. @default new memory
 * @throws {CodecError} bytes that are not the part named by the manifest.
 */
export function decodePart(bytes: Uint8Array, entry: PartEntry, room?: DecodedRows): CandleColumns {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length !== entry.bytes || bytes.length < HEADER_BYTES) throw damaged('it is cut off');
  const [marker, length, rawLength, crc] = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
  const payload = bytes.subarray(HEADER_BYTES);
  if (marker !== MARKER || length !== payload.length) throw damaged('its header is damaged');
  if (crc !== crc32(payload) || !canInflateTo(length, rawLength)) throw damaged('its content is damaged');
  const inflated = nodeInflate(payload, rawLength) as Uint8Array;
  const blocks = room === undefined ? decodeCandles(inflated) : decodeCandles(inflated, onceInto(room));
  const [rows] = blocks;
  if (blocks.length !== 1 || !isAsNamed(rows, entry)) throw damaged('it contains other candles');
  return rows;
}

/** Destination for one market of exactly this many rows. */
function onceInto(room: DecodedRows): (rows: number) => DecodedRows {
  return (rows) => {
    if (rows !== room.open.length) throw damaged('it contains other candles');
    return room;
  };
}

function isAsNamed({ openTimeMs }: CandleColumns, { rows, firstMs, lastMs }: PartEntry): boolean {
  return openTimeMs.length === rows && openTimeMs[0] === firstMs && openTimeMs[rows - 1] === lastMs;
}

function damaged(how: string): CodecError {
  return new CodecError(`Expected the part that the manifest names, but ${how}.`);
}
