import type { AdaptiveState } from './adaptive-batches.js';
import { adaptiveBatches, isKnown } from './adaptive-batches.js';
import type {
  BatchController,
  BatchDecision,
  BatchMaximums,
  BatchReading,
  FetchedBatch,
} from './batch-controller.js';
import { maximumsOf } from './batch-controller.js';
import type { TimedBatch } from './forecast.js';
import { learnMemory, learnTime, NO_MEMORY_MODEL, NO_TIME_MODEL } from './forecast.js';
import type { Choice, Knowledge } from './forecast-choice.js';
import { CALM_READINGS, choose, memoryOf } from './forecast-choice.js';
import type { LinearModel } from './least-squares.js';
import { SHED } from './pressure-bands.js';
import type { MemoryReading } from '../memory/memory-reading.js';
import { describeMemory } from '../memory/memory-reading.js';

/** State of the forecast from one batch to the next. */
export interface PredictiveState extends Knowledge {
  readonly rule: AdaptiveState | undefined;
  /** Source of the model's memory figures; another source needs another model. */
  readonly of: MemoryReading['of'];
  /** Expected maximum use of the last choice; null if it was the rule's. */
  readonly mostBytes: number | null;
  /** Recent forecasts that proved too low; old ones count less. */
  readonly misses: number;
}

/** Batches with known memory before the forecast is used. */
const LEAST_SAMPLES = 5;

/** A miss counts 1, and decays by this factor with each later reading. */
const MISS_FADES = 0.8;
const MOST_MISSES = 1.5;

const START: PredictiveState = {
  rule: undefined,
  memory: NO_MEMORY_MODEL,
  time: NO_TIME_MODEL,
  of: null,
  mostBytes: null,
  misses: 0,
  last: null,
  calm: CALM_READINGS,
};

/**
 * Learns from finished batches how much memory and time they take, and chooses the size and concurrency
 * expected to finish the scan soonest without using more than 88 % of the limit. Follows the rule of
 * `adaptiveBatches` while it knows little, after forecasts that proved too low, above 92 % pressure until
 * that has eased, and if no limit is known; relief and ending a scan always follow the rule.
 * @throws {RangeError} a maximum that is not an integer ≥ 1.
 */
export function predictiveBatches(maximums: BatchMaximums = {}): BatchController<PredictiveState> {
  const most = maximumsOf(maximums);
  const rule = adaptiveBatches(maximums);
  return {
    next(reading, before = START) {
      const ruled = rule.next(reading, before.rule);
      const learnt = { ...learnFrom(reading, before), rule: ruled.state };
      const choice = mayForecast(reading, learnt) ? choose(reading, learnt, ruled, most) : null;
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

/** With nothing in flight, the reading shows the baseline without a scan. */
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
    (learnt, batch) =>
      batch.fetchMs === null ? learnt : learnTime(learnt, timed(batch), batch.fetchMs, bars),
    model,
  );
}

function timed({ size, concurrency, memory }: FetchedBatch): TimedBatch {
  return { size, concurrency, pressure: memory?.pressure ?? 0 };
}

function wasTooLow({ fetched }: BatchReading, { mostBytes }: PredictiveState): boolean {
  return mostBytes !== null && fetched.some(({ memory }) => (memory?.usedBytes ?? 0) > mostBytes);
}

function mayForecast({ memory }: BatchReading, state: PredictiveState): boolean {
  return (
    isKnown(memory) &&
    (state.rule?.band ?? SHED) < SHED &&
    state.memory.samples >= LEAST_SAMPLES &&
    state.misses <= MOST_MISSES
  );
}

function calmAfter({ size }: Choice, { last, calm }: PredictiveState): number {
  return last !== null && size < last.size ? 0 : calm + 1;
}

function byRule(
  ruled: BatchDecision<AdaptiveState>,
  learnt: PredictiveState,
): BatchDecision<PredictiveState> {
  const { size, concurrency } = ruled;
  return {
    ...ruled,
    state: { ...learnt, mostBytes: null, last: { size, concurrency }, calm: calmAfter(ruled, learnt) },
  };
}

function byForecast(
  choice: Choice,
  ruled: BatchDecision<AdaptiveState>,
  learnt: PredictiveState,
  reading: BatchReading,
): BatchDecision<PredictiveState> {
  const { mostBytes } = memoryOf(choice, reading, learnt);
  const { memory } = reading;
  const share = memory?.limitBytes ? Math.round((100 * mostBytes) / memory.limitBytes) : null;
  return {
    ...ruled,
    ...choice,
    reason: `${memory === null ? 'memory is not read' : describeMemory(memory)}, forecast: ${share} % at most`,
    state: { ...learnt, mostBytes, last: choice, calm: calmAfter(choice, learnt) },
  };
}
