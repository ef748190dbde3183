/** Bytes that can be appended to. The initial ones are kept uncopied until then. */
export class GrowingBytes {
  #buffer: Uint8Array;
  #length: number;

  constructor(bytes: Uint8Array) {
    this.#buffer = bytes;
    this.#length = bytes.length;
  }

  /** Everything so far; views taken before are unaffected. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length || !this.#isOwn) {
      const larger = new Uint8Array(Math.max(length, Math.ceil(1.5 * this.#length)));
      larger.set(this.bytes);
      this.#buffer = larger;
      this.#isOwn = true;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }

  /** The given bytes must not be modified. */
  #isOwn = false;
}
