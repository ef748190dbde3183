import type { HttpAnswer } from '../transport/http.js';
import type { Budget, UsageHeaders } from './costs/costs.js';

/** An exchange's own count: weight used, and how long that holds. */
export interface UsageReading {
  readonly used: number;
  readonly forMs: number;
}

/** Shortest validity of a reading if the exchange names a moment that has passed. */
const LEAST_MS = 1_000;

function numberOf(headers: HttpAnswer['headers'], name: string): number | null {
  const text = headers[name];
  // Number('') is 0.
  const value = text === undefined || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

function resetMs(reset: number, unit: 'utcMs' | 'utcS' | 'inMs', exchangeMs: number): number {
  if (unit === 'inMs') return reset;
  return (unit === 'utcS' ? reset * 1000 : reset) - exchangeMs;
}

/**
 * Reads the headers of an answer; null if they say nothing.
 * @param wallMs  our own clock, in case the answer has no `Date`.
 */
export function readUsage(
  names: UsageHeaders | undefined,
  headers: HttpAnswer['headers'],
  budget: Budget,
  wallMs: number,
): UsageReading | null {
  if (!names) return null;
  const dateMs = Date.parse(headers.date ?? '');
  const exchangeMs = Number.isNaN(dateMs) ? wallMs : dateMs;
  if ('used' in names) {
    const used = numberOf(headers, names.used);
    // The date is cut to seconds, so the rest of the window is rather too long than too short.
    return used === null ? null : { used, forMs: budget.windowMs - (exchangeMs % budget.windowMs) };
  }
  const remaining = numberOf(headers, names.remaining);
  if (remaining === null) return null;
  const limit = numberOf(headers, names.limit) ?? budget.weight;
  const reset = numberOf(headers, names.reset);
  const forMs = reset === null ? budget.windowMs : resetMs(reset, names.resetUnit, exchangeMs);
  // Its limit may differ from the one we count with: the share of it is what counts.
  const usedShare = limit > 0 ? Math.max(0, 1 - remaining / limit) : 1;
  return {
    used: usedShare * budget.weight,
    forMs: Math.min(Math.max(forMs, Math.min(LEAST_MS, budget.windowMs)), budget.windowMs),
  };
}
