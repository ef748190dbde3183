import { invalidFile } from '../input-error.js';

/** `[0,0,0,0,0,0],` is the shortest candle; a file with more brackets than this holds something else. */
const BYTES_PER_BRACKET = 6;
/** Small files may contain anything: an object by symbol with a candle each. */
const FREE_BRACKETS = 100_000;
/** An object by symbol of arrays of candles is 3 deep; exchanges wrap that in a few more. */
const MAX_DEPTH = 32;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** `[` and `{`, `]` and `}` differ in the bit 0x20. */
const [OPEN, CLOSE, CASE] = [0x5b, 0x5d, 0x20];

/**
 * Checks JSON as it arrives, and rejects input that would become far larger in memory than on disk as soon as
 * that shows: an empty array takes two bytes of text and sixteen of memory, and endless nesting overflows the
 * stack.
 */
export class JsonShape {
  readonly #name: string;
  #isText = false;
  #isEscaped = false;
  #depth = 0;
  #brackets = 0;
  #bytes = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws {SquallError} DATA_INVALID */
  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (this.#isText) this.#takeText(byte);
      else if (byte === QUOTE) this.#isText = true;
      else if ((byte & ~CASE) === OPEN) this.#open();
      else if ((byte & ~CASE) === CLOSE) this.#depth--;
    }
    this.#bytes += chunk.length;
    if (this.#brackets <= FREE_BRACKETS || this.#brackets * BYTES_PER_BRACKET <= this.#bytes) return;
    throw invalidFile(
      `${this.#name}: expected candles, got ${this.#brackets} arrays and objects in ${this.#bytes} bytes.`,
    );
  }

  #takeText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#isText = false;
  }

  #open(): void {
    this.#brackets++;
    if (++this.#depth <= MAX_DEPTH) return;
    throw invalidFile(`${this.#name} is nested more than ${MAX_DEPTH} deep.`);
  }
}
