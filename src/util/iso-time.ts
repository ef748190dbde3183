/** `2024-03-04T17:30:00Z`; ms only if nonzero. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}
