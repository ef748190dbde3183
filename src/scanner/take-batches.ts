import PQueue from 'p-queue';
import type { BatchController } from './batch-controller.js';
import type { BatchRecord } from './scan-result.js';

/** What is done with a batch of items. */
export interface BatchWork<Item, Fetched> {
  /** Waits for others: as many batches at once as the controller allows. */
  readonly fetch: (batch: readonly Item[]) => Promise<Fetched>;
  /** Needs this thread: one batch at a time. A batch in it takes no place from those that are fetched. */
  readonly compute: (fetched: Fetched) => Promise<void>;
}

/**
 * Runs the work over the items in batches, sized and bounded by the controller, taken in order. Besides the batches that
 * are fetched one is computed, and at most as many wait for that as may be fetched.
 * The first failure, and the signal, stop the intake; batches under way are awaited, then it is thrown.
 * @returns one record a batch, in the order they were taken.
 */
export async function takeBatches<Item, Fetched>(
  items: readonly Item[],
  controller: BatchController,
  work: BatchWork<Item, Fetched>,
  signal?: AbortSignal,
): Promise<BatchRecord[]> {
  const fetching = new PQueue({ concurrency: 1 });
  const computing = new PQueue({ concurrency: 1 });
  const records: BatchRecord[] = [];
  const failures: unknown[] = [];
  const fail = (error: unknown): void => void failures.push(error);
  let taken = 0;
  while (taken < items.length && failures.length === 0 && !signal?.aborted) {
    const decision = controller.next({ remaining: items.length - taken });
    fetching.concurrency = decision.concurrency;
    await fetching.onSizeLessThan(1);
    const batch = items.slice(taken, taken + decision.size);
    taken += batch.length;
    records.push({ size: batch.length, reason: decision.reason });
    fetching
      .add(async () => {
        const fetched = await work.fetch(batch);
        await computing.onSizeLessThan(1);
        computing.add(() => work.compute(fetched)).catch(fail);
      })
      .catch(fail);
  }
  await fetching.onIdle();
  await computing.onIdle();
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return records;
}
