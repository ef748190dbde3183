import type { ScanCaches } from '../cache/caches.js';
import type { Engine } from '../kernels/engine/engine.js';
import type { KernelPool } from '../kernels/pool/job.js';
import type { MarketFeed } from '../market/feed.js';
import type { Sha256 } from '../util/sha256.js';
import type { BatchSurroundings } from '../resources/batches/batch-steering.js';
import type { BatchController } from '../resources/batches/batch-controller.js';
import type { KernelEvent } from './guarded-computer.js';

/** A scan's environment; none of it changes a result. */
export interface ScanContext {
  readonly feed: MarketFeed;
  readonly engine: Engine;
  /** Workers of that engine. @default this thread computes */
  readonly threads?: KernelPool;
  readonly controller: BatchController;
  /** Inputs of the controller's decisions. @default nothing: memory is not read */
  readonly surroundings?: Omit<BatchSurroundings, 'bars'>;
  readonly sha256: Sha256;
  /** Whether `inputsSha256` is wanted: it hashes all candles. @default true */
  readonly hashInputs?: boolean;
  /** Monotonic milliseconds, for the timings only. */
  readonly nowMs: () => number;
  /** Lets signals and the progress line run between long computations. */
  readonly pause: () => Promise<void>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** A kernel wrote out of bounds; the batch was recomputed. A second time the scan fails. */
  readonly onKernelEvent?: (event: KernelEvent) => void;
  /** Kept between scans by a caller that scans repeatedly. @default none */
  readonly caches?: ScanCaches;
}
