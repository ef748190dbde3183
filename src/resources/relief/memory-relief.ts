/** Means to relieve memory besides smaller batches. */
export type ReliefAction = 'drop-expired' | 'halve-caches' | 'restore-caches' | 'collect-garbage';

export interface Collection {
  readonly tookMs: number;
  /** Used before and after; null if unknown. */
  readonly beforeBytes: number | null;
  readonly afterBytes: number | null;
}

/** What was done. */
export interface Relief {
  readonly asked: readonly ReliefAction[];
  /** Expired cache entries removed; null if not requested, or without caches. */
  readonly expiredEntries: number | null;
  readonly collection: Collection | null;
  /** Why garbage was not collected on request; null if it was, or was not requested. */
  readonly notCollected: 'no-collector' | 'too-soon' | null;
}

/** Means of relief; null or absent: not available. */
export interface ReliefMeans {
  /** @returns the number of entries removed. */
  readonly dropExpired?: (() => number) | undefined;
  /** Halves the capacity of caches, again with each call. */
  readonly halveCaches?: (() => void) | undefined;
  readonly restoreCaches?: (() => void) | undefined;
  readonly collectGarbage: (() => Promise<void>) | null;
  /** Used memory now; null if unknown. */
  readonly usedBytes: () => number | null;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Called with everything that was done. */
  readonly onRelief?: ((relief: Relief) => void) | undefined;
}

/** A collection stops the thread; more often than this it would cost more than it gains. */
export const COLLECT_EVERY_MS = 30_000;

/** Carries out controllers' requests. One per process, so that two scans do not collect twice. */
export class MemoryRelief {
  readonly #means: ReliefMeans;
  #collectedAtMs = -Infinity;

  constructor(means: ReliefMeans) {
    this.#means = means;
  }

  /** Settles when everything is done; never rejects for lack of means. */
  async give(asked: readonly ReliefAction[]): Promise<Relief> {
    const { dropExpired, halveCaches, restoreCaches, onRelief } = this.#means;
    const expiredEntries = asked.includes('drop-expired') ? (dropExpired?.() ?? null) : null;
    if (asked.includes('halve-caches')) halveCaches?.();
    if (asked.includes('restore-caches')) restoreCaches?.();
    const collected = asked.includes('collect-garbage')
      ? await this.#collect()
      : { collection: null, notCollected: null };
    const relief: Relief = { asked, expiredEntries, ...collected };
    onRelief?.(relief);
    return relief;
  }

  async #collect(): Promise<Pick<Relief, 'collection' | 'notCollected'>> {
    const { collectGarbage, nowMs, usedBytes } = this.#means;
    if (collectGarbage === null) return { collection: null, notCollected: 'no-collector' };
    const startMs = nowMs();
    if (startMs - this.#collectedAtMs < COLLECT_EVERY_MS)
      return { collection: null, notCollected: 'too-soon' };
    this.#collectedAtMs = startMs;
    const beforeBytes = usedBytes();
    await collectGarbage();
    return {
      collection: { tookMs: nowMs() - startMs, beforeBytes, afterBytes: usedBytes() },
      notCollected: null,
    };
  }
}
