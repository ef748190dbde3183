import type { Memory } from '../lanes.js';

/** The memory as float64; index = address / 8. */
export function doubles(memory: Memory): Float64Array<ArrayBufferLike> {
  return new Float64Array(memory.buffer);
}

/** The memory as int32; index = address / 4. */
export function integers(memory: Memory): Int32Array<ArrayBufferLike> {
  return new Int32Array(memory.buffer);
}

/** The memory as int8. */
export function bytes(memory: Memory): Int8Array<ArrayBufferLike> {
  return new Int8Array(memory.buffer);
}
