import { canInflateTo } from '../../codec/block/compression.js';
import { crc32 } from '../../codec/block/crc32.js';
import type { Sha256 } from '../../util/sha256.js';

/**
 * The first bytes of every recording, modelled on PNG: a byte that no text has, the name, both line ends and
 * the DOS end-of-file (so that transfers in text mode show), and the version of the format.
 */
export const MAGIC = Uint8Array.of(0x89, 0x53, 0x51, 0x55, 0x41, 0x4c, 0x4c, 0x0d, 0x0a, 0x1a, 0x0a, 1);

/** Whether the first bytes are those of a recording, of any version. */
export function startsAsRecording(file: Uint8Array): boolean {
  return MAGIC.subarray(0, -1).every((byte, at) => file[at] === byte);
}

/** Kinds of frames. */
export const KIND = {
  header: 1,
  symbols: 2,
  markets: 3,
  facts: 4,
  candles: 5,
  bars: 6,
  details: 7,
  scan: 8,
  resume: 9,
  seal: 10,
} as const;

export type FrameKind = (typeof KIND)[keyof typeof KIND];

/** Encoding of the payload. */
export const ENCODING = { plain: 0, deflated: 1 } as const;

/** The first bytes of a frame: searched for after a damaged part. */
const MARKER = 0x5a9d4651;
const CHAINED_BYTES = 24;
const CHAIN_BYTES = 32;
export const FRAME_HEADER_BYTES = CHAINED_BYTES + CHAIN_BYTES + 4;

/** A larger payload is not written, and not allocated because a header claims it. */
const MOST_PAYLOAD_BYTES = 2 ** 28;

/** Location of a frame, and its header. */
export interface Frame {
  readonly kind: number;
  readonly encoding: number;
  /** Number among the frames of its kind; other frames refer to it by that. */
  readonly id: number;
  readonly offset: number;
  readonly payloadOffset: number;
  /** Offset after the payload. */
  readonly end: number;
  /** Bytes of the payload, decompressed. */
  readonly rawLength: number;
  /** SHA-256 of the chain of the frame before, this frame's header up to here, and its payload as stored. */
  readonly chain: Uint8Array;
}

/** A stored payload, to become a frame. */
export interface Packed {
  readonly kind: FrameKind;
  readonly id: number;
  readonly encoding: number;
  readonly payload: Uint8Array;
  readonly rawLength: number;
}

/** The chain that the first frame continues. */
export function firstChain(sha256: Sha256): Uint8Array {
  return fromHex(sha256([MAGIC]));
}

/** The bytes of a frame that follows a frame with that chain. */
export function frameBytes(packed: Packed, previous: Uint8Array, sha256: Sha256): Uint8Array {
  const { kind, id, encoding, payload, rawLength } = packed;
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MARKER, true);
  bytes[4] = kind;
  bytes[5] = encoding;
  view.setUint32(8, id, true);
  view.setUint32(12, payload.length, true);
  view.setUint32(16, rawLength, true);
  view.setUint32(20, crc32(payload), true);
  bytes.set(payload, FRAME_HEADER_BYTES);
  bytes.set(nextChain(previous, bytes.subarray(0, CHAINED_BYTES), payload, sha256), CHAINED_BYTES);
  view.setUint32(CHAINED_BYTES + CHAIN_BYTES, crc32(bytes.subarray(0, CHAINED_BYTES + CHAIN_BYTES)), true);
  return bytes;
}

/** The chain in the bytes of a frame. */
export function chainIn(frame: Uint8Array): Uint8Array {
  // Not `slice`, which for a Buffer is a view that would retain the whole file.
  return new Uint8Array(frame.subarray(CHAINED_BYTES, CHAINED_BYTES + CHAIN_BYTES));
}

/** What the chain of a frame must be, computed from the bytes of the file. */
export function expectedChain(
  file: Uint8Array,
  frame: Frame,
  previous: Uint8Array,
  sha256: Sha256,
): Uint8Array {
  const head = file.subarray(frame.offset, frame.offset + CHAINED_BYTES);
  return nextChain(previous, head, file.subarray(frame.payloadOffset, frame.end), sha256);
}

function nextChain(previous: Uint8Array, head: Uint8Array, payload: Uint8Array, sha256: Sha256): Uint8Array {
  return fromHex(sha256([previous, head, payload]));
}

/** @param hex  an even number of hexadecimal digits. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Why no frame was found at an offset. */
export type FrameFault =
  | 'no frame starts here'
  | 'the header of this frame is damaged'
  | 'this frame is cut off'
  | 'the content of this frame is damaged';

/**
 * The frame at an offset of the file, checksums compared; or why there is none.
 * @param spend  called with the bytes about to be read; false = that is too much.
 */
export function frameAt(
  file: Uint8Array,
  offset: number,
  spend: (bytes: number) => boolean,
): Frame | FrameFault {
  if (!hasMarker(file, offset)) return 'no frame starts here';
  const payloadOffset = offset + FRAME_HEADER_BYTES;
  if (payloadOffset > file.length) return 'this frame is cut off';
  const view = new DataView(file.buffer, file.byteOffset + offset, FRAME_HEADER_BYTES);
  const chainEnd = CHAINED_BYTES + CHAIN_BYTES;
  if (view.getUint32(chainEnd, true) !== crc32(file.subarray(offset, offset + chainEnd))) {
    return 'the header of this frame is damaged';
  }
  const length = view.getUint32(12, true);
  const rawLength = view.getUint32(16, true);
  const end = payloadOffset + length;
  if (end > file.length) return 'this frame is cut off';
  const encoding = view.getUint8(5);
  if (!isPossible(encoding, length, rawLength)) return 'the header of this frame is damaged';
  if (!spend(length) || view.getUint32(20, true) !== crc32(file.subarray(payloadOffset, end))) {
    return 'the content of this frame is damaged';
  }
  const chain = chainIn(file.subarray(offset, payloadOffset));
  const kind = view.getUint8(4);
  return { kind, encoding, id: view.getUint32(8, true), offset, payloadOffset, end, rawLength, chain };
}

function isPossible(encoding: number, length: number, rawLength: number): boolean {
  if (rawLength > MOST_PAYLOAD_BYTES) return false;
  return encoding === ENCODING.plain
    ? rawLength === length
    : encoding === ENCODING.deflated && canInflateTo(length, rawLength);
}

function hasMarker(file: Uint8Array, at: number): boolean {
  return (
    file[at] === (MARKER & 0xff) &&
    file[at + 1] === ((MARKER >> 8) & 0xff) &&
    file[at + 2] === ((MARKER >> 16) & 0xff) &&
    file[at + 3] === ((MARKER >> 24) & 0xff)
  );
}

/** The next offset from `from` on at which a frame may start; the length of the file if there is none. */
export function nextMarker(file: Uint8Array, from: number): number {
  for (let at = from; ; at++) {
    at = file.indexOf(MARKER & 0xff, at);
    if (at < 0) return file.length;
    if (hasMarker(file, at)) return at;
  }
}
