import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const UNITS_MS = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const;

/** The timeframes a user may choose; context timeframes (three times the base) may be any multiple of a minute. */
export const TIMEFRAMES = [
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
] as const;

/**
 * Length of a bar in milliseconds: `5m` → 300,000.
 * @throws {SquallError} `USAGE` if the text is not one of {@link TIMEFRAMES}.
 */
export function parseTimeframe(text: string): number {
  if (!(TIMEFRAMES as readonly string[]).includes(text)) {
    throw new SquallError(
      'USAGE',
      `Expected a timeframe of ${TIMEFRAMES.join(', ')}, got ${shownValue(text, 20)}.`,
    );
  }
  return timeframeOfText(text);
}

/** Milliseconds of `<whole number><m|h|d>`, any multiple (`45m`, `3h`); null for any other text. */
export function timeframeFromText(text: string): number | null {
  return /^[1-9]\d{0,4}[mhd]$/.test(text) ? timeframeOfText(text) : null;
}

function timeframeOfText(text: string): number {
  return Number(text.slice(0, -1)) * UNITS_MS[text.slice(-1) as keyof typeof UNITS_MS];
}

/** In the largest unit that divides it: 5,400,000 → `90m`, 10,800,000 → `3h`; `14s` or `300ms` below a minute. */
export function formatTimeframe(timeframeMs: number): string {
  if (timeframeMs % DAY_MS === 0) return `${timeframeMs / DAY_MS}d`;
  if (timeframeMs % HOUR_MS === 0) return `${timeframeMs / HOUR_MS}h`;
  if (timeframeMs % MINUTE_MS === 0) return `${timeframeMs / MINUTE_MS}m`;
  return timeframeMs % 1000 === 0 ? `${timeframeMs / 1000}s` : `${timeframeMs}ms`;
}

/** Open time of the bar that contains `timeMs`, on the UTC grid that starts at the epoch. */
export function openTimeOf(timeMs: number, timeframeMs: number): number {
  return Math.floor(timeMs / timeframeMs) * timeframeMs;
}

/** Open time of the newest bar closed at `asOfMs`: the last one with open + timeframe ≤ as-of. */
export function lastClosedOpenTime(asOfMs: number, timeframeMs: number): number {
  return openTimeOf(asOfMs, timeframeMs) - timeframeMs;
}

/** 1973 … 2286 in ms: within it a time in seconds or microseconds cannot be mistaken for milliseconds. */
const EARLIEST_MS = 1e11;
const LATEST_MS = 1e13;

/** Whether a number can be a time in UTC milliseconds: whole, and between 1973 and 2286. */
export function isPlausibleTimeMs(timeMs: number): boolean {
  return timeMs >= EARLIEST_MS && timeMs < LATEST_MS && Number.isInteger(timeMs);
}

/** The likely unit of an implausible time; null if no unit explains it. */
export function likelyTimeUnit(time: number): 'seconds' | 'microseconds' | 'nanoseconds' | null {
  const inRange = (timeMs: number) => timeMs >= EARLIEST_MS && timeMs < LATEST_MS;
  if (inRange(time)) return null;
  if (inRange(time * 1e3)) return 'seconds';
  if (inRange(time / 1e3)) return 'microseconds';
  return inRange(time / 1e6) ? 'nanoseconds' : null;
}
