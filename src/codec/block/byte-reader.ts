import { CodecError } from './codec-error.js';

/** Reads what `ByteWriter` wrote. Every method throws {@link CodecError} if the bytes end too early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.#bytes[this.#take(1)];
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** @throws {CodecError} a number of 2^53 or more. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER || scale > 2 ** 49) {
        throw new CodecError(`Expected a number below 2^53, got a larger one at byte ${this.#at}.`);
      }
      if (byte < 0x80) return value;
    }
  }

  /**
   * A count of items of at least `bytesEach` bytes each: impossible counts are rejected before anything is
   * allocated.
   */
  count(bytesEach: number): number {
    const count = this.varint();
    if (count * bytesEach > this.left) {
      throw new CodecError(`Expected ${count} entries, got ${this.left} bytes at byte ${this.#at}.`);
    }
    return count;
  }

  varints(count: number): number[] {
    return Array.from({ length: count }, () => this.varint());
  }

  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  rest(): Uint8Array {
    return this.bytes(this.left);
  }

  /** @throws {CodecError} text that is not JSON. */
  json(): unknown {
    const text = new TextDecoder().decode(this.bytes(this.count(1)));
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new CodecError(
        `Expected JSON before byte ${this.#at}, got ${JSON.stringify(text.slice(0, 40))}.`,
      );
    }
  }

  /** @throws {CodecError} bytes left over. */
  end(): void {
    if (this.left > 0)
      throw new CodecError(`Expected the end at byte ${this.#at}, got ${this.left} more bytes.`);
  }

  #take(count: number): number {
    if (count > this.left) {
      throw new CodecError(`Expected ${count} bytes at byte ${this.#at}, got ${this.left}.`);
    }
    const at = this.#at;
    this.#at += count;
    return at;
  }
}
