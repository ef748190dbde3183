import type { MemoryReaderOptions } from '../resources/memory/caller-figures.js';
import type { MemoryReading } from '../resources/memory/memory-reading.js';
import type { PoolHost } from '../kernels/pool/host.js';
import type { Sha256 } from '../util/sha256.js';

export type WasmTarget = 'simd' | 'scalar';

/**
 * What differs between Node and browsers. `#platform` in package.json selects `node.ts` under the export
 * condition `node`, `browser.ts` everywhere else.
 */
export interface Platform {
  /** The bytes of one of Squall's wasm files. */
  readWasm(target: WasmTarget): Promise<Uint8Array<ArrayBuffer>>;
  /** The bytes at a URL or, under Node, a path. */
  readBytes(location: URL | string): Promise<Uint8Array<ArrayBuffer>>;
  readonly sha256: Sha256;
  /** Lets timers, input and painting run. */
  pause(): Promise<void>;
  /** Reads this program's memory against its limits. @throws {RangeError} a limit that is not > 0. */
  memoryReader(options: MemoryReaderOptions): () => MemoryReading;
  /** Collects garbage now; null if the host does not allow it. */
  readonly collectGarbage: (() => Promise<void>) | null;
  /** Starts workers for a pool of kernels. */
  readonly threads: PoolHost;
  /** Cores that this program may use. */
  cores(): number;
}
