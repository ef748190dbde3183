import { instantiateSync } from '@assemblyscript/loader';
import { Arena } from './arena.js';
import { loadJavaScript } from './javascript.js';
import type { Kernels } from './kernels.js';
import { type PagedMemory, PlainMemory, webAssembly } from './webassembly.js';

export type EngineName = 'simd' | 'scalar' | 'js';

export const ENGINE_NAMES: readonly EngineName[] = ['simd', 'scalar', 'js'];

/** A compiled module, or the bytes of one; a module can be sent to workers and is not compiled twice. */
export type WasmSource = ArrayBuffer | Uint8Array | object;

/** The two builds; only the requested one is read. */
export interface WasmBytes {
  readonly simd: WasmSource;
  readonly scalar: WasmSource;
}

/** Kernels and the memory that they work on. Engines differ only in speed: their results are bit-identical. */
export interface Engine {
  readonly name: EngineName;
  readonly memory: PagedMemory;
  readonly kernels: Kernels;
  /** The compiled wasm, to be sent to workers; null for js. */
  readonly module: object | null;
  readonly arena: Arena;
  /** The memory as float32; index = address / 4. Read it again after any allocation. */
  floats(): Float32Array<ArrayBufferLike>;
  /** The same bytes as integers. */
  words(): Uint32Array<ArrayBufferLike>;
  /** The same bytes as float64; index = address / 8. */
  doubles(): Float64Array<ArrayBufferLike>;
}

/** 1 GiB: 1000 markets × 1000 bars × 20 series take a tenth of it, and no address is negative as an int32. */
const MAX_PAGES = 16384;

/** `i32.const 0; i8x16.splat; i8x16.popcnt`: valid where the host has fixed-width SIMD. */
const SIMD_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

/** `auto`: simd if the host has it, otherwise scalar wasm, otherwise JavaScript. */
export function selectEngineName(requested: 'auto' | EngineName): EngineName {
  if (requested !== 'auto') return requested;
  const host = webAssembly();
  if (host === undefined) return 'js';
  return host.validate(SIMD_PROBE) ? 'simd' : 'scalar';
}

/** A memory that engines of this process and its workers can share. */
export function createMemory(): PagedMemory {
  const host = webAssembly();
  if (host === undefined) return new PlainMemory();
  return new host.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
}

/**
 * @param wasm  required for `simd` and `scalar`; may be null for `js`.
 * @param memory  @default a new one.
 * @throws {TypeError} a wasm engine without wasm.
 */
export async function createEngine(
  name: EngineName,
  wasm: WasmBytes | null,
  memory: PagedMemory = createMemory(),
): Promise<Engine> {
  let floats = new Float32Array(memory.buffer);
  let words = new Uint32Array(memory.buffer);
  let doubles = new Float64Array(memory.buffer);
  const refresh = (): void => {
    if (floats.buffer === memory.buffer) return;
    floats = new Float32Array(memory.buffer);
    words = new Uint32Array(memory.buffer);
    doubles = new Float64Array(memory.buffer);
  };
  const module = name === 'js' ? null : await compileFor(name, wasm);
  return {
    name,
    memory,
    kernels: module === null ? (await loadJavaScript())(memory) : instantiateKernels(module, memory),
    module,
    arena: new Arena(memory),
    floats() {
      refresh();
      return floats;
    },
    words() {
      refresh();
      return words;
    },
    doubles() {
      refresh();
      return doubles;
    },
  };
}

async function compileFor(name: 'simd' | 'scalar', wasm: WasmBytes | null): Promise<object> {
  if (wasm === null) throw new TypeError(`Expected the wasm modules for the ${name} engine, got null.`);
  const source = wasm[name];
  const isBytes =
    ArrayBuffer.isView(source) || Object.prototype.toString.call(source) === '[object ArrayBuffer]';
  const host = webAssembly();
  if (host === undefined) throw new TypeError('Expected a host with WebAssembly.');
  return isBytes ? host.compile(source as ArrayBuffer) : source;
}

/**
 * The kernels of a compiled module over a memory. Any number of instances can share one: they own no memory, and each
 * instantiation rewrites the constants with the same bytes.
 */
export function instantiateKernels(module: object, memory: PagedMemory): Kernels {
  // The loader's declarations use WebAssembly types that are not declared here; webassembly.ts declares them.
  // Its asynchronous form touches Response first, which makes Node load a whole HTTP client (30 ms).
  const load = instantiateSync as unknown as (
    module: object,
    imports: { env: { memory: PagedMemory } },
  ) => { instance: { exports: Kernels } };
  const { instance } = load(module, { env: { memory } });
  // The raw exports: the loader's own wrappers cost 14 ns per call.
  return instance.exports;
}
