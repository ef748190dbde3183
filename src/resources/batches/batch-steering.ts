import type { MemoryReading } from '../memory/memory-reading.js';
import type { Relief, ReliefAction } from '../relief/memory-relief.js';
import type { BatchController, BatchDecision, FetchedBatch } from './batch-controller.js';

/** A controller's inputs, and its means besides batches. */
export interface BatchSurroundings {
  /** Memory now. @default not read */
  readonly readMemory?: (() => MemoryReading) | undefined;
  /** Gives the relief a controller requests. @default no relief possible */
  readonly giveRelief?: ((actions: readonly ReliefAction[]) => Promise<Relief>) | undefined;
  /** Monotonic milliseconds. @default nothing is timed */
  readonly nowMs?: (() => number) | undefined;
  /** Bars fetched per market. @default unknown */
  readonly bars?: number | undefined;
  /** Carries the controller's state from one scan to the next. @default each scan starts afresh */
  readonly carried?: CarriedState | undefined;
}

/**
 * Maximum bars of all batches in flight; one market is always taken. Each bar takes some 50 bytes from its
 * arrival to the end of its batch and as much again in the kernels: this keeps them below 200 MB, whatever
 * sizes are requested.
 */
const MOST_BARS_UNDER_WAY = 1_000_000;
/** Concurrency when the requested batches do not all fit: larger batches are faster than many. */
const FEW_BATCHES = 2;

/** The controller's state at its last decision; undefined: none yet. */
export interface CarriedState {
  state: unknown;
}

/** Progress of a scan. */
export interface Progress {
  readonly marketsUnderWay: number;
  readonly marketsDone: number;
}

/** A decision and its part of the result. */
export interface Steered {
  readonly decision: BatchDecision;
  /** The figures behind the decision; absent if memory is not read. */
  readonly memory?: MemoryReading;
  /** Relief given beforehand; absent: none. */
  readonly relief?: Relief;
}

/** A controller at work in one scan: supplies its readings, keeps its state, and carries out its requests. */
export class BatchSteering {
  readonly #controller: BatchController;
  readonly #surroundings: BatchSurroundings;
  readonly #carried: CarriedState;
  #fetched: FetchedBatch[] = [];
  #relief: Relief | null = null;

  constructor(controller: BatchController, surroundings: BatchSurroundings) {
    this.#controller = controller;
    this.#surroundings = surroundings;
    this.#carried = surroundings.carried ?? { state: undefined };
  }

  nowMs(): number | null {
    return this.#surroundings.nowMs?.() ?? null;
  }

  /** Records that the data of a batch has arrived, before it is used. */
  noteFetched(batch: Pick<FetchedBatch, 'size' | 'concurrency' | 'fetchMs'>, progress: Progress): void {
    this.#fetched.push({ ...batch, ...progress, memory: this.#readMemory() });
  }

  /**
   * Decides on the next batch. Relief is given before it settles, so between batches, while others are being
   * fetched.
   */
  async next(remaining: number, progress: Progress): Promise<Steered> {
    const memory = this.#readMemory();
    const fetched = this.#fetched.splice(0);
    const bars = this.#surroundings.bars ?? null;
    const reading = { remaining, ...progress, memory, bars, fetched, relief: this.#relief };
    const wanted = this.#controller.next(reading, this.#carried.state);
    this.#carried.state = wanted.state;
    const decision = withinBars(wanted, bars);
    this.#relief = await this.#giveRelief(decision.relief ?? []);
    return {
      decision,
      ...(memory === null ? {} : { memory }),
      ...(this.#relief === null ? {} : { relief: this.#relief }),
    };
  }

  #readMemory(): MemoryReading | null {
    return this.#surroundings.readMemory?.() ?? null;
  }

  async #giveRelief(actions: readonly ReliefAction[]): Promise<Relief | null> {
    const { giveRelief } = this.#surroundings;
    return actions.length === 0 || giveRelief === undefined ? null : giveRelief(actions);
  }
}

/** A size requested without regard to the length of the history. */
function withinBars(decision: BatchDecision, bars: number | null): BatchDecision {
  const { size, concurrency, reason } = decision;
  const most = Math.max(1, Math.floor(MOST_BARS_UNDER_WAY / (bars ?? 1)));
  if (size * concurrency <= most) return decision;
  const fewer = Math.min(concurrency, FEW_BATCHES, most);
  const less = { size: Math.max(1, Math.min(size, Math.floor(most / fewer))), concurrency: fewer };
  return { ...decision, ...less, reason: `${reason}; ${bars} bars per market leave room for no more` };
}
