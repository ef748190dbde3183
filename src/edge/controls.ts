import { NO_CELL, TERCILES } from './market-cells.js';
import type { Outcome } from './outcome.js';

/** Minimum number of controls in a cell, and on a date. */
const LEAST_IN_CELL = 3;
const LEAST_IN_ALL = 5;
const CELLS = TERCILES * TERCILES;

const ALL = Array.from({ length: CELLS }, (_, cell) => cell);
/** By cell: the cell itself, and all cells of the same volatility. */
const SAME = ALL.map((cell) => [cell]);
const ALIKE = ALL.map((cell) => ALL.filter((other) => other % TERCILES === cell % TERCILES));

/** Mean outcome of an event's controls. */
export interface ControlMeans {
  readonly count: number;
  readonly forward: number;
  /** NaN if no control has one. */
  readonly delayed: number;
  readonly best: number;
  readonly worst: number;
}

/** Sums over the controls of one date and one horizon, by turnover and volatility cell. */
export class ControlSums {
  readonly #count = new Float64Array(CELLS);
  readonly #forward = new Float64Array(CELLS);
  readonly #delayedCount = new Float64Array(CELLS);
  readonly #delayed = new Float64Array(CELLS);
  readonly #best = new Float64Array(CELLS);
  readonly #worst = new Float64Array(CELLS);

  clear(): void {
    for (const sums of [
      this.#count,
      this.#forward,
      this.#delayedCount,
      this.#delayed,
      this.#best,
      this.#worst,
    ]) {
      sums.fill(0);
    }
  }

  add(cell: number, { forward, delayed, best, worst }: Outcome): void {
    this.#count[cell]++;
    this.#forward[cell] += forward;
    this.#best[cell] += best;
    this.#worst[cell] += worst;
    if (Number.isNaN(delayed)) return;
    this.#delayedCount[cell]++;
    this.#delayed[cell] += delayed;
  }

  /**
   * Means over an event's controls; null if there are too few.
   * @param cell  the event's cell; NO_CELL compares with all controls
   */
  meansFor(cell: number): ControlMeans | null {
    const chosen = comparedCells(this.#count, cell);
    return chosen === null ? null : this.#meansOf(chosen);
  }

  #meansOf(cells: readonly number[]): ControlMeans {
    const count = sumOver(this.#count, cells);
    return {
      count,
      forward: sumOver(this.#forward, cells) / count,
      delayed: sumOver(this.#delayed, cells) / sumOver(this.#delayedCount, cells),
      best: sumOver(this.#best, cells) / count,
      worst: sumOver(this.#worst, cells) / count,
    };
  }
}

/**
 * The cells that an event is compared with: its own; with fewer than 3 controls there, all of the same volatility; with
 * fewer than 3 there, all cells. null with fewer than 5 controls in total.
 * @param counts  controls by cell
 */
function comparedCells(counts: Float64Array, cell: number): readonly number[] | null {
  if (sumOver(counts, ALL) < LEAST_IN_ALL) return null;
  if (cell === NO_CELL) return ALL;
  if (counts[cell] >= LEAST_IN_CELL) return SAME[cell];
  return sumOver(counts, ALIKE[cell]) >= LEAST_IN_CELL ? ALIKE[cell] : ALL;
}

/** Sums of forward returns only. */
export class ForwardSums {
  readonly #count = new Float64Array(CELLS);
  readonly #sum = new Float64Array(CELLS);

  clear(): void {
    this.#count.fill(0);
    this.#sum.fill(0);
  }

  add(cell: number, forward: number): void {
    this.#count[cell]++;
    this.#sum[cell] += forward;
  }

  /** See `ControlSums.meansFor`. */
  meanFor(cell: number): number | null {
    const chosen = comparedCells(this.#count, cell);
    return chosen === null ? null : sumOver(this.#sum, chosen) / sumOver(this.#count, chosen);
  }
}

function sumOver(sums: Float64Array, cells: readonly number[]): number {
  let sum = 0;
  for (const cell of cells) sum += sums[cell];
  return sum;
}
