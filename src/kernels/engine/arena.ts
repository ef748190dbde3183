import { PAGE_BYTES, type PagedMemory } from './webassembly.js';

/** Below are the constants of the wasm modules (their __heap_base is near 1 KiB). */
const FIRST_BYTE = PAGE_BYTES;

/** A cache line; also the alignment of every span. */
export const ALIGNMENT = 64;

interface Span {
  offsetBytes: number;
  lengthBytes: number;
}

/** Hands out spans of one memory, first fit, and grows it when no gap is large enough. */
export class Arena {
  /** Ascending, never touching each other. */
  readonly #taken: Span[] = [];

  constructor(readonly memory: PagedMemory) {}

  /** Offset in bytes of a span that nobody else uses. @throws {RangeError} the memory cannot grow that far. */
  allocate(lengthBytes: number): number {
    const length = Math.ceil(lengthBytes / ALIGNMENT) * ALIGNMENT;
    let offsetBytes = FIRST_BYTE;
    let index = 0;
    for (; index < this.#taken.length; index++) {
      const next = this.#taken[index];
      if (next.offsetBytes - offsetBytes >= length) break;
      offsetBytes = next.offsetBytes + next.lengthBytes;
    }
    const missing = offsetBytes + length - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#taken.splice(index, 0, { offsetBytes, lengthBytes: length });
    return offsetBytes;
  }

  /** @throws {RangeError} no span begins there. */
  free(offsetBytes: number): void {
    const index = this.#taken.findIndex((span) => span.offsetBytes === offsetBytes);
    if (index < 0) throw new RangeError(`Expected the offset of an allocated span, got ${offsetBytes}.`);
    this.#taken.splice(index, 1);
  }
}
