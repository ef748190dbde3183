import type { Clock } from '../../../util/clock.js';

/** `Date` has whole seconds: the time it was made lies within the second that it names. */
const DATE_STEP_MS = 1_000;

/** Exchange time minus our monotonic clock, ms, lies between these. */
interface Bounds {
  readonly lowMs: number;
  readonly highMs: number;
}

/**
 * The exchange's time, learnt from the `Date` of its answers. Each answer bounds the difference between that time and
 * our monotonic clock: it was made after we asked and before we had it (Cristian 1989). The bounds of all answers
 * together are narrower than a second. One answer that contradicts them is a server with a wrong clock and changes
 * nothing; a second one that agrees with the first, was asked for after it had come, and that no answer in between has
 * refuted, shows that a clock was set or has drifted, and starts anew. A step of our wall clock changes nothing.
 */
export class ExchangeTime {
  readonly #clock: Clock;
  #known: Bounds | null = null;
  /** What answers say that contradict the known, and when the first of them came; null = none, or refuted since. */
  #doubt: { readonly bounds: Bounds; readonly sinceMs: number } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param headers names in lower case; an answer out of a cache (`age`) says nothing
   * @param sentMs, receivedMs monotonic
   */
  observe(headers: Readonly<Record<string, string>>, sentMs: number, receivedMs: number): void {
    const dateMs = Date.parse(headers.date ?? '');
    if (!Number.isFinite(dateMs) || Number(headers.age) > 0) return;
    const bounds: Bounds = { lowMs: dateMs - receivedMs, highMs: dateMs + DATE_STEP_MS - sentMs };
    const agreed = this.#known === null ? bounds : common(this.#known, bounds);
    const doubted = this.#doubt === null ? null : common(this.#doubt.bounds, bounds);
    if (agreed !== null) {
      this.#known = agreed;
      // One that agrees with both decides nothing: where our clock has drifted, most answers do.
      if (doubted === null) this.#doubt = null;
    } else if (this.#doubt === null || doubted === null) {
      this.#doubt = { bounds, sinceMs: receivedMs };
    } else if (sentMs < this.#doubt.sinceMs) {
      this.#doubt = { ...this.#doubt, bounds: doubted };
    } else {
      this.#known = doubted;
      this.#doubt = null;
    }
  }

  /** UTC ms, a whole number; our wall clock until an answer came. */
  nowMs(): number {
    const known = this.#known;
    return Math.round(
      known === null ? this.#clock.wallMs() : this.#clock.nowMs() + (known.lowMs + known.highMs) / 2,
    );
  }

  /** The last answers contradict what is known: one more decides. */
  get isDoubted(): boolean {
    return this.#doubt !== null;
  }

  /** Exchange time minus our wall clock, ms, exact to about half a second; null until an answer came. */
  get skewMs(): number | null {
    return this.#known === null ? null : this.nowMs() - this.#clock.wallMs();
  }
}

/** What lies within both; null = nothing does. */
function common(a: Bounds, b: Bounds): Bounds | null {
  const lowMs = Math.max(a.lowMs, b.lowMs);
  const highMs = Math.min(a.highMs, b.highMs);
  return lowMs <= highMs ? { lowMs, highMs } : null;
}
