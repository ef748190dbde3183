import type { PagedMemory } from '../../src/kernels/engine/webassembly.js';
import { webAssembly } from '../../src/kernels/engine/webassembly.js';

/** Above the constants of the modules, which are also compared. */
export const BASE = 4096;

const PAGE_BYTES = 65536;

/** A span of bytes that a call may write to. */
export type Span = readonly [from: number, to: number];

export interface Twin {
  readonly memory: PagedMemory;
  readonly bytes: Buffer;
  readonly floats: Float32Array;
  readonly words: Uint32Array;
  /** The expected bytes after a call, except where the call may write. */
  readonly image: Buffer;
}

/**
 * Two memories that are equal in all that a kernel may read and differ in every other byte: one has signalling NaNs
 * there, the other a plain number. If a kernel's results differ, it has read past its inputs, read scratch that it had
 * not written, or left a row unwritten.
 */
export class TwinMemories {
  readonly twins: readonly [Twin, Twin];

  constructor(lengthBytes: number) {
    const pages = Math.ceil((BASE + lengthBytes) / PAGE_BYTES);
    const host = webAssembly();
    if (host === undefined) throw new Error('Expected WebAssembly.');
    const twin = (): Twin => {
      const memory = new host.Memory({ initial: pages, maximum: pages, shared: true });
      const bytes = Buffer.from(memory.buffer as ArrayBuffer);
      const [floats, words] = [new Float32Array(memory.buffer), new Uint32Array(memory.buffer)];
      return { memory, bytes, floats, words, image: Buffer.alloc(bytes.length) };
    };
    this.twins = [twin(), twin()];
  }

  /** Fills spans with values that differ between the two. */
  poison(spans: readonly Span[]): void {
    const [nans, numbers] = this.twins;
    for (const [from, to] of spans) {
      for (let word = from / 4; word < to / 4; word++) nans.words[word] = 0x7fa00000 ^ (word & 0x1fffff);
      numbers.words.fill(0x43960000, from / 4, to / 4);
    }
  }

  /** Writes the same numbers to both. */
  fill(address: number, count: number, next: (index: number) => number): void {
    for (let i = 0; i < count; i++) {
      const value = next(i);
      for (const { floats } of this.twins) floats[address / 4 + i] = value;
    }
  }

  /** Writes the same words to both. */
  fillWords(address: number, values: ArrayLike<number>): void {
    for (const { words } of this.twins) words.set(values, address / 4);
  }

  /** Like fillWords, but also updates the expected bytes. */
  replace(address: number, values: Uint32Array): void {
    this.fillWords(address, values);
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    for (const { image } of this.twins) bytes.copy(image, address);
  }

  /** Records the current bytes as the expected ones. */
  keep(): void {
    for (const { bytes, image } of this.twins) bytes.copy(image);
  }

  /** The first changed byte outside the spans (ascending, disjoint); null if none. */
  damage(spans: readonly Span[]): number | null {
    for (const { bytes, image } of this.twins) {
      let from = 0;
      for (const [spanFrom, spanTo] of [...spans, [bytes.length, bytes.length] as Span]) {
        if (bytes.compare(image, from, spanFrom, from, spanFrom) !== 0) {
          while (bytes[from] === image[from]) from++;
          return from;
        }
        from = spanTo;
      }
    }
    return null;
  }

  /** Restores the recorded bytes, in the spans or everywhere. */
  restore(spans: readonly Span[] | null): void {
    for (const { bytes, image } of this.twins) {
      if (spans === null) image.copy(bytes);
      else for (const [from, to] of spans) image.copy(bytes, from, from, to);
    }
  }

  /**
   * Whether the numbers differ. The bits of a NaN may depend on the compiler tier of a kernel, so they do not count.
   */
  differs(address: number, lengthBytes: number): boolean {
    const [a, b] = this.twins;
    const end = address + lengthBytes;
    if (a.bytes.compare(b.bytes, address, end, address, end) === 0) return false;
    for (let i = address / 4; i < end / 4; i++) if (!Object.is(a.floats[i], b.floats[i])) return true;
    return false;
  }
}
