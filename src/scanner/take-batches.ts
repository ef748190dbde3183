import { describeMemory } from '../resources/memory/memory-reading.js';
import type { BatchSurroundings, Steered } from '../resources/batches/batch-steering.js';
import { BatchSteering } from '../resources/batches/batch-steering.js';
import { SquallError } from '../util/squall-error.js';
import type { BatchController } from '../resources/batches/batch-controller.js';
import type { BatchWork } from './batch-crew.js';
import { BatchCrew } from './batch-crew.js';
import type { BatchRecord } from './scan-result.js';

/**
 * Runs the work over the items in batches, sized and bounded by the controller, taken in order. Besides the
 * batches being fetched, one is computed, and at most as many wait for that as may be fetched. The controller
 * decides when there is room for a batch, so by the memory at that time. The first failure, and the signal,
 * stop the intake; batches in flight are awaited, then it is thrown.
 * @returns one record per batch, in the order they were taken.
 * @throws {SquallError} MEM_PRESSURE if not even one item fits and `work` has no `leave`.
 */
export async function takeBatches<Item, Fetched>(
  items: readonly Item[],
  controller: BatchController,
  work: BatchWork<Item, Fetched>,
  signal?: AbortSignal,
  surroundings: BatchSurroundings = {},
): Promise<BatchRecord[]> {
  const crew = new BatchCrew(work);
  const steering = new BatchSteering(controller, surroundings);
  const records: BatchRecord[] = [];
  let taken = 0;
  let slots = 1;
  while (taken < items.length) {
    await crew.fewerThan(slots);
    if (crew.hasFailed || signal?.aborted) break;
    const { progress } = crew;
    const steered = await steering.next(items.length - taken, progress);
    if (steered.decision.stop) {
      await crew.idle();
      // Finished work has freed its memory; now there may be room.
      if (progress.marketsUnderWay > 0) continue;
      leave(items.slice(taken), steered, work);
      records.push(recordOf(0, steered));
      break;
    }
    slots = steered.decision.concurrency;
    await crew.fewerThan(slots);
    const batch = items.slice(taken, taken + steered.decision.size);
    taken += batch.length;
    records.push(recordOf(batch.length, steered));
    begin(batch, slots, crew, steering);
  }
  await crew.idle();
  signal?.throwIfAborted();
  crew.throwFailure();
  return records;
}

function begin<Item, Fetched>(
  batch: readonly Item[],
  concurrency: number,
  crew: BatchCrew<Item, Fetched>,
  steering: BatchSteering,
): void {
  const startMs = steering.nowMs();
  crew.begin(batch, () => {
    const endMs = steering.nowMs();
    const fetchMs = startMs === null || endMs === null ? null : endMs - startMs;
    steering.noteFetched({ size: batch.length, concurrency, fetchMs }, crew.progress);
  });
}

function recordOf(size: number, { decision, memory, relief }: Steered): BatchRecord {
  const { reason, concurrency } = decision;
  if (memory === undefined) return { size, reason, concurrency };
  const { pressure, usedBytes, limitBytes } = memory;
  return {
    size,
    reason,
    concurrency,
    pressure,
    usedBytes,
    limitBytes,
    ...(relief === undefined ? {} : { relief }),
  };
}

function leave<Item>(
  left: readonly Item[],
  { memory }: Steered,
  work: Pick<BatchWork<Item, unknown>, 'leave'>,
): void {
  const reading = memory === undefined ? 'memory is not read' : describeMemory(memory);
  const reason = `Memory cannot hold even one market at a time: ${reading}; ${left.length} markets were left`;
  if (work.leave === undefined) throw new SquallError('MEM_PRESSURE', reason);
  work.leave(left, reason);
}
