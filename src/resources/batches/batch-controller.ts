import type { MemoryReading } from '../memory/memory-reading.js';
import type { Relief, ReliefAction } from '../relief/memory-relief.js';

/** How full a scan is at one moment. */
export interface ScanLoad {
  /** Markets in batches under way. */
  readonly marketsUnderWay: number;
  /** Markets whose batches have ended in this scan. */
  readonly marketsDone: number;
  /** null if memory is not read. */
  readonly memory: MemoryReading | null;
}

/** A batch at the moment at which its data had arrived, itself still under way. */
export interface FetchedBatch extends ScanLoad {
  readonly size: number;
  /** Batches that were allowed together when it began. */
  readonly concurrency: number;
  /** From its beginning; null if not measured. */
  readonly fetchMs: number | null;
}

/** What a controller may look at before a batch is taken. */
export interface BatchReading extends ScanLoad {
  /** Markets that are still to be taken. */
  readonly remaining: number;
  /** Bars that are fetched of a market; null if unknown. */
  readonly bars: number | null;
  /** Since the last question, in the order in which their data arrived. */
  readonly fetched: readonly FetchedBatch[];
  /** What became of the relief that was asked for last; null if none was, or none is possible. */
  readonly relief: Relief | null;
}

export interface BatchDecision<State = unknown> {
  /** Markets in the next batch, ≥ 1. */
  readonly size: number;
  /** Batches that may be under way at once, ≥ 1. */
  readonly concurrency: number;
  /** Why, in a few words; stands in the result. */
  readonly reason: string;
  /** What is to be done for memory before the batch begins. @default nothing */
  readonly relief?: readonly ReliefAction[];
  /** Not even one market fits: end the scan with what it has. @default false */
  readonly stop?: boolean;
  /** Comes back with the next question. @default none is kept */
  readonly state?: State;
}

/** Decides the size of the next batch. Pure: the caller applies what it returns and keeps its state. */
export interface BatchController<State = unknown> {
  /** @param state  of its last decision, also of an earlier scan; undefined at the very first. */
  next(reading: BatchReading, state?: State): BatchDecision<State>;
}

/** The most that a controller may choose. */
export interface BatchMaximums {
  /** Markets in a batch, ≥ 1. @default 20 */
  readonly batchSize?: number | undefined;
  /** Batches under way at once, ≥ 1. @default 2 */
  readonly concurrency?: number | undefined;
}

/** The original scanner's figures: 20 markets per batch, two batches at a time. */
export const DEFAULT_BATCH_SIZE = 20;
export const DEFAULT_CONCURRENCY = 2;

/** @throws {RangeError} a maximum that is not an integer ≥ 1. */
export function maximumsOf({
  batchSize,
  concurrency,
}: BatchMaximums): Required<Record<keyof BatchMaximums, number>> {
  const most = {
    batchSize: batchSize ?? DEFAULT_BATCH_SIZE,
    concurrency: concurrency ?? DEFAULT_CONCURRENCY,
  };
  for (const [name, value] of [
    ['batch size', most.batchSize],
    ['concurrency', most.concurrency],
  ] as const) {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`Expected a ${name} of 1 or more, got ${value}`);
  }
  return most;
}

/** A controller that always says the same. @throws {RangeError} a size or concurrency that is not an integer ≥ 1. */
export function fixedBatches(batchSize?: number, concurrency?: number): BatchController<never> {
  const most = maximumsOf({ batchSize, concurrency });
  const decision = { size: most.batchSize, concurrency: most.concurrency, reason: 'fixed' };
  return { next: () => decision };
}
