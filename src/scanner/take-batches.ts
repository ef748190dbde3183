import PQueue from 'p-queue';
import type { BatchController } from './batch-controller.js';
import type { BatchRecord } from './scan-result.js';

/**
 * Runs `work` over the items in batches, sized and bounded by the controller, taken in order.
 * The first failure stops the intake; batches under way are awaited, then it is thrown.
 * @returns one record a batch, in the order they were taken.
 */
export async function takeBatches<Item>(
  items: readonly Item[],
  controller: BatchController,
  work: (batch: readonly Item[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<BatchRecord[]> {
  const queue = new PQueue({ concurrency: 1 });
  const records: BatchRecord[] = [];
  const failures: unknown[] = [];
  let taken = 0;
  while (taken < items.length && failures.length === 0) {
    signal?.throwIfAborted();
    const decision = controller.next({ remaining: items.length - taken });
    queue.concurrency = decision.concurrency;
    await queue.onSizeLessThan(1);
    const batch = items.slice(taken, taken + decision.size);
    taken += batch.length;
    records.push({ size: batch.length, reason: decision.reason });
    queue.add(() => work(batch)).catch((error: unknown) => failures.push(error));
  }
  await queue.onIdle();
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return records;
}
