import { createEngine } from '../kernels/engine/engine.js';
import { requireIntact } from '../kernels/engine/guards.js';
import { SquallError } from '../util/squall-error.js';
import {
  type ComputedMarket,
  type ComputerOptions,
  type IngestedMarket,
  MetricsComputer,
  type UsableMarket,
} from './metrics-computer.js';

/** A kernel wrote out of bounds, and how that was handled. */
export interface KernelEvent {
  readonly kind: 'canary';
  readonly message: string;
}

export interface GuardedOptions extends ComputerOptions {
  readonly onKernelEvent?: ((event: KernelEvent) => void) | undefined;
}

/** Batches per scan that may be damaged and recomputed; one more and the scan fails. */
const MAX_DAMAGED_BATCHES = 1;

/**
 * MetricsComputer with a check of the guards after every batch: WASM does not trap inside its memory, so a
 * kernel that writes past its output would silently change the next market.
 */
export class GuardedComputer {
  readonly #options: GuardedOptions;
  readonly #computer: MetricsComputer;
  /** With the JavaScript kernels, in its own memory; null until a batch was damaged. */
  #fallback: MetricsComputer | null = null;
  /** The current batch as ingested by the fallback engine; null if it was undamaged. */
  #again: readonly IngestedMarket[] | null = null;
  #damagedBatches = 0;

  constructor(options: GuardedOptions) {
    this.#options = options;
    this.#computer = new MetricsComputer(options);
  }

  /** Frees the memory. */
  dispose(): void {
    this.#computer.dispose();
    this.#fallback?.dispose();
  }

  /** See MetricsComputer. */
  ingest(batch: readonly UsableMarket[]): IngestedMarket[] {
    this.#again = null;
    return this.#computer.ingest(batch);
  }

  /**
   * Runs the kernels over the current batch. If one of them wrote out of bounds, nothing in that memory can
   * be trusted: the batch is ingested again and computed by the JavaScript kernels, which give the same
   * bytes.
   * @returns how long the kernels took, in ms.
   * @throws {SquallError} KERNEL_CANARY: a second time in this scan, or by the JavaScript kernels as well.
   */
  async run(batch: readonly IngestedMarket[]): Promise<number> {
    const kernelMs = await this.#computer.run(batch);
    const damage = this.#computer.findDamage();
    if (damage === null) return kernelMs;
    this.#computer.dispose();
    this.#damagedBatches++;
    if (this.#damagedBatches > MAX_DAMAGED_BATCHES) {
      throw new SquallError(
        'KERNEL_CANARY',
        `Expected kernels to write to their own memory only; twice in this scan one did not. ${damage}`,
      );
    }
    this.#options.onKernelEvent?.({
      kind: 'canary',
      message: `KERNEL_CANARY: ${damage} The batch was computed again by the JavaScript kernels.`,
    });
    this.#fallback ??= new MetricsComputer({
      ...this.#options,
      engine: await createEngine('js', null),
      threads: null,
    });
    this.#again = this.#fallback.ingest(batch.map(({ usable }) => usable));
    const againMs = await this.#fallback.run(this.#again);
    // All engines share one source: a bug in it is in this one, too.
    requireIntact(this.#fallback.findDamage());
    return kernelMs + againMs;
  }

  /** See MetricsComputer. */
  metricsOf(batch: readonly IngestedMarket[], hasLiveFacts: boolean): ComputedMarket[] {
    if (this.#fallback !== null && this.#again !== null) {
      return this.#fallback.metricsOf(this.#again, hasLiveFacts);
    }
    return this.#computer.metricsOf(batch, hasLiveFacts);
  }
}
