import { readFileSync } from 'node:fs';
import type { WasmBytes } from '../../src/kernels/engine/engine.js';

/** One of the wasm files of this build, as AssemblyScript wrote it. */
export function readWasm(target: 'simd' | 'scalar'): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(`build/squall.${target}.wasm`));
}

/** Both, each read on first use. */
export const WASM_FILES: WasmBytes = {
  get simd() {
    return readWasm('simd');
  },
  get scalar() {
    return readWasm('scalar');
  },
};
