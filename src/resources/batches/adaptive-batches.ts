import type { MemoryReading } from '../memory/memory-reading.js';
import { describeMemory } from '../memory/memory-reading.js';
import type { ReliefAction } from '../relief/memory-relief.js';
import type { BatchController, BatchDecision, BatchMaximums, BatchReading } from './batch-controller.js';
import { maximumsOf } from './batch-controller.js';
import {
  BANDS,
  bandOf,
  HARD,
  isClearlyBelow,
  shareOf,
  SHED,
  STOP_ABOVE,
  STOP_AT_ONCE_ABOVE,
} from './pressure-bands.js';

/** State of the rule from one batch to the next. */
export interface AdaptiveState {
  readonly band: number;
  readonly size: number;
  /** Readings since the size last grew; Infinity: never. */
  readonly sinceGrowth: number;
  /** Readings before it may grow again. */
  readonly waits: number;
  /** Consecutive readings at one market per batch above the pressure limit. */
  readonly overFull: number;
  readonly cachesHalved: boolean;
}

type KnownMemory = MemoryReading & { readonly pressure: number };

/**
 * A size that had to shrink within this many readings of its growth waits for as many before it grows again.
 */
export const SETTLE_READINGS = 10;

/** Readings above the last threshold, at one market per batch, that end a scan. */
const STOP_READINGS = 2;

/**
 * The rule: 20 markets per batch, 15 above 70 % memory pressure, 10 above 85 %, halved with each batch above
 * 92 % down to 1; concurrency likewise. Sizes shrink at once and grow when pressure is 5 points below the
 * threshold, one band per reading, at most doubling; growth that proved premature waits. Above 85 % memory is
 * relieved; if not even one market fits, the scan stops. Full size while memory is unknown.
 * @throws {RangeError} a maximum that is not an integer ≥ 1.
 */
export function adaptiveBatches(maximums: BatchMaximums = {}): BatchController<AdaptiveState> {
  const most = maximumsOf(maximums);
  const start: AdaptiveState = {
    band: 0,
    size: most.batchSize,
    sinceGrowth: Infinity,
    waits: 0,
    overFull: 0,
    cachesHalved: false,
  };
  return {
    next(reading, before = start) {
      const { memory } = reading;
      if (!isKnown(memory)) return decideBlindly(memory, most.batchSize, most.concurrency, before);
      const measured = bandOf(memory.pressure, memory.stallPercent);
      const band = nextBand(measured, memory.pressure, before);
      const size = nextSize(measured, band, memory.pressure, most.batchSize, before);
      const relief = reliefFor(measured, band, before);
      const state: AdaptiveState = {
        band,
        size,
        ...pacing(size, before),
        overFull: before.size === 1 && memory.pressure > STOP_ABOVE ? before.overFull + 1 : 0,
        cachesHalved: relief.includes('halve-caches') || (before.cachesHalved && band > 0),
      };
      return {
        size,
        concurrency: shareOf(most.concurrency, band),
        reason: reasonFor(memory, measured, state, before),
        relief,
        stop: mustStop(memory.pressure, state, reading),
        state,
      };
    },
  };
}

export function isKnown(memory: MemoryReading | null): memory is KnownMemory {
  return memory !== null && memory.pressure !== null;
}

function decideBlindly(
  memory: MemoryReading | null,
  size: number,
  concurrency: number,
  state: AdaptiveState,
): BatchDecision<AdaptiveState> {
  const reason = memory === null ? 'memory is not read' : describeMemory(memory);
  return { size, concurrency, reason, state };
}

/** Up at once; down one band per reading, when pressure is clearly below and nothing has to settle. */
function nextBand(measured: number, pressure: number, before: AdaptiveState): number {
  if (measured >= before.band) return measured;
  return before.waits === 0 && isClearlyBelow(before.band, pressure) ? before.band - 1 : before.band;
}

function nextSize(
  measured: number,
  band: number,
  pressure: number,
  most: number,
  before: AdaptiveState,
): number {
  const allowed = shareOf(most, band);
  if (measured === SHED) return Math.max(1, Math.floor(Math.min(before.size, allowed) / 2));
  if (before.size >= allowed) return allowed;
  const mayGrow = before.waits === 0 && isClearlyBelow(band + 1, pressure);
  return mayGrow ? Math.min(allowed, 2 * before.size) : before.size;
}

/** Growth followed by shrinking is the start of an oscillation: the next growth waits. */
function pacing(size: number, before: AdaptiveState): Pick<AdaptiveState, 'sinceGrowth' | 'waits'> {
  const sinceGrowth = size > before.size ? 0 : before.sinceGrowth + 1;
  const wasTooEarly = size < before.size && sinceGrowth <= SETTLE_READINGS;
  return { sinceGrowth, waits: wasTooEarly ? SETTLE_READINGS : Math.max(0, before.waits - 1) };
}

function reliefFor(measured: number, band: number, before: AdaptiveState): ReliefAction[] {
  if (measured < HARD) return before.cachesHalved && band === 0 ? ['restore-caches'] : [];
  const entered = measured > before.band;
  return ['drop-expired', ...(entered ? (['halve-caches'] as const) : []), 'collect-garbage'];
}

/** Only after a garbage collection, unless there is no time for one. */
function mustStop(pressure: number, { overFull }: AdaptiveState, { relief }: BatchReading): boolean {
  if (overFull < STOP_READINGS) return false;
  return relief?.notCollected !== 'too-soon' || pressure > STOP_AT_ONCE_ABOVE;
}

function reasonFor(
  memory: KnownMemory,
  measured: number,
  after: AdaptiveState,
  before: AdaptiveState,
): string {
  const reading = describeMemory(memory);
  if (measured > bandOf(memory.pressure, null))
    return `${reading}; tasks waited for memory ${memory.stallPercent} % of the time`;
  if (measured > 0 && measured === after.band) return `${reading}, above ${percent(BANDS[measured].above)}`;
  if (after.size > before.size) return `${reading}, pressure has eased`;
  if (after.band === 0 && after.waits === 0) return reading;
  return `${reading}, ${after.waits > 0 ? 'waiting until it settles' : `not yet clearly below ${percent(BANDS[after.band].above)}`}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
