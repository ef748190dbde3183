import { SquallError } from '../util/squall-error.js';
import type { WasmTarget } from './platform.js';

/** One literal each, written out: that is how bundlers find modules to include. */
const MODULES: Readonly<Record<WasmTarget, () => Promise<{ readonly BASE64: string }>>> = {
  simd: () => import('#embedded/simd'),
  scalar: () => import('#embedded/scalar'),
};

/**
 * One of Squall's wasm files, loaded from a module: nothing is read from disk or fetched, so that it works in
 * any bundle.
 * @throws {SquallError} CANNOT_START if it was not built.
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
