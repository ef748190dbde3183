import type { MemoryReaderOptions } from '../resources/memory/caller-figures.js';
import type { MemoryReading } from '../resources/memory/memory-reading.js';
import type { PoolHost } from '../kernels/pool/host.js';
import type { Sha256 } from '../util/sha256.js';

export type WasmTarget = 'simd' | 'scalar';

/**
 * What differs between Node and browsers. `#platform` in package.json is the one that fits: `node.ts` under the export
 * condition `node`, `browser.ts` everywhere else.
 */
export interface Platform {
  /** The bytes of one of the wasm files that come with Squall. */
  readWasm(target: WasmTarget): Promise<Uint8Array<ArrayBuffer>>;
  /** The bytes that a URL or, under Node, a path stands for. */
  readBytes(location: URL | string): Promise<Uint8Array<ArrayBuffer>>;
  readonly sha256: Sha256;
  /** Lets timers, input and painting through. */
  pause(): Promise<void>;
  /** Reads the memory of this program against its limits. @throws {RangeError} a limit that is not > 0. */
  memoryReader(options: MemoryReaderOptions): () => MemoryReading;
  /** Collects garbage now; null if the host does not let programs do that. */
  readonly collectGarbage: (() => Promise<void>) | null;
  /** Starts workers for a pool of kernels. */
  readonly threads: PoolHost;
  /** Cores that this program may use. */
  cores(): number;
}
