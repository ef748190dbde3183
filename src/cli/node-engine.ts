import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createEngine, selectEngineName } from '../kernels/engine.js';
import type { Engine, EngineName, WasmBytes } from '../kernels/engine.js';
import { Threads, type WorkerChoice } from '../kernels/pool/threads.js';
import { nodeThreads } from '../threads/node.js';
import type { Sha256 } from '../scanner/hashing.js';
import { EXIT, SquallError } from '../util/squall-error.js';

/** build/, seen from build/js/src/cli/. */
const BUILD = new URL('../../../', import.meta.url);

export interface NodeEngine {
  readonly engine: Engine;
  /** Of the wasm file that computes; null for the JavaScript engine. */
  readonly wasmSha256: string | null;
}

export const sha256: Sha256 = (parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

export function readWasm(target: 'simd' | 'scalar'): Uint8Array<ArrayBuffer> {
  const file = new URL(`squall.${target}.wasm`, BUILD);
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new SquallError(
      'CANNOT_START',
      `Cannot read ${file.pathname}: ${(error as Error).message}; run "npm run build", or use --engine js`,
      EXIT.cannotStart,
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

/** The engine asked for, over the wasm files of this build. */
export async function createNodeEngine(requested: 'auto' | EngineName): Promise<NodeEngine> {
  const name = selectEngineName(requested);
  const engine = await createEngine(name, WASM_FILES);
  return { engine, wasmSha256: name === 'js' ? null : sha256([readWasm(name)]) };
}

/** Workers for an engine; none is started before it is needed. */
export function openThreads(engine: Engine, workers: WorkerChoice): Threads {
  return new Threads({ engine, workers, host: nodeThreads, cores: availableParallelism() });
}
