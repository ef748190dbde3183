import type * as javaScript from '#embedded/js';
import { SquallError } from '../../util/squall-error.js';
import type { Kernels } from './kernels.js';
import type { PagedMemory } from './webassembly.js';

type Kernel = (...args: number[]) => number;

/**
 * Loads the kernels in JavaScript, which the build translates from the scalar wasm, operation for operation.
 * @returns the kernels over a memory. They keep nothing in it, so that they can share it with either wasm build.
 * @throws {SquallError} CANNOT_START if they were not built.
 */
export async function loadJavaScript(): Promise<(memory: PagedMemory) => Kernels> {
  const { instantiate } = await importModule();
  return (memory) => {
    const { refresh, ...kernels } = instantiate(memory);
    let { buffer } = memory;
    const overBuffer =
      (kernel: Kernel): Kernel =>
      (...args) => {
        if (memory.buffer !== buffer) {
          buffer = memory.buffer;
          refresh();
        }
        return kernel(...args);
      };
    const entries = Object.entries(kernels).map(([name, kernel]) => [name, overBuffer(kernel)]);
    return Object.fromEntries(entries) as Kernels;
  };
}

async function importModule(): Promise<typeof javaScript> {
  try {
    return await import('#embedded/js');
  } catch (error) {
    const reason = (error as Error).message;
    throw new SquallError(
      'CANNOT_START',
      `Cannot load the JavaScript engine: ${reason}; run "npm run build"`,
    );
  }
}
