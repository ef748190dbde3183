/** What the controller may look at before a batch is taken. */
export interface BatchReading {
  /** Markets that are still to be taken. */
  readonly remaining: number;
}

export interface BatchDecision {
  /** Markets in the next batch, ≥ 1. */
  readonly size: number;
  /** Batches that may be under way at once, ≥ 1. */
  readonly concurrency: number;
  /** Why, in a few words; stands in the result. */
  readonly reason: string;
}

/** Decides the size of the next batch. Pure: the scanner applies what it says. */
export interface BatchController {
  next(reading: BatchReading): BatchDecision;
}

/** The original scanner's figures: 20 markets a batch, two batches at a time. */
export const DEFAULT_BATCH_SIZE = 20;
const DEFAULT_CONCURRENCY = 2;

/** A controller that always says the same. */
export function fixedBatches(size = DEFAULT_BATCH_SIZE, concurrency = DEFAULT_CONCURRENCY): BatchController {
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`Expected a batch size of 1 or more, got ${size}`);
  }
  const decision: BatchDecision = { size, concurrency, reason: 'fixed' };
  return { next: () => decision };
}
