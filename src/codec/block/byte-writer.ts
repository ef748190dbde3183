/** Bytes written sequentially, little-endian, into a growing buffer. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A view of the bytes written; the next write may move it. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  byte(value: number): void {
    this.reserve(1)[0] = value;
  }

  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, true);
  }

  /** All NaNs are written as one, whatever their payload: equal values give equal bytes. */
  f64(value: number): void {
    const at = this.#grow(8);
    this.#view.setFloat64(at, Number.isNaN(value) ? NaN : value, true);
  }

  /** LEB128: seven bits per byte, lowest first. @param value  integer, 0…2^53 − 1. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  varints(values: Iterable<number>): void {
    for (const value of values) this.varint(value);
  }

  bytes(values: Uint8Array): void {
    this.reserve(values.length).set(values);
  }

  /** JSON, preceded by its length in bytes. Lone surrogates survive: JSON escapes them. */
  json(value: unknown): void {
    const text = new TextEncoder().encode(JSON.stringify(value));
    this.varint(text.length);
    this.bytes(text);
  }

  /** Reserves `count` zero bytes, to be filled in by the caller before the next write. */
  reserve(count: number): Uint8Array<ArrayBuffer> {
    const at = this.#grow(count);
    return this.#bytes.subarray(at, at + count);
  }

  #grow(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
