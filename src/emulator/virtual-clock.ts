import type { Clock } from '../util/clock.js';

/** The exchange's own time: starts at a moment of the world and runs faster or slower than real time. */
export interface VirtualClock {
  /** UTC ms, an integer. */
  nowMs(): number;
  /** Since the start, in the exchange's time. */
  elapsedMs(): number;
  /** Jumps ahead. */
  advance(ms: number): void;
}

/**
 * @param endMs  where time stops: the world has no later moment.
 * @param speed  exchange milliseconds per real millisecond, ≥ 0.
 */
export function createVirtualClock(
  clock: Pick<Clock, 'nowMs'>,
  startMs: number,
  endMs: number,
  speed: number,
): VirtualClock {
  const beganMs = clock.nowMs();
  let skippedMs = 0;
  const nowMs = (): number =>
    Math.min(endMs, Math.floor(startMs + skippedMs + (clock.nowMs() - beganMs) * speed));
  return {
    nowMs,
    elapsedMs: () => nowMs() - startMs,
    advance(ms) {
      skippedMs += ms;
    },
  };
}
