import { isoTime } from '../../util/iso-time.js';

const LOOK_EVERY_MS = 250;
/** The end of a pause is recomputed at every check, and may vary by milliseconds. */
const SAME_MS = 1_000;

/**
 * Announces each pause requested by an exchange once, while work waits for its end.
 * @param pausedUntilMs  UTC ms by our clock; null = not paused.
 * @param nowMs  our clock, UTC ms.
 * @returns a function that stops it.
 */
export function announcePauses(
  pausedUntilMs: () => number | null,
  nowMs: () => number,
  announce: (message: string) => void,
): () => void {
  let announcedUntilMs = -Infinity;
  const look = (): void => {
    const untilMs = pausedUntilMs();
    if (untilMs === null || untilMs <= announcedUntilMs + SAME_MS) return;
    announcedUntilMs = untilMs;
    const seconds = Math.max(1, Math.ceil((untilMs - nowMs()) / 1000));
    announce(
      `paused by the exchange, resumes in ${seconds} s (${isoTime(Math.round(untilMs / 1000) * 1000)})`,
    );
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  look();
  return () => clearInterval(timer);
}
