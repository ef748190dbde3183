/** The as-of time that is due at a moment: the newest multiple of `everyMs` whose grace has passed. */
export function dueAsOfMs(nowMs: number, everyMs: number, graceMs: number): number {
  return Math.floor((nowMs - graceMs) / everyMs) * everyMs;
}

/** When the scan after the one of `asOfMs` is due, on the same clock. */
export function nextDueMs(asOfMs: number, everyMs: number, graceMs: number): number {
  return asOfMs + everyMs + graceMs;
}
