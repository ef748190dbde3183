import { NO_CELL, TERCILES } from './events.js';
import type { Outcome } from './outcome.js';

/** Fewest controls of a cell, and fewest of a date. */
const LEAST_IN_CELL = 3;
const LEAST_IN_ALL = 5;
const CELLS = TERCILES * TERCILES;

/** Mean outcome of the controls that an event is compared with. */
export interface ControlMeans {
  readonly count: number;
  readonly forward: number;
  /** NaN where no control has one. */
  readonly delayed: number;
  readonly best: number;
  readonly worst: number;
}

/** Sums over the controls of one date and one horizon, by cell of turnover and volatility. */
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
   * Means over the markets of the same turnover and volatility; where these are fewer than 3, of the same volatility;
   * where those are, over all. null: fewer than 5 controls in all.
   * @param cell  of the event; NO_CELL compares with all
   */
  meansFor(cell: number): ControlMeans | null {
    const all = Array.from(this.#count.keys());
    if (this.#countOf(all) < LEAST_IN_ALL) return null;
    if (cell === NO_CELL) return this.#meansOf(all);
    const alike = all.filter((other) => other % TERCILES === cell % TERCILES);
    const chosen = [[cell], alike].find((cells) => this.#countOf(cells) >= LEAST_IN_CELL) ?? all;
    return this.#meansOf(chosen);
  }

  #countOf(cells: readonly number[]): number {
    return sumOver(this.#count, cells);
  }

  #meansOf(cells: readonly number[]): ControlMeans {
    const count = this.#countOf(cells);
    return {
      count,
      forward: sumOver(this.#forward, cells) / count,
      delayed: sumOver(this.#delayed, cells) / sumOver(this.#delayedCount, cells),
      best: sumOver(this.#best, cells) / count,
      worst: sumOver(this.#worst, cells) / count,
    };
  }
}

function sumOver(sums: Float64Array, cells: readonly number[]): number {
  let sum = 0;
  for (const cell of cells) sum += sums[cell];
  return sum;
}
