import { platform } from '#platform';
import { shownValue } from '../util/plain-text.js';
import { createEngine, selectEngineName } from '../kernels/engine/engine.js';
import type { Engine, EngineName, WasmSource } from '../kernels/engine/engine.js';

/** Source of one wasm file: its bytes, a compiled `WebAssembly.Module`, a URL or, under Node, a path. */
export type WasmLocation = WasmSource | URL | string;

/** Replaces the files shipped with Squall; those left out are still used. */
export interface WasmOverride {
  readonly simd?: WasmLocation;
  readonly scalar?: WasmLocation;
}

export interface EngineOptions {
  /**
   * `auto`: simd if the host has it, otherwise scalar wasm, otherwise JavaScript. All give the same bits. An engine
   * from `loadEngine` is used directly.
   * @default 'auto'
   */
  readonly engine?: 'auto' | EngineName | Engine;
  /** @default the files of this package, exported as `squall/simd.wasm` and `squall/scalar.wasm` */
  readonly wasm?: WasmOverride;
}

/** Names of engines. */
export const ENGINE_CHOICES = ['auto', 'simd', 'scalar', 'js'] as const;

/** Engines over the shipped files, one of each kind, so that compiling and memory are paid for once. */
const shared = new Map<EngineName, Promise<Engine>>();

/**
 * The compiled kernels with their own memory. Calls without an engine share one; create another if its memory
 * must be released at a certain time: it is freed with the engine.
 *
 * @example
 * const engine = await loadEngine({ engine: 'scalar' });
 * const { rsi } = await indicators({ close }, { indicators: ['rsi'], engine });
 * @throws {RangeError} an unknown engine. @throws whatever reading or compiling the wasm throws.
 */
export async function loadEngine(options: EngineOptions = {}): Promise<Engine> {
  const { engine = 'auto', wasm } = options;
  if (isEngine(engine)) return engine;
  const name = checkedName(engine);
  if (name === 'js') return createEngine('js', null);
  const source = await locate(wasm?.[name] ?? platform.readWasm(name));
  return createEngine(name, { simd: source, scalar: source });
}

/** The engine for these options; the shared one unless they name other files or bring an engine. */
export function engineFor(options: EngineOptions): Promise<Engine> {
  const { engine = 'auto', wasm } = options;
  if (isEngine(engine) || wasm !== undefined) return loadEngine(options);
  const name = checkedName(engine);
  const cached = shared.get(name);
  if (cached !== undefined) return cached;
  const loading = loadEngine({ engine: name });
  shared.set(name, loading);
  // A failure is not cached: the file may exist next time.
  loading.catch(() => shared.delete(name));
  return loading;
}

/**
 * SHA-256 of one of the wasm files in this package, lower-case hex, as shown by `squall doctor` and the JSON
 * of a scan.
 */
export async function wasmSha256(target: 'simd' | 'scalar'): Promise<string> {
  return platform.sha256([await platform.readWasm(target)]);
}

function isEngine(engine: EngineOptions['engine']): engine is Engine {
  return typeof engine === 'object' && engine !== null && 'kernels' in engine;
}

function checkedName(engine: 'auto' | EngineName): EngineName {
  if (!ENGINE_CHOICES.includes(engine)) {
    throw new RangeError(
      `Expected \`engine\` to be one of ${ENGINE_CHOICES.join(', ')}, or an engine, got ${shownValue(engine)}.`,
    );
  }
  return selectEngineName(engine);
}

async function locate(location: WasmLocation | Promise<WasmLocation>): Promise<WasmSource> {
  const source = await location;
  return typeof source === 'string' || isUrl(source) ? platform.readBytes(source) : source;
}

/** Also accepts URLs of another realm, such as a frame's. */
function isUrl(source: object): source is URL {
  return Object.prototype.toString.call(source) === '[object URL]';
}
