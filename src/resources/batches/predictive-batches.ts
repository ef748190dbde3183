import type { AdaptiveState } from './adaptive-batches.js';
import { adaptiveBatches, isKnown } from './adaptive-batches.js';
import type { BatchController, BatchDecision, BatchMaximums, BatchReading } from './batch-controller.js';
import { maximumsOf } from './batch-controller.js';
import {
  learnMemory,
  learnTime,
  mostUsedBytes,
  NO_MEMORY_MODEL,
  NO_TIME_MODEL,
  secondsToGo,
} from './forecast.js';
import type { LinearModel } from './least-squares.js';
import { BANDS, SHED } from './pressure-bands.js';
import type { MemoryReading } from '../memory/memory-reading.js';
import { describeMemory } from '../memory/memory-reading.js';

export interface PredictiveState {
  readonly rule: AdaptiveState | undefined;
  readonly memory: LinearModel;
  readonly time: LinearModel;
  /** Whose memory the model tells of; another one is another model. */
  readonly of: MemoryReading['of'];
  /** What the last choice was expected to use at most; null: it was the rule's. */
  readonly mostBytes: number | null;
  /** Recent forecasts that proved too low; old ones count less. */
  readonly misses: number;
  readonly last: Choice | null;
}

interface Choice {
  readonly size: number;
  readonly concurrency: number;
}

const START: PredictiveState = {
  rule: undefined,
  memory: NO_MEMORY_MODEL,
  time: NO_TIME_MODEL,
  of: null,
  mostBytes: null,
  misses: 0,
  last: null,
};

/** Batches whose memory must be known before the forecast counts. */
const LEAST_SAMPLES = 5;

/** Share of the limit that a choice may be expected to use at most. */
const TARGET = 0.9;

/** A miss counts 1, and each reading after it this much of what it did before. */
const MISS_FADES = 0.8;
const MOST_MISSES = 1.5;

/** Steps up are at most this large. */
const MOST_GROWTH = 1.5;

/** The last choice stays as long as no other is expected to be this much faster. */
const WORTH_A_CHANGE = 0.95;

/**
 * Learns from finished batches how much memory and time they take, and chooses the size and concurrency that are
 * expected to end the scan soonest without using more than 90 % of the limit. Follows the rule of `adaptiveBatches`
 * while it knows little, after forecasts that proved too low, above 92 % pressure and where no limit is known; relief
 * and the end of a scan are always the rule's.
 * @throws {RangeError} a maximum that is not an integer ≥ 1.
 */
export function predictiveBatches(maximums: BatchMaximums = {}): BatchController<PredictiveState> {
  const most = maximumsOf(maximums);
  const rule = adaptiveBatches(maximums);
  return {
    next(reading, before = START) {
      const ruled = rule.next(reading, before.rule);
      const learnt = { ...learnFrom(reading, before), rule: ruled.state };
      const choice = mayForecast(reading, learnt) ? choose(reading, learnt, most) : null;
      return choice === null || ruled.stop
        ? byRule(ruled, learnt)
        : byForecast(choice, ruled, learnt, reading);
    },
  };
}

function learnFrom(reading: BatchReading, before: PredictiveState): PredictiveState {
  const of = reading.memory?.of ?? before.of;
  const known = of === before.of ? before : { ...before, memory: NO_MEMORY_MODEL, mostBytes: null };
  return {
    ...known,
    of,
    memory: memoryAfter(reading, known.memory, of),
    time: timeAfter(reading, known.time),
    misses: known.misses * MISS_FADES + (wasTooLow(reading, known) ? 1 : 0),
  };
}

/** With nothing under way the question itself shows what is there without a scan. */
function memoryAfter(reading: BatchReading, model: LinearModel, of: PredictiveState['of']): LinearModel {
  const loads = reading.marketsUnderWay === 0 ? [...reading.fetched, reading] : reading.fetched;
  return loads.reduce(
    (learnt, load) =>
      load.memory !== null && load.memory.usedBytes !== null && load.memory.of === of
        ? learnMemory(learnt, load, load.memory.usedBytes, reading.bars)
        : learnt,
    model,
  );
}

function timeAfter({ fetched, bars }: BatchReading, model: LinearModel): LinearModel {
  return fetched.reduce(
    (learnt, batch) => (batch.fetchMs === null ? learnt : learnTime(learnt, batch, batch.fetchMs, bars)),
    model,
  );
}

function wasTooLow({ fetched }: BatchReading, { mostBytes }: PredictiveState): boolean {
  return mostBytes !== null && fetched.some(({ memory }) => (memory?.usedBytes ?? 0) > mostBytes);
}

function mayForecast({ memory }: BatchReading, state: PredictiveState): boolean {
  return (
    isKnown(memory) &&
    memory.pressure <= BANDS[SHED].above &&
    state.memory.samples >= LEAST_SAMPLES &&
    state.misses <= MOST_MISSES
  );
}

/** Markets that a choice brings under way besides those that are. */
function addedBy({ size, concurrency }: Choice, marketsUnderWay: number): number {
  return Math.max(size, size * concurrency - marketsUnderWay);
}

function mostBytesOf(choice: Choice, reading: BatchReading, { memory }: PredictiveState): number {
  const usedBytes = reading.memory?.usedBytes ?? 0;
  return mostUsedBytes(memory, reading, usedBytes, addedBy(choice, reading.marketsUnderWay), reading.bars);
}

function candidates(most: Required<Record<keyof BatchMaximums, number>>, last: Choice | null): Choice[] {
  const before = last?.size ?? most.batchSize;
  const largest = Math.min(most.batchSize, Math.max(before + 1, Math.floor(before * MOST_GROWTH)));
  return Array.from({ length: largest * most.concurrency }, (_, index) => ({
    size: 1 + Math.floor(index / most.concurrency),
    concurrency: 1 + (index % most.concurrency),
  }));
}

/** The fastest choice that fits; of equal ones the one that holds least. null: none fits. */
function choose(
  reading: BatchReading,
  state: PredictiveState,
  most: Required<Record<keyof BatchMaximums, number>>,
): Choice | null {
  const limitBytes = TARGET * (reading.memory?.limitBytes ?? 0);
  const seconds = ({ size, concurrency }: Choice): number =>
    secondsToGo(state.time, reading.remaining, size, concurrency, reading.bars);
  const fitting = candidates(most, state.last).filter(
    (choice) => mostBytesOf(choice, reading, state) <= limitBytes,
  );
  if (fitting.length === 0) return null;
  const fastest = fitting.reduce((best, choice) => (seconds(choice) < seconds(best) ? choice : best));
  const same = fitting.find(
    ({ size, concurrency }) => size === state.last?.size && concurrency === state.last.concurrency,
  );
  return same && seconds(fastest) > WORTH_A_CHANGE * seconds(same) ? same : fastest;
}

function byRule(
  ruled: BatchDecision<AdaptiveState>,
  learnt: PredictiveState,
): BatchDecision<PredictiveState> {
  const { size, concurrency } = ruled;
  return { ...ruled, state: { ...learnt, mostBytes: null, last: { size, concurrency } } };
}

function byForecast(
  choice: Choice,
  ruled: BatchDecision<AdaptiveState>,
  learnt: PredictiveState,
  reading: BatchReading,
): BatchDecision<PredictiveState> {
  const mostBytes = mostBytesOf(choice, reading, learnt);
  const { memory } = reading;
  const share = memory?.limitBytes ? Math.round((100 * mostBytes) / memory.limitBytes) : null;
  return {
    ...ruled,
    ...choice,
    reason: `${memory === null ? 'memory is not read' : describeMemory(memory)}, forecast: ${share} % at most`,
    state: { ...learnt, mostBytes, last: choice },
  };
}
