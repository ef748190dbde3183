import { SquallError } from '../util/squall-error.js';
import type { WasmTarget } from './platform.js';

/** Written out, one literal each: that is how bundlers find modules that must come along. */
const MODULES: Readonly<Record<WasmTarget, () => Promise<{ readonly BASE64: string }>>> = {
  simd: () => import('#embedded/simd'),
  scalar: () => import('#embedded/scalar'),
};

/**
 * One of the wasm files that come with Squall, out of a module: nothing is looked for on disk and nothing is fetched,
 * so that it is there in whatever a bundler makes.
 * @throws {SquallError} CANNOT_START when it was not built.
 */
export async function readWasm(target: WasmTarget): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { BASE64 } = await MODULES[target]();
    return Uint8Array.from(atob(BASE64), (character) => character.charCodeAt(0));
  } catch (error) {
    throw new SquallError(
      'CANNOT_START',
      `Cannot load squall.${target}.wasm: ${(error as Error).message}; run "npm run build", or use --engine js`,
    );
  }
}
