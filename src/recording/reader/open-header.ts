import type { Inflate } from '../../codec/block/compression.js';
import type { Frame } from '../format/frame.js';
import { ENCODING, frameAt, KIND, MAGIC, startsAsRecording } from '../format/frame.js';
import { readJson } from '../format/payloads.js';
import { damaged } from '../format/recording-error.js';
import type { RecordingHeader } from '../format/recording-header.js';
import { isHeader } from '../format/recording-header.js';
import { isGap, walkFrames } from '../format/walk-frames.js';

/** Contents of the first frame. */
export interface OpenedHeader {
  readonly header: RecordingHeader;
  /** Whether the file was written as a whole, with a seal at its end. */
  readonly isSealed: boolean;
}

/** Where both copies of a header must be. */
const MOST_HEADER_BYTES = 2 ** 20;

const VERSION = MAGIC[MAGIC.length - 1];

/** Whether the file starts like a recording of this version. */
export function startsWithMagic(file: Uint8Array): boolean {
  return startsAsRecording(file) && file[MAGIC.length - 1] === VERSION;
}

/**
 * The header is stored twice at the start; the first readable copy counts.
 * @throws {SquallError} REC_CORRUPT, exit 22.
 */
export async function openHeader(
  file: Uint8Array,
  tools: { readonly inflate: Inflate },
): Promise<OpenedHeader> {
  const isRecording = startsAsRecording(file);
  if (isRecording && file.length >= MAGIC.length && file[MAGIC.length - 1] !== VERSION) {
    throw damaged(
      `Expected a recording of version ${VERSION}, got version ${file[MAGIC.length - 1]}: a later Squall may read it.`,
    );
  }
  for (const frame of headersOf(file)) {
    const content = await payloadIn(file, frame, tools)
      .then(readJson)
      .catch(() => null);
    if (isOpenedHeader(content)) return content;
  }
  throw damaged(
    isRecording
      ? `Expected the header of the recording, twice, within its first ${file.length} bytes; both are damaged or cut off.`
      : `Expected a Squall recording, got ${file.length} bytes of something else.`,
  );
}

/** The payload of a frame, decompressed. @throws what the decompressor throws. */
export async function payloadIn(
  file: Uint8Array,
  frame: Frame,
  { inflate }: { readonly inflate: Inflate },
): Promise<Uint8Array> {
  const payload = file.subarray(frame.payloadOffset, frame.end);
  return frame.encoding === ENCODING.plain ? payload : inflate(payload, frame.rawLength);
}

function headersOf(file: Uint8Array): Frame[] {
  const first = frameAt(file, MAGIC.length, () => true);
  if (typeof first !== 'string' && first.kind === KIND.header) return [first];
  return walkFrames(file.subarray(0, MOST_HEADER_BYTES), MAGIC.length).flatMap((part) =>
    isGap(part) || part.kind !== KIND.header ? [] : part,
  );
}

function isOpenedHeader(value: unknown): value is OpenedHeader {
  const { header, isSealed } = (value ?? {}) as Record<keyof OpenedHeader, unknown>;
  return typeof isSealed === 'boolean' && isHeader(header);
}
