/** DEFLATE without a wrapper (RFC 1951, `deflate-raw`): checksums are the container's. */
export type Deflate = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/**
 * The opposite. The length is known and kept to: a stream that is damaged, or gives more or fewer bytes, is an error.
 * @throws anything.
 */
export type Inflate = (bytes: Uint8Array, length: number) => Uint8Array | Promise<Uint8Array>;

/** DEFLATE cannot make more than this out of a byte (258 bytes of two bits). */
const MOST_BYTES_PER_BYTE = 1032;

/** Whether so many bytes can come out of so few: asked before anything is allocated. */
export function canInflateTo(compressedLength: number, length: number): boolean {
  return length <= compressedLength * MOST_BYTES_PER_BYTE;
}
