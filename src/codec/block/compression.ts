/** DEFLATE without a wrapper (RFC 1951, `deflate-raw`): checksums belong to the container. */
export type Deflate = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/**
 * The inverse. The length is known and enforced: a stream that is damaged, or yields more or fewer bytes, is
 * an error.
 * @throws anything.
 */
export type Inflate = (bytes: Uint8Array, length: number) => Uint8Array | Promise<Uint8Array>;

/** DEFLATE's maximum expansion of a byte (258 bytes from two bits). */
const MOST_BYTES_PER_BYTE = 1032;

/** Whether this many bytes can come out of so few: checked before anything is allocated. */
export function canInflateTo(compressedLength: number, length: number): boolean {
  return length <= compressedLength * MOST_BYTES_PER_BYTE;
}
