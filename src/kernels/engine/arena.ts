import { SquallError } from '../../util/squall-error.js';
import { PAGE_BYTES, type PagedMemory } from './webassembly.js';

/** The constants of the wasm modules lie below (their __heap_base is near 1 KiB). */
const FIRST_BYTE = PAGE_BYTES;

const MIB = 2 ** 20;

/** A cache line; also the alignment of every span. */
export const ALIGNMENT = 64;

/** A range of memory that belongs to one owner until it is freed. */
export class OwnedMemory {
  readonly #offsetBytes: number;
  readonly #owner: string;
  readonly #giveBack: () => void;
  #isFreed = false;
  #keepers = 0;

  /** Called by Arena.allocate only. */
  constructor(offsetBytes: number, owner: string, giveBack: () => void) {
    this.#offsetBytes = offsetBytes;
    this.#owner = owner;
    this.#giveBack = giveBack;
  }

  /** Address of the first byte. @throws {TypeError} it is freed: the bytes may belong to another owner now. */
  get base(): number {
    this.check();
    return this.#offsetBytes;
  }

  /** @throws {TypeError} it is freed. */
  check(): void {
    if (this.#isFreed) throw new TypeError(`Expected a ${this.#owner} that has not been disposed of.`);
  }

  /**
   * Pins these bytes: they are not allocated again until the returned function is called, even if they are freed.
   * @throws {TypeError} it is already freed.
   */
  keep(): () => void {
    this.check();
    this.#keepers++;
    let isKept = true;
    return () => {
      if (!isKept) return;
      isKept = false;
      this.#keepers--;
      this.#leave();
    };
  }

  /** Idempotent. */
  free(): void {
    if (this.#isFreed) return;
    this.#isFreed = true;
    this.#leave();
  }

  #leave(): void {
    if (this.#isFreed && this.#keepers === 0) this.#giveBack();
  }
}

interface Span {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** Hands out spans of one memory, first fit, and grows it when no gap is large enough. */
export class Arena {
  /** Ascending and never adjacent. */
  readonly #taken: Span[] = [];

  constructor(readonly memory: PagedMemory) {}

  /**
   * Allocates bytes for one owner.
   * @param owner  its name, for the error of a use after free
   * @throws {SquallError} MEM_PRESSURE: the memory cannot grow enough.
   */
  allocate(lengthBytes: number, owner = 'memory'): OwnedMemory {
    const length = Math.ceil(lengthBytes / ALIGNMENT) * ALIGNMENT;
    let offsetBytes = FIRST_BYTE;
    let index = 0;
    for (; index < this.#taken.length; index++) {
      const next = this.#taken[index];
      if (next.offsetBytes - offsetBytes >= length) break;
      offsetBytes = next.offsetBytes + next.lengthBytes;
    }
    const missing = offsetBytes + length - this.memory.buffer.byteLength;
    if (missing > 0) this.#grow(missing);
    const span = { offsetBytes, lengthBytes: length };
    this.#taken.splice(index, 0, span);
    return new OwnedMemory(offsetBytes, owner, () => {
      this.#taken.splice(this.#taken.indexOf(span), 1);
    });
  }

  #grow(missingBytes: number): void {
    try {
      this.memory.grow(Math.ceil(missingBytes / PAGE_BYTES));
    } catch (error) {
      const [has, lacks] = [this.memory.buffer.byteLength, missingBytes].map((bytes) =>
        Math.ceil(bytes / MIB),
      );
      throw new SquallError(
        'MEM_PRESSURE',
        `The kernels have ${has} MiB and would need ${lacks} MiB more, which is not available; use smaller batches, fewer bars or fewer markets.`,
        { cause: error },
      );
    }
  }
}
