import type { Queue, QueueAddOptions } from 'p-queue';
import type { ExchangeFailure } from '../failure.js';
import type { Lane } from './lane.js';

export type Run = () => Promise<unknown>;

/** One request on its way through the gate. */
export interface Ticket {
  readonly lane: Lane;
  readonly weight: number;
  /** Set when it is let through only to fail. */
  refusal: ExchangeFailure | null;
}

export interface TicketOptions extends QueueAddOptions {
  readonly ticket?: Ticket;
}

interface Waiting {
  readonly run: Run;
  readonly id: string | undefined;
  readonly priority: number;
  readonly ticket: Ticket;
}

/**
 * The queue inside p-queue. Requests wait here by lane, priority and age; p-queue sees only those that were let
 * through, so that nothing starts before its time and a blocked budget does not hold up another one.
 */
export class RequestQueue implements Queue<Run, TicketOptions> {
  readonly #waiting = new Map<Lane, Waiting[]>();
  readonly #admitted: Run[] = [];

  /** Requests that p-queue may start. */
  get size(): number {
    return this.#admitted.length;
  }

  get waitingCount(): number {
    let count = 0;
    for (const line of this.#waiting.values()) count += line.length;
    return count;
  }

  enqueue(run: Run, { ticket, priority = 0, id }: Partial<TicketOptions> = {}): void {
    if (!ticket) throw new TypeError('Expected a request with its ticket.');
    const line = this.#waiting.get(ticket.lane) ?? [];
    this.#waiting.set(ticket.lane, line);
    let place = line.length;
    while (place > 0 && line[place - 1].priority < priority) place--;
    line.splice(place, 0, { run, id, priority, ticket });
  }

  dequeue(): Run | undefined {
    return this.#admitted.shift();
  }

  /** The first of each line, highest priority first. */
  heads(): readonly Ticket[] {
    return [...this.#waiting.values()]
      .flatMap((line) => line.slice(0, 1))
      .sort((a, b) => b.priority - a.priority)
      .map(({ ticket }) => ticket);
  }

  /** Lets the first of a line through. */
  admitHead(lane: Lane): void {
    const first = this.#waiting.get(lane)?.shift();
    if (first) this.#admitted.push(first.run);
  }

  /** Lets all through, to fail with this. */
  refuseAll(refusal: ExchangeFailure): void {
    for (const line of this.#waiting.values()) {
      for (const { run, ticket } of line.splice(0)) {
        ticket.refusal = refusal;
        this.#admitted.push(run);
      }
    }
  }

  remove(id: string): void {
    for (const line of this.#waiting.values()) {
      const place = line.findIndex((waiting) => waiting.id === id);
      if (place >= 0) line.splice(place, 1);
    }
  }

  filter(): Run[] {
    return [...this.#waiting.values()].flatMap((line) => line.map(({ run }) => run));
  }

  setPriority(id: string, priority: number): void {
    for (const line of this.#waiting.values()) {
      const waiting = line.find((entry) => entry.id === id);
      if (!waiting) continue;
      this.remove(id);
      this.enqueue(waiting.run, { ticket: waiting.ticket, priority, id });
      return;
    }
  }
}
