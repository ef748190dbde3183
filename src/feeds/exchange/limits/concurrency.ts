/** Requests in flight to one exchange, whatever its pace. */
export const MOST_IN_FLIGHT = 16;

/** Assumed until the first answer. */
const FIRST_RTT_MS = 100;
const SMOOTHING = 0.2;

/**
 * Requests in flight that sustain the pace: `ceil(RTT / pace) + 1`; more would only wait at the exchange.
 * @param startEveryMs  time between two starts; 0 = no pace.
 */
export function semaphoreOf(rttMs: number, startEveryMs: number): number {
  if (!(startEveryMs > 0)) return MOST_IN_FLIGHT;
  return Math.min(MOST_IN_FLIGHT, Math.ceil(rttMs / startEveryMs) + 1);
}

/**
 * Maximum requests in flight: computed from measurements, under a ceiling that is halved when the exchange
 * says "too many" and grows back by one per round of answers (AIMD, Chiu & Jain 1989).
 */
export class Concurrency {
  #rttMs = FIRST_RTT_MS;
  #answers = 0;
  #startEveryMs: number;
  #ceiling = MOST_IN_FLIGHT;

  /** @param startEveryMs  expected time between two starts; 0 = no pace. */
  constructor(startEveryMs: number) {
    this.#startEveryMs = startEveryMs;
  }

  /** Smoothed time from sending to the complete answer, ms. */
  get rttMs(): number {
    return this.#rttMs;
  }

  get semaphore(): number {
    return semaphoreOf(this.#rttMs, this.#startEveryMs);
  }

  get limit(): number {
    return Math.max(1, Math.min(this.semaphore, Math.floor(this.#ceiling)));
  }

  onStart(startEveryMs: number): void {
    this.#startEveryMs += SMOOTHING * (startEveryMs - this.#startEveryMs);
  }

  onAnswer(rttMs: number): void {
    this.#rttMs = this.#answers++ === 0 ? rttMs : this.#rttMs + SMOOTHING * (rttMs - this.#rttMs);
    this.#ceiling = Math.min(MOST_IN_FLIGHT, this.#ceiling + 1 / this.#ceiling);
  }

  halve(): void {
    this.#ceiling = Math.max(1, this.limit / 2);
  }
}
