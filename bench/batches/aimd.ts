import type { BatchController } from '../../src/resources/batches/batch-controller.js';
import { DEFAULT_BATCH_SIZE, DEFAULT_CONCURRENCY } from '../../src/resources/batches/batch-controller.js';

/**
 * Additive increase, multiplicative decrease (Chiu and Jain 1989): one market more while there is room,
 * otherwise half.
 */
export const AIMD: BatchController<number> = {
  next({ memory }, size = DEFAULT_BATCH_SIZE) {
    const next =
      (memory?.pressure ?? 0) > 0.85
        ? Math.max(1, Math.floor(size / 2))
        : Math.min(DEFAULT_BATCH_SIZE, size + 1);
    return { size: next, concurrency: DEFAULT_CONCURRENCY, reason: 'AIMD', state: next };
  },
};
