import type { MemoryReading } from '../memory/memory-reading.js';
import type { Relief, ReliefAction } from '../relief/memory-relief.js';
import type { BatchController, BatchDecision, FetchedBatch } from './batch-controller.js';

/** What a controller decides by, and what it moves besides the batches. */
export interface BatchSurroundings {
  /** Memory now. @default not read */
  readonly readMemory?: (() => MemoryReading) | undefined;
  /** Does what a controller asks for. @default nothing can be done */
  readonly giveRelief?: ((actions: readonly ReliefAction[]) => Promise<Relief>) | undefined;
  /** Monotonic milliseconds. @default nothing is timed */
  readonly nowMs?: (() => number) | undefined;
  /** Bars that are fetched of a market. @default unknown */
  readonly bars?: number | undefined;
  /** Carries what the controller knows from one scan to the next. @default each scan begins anew */
  readonly carried?: CarriedState | undefined;
}

/**
 * Bars of all batches under way at the most; one market is always taken. Each bar takes some 50 bytes from its arrival
 * to the end of its batch and as much again in the kernels: they stay below 200 MB, whatever sizes are asked for.
 */
const MOST_BARS_UNDER_WAY = 1_000_000;
/** Batches at once where not all that were asked for have room: larger ones are faster than many. */
const FEW_BATCHES = 2;

/** What a controller knew when it last decided; undefined: nothing yet. */
export interface CarriedState {
  state: unknown;
}

/** How far a scan is. */
export interface Progress {
  readonly marketsUnderWay: number;
  readonly marketsDone: number;
}

/** A decision and what belongs to it in the result. */
export interface Steered {
  readonly decision: BatchDecision;
  /** The figures decided on; absent where memory is not read. */
  readonly memory?: MemoryReading;
  /** What was done before the batch; absent: nothing. */
  readonly relief?: Relief;
}

/** A controller at work in one scan: reads for it, keeps its state, and does what it asks for. */
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

  /** Notes that the data of a batch have arrived, before they are used. */
  noteFetched(batch: Pick<FetchedBatch, 'size' | 'concurrency' | 'fetchMs'>, progress: Progress): void {
    this.#fetched.push({ ...batch, ...progress, memory: this.#readMemory() });
  }

  /** Decides on the next batch. Relief is given before it settles, so between batches, while others are fetched. */
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

/** A size that was asked for without a thought of how long the history is. */
function withinBars(decision: BatchDecision, bars: number | null): BatchDecision {
  const { size, concurrency, reason } = decision;
  const most = Math.max(1, Math.floor(MOST_BARS_UNDER_WAY / (bars ?? 1)));
  if (size * concurrency <= most) return decision;
  const fewer = Math.min(concurrency, FEW_BATCHES, most);
  const less = { size: Math.max(1, Math.min(size, Math.floor(most / fewer))), concurrency: fewer };
  return { ...decision, ...less, reason: `${reason}; ${bars} bars a market leave room for so many` };
}
