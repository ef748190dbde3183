import { isoTime } from './format/numbers.js';

const LOOK_EVERY_MS = 250;
/** The end of one pause is computed anew each time that it is looked at, and is not always the same millisecond. */
const SAME_MS = 1_000;

/**
 * Tells once of each pause that an exchange has asked for, while work waits for its end.
 * @param pausedUntilMs  UTC ms by our clock; null = not paused.
 * @param nowMs  our clock, UTC ms.
 * @returns ends it.
 */
export function tellPauses(
  pausedUntilMs: () => number | null,
  nowMs: () => number,
  tell: (message: string) => void,
): () => void {
  let toldUntilMs = -Infinity;
  const look = (): void => {
    const untilMs = pausedUntilMs();
    if (untilMs === null || untilMs <= toldUntilMs + SAME_MS) return;
    toldUntilMs = untilMs;
    const seconds = Math.max(1, Math.ceil((untilMs - nowMs()) / 1000));
    tell(`paused by the exchange, resumes in ${seconds} s (${isoTime(Math.round(untilMs / 1000) * 1000)})`);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  look();
  return () => clearInterval(timer);
}
