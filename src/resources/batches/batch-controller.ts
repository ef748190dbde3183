import type { MemoryReading } from '../memory/memory-reading.js';
import type { Relief, ReliefAction } from '../relief/memory-relief.js';

/** Fill level of a scan at one moment. */
export interface ScanLoad {
  /** Markets in batches in flight. */
  readonly marketsUnderWay: number;
  /** Markets whose batches have finished in this scan. */
  readonly marketsDone: number;
  /** null if memory is not read. */
  readonly memory: MemoryReading | null;
}

/** A batch at the moment its data arrived, itself still in flight. */
export interface FetchedBatch extends ScanLoad {
  readonly size: number;
  /** Concurrency allowed when it started. */
  readonly concurrency: number;
  /** Since its start; null if not measured. */
  readonly fetchMs: number | null;
}

/** Inputs of a controller before a batch is taken. */
export interface BatchReading extends ScanLoad {
  /** Markets still to be taken. */
  readonly remaining: number;
  /** Bars fetched per market; null if unknown. */
  readonly bars: number | null;
  /** Since the last decision, in the order in which their data arrived. */
  readonly fetched: readonly FetchedBatch[];
  /** Outcome of the last relief requested; null if there was none, or none is possible. */
  readonly relief: Relief | null;
}

export interface BatchDecision<State = unknown> {
  /** Markets in the next batch, ≥ 1. */
  readonly size: number;
  /** Maximum batches in flight at once, ≥ 1. */
  readonly concurrency: number;
  /** Why, in a few words; included in the result. */
  readonly reason: string;
  /** Relief to give before the batch starts. @default none */
  readonly relief?: readonly ReliefAction[];
  /** Not even one market fits: end the scan with what it has. @default false */
  readonly stop?: boolean;
  /** Passed back with the next decision. @default no state */
  readonly state?: State;
}

/** Decides the size of the next batch. Pure: the caller applies the result and keeps its state. */
export interface BatchController<State = unknown> {
  /** @param state  of its last decision, possibly in an earlier scan; undefined the first time. */
  next(reading: BatchReading, state?: State): BatchDecision<State>;
}

/** Upper limits of a controller's choice. */
export interface BatchMaximums {
  /** Markets in a batch, ≥ 1. @default 20 */
  readonly batchSize?: number | undefined;
  /** Batches in flight at once, ≥ 1. @default 2 */
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

/**
 * A controller that always decides the same. @throws {RangeError} a size or concurrency that is not an
 * integer ≥ 1.
 */
export function fixedBatches(batchSize?: number, concurrency?: number): BatchController<never> {
  const most = maximumsOf({ batchSize, concurrency });
  const decision = { size: most.batchSize, concurrency: most.concurrency, reason: 'fixed' };
  return { next: () => decision };
}
