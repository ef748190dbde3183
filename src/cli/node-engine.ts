import { availableParallelism } from 'node:os';
import { createEngine, selectEngineName } from '../kernels/engine/engine.js';
import type { Engine, EngineName, WasmBytes } from '../kernels/engine/engine.js';
import { Threads, type WorkerChoice } from '../kernels/pool/threads.js';
import { readWasm, sha256 } from '../platform/node.js';
import { nodeThreads } from '../platform/node-threads.js';

export { readWasm, sha256 };

export interface NodeEngine {
  readonly engine: Engine;
  /** Of the wasm file that computes; null for the JavaScript engine. */
  readonly wasmSha256: string | null;
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
