import type { Span } from './spans.js';

/** `2026-01` of a time, UTC. */
export function monthOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 7);
}

/** From its first millisecond to that of the next month. */
export function monthSpan(month: string): Span {
  const [year, number] = month.split('-').map(Number);
  return { fromMs: Date.UTC(year, number - 1), toMs: Date.UTC(year, number) };
}

/** Months that a span touches, in order. */
export function monthsIn({ fromMs, toMs }: Span): string[] {
  const months: string[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs = monthSpan(monthOf(atMs)).toMs) months.push(monthOf(atMs));
  return months;
}
