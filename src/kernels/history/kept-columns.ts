import type { ColumnCalls, WrittenCalls } from '../engine/column-calls.js';

/** Addresses and strides in bytes. */
export interface KeptShape {
  readonly count: number;
  /** The first column's rows before a chunk, and the same number of rows at the chunk's end. */
  readonly before: number;
  readonly last: number;
  readonly stride: number;
  /** Where they are kept. */
  readonly kept: number;
  readonly keptStride: number;
  /** Bytes kept per column, a multiple of 16. */
  readonly bytes: number;
}

/** Columns shared with other blocks: keeps the last rows of a chunk for the next one. */
export class KeptColumns {
  readonly #bytes: number;
  readonly #restore: WrittenCalls;
  readonly #keep: WrittenCalls;

  constructor(calls: ColumnCalls, { count, before, last, stride, kept, keptStride, bytes }: KeptShape) {
    this.#bytes = bytes;
    const kernel = 'moveColumns';
    const restore = {
      kernel,
      values: kept,
      stride: keptStride,
      out: before,
      outStride: stride,
      count,
    } as const;
    const keep = { kernel, values: last, stride, out: kept, outStride: keptStride, count } as const;
    this.#restore = calls.write([restore]);
    this.#keep = calls.write([keep]);
  }

  /** Restores the kept rows before the chunk. */
  restore(): void {
    this.#restore.run(0, this.#bytes);
  }

  /** Keeps the last rows of the chunk. */
  keep(): void {
    this.#keep.run(0, this.#bytes);
  }
}
