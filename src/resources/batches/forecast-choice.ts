import type { BatchMaximums, BatchReading } from './batch-controller.js';
import type { MemoryForecast } from './forecast.js';
import { forecastMemory, secondsPerMarket } from './forecast.js';
import type { LinearModel } from './least-squares.js';

export interface Choice {
  readonly size: number;
  readonly concurrency: number;
}

/** Inputs of a choice. */
export interface Knowledge {
  readonly memory: LinearModel;
  readonly time: LinearModel;
  readonly last: Choice | null;
  /** Readings since the size last shrank. */
  readonly calm: number;
}

type Maximums = Readonly<Record<keyof BatchMaximums, number>>;

/** Maximum expected share of the limit for a choice. */
const TARGET = 0.88;

/** Maximum factor of a step up. */
const MOST_GROWTH = 1.5;

/** Maximum expected share of the limit for the rule's choice. */
const RULED_TARGET = 0.97;

/** Growth beyond the rule waits this many readings after a forecast has shrunk a batch. */
export const CALM_READINGS = 5;

/** Markets that a choice puts in flight besides the current ones. */
function addedBy({ size, concurrency }: Choice, marketsUnderWay: number): number {
  return Math.max(size, size * concurrency - marketsUnderWay);
}

/** Memory while a choice is in flight. */
export function memoryOf(choice: Choice, reading: BatchReading, { memory }: Knowledge): MemoryForecast {
  const usedBytes = reading.memory?.usedBytes ?? 0;
  return forecastMemory(memory, usedBytes, addedBy(choice, reading.marketsUnderWay), reading.bars);
}

/** The rule's choice must fit as far as known; anything larger must be sure to fit. */
function fits(choice: Choice, ruled: Choice, reading: BatchReading, state: Knowledge): boolean {
  const { expectedBytes, mostBytes } = memoryOf(choice, reading, state);
  const limitBytes = reading.memory?.limitBytes ?? 0;
  const isMore = choice.size > ruled.size || choice.concurrency > ruled.concurrency;
  if (isMore) return mostBytes <= TARGET * limitBytes;
  return choice.size >= ruled.size / 2 && expectedBytes <= RULED_TARGET * limitBytes;
}

/** All choices up to the rule's, and beyond it up to the step limit. */
function candidates(most: Maximums, ruled: Choice, { last, calm }: Knowledge): Choice[] {
  const before = last?.size ?? most.batchSize;
  const grown = calm < CALM_READINGS ? before : Math.max(before + 1, Math.floor(before * MOST_GROWTH));
  const largest = Math.min(most.batchSize, Math.max(ruled.size, grown));
  return Array.from({ length: largest * most.concurrency }, (_, index) => ({
    size: 1 + Math.floor(index / most.concurrency),
    concurrency: 1 + (index % most.concurrency),
  }));
}

function isAtLeast(choice: Choice, ruled: Choice): boolean {
  return choice.size >= ruled.size && choice.concurrency >= ruled.concurrency;
}

/**
 * The fastest choice that fits; among equals the smallest. Less than the rule's only if that does not fit,
 * and never less than half of it; null if none fits.
 */
export function choose(
  reading: BatchReading,
  state: Knowledge,
  ruled: Choice,
  most: Maximums,
): Choice | null {
  const limitBytes = reading.memory?.limitBytes ?? Infinity;
  const seconds = (choice: Choice): number => {
    const pressure = memoryOf(choice, reading, state).expectedBytes / limitBytes;
    return secondsPerMarket(state.time, { ...choice, pressure }, reading.bars);
  };
  const all = candidates(most, ruled, state).filter((choice) => fits(choice, ruled, reading, state));
  if (all.length === 0) return null;
  const more = all.filter((choice) => isAtLeast(choice, ruled));
  return (more.length > 0 ? more : all).reduce((best, choice) =>
    seconds(choice) < seconds(best) ? choice : best,
  );
}
