const MAGIC = 0x184d2204;
/** Bits of the frame's flags. */
const HAS_BLOCK_CHECKSUM = 0x10;
const HAS_CONTENT_SIZE = 0x08;
const HAS_DICTIONARY = 0x01;
/** A block whose size has this bit is stored uncompressed. */
const STORED = 0x80000000;
const SHORTEST_MATCH = 4;

/**
 * Decompresses an LZ4 frame of known length, as in Feather files: blocks may refer to earlier ones. Checksums
 * are skipped: damage shows in the columns.
 * @throws {RangeError} a frame that is damaged, or longer than stated.
 */
export function decodeLz4Frame(bytes: Uint8Array, length: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError('Expected an LZ4 frame');
  const flags = bytes[4];
  if (flags & HAS_DICTIONARY) throw new RangeError('An LZ4 frame needs a dictionary');
  let at = 4 + 2 + (flags & HAS_CONTENT_SIZE ? 8 : 0) + 1;
  const out = new Uint8Array(length);
  let written = 0;
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) break;
    const block = bytes.subarray(at, at + (size & ~STORED));
    if ((size & STORED) !== 0) {
      out.set(block, written);
      written += block.length;
    } else written = decodeBlock(block, out, written);
    at += block.length + (flags & HAS_BLOCK_CHECKSUM ? 4 : 0);
  }
  if (written !== length) throw new RangeError(`Expected ${length} bytes of an LZ4 frame, got ${written}`);
  return out;
}

/** @returns the index after the bytes written. */
function decodeBlock(block: Uint8Array, out: Uint8Array, start: number): number {
  let at = 0;
  let written = start;
  /** The rest of a length of 15 and more: bytes added up to the first below 255. */
  const extended = (length: number): number => {
    if (length < 15) return length;
    let total = length;
    let byte: number;
    do {
      if (at >= block.length) throw new RangeError('An LZ4 block is truncated');
      byte = block[at++];
      total += byte;
    } while (byte === 255);
    return total;
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = extended(token >> 4);
    // `set` throws if the block or the output is too short.
    if (at + literals > block.length) throw new RangeError('An LZ4 block is truncated');
    out.set(block.subarray(at, at + literals), written);
    at += literals;
    written += literals;
    if (at >= block.length) break;
    const offset = block[at] | (block[at + 1] << 8);
    at += 2;
    const match = extended(token & 15) + SHORTEST_MATCH;
    if (offset === 0 || offset > written || written + match > out.length) {
      throw new RangeError('An LZ4 block refers to missing data');
    }
    // A match may overlap its own output, which repeats it.
    for (const end = written + match; written < end; written++) out[written] = out[written - offset];
  }
  return written;
}
