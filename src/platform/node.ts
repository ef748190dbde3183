import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { WasmBytes } from '../kernels/engine/engine.js';
import { collectGarbage } from '../resources/node/collect-garbage.js';
import { createMemoryReader } from '../resources/node/node-memory.js';
import { type Sha256, sha256From } from '../util/sha256-from.js';
import { nodeThreads } from './node-threads.js';
import { SquallError } from '../util/squall-error.js';
import type { Platform, WasmTarget } from './platform.js';

/** build/, seen from build/js/src/platform/. */
const BUILD = new URL('../../../', import.meta.url);

export const sha256: Sha256 = sha256From(() => {
  const hash = createHash('sha256');
  return { update: (part) => void hash.update(part), digest: () => hash.digest('hex') };
});

/** @throws {SquallError} CANNOT_START when the file is not there. */
export function readWasm(target: WasmTarget): Uint8Array<ArrayBuffer> {
  const file = new URL(`squall.${target}.wasm`, BUILD);
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new SquallError(
      'CANNOT_START',
      `Cannot read ${file.pathname}: ${(error as Error).message}; run "npm run build", or use --engine js`,
    );
  }
}

/** The wasm files of this build, each read when it is looked at. */
export const WASM_FILES: WasmBytes = {
  get simd() {
    return readWasm('simd');
  },
  get scalar() {
    return readWasm('scalar');
  },
};

async function readBytes(location: URL | string): Promise<Uint8Array<ArrayBuffer>> {
  const text = String(location);
  if (/^(https?|data|blob):/.test(text)) {
    const response = await fetch(text);
    if (!response.ok) throw new TypeError(`Cannot fetch ${text}: status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }
  return new Uint8Array(await readFile(text.startsWith('file:') ? fileURLToPath(text) : text));
}

export const platform: Platform = {
  readWasm: async (target) => readWasm(target),
  readBytes,
  sha256,
  pause: () => setImmediate(),
  memoryReader: createMemoryReader,
  collectGarbage,
  threads: nodeThreads,
  cores: availableParallelism,
};
