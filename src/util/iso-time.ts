/** `2024-03-04T17:30:00Z`; ms only where there are any. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}
