import type { Clock } from '../../../util/clock.js';

/** `Date` has whole seconds: it was created within the second that it names. */
const DATE_STEP_MS = 1_000;

/** Bounds of exchange time minus our monotonic clock, ms. */
interface Bounds {
  readonly lowMs: number;
  readonly highMs: number;
}

/**
 * The exchange's time, learnt from the `Date` of its answers. Each answer bounds the difference between that
 * time and our monotonic clock: it was created after our request and before its arrival (Cristian 1989). The
 * bounds of all answers together are narrower than a second. One answer that contradicts them is a server
 * with a wrong clock and changes nothing; a second one that agrees with the first, was requested after it had
 * arrived, and that no answer in between has refuted, shows that a clock was set or has drifted, and starts
 * afresh. A change of our wall clock has no effect.
 */
export class ExchangeTime {
  readonly #clock: Clock;
  #known: Bounds | null = null;
  /**
   * Bounds by answers that contradict the known ones, and when the first of them arrived; null = none, or
   * refuted since.
   */
  #doubt: { readonly bounds: Bounds; readonly sinceMs: number } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param headers names in lower case; a cached answer (`age`) says nothing
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
      // One that agrees with both decides nothing: if our clock has drifted, most answers do.
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

  /** UTC ms, a whole number; our wall clock until an answer has arrived. */
  nowMs(): number {
    const known = this.#known;
    return Math.round(
      known === null ? this.#clock.wallMs() : this.#clock.nowMs() + (known.lowMs + known.highMs) / 2,
    );
  }

  /** The latest answers contradict the known time: one more decides. */
  get isDoubted(): boolean {
    return this.#doubt !== null;
  }

  /**
   * Exchange time minus our wall clock, ms, accurate to about half a second; null until an answer has
   * arrived.
   */
  get skewMs(): number | null {
    return this.#known === null ? null : this.nowMs() - this.#clock.wallMs();
  }
}

/** The intersection of both; null = it is empty. */
function common(a: Bounds, b: Bounds): Bounds | null {
  const lowMs = Math.max(a.lowMs, b.lowMs);
  const highMs = Math.min(a.highMs, b.highMs);
  return lowMs <= highMs ? { lowMs, highMs } : null;
}
