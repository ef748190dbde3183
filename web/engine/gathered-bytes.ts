import type { HashPart } from '../../src/util/sha256-from.js';

/** Initial capacity: the result of some hundred markets. */
const FIRST_BYTES = 2 ** 20;

/** Maximum UTF-8 bytes of one UTF-16 unit. */
const MOST_BYTES_OF_UNIT = 3;

const encoder = new TextEncoder();

/** Texts, as UTF-8, and bytes, concatenated. */
export class GatheredBytes {
  #room = new Uint8Array(FIRST_BYTES);
  #length = 0;

  /** A view of everything added so far. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#room.subarray(0, this.#length);
  }

  /** Empty again, keeping its capacity. */
  clear(): void {
    this.#length = 0;
  }

  add(part: HashPart): void {
    if (typeof part === 'string') {
      this.#reserve(part.length * MOST_BYTES_OF_UNIT);
      this.#length += encoder.encodeInto(part, this.#room.subarray(this.#length)).written;
      return;
    }
    this.#reserve(part.byteLength);
    this.#room.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), this.#length);
    this.#length += part.byteLength;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#room.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#room.length));
    larger.set(this.bytes);
    this.#room = larger;
  }
}
