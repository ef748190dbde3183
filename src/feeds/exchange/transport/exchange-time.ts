import type { Clock } from '../../../util/clock.js';

/** `Date` has whole seconds: the time it was made lies within the second that it names. */
const DATE_STEP_MS = 1_000;

/**
 * The exchange's time, learnt from the `Date` of its answers. Each answer bounds the difference between that time and
 * our monotonic clock: it was made after we asked and before we had it (Cristian 1989). The bounds of all answers
 * together are narrower than a second; an answer that contradicts them (a clock was set) starts anew. A step of our
 * wall clock changes nothing.
 */
export class ExchangeTime {
  readonly #clock: Clock;
  #lowMs = -Infinity;
  #highMs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param headers names in lower case; an answer out of a cache (`age`) tells nothing
   * @param sentMs, receivedMs monotonic
   */
  observe(headers: Readonly<Record<string, string>>, sentMs: number, receivedMs: number): void {
    const dateMs = Date.parse(headers.date ?? '');
    if (!Number.isFinite(dateMs) || Number(headers.age) > 0) return;
    const lowMs = dateMs - receivedMs;
    const highMs = dateMs + DATE_STEP_MS - sentMs;
    const isContradiction = lowMs > this.#highMs || highMs < this.#lowMs;
    this.#lowMs = isContradiction ? lowMs : Math.max(lowMs, this.#lowMs);
    this.#highMs = isContradiction ? highMs : Math.min(highMs, this.#highMs);
  }

  /** UTC ms, a whole number; our wall clock until an answer came. */
  nowMs(): number {
    return Math.round(
      this.#isKnown ? this.#clock.nowMs() + (this.#lowMs + this.#highMs) / 2 : this.#clock.wallMs(),
    );
  }

  /** Exchange time minus our wall clock, ms, exact to about half a second; null until an answer came. */
  get skewMs(): number | null {
    return this.#isKnown ? this.nowMs() - this.#clock.wallMs() : null;
  }

  get #isKnown(): boolean {
    return Number.isFinite(this.#lowMs);
  }
}
