import type { ExchangeFailure } from '../failure.js';
import type { LeasedBudget } from './leased-budget.js';

/** One request waiting to be sent. */
export interface WaitingRequest {
  readonly budget: LeasedBudget;
  readonly weight: number;
  /** Higher first. */
  readonly priority: number;
  /** Sends it. */
  readonly start: () => void;
  /** Ends it without sending it. */
  readonly refuse: (refusal: ExchangeFailure) => void;
}

/** Requests wait by budget, priority and age, so that a blocked budget does not hold up another one. */
export class RequestQueue {
  readonly #lines = new Map<LeasedBudget, WaitingRequest[]>();

  get size(): number {
    let size = 0;
    for (const line of this.#lines.values()) size += line.length;
    return size;
  }

  add(request: WaitingRequest): void {
    const line = this.#lines.get(request.budget) ?? [];
    this.#lines.set(request.budget, line);
    let place = line.length;
    while (place > 0 && line[place - 1].priority < request.priority) place--;
    line.splice(place, 0, request);
  }

  /** @returns false if it does not wait, or no longer. */
  remove(request: WaitingRequest): boolean {
    const line = this.#lines.get(request.budget) ?? [];
    const place = line.indexOf(request);
    if (place >= 0) line.splice(place, 1);
    return place >= 0;
  }

  /** The first of each budget, highest priority first. */
  heads(): readonly WaitingRequest[] {
    return [...this.#lines.values()]
      .flatMap((line) => line.slice(0, 1))
      .sort((a, b) => b.priority - a.priority);
  }

  /** All of them, budget by budget; none waits any more. */
  takeAll(): readonly WaitingRequest[] {
    return [...this.#lines.values()].flatMap((line) => line.splice(0));
  }
}
