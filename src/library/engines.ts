import { platform } from '#platform';
import { shownValue } from '../util/plain-text.js';
import { createEngine, selectEngineName } from '../kernels/engine/engine.js';
import type { Engine, EngineName, WasmSource } from '../kernels/engine/engine.js';

/** Where one wasm file comes from: its bytes, a compiled `WebAssembly.Module`, a URL or, under Node, a path. */
export type WasmLocation = WasmSource | URL | string;

/** Instead of the files that come with Squall; what is left out is taken from there. */
export interface WasmOverride {
  readonly simd?: WasmLocation;
  readonly scalar?: WasmLocation;
}

export interface EngineOptions {
  /**
   * `auto`: simd where the host has it, else scalar wasm, else JavaScript. All give the same bits. An engine that
   * `loadEngine` made is used as it is.
   * @default 'auto'
   */
  readonly engine?: 'auto' | EngineName | Engine;
  /** @default the files of this package, which `squall/simd.wasm` and `squall/scalar.wasm` name */
  readonly wasm?: WasmOverride;
}

/** What `engine` may be called. */
export const ENGINE_CHOICES = ['auto', 'simd', 'scalar', 'js'] as const;

/** Engines over our own files, one of each kind: compiling and a memory of their own are paid once. */
const shared = new Map<EngineName, Promise<Engine>>();

/**
 * The kernels, compiled, with a memory of their own. Calls that name no engine share one; make another where memory
 * must be given back all at once: it goes when the engine does.
 *
 * @example
 * const engine = await loadEngine({ engine: 'scalar' });
 * const { rsi } = await indicators({ close }, { indicators: ['rsi'], engine });
 * @throws {RangeError} an engine that does not exist. @throws what reading or compiling the wasm throws.
 */
export async function loadEngine(options: EngineOptions = {}): Promise<Engine> {
  const { engine = 'auto', wasm } = options;
  if (isEngine(engine)) return engine;
  const name = checkedName(engine);
  if (name === 'js') return createEngine('js', null);
  const source = await locate(wasm?.[name] ?? platform.readWasm(name));
  return createEngine(name, { simd: source, scalar: source });
}

/** The engine that these options mean; the shared one unless they ask for their own files or bring an engine. */
export function engineFor(options: EngineOptions): Promise<Engine> {
  const { engine = 'auto', wasm } = options;
  if (isEngine(engine) || wasm !== undefined) return loadEngine(options);
  const name = checkedName(engine);
  const known = shared.get(name);
  if (known !== undefined) return known;
  const loading = loadEngine({ engine: name });
  shared.set(name, loading);
  // A failure is not kept: the file may be there the next time.
  loading.catch(() => shared.delete(name));
  return loading;
}

/**
 * SHA-256 of one of the wasm files that come with this package, lower-case hex, as `squall doctor` and the JSON of a
 * scan show it.
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

/** URLs of another realm, such as a frame's, are URLs too. */
function isUrl(source: object): source is URL {
  return Object.prototype.toString.call(source) === '[object URL]';
}
