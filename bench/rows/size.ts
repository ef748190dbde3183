import { gzipSync } from 'node:zlib';
import type { WasmSize } from '../harness/results.js';
import { readWasm } from '../../test/support/wasm-files.js';

/** Sizes of the two wasm files, raw and gzipped. */
export function measureSizes(): WasmSize[] {
  return (['simd', 'scalar'] as const).map((target) => {
    const bytes = readWasm(target);
    return { target, bytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length };
  });
}
